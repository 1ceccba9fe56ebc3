#!/bin/sh
# heddle run and collect with wire files that are rubbish, a database that takes nothing, and a program
# that destroys its own wire file: one clear message, nothing lost.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/run_lib.sh"
probe=$(dirname "$HEDDLE")/../lib/libheddle_probe.so

head -c 100000 /dev/urandom >rubbish.hw
expect 1 collect rubbish.hw
complains "rubbish.hw is no wire file"
check "kept" [ -e rubbish.hw ]
: >empty.hw
expect 1 collect empty.hw
check "no database for nothing" [ ! -e .heddle ]
complains "empty.hw is shorter than a wire file's header"
expect 1 collect none.hw
complains "none.hw: No such file or directory"
expect 1 collect
complains "which wire files?"

# One bad file does not keep the good one out.
LD_PRELOAD=$probe HEDDLE_COLLECTOR=none "$victim" leak
good=$(find "$HEDDLE_DIR" -name '*.hw')
cp "$good" copy.hw
expect 1 collect rubbish.hw "$good"
finds thread-leak

# Cut off in the middle, and with every 50th byte turned.
head -c $(($(wc -c <copy.hw) / 2)) copy.hw >half.hw
expect 1 collect --db half.db half.hw
for i in 1 2 3 4 5 6 7 8; do
    { head -c 4096 copy.hw; tail -c +4097 copy.hw | tr "$(printf '\00%d' $i)" '\377'; } >bad$i.hw
    ran="heddle collect bad$i.hw"
    "$HEDDLE" collect --quiet --db bad.db bad$i.hw >.out 2>.err
    check "no crash" [ $? -le 1 ]
done

# Damaged in the middle: what is readable is stored, and one line tells that something is missing.
cp copy.hw mid.hw
head -c 65536 /dev/zero | tr '\0' A | dd of=mid.hw bs=4096 seek=1 conv=notrunc 2>/dev/null
expect 0 collect --db mid.db mid.hw
complains "mid.hw: 2 damaged records were skipped: what they would show is missing"
check "said once" [ "$(grep -c damaged .err)" = 1 ]
expect 0 collect --db whole.db copy.hw
check "a whole one is not said to be damaged" [ "$(grep -c damaged .err)" = 0 ]

# A program that destroys its own wire file: what was seen before stays.
expect 0 run --db scribble.db -- "$victim" scribble
check "what was seen before" [ "$(db=scribble.db query "SELECT count(*) FROM run WHERE ended_ms > 0 AND coverage LIKE '%destroyed%'")" = 1 ]

# A database that is locked at the end: one message, and the findings stay in the wire file.
db=locked.db
in_background run --db locked.db -- "$victim" hold
check "stored while it runs" soon 10 sh -c "[ \"\$(sqlite3 -readonly locked.db 'SELECT count(*) FROM held')\" = 2 ]"
{ echo "BEGIN EXCLUSIVE;"; sleep 15; } | sqlite3 locked.db &
lock=$!
sleep 0.5
kill -9 "$(sed -n 's/^holding //p' .bg.out)"
ends 137
complains "cannot store what process"
complains "locked"
check "said once" [ "$(grep -c 'cannot store what' .err)" = 1 ]
wait "$lock"
kept=$(find "$HEDDLE_DIR" -name '*.hw')
check "the wire file is kept" [ -n "$kept" ]
expect 0 collect --db locked.db --quiet $kept
check "stored later" [ "$(query "SELECT count(*) FROM run WHERE command = 'run' AND ended_ms > 0")" = 1 ]
passed
