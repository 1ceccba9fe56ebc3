#!/bin/sh
# A bare LD_PRELOAD: with a collector that starts by itself, and with none and a later `heddle
# collect`.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/run_lib.sh"
probe=$(dirname "$HEDDLE")/../lib/libheddle_probe.so

ran="LD_PRELOAD=libheddle_probe.so victim leak"
LD_PRELOAD=$probe HEDDLE_COLLECTOR=none "$victim" leak >.out 2>.err
check "status" [ $? = 0 ]
silent
calm
files=$(find "$HEDDLE_DIR" -name '*.hw')
check "one wire file" [ "$(echo "$files" | wc -l)" = 1 ]
expect 0 collect --keep-wire $files
complains "[thread-leak]"
finds thread-leak
check "kept" [ -e "$files" ]
expect 0 collect --quiet $files
calm
check "removed" [ ! -e "$files" ]

# A folder stands for the files in it, which may be none.
rm -rf .heddle
expect 0 collect "$HEDDLE_DIR"
complains "no wire files in $HEDDLE_DIR"
check "no database for nothing" [ ! -e .heddle ]
mkdir "$HEDDLE_DIR/run-aaaaaa" && : >"$HEDDLE_DIR/run-aaaaaa/1.hw"
expect 0 collect "$HEDDLE_DIR"
complains "no wire files in $HEDDLE_DIR; there are some in $HEDDLE_DIR/run-aaaaaa: name that folder"
rm -r "$HEDDLE_DIR/run-aaaaaa"
expect 0 collect --quiet "$HEDDLE_DIR"
calm
expect 1 collect --attach "$HEDDLE_DIR"
complains "--attach wants one wire file"
for _ in 1 2; do LD_PRELOAD=$probe HEDDLE_COLLECTOR=none "$victim" leak >.out 2>.err; done
: >"$HEDDLE_DIR/other"
expect 0 collect "$HEDDLE_DIR"
complains "[thread-leak] (in 2 processes)"
check "told once" [ "$(grep -c thread-leak .err)" = 1 ]
complains "1 finding of 2 processes"
check "both removed, and nothing else" [ "$(ls "$HEDDLE_DIR")" = other ]
ran="heddle collect under the probe, as after a service"
LD_PRELOAD=$probe HEDDLE_COLLECTOR=none "$HEDDLE" collect "$HEDDLE_DIR" >.out 2>.err
check "status" [ $? = 0 ]
complains "no wire files in $HEDDLE_DIR"
check "nothing of its own stays" [ "$(ls "$HEDDLE_DIR")" = other ]

rm -rf .heddle
ran="LD_PRELOAD=libheddle_probe.so victim order, collector by itself"
LD_PRELOAD=$probe "$victim" order >.out 2>.err
check "status" [ $? = 0 ]
check "stored by itself" soon 10 sh -c "'$HEDDLE' report --format json | grep -q lock-order-cycle"
passed
