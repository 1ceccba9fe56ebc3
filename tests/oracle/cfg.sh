#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compares our control-flow graphs with clang's own: for every function of the C files given, the
# calls that can follow each other must be the same. Where clang is known to be less exact, such
# lines stand in known.txt ("file: clang only: function: call -> call", the reason in a comment).
# usage: cfg.sh HEDDLE CLANG FILE...
set -eu
here=$(dirname "$0")
heddle=$1 clang=$2
shift 2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad=0 functions=0
for file; do
    dir=$(dirname "$file")
    "$clang" --analyze -w -Xclang -analyzer-checker=debug.DumpCFG -I"$dir" -I"$here/../../include" -o /dev/null "$file" 2>"$tmp/dump" ||
        { echo "$file: clang fails"; cat "$tmp/dump"; bad=1; continue; }
    "$heddle" ir "$file" -- -I"$dir" -I"$here/../../include" >"$tmp/ir" || { echo "$file: heddle fails"; bad=1; continue; }
    awk -f "$here/ours.awk" "$tmp/ir" >"$tmp/ours.graph"
    awk -f "$here/clang.awk" "$tmp/dump" >"$tmp/clang.graph"
    # Only functions that both know: clang also dumps those of system headers.
    grep '^F ' "$tmp/ours.graph" | sort -u >"$tmp/names"
    grep '^F ' "$tmp/clang.graph" | sort -u | comm -12 "$tmp/names" - | sed 's/^F //' >"$tmp/both"
    functions=$((functions + $(wc -l <"$tmp/both")))
    for side in ours clang; do
        awk -f "$here/pairs.awk" "$tmp/$side.graph" |
            awk -F ': ' 'NR == FNR {ok[$1] = 1; next} $1 in ok' "$tmp/both" - | LC_ALL=C sort -u >"$tmp/$side"
    done
    LC_ALL=C comm -3 "$tmp/ours" "$tmp/clang" | sed 's/^\t/clang only: /; t; s/^/heddle only: /' >"$tmp/differ"
    if [ -s "$tmp/differ" ]; then
        name=$(basename "$file")
        while IFS= read -r line; do
            grep -qxF "$name: $line" "$here/known.txt" && continue
            echo "$file: $line"
            bad=1
        done <"$tmp/differ"
    fi
done
echo "$functions functions compared"
[ "$functions" -gt 0 ] || bad=1
exit $bad
