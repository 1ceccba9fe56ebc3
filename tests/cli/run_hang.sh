#!/bin/sh
# heddle run: a deadlock is told while the program hangs, and soon.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/run_lib.sh"

# Its source belongs to the project that is watched, as a program's does.
cp "$here/victim.c" . && "${CC:-cc}" -g -O1 -pthread victim.c -o victim || exit 1

in_background run -- "$victim" hang
# 0.2 s until it hangs, 1 s without progress, one round of 0.25 s, one second look; slack for a
# loaded machine.
check "told while it hangs" soon 5 grep -q "deadlock: " .bg.err
check "still running" kill -0 "$bg"
check "both locks are named" grep -q "holds outer and waits for inner" .bg.err
check "both sites are named" grep -q "victim.c:[0-9]*: waits for outer (in both)" .bg.err
check "in the database already" soon 3 sh -c "'$HEDDLE' report --format json | grep -q '\"rule\": \"deadlock\"'"
# The stacks are those of now, and taking them left no trace in the program.
check "the way to the wait" grep -q "victim.c:[0-9]*: calls both (in slow_" .bg.err
child=$(pgrep -P "$bg" victim || ps -o pid= --ppid "$bg" | tail -1)
check "not stopped" sh -c "! grep -l '^State:.*[Tt] (' /proc/$child/task/*/status"
check "not traced" sh -c "! grep -l '^TracerPid:[[:space:]]*[1-9]' /proc/$child/task/*/status"
kill -TERM "$bg"
ends 143
finds deadlock
check "who held what" [ "$(query 'SELECT count(*) FROM held')" = 2 ]
check "told once" [ "$(grep -c "process .* deadlock: " .bg.err)" = 1 ]
check "the summary says that it is the same" grep -q "^  .*error: deadlock: .*(told above)" .bg.err

# The analysis of the source foretells it: one defect, whichever side was asked first.
evidence() { # RULE
    "$HEDDLE" report --fail-on never --format json |
        awk -F '"' -v rule="$1" '$2 == "rule" { at = $4 } $2 == "evidence" && at == rule { print $4 }'
}
check "seen only" [ "$(evidence deadlock)" = runtime ]
cat >other.c <<'C'
#include <pthread.h>
static pthread_mutex_t outer = PTHREAD_MUTEX_INITIALIZER, inner = PTHREAD_MUTEX_INITIALIZER;
void one(void);
void two(void);
void one(void)
{
    pthread_mutex_lock(&outer);
    pthread_mutex_lock(&inner);
    pthread_mutex_unlock(&inner);
    pthread_mutex_unlock(&outer);
}
void two(void)
{
    pthread_mutex_lock(&inner);
    pthread_mutex_lock(&outer);
    pthread_mutex_unlock(&outer);
    pthread_mutex_unlock(&inner);
}
C
expect 2 check --no-cache --only lock-order-cycle other.c --
check "locks of another file that are called the same are other locks" [ "$(evidence deadlock)" = runtime ]
expect 2 check --no-cache --only lock-order-cycle victim.c --
check "seen and foretold" [ "$(evidence deadlock)" = both ]
check "the cycle happened" [ "$(evidence lock-order-cycle)" = both ]
passed
