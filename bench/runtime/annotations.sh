#!/bin/sh
# Instructions of the annotations of an uncontended lock + unlock pair, without a probe and with one, by callgrind.
# SPDX-License-Identifier: Apache-2.0
set -eu
so=$1 bench=$2 limit_off=16 limit_on=220
command -v valgrind >/dev/null || exit 77
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
chmod 700 "$tmp"
count() { # PRELOAD MODE PAIRS
    env LD_PRELOAD="$1" HEDDLE_DIR="$tmp" HEDDLE_COLLECTOR=none \
        valgrind --tool=callgrind --callgrind-out-file=/dev/null "$bench" "$2" "$3" 2>&1 |
        sed -n 's/.*Collected : //p'
}
per_pair() { # PRELOAD MODE
    few=$(count "$1" "$2" 1000) many=$(count "$1" "$2" 21000)
    echo $(((many - few) / 20000))
}
off=$(per_pair "" count) on=$(per_pair "$so" count)
echo "instructions per annotated pair: no probe $off (limit $limit_off), probe $on (limit $limit_on)"
test "$off" -ge 3 && test "$off" -le $limit_off && test "$on" -gt "$off" && test "$on" -le $limit_on
