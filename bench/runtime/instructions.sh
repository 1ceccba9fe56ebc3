#!/bin/sh
# Instructions that the probe adds to an uncontended lock + unlock pair, counted by callgrind.
# SPDX-License-Identifier: Apache-2.0
set -eu
so=$1 bench=$2 limit=100
command -v valgrind >/dev/null || exit 77
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
chmod 700 "$tmp"
count() { # MODE PAIRS
    env LD_PRELOAD="$so" HEDDLE_DIR="$tmp" HEDDLE_COLLECTOR=none \
        valgrind --tool=callgrind --callgrind-out-file=/dev/null "$bench" "$1" "$2" 2>&1 |
        sed -n 's/.*Collected : //p'
}
per_pair() { # MODE
    few=$(count "$1" 1000) many=$(count "$1" 21000)
    echo $(((many - few) / 20000))
}
raw=$(per_pair count-raw) probed=$(per_pair count)
echo "instructions per pair: raw $raw, probed $probed, limit $((raw + limit))"
test "$raw" -gt 10 && test "$probed" -gt "$raw" && test "$probed" -le $((raw + limit))
