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

rm -rf .heddle
ran="LD_PRELOAD=libheddle_probe.so victim order, collector by itself"
LD_PRELOAD=$probe "$victim" order >.out 2>.err
check "status" [ $? = 0 ]
check "stored by itself" soon 10 sh -c "'$HEDDLE' report --format json | grep -q lock-order-cycle"
passed
