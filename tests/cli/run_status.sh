#!/bin/sh
# heddle run: the program's exit status, signals, and what stops a run before it starts.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/run_lib.sh"

expect 0 run --quiet -- "$victim" status 0
silent
calm
expect 7 run --quiet -- "$victim" status 7
expect 0 run -- "$victim" clean
complains "no findings"
expect 137 run --quiet -- sh -c 'kill -9 $$'
expect 139 run --quiet -- sh -c 'kill -SEGV $$'
expect 127 run -- no-such-program-here
complains "cannot run no-such-program-here: No such file or directory"
: >plain
expect 126 run -- ./plain
complains "cannot run ./plain: Permission denied"
expect 1 run
complains "which program?"
expect 1 run --no-such-option -- true
check "no wire files left" [ -z "$(find "$HEDDLE_DIR" -name '*.hw')" ]

# Signals go to the program; one that does not obey is ended after the grace.
in_background run --quiet -- "$victim" term
check "started" soon 10 grep -q ready .bg.out
kill -TERM "$bg"
ends 3
in_background run --quiet --grace 1 -- "$victim" stubborn
check "started" soon 10 grep -q ready .bg.out
kill -TERM "$bg"
ends 137
check "its run ended in the database" [ "$(query 'SELECT exit_status FROM run ORDER BY id DESC LIMIT 1')" = 137 ]

# Without a database or a probe the program is not started.
mkdir none.db
expect 1 run --db none.db -- touch started
complains "none.db"
check "not started" [ ! -e started ]
HEDDLE_PROBE=$scratch/none.so expect 1 run -- touch started
complains "HEDDLE_PROBE names $scratch/none.so"
check "not started" [ ! -e started ]

# A program that the probe cannot enter is run, and said to be unseen.
if echo 'int main(void) { return 5; }' | "${CC:-cc}" -static -x c - -o static 2>/dev/null; then
    expect 5 run -- ./static
    complains "linked statically"
    complains "nothing was recorded"
    HEDDLE_SAMPLE=0 expect 5 run -- ./static
    complains "nothing was recorded: the program did not load the probe"
fi

# One that HEDDLE_SAMPLE leaves out has loaded it all the same.
for sample in 0 1/1000000000; do
    HEDDLE_SAMPLE=$sample expect 0 run -- "$victim" clean
    complains "nothing was recorded: HEDDLE_SAMPLE=$sample in the environment left the process out"
done
HEDDLE_SAMPLE=1/1 expect 0 run -- "$victim" clean
complains "no findings"
passed
