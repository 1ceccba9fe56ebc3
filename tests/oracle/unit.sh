#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compares our control-flow graphs with clang's own for one unit: for every function of it that both
# know, the calls that can follow each other must be the same. Prints "functions BOTH OURS" and a line per
# difference, "clang only: FUNCTION: CALL -> CALL" or "heddle only: …".
# usage: unit.sh HEDDLE CLANG FOLDER FILE [ARGUMENT…]      FOLDER: for files of its own
set -eu
here=$(cd "$(dirname "$0")" && pwd)
heddle=$1 clang=$2 tmp=$3 file=$4
shift 4
"$clang" --analyze -w --analyzer-no-default-checks -Xclang -analyzer-checker=debug.DumpCFG "$@" \
    -o /dev/null "$file" 2>"$tmp/dump" || { echo "clang fails: $(grep -m1 error: "$tmp/dump")"; exit 1; }
"$heddle" ir "$file" -- "$@" >"$tmp/ir" 2>"$tmp/errors" || { echo "heddle fails: $(head -1 "$tmp/errors")"; exit 1; }
awk -f "$here/ours.awk" "$tmp/ir" >"$tmp/ours.graph"
awk -f "$here/clang.awk" "$tmp/dump" >"$tmp/clang.graph"
# Only functions that both know: clang also dumps those of system headers.
grep '^F ' "$tmp/ours.graph" | LC_ALL=C sort -u >"$tmp/names"
grep '^F ' "$tmp/clang.graph" | LC_ALL=C sort -u | LC_ALL=C comm -12 "$tmp/names" - | sed 's/^F //' >"$tmp/both"
echo "functions $(wc -l <"$tmp/both") $(wc -l <"$tmp/names")"
for side in ours clang; do
    awk -f "$here/pairs.awk" "$tmp/$side.graph" |
        awk -F ': ' 'NR == FNR {ok[$1] = 1; next} $1 in ok' "$tmp/both" - | LC_ALL=C sort -u >"$tmp/$side"
done
LC_ALL=C comm -3 "$tmp/ours" "$tmp/clang" | sed 's/^\t/clang only: /; t; s/^/heddle only: /'
