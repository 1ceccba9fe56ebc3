#!/bin/sh
# heddle check on heddle itself, as the build that is tested compiles it: nothing is found, nothing is known already.
# What .heddle.yml leaves out are the programs of tests/probe that misuse locks on purpose.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/../cli/lib.sh"
cd "$SOURCE" || exit 1
db=$scratch/self.db

expect 0 check -p "$BUILD" --db "$db" --write-baseline "$scratch/baseline"
says "no findings in"
check "every unit was seen" sh -c "! grep -q 'not seen' '$scratch/.out'"
check "the baseline is empty, and no other" cmp -s "$scratch/baseline" .heddle-baseline
check "and has no findings" sh -c "! grep -qv '^#' .heddle-baseline"

# One bad unit more among the same units: it is found, so more than silence was measured.
cat >"$scratch/planted.c" <<'EOF'
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
int planted(int n)
{
    pthread_mutex_lock(&m);
    if (n)
        return -1;
    pthread_mutex_unlock(&m);
    return 0;
}
EOF
entry="{\"directory\": \"$scratch\", \"command\": \"cc -c planted.c\", \"file\": \"planted.c\"},"
sed "1s|^\[|[$entry|" "$BUILD/compile_commands.json" >"$scratch/compile_commands.json"
expect 2 check -p "$scratch" --db "$db"
says "planted.c:7"
says "lock-held-at-return"
says "1 error in"
passed
