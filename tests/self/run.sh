#!/bin/sh
# heddle run on heddle's own programs that have threads or children: nothing is found.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/../cli/lib.sh"
export HEDDLE_DIR="$scratch/wire"
cd "$SOURCE" || exit 1 # .heddle.yml is there
db=$scratch/self.db
bin=$BUILD/bin
out=$scratch

# watch COMMAND…: it ends well under the probe.
watch() {
    ran="heddle run -- $*"
    checks=$((checks + 1))
    "$HEDDLE" run --db "$db" -- "$@" >"$scratch/.out" 2>"$scratch/.err" </dev/null
    got=$?
    [ $got = 0 ] || wrong "exit status $got"
    runs=$((runs + 1))
}
runs=0

watch "$bin/lock_cost" 4
watch "$bin/annotate_cost"
watch "$bin/test_layout" # Graphviz
watch "$bin/test_formats"
watch "$bin/test_wire_reader"
watch "$bin/test_units" # worker processes
watch "$bin/fuzz_wire" tests/fuzz/corpus/wire
# libclang parses in a thread with a stack of its own; the units are lowered by worker processes
watch "$HEDDLE" check --db "$out/inner.db" -j 2 examples/server_fixed/log.c examples/server_fixed/timers.c -- -Iexamples/server_fixed
watch "$HEDDLE" report --db "$out/inner.db" --format html -o "$out/inner.html"
watch "$HEDDLE" graph --db "$out/inner.db" --format svg -o "$out/inner.svg"

# inspect walks the stacks of another process in a thread of its own
sleep 60 &
other=$!
if "$HEDDLE" inspect --pid $other | grep -q "cannot be read"; then
    echo "inspect is left out: processes cannot be traced here"
else
    watch "$HEDDLE" inspect --pid $other
fi
kill $other

expect 0 report --db "$db" --fail-on note
says "no findings in"
check "every run is stored" [ "$(sqlite3 -readonly "$db" "SELECT count(*) >= $runs FROM run WHERE command = 'run'")" = 1 ]

# The same way finds what is there.
cat >"$scratch/planted.c" <<'EOF'
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static void *work(void *arg)
{
    pthread_mutex_lock(&m);
    return arg;
}
int main(void)
{
    pthread_t t;
    return pthread_create(&t, NULL, work, NULL) || pthread_join(t, NULL);
}
EOF
"${CC:-cc}" -g -pthread "$scratch/planted.c" -o "$scratch/planted" || exit 1
watch "$scratch/planted"
expect 2 report --db "$db" --fail-on note
says "lock-held-at-exit"
passed
