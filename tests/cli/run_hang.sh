#!/bin/sh
# heddle run: a deadlock is told while the program hangs, and soon.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/run_lib.sh"

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
passed
