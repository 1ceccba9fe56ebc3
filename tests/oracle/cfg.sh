#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compares our control-flow graphs with clang's own (unit.sh) for the C files given. Where clang is
# known to be less exact, such lines stand in known.txt ("file: clang only: function: call -> call",
# the reason in a comment).
# usage: cfg.sh HEDDLE CLANG FILE...
set -eu
here=$(dirname "$0")
heddle=$1 clang=$2
shift 2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad=0 functions=0
for file; do
    sh "$here/unit.sh" "$heddle" "$clang" "$tmp" "$file" -I"$(dirname "$file")" \
        -I"$here/../../include" >"$tmp/out" || bad=1
    name=$(basename "$file")
    while IFS= read -r line; do
        case $line in
        "functions "*)
            line=${line#functions }
            functions=$((functions + ${line% *}))
            continue ;;
        esac
        grep -qxF "$name: $line" "$here/known.txt" && continue
        echo "$file: $line"
        bad=1
    done <"$tmp/out"
done
echo "$functions functions compared"
[ "$functions" -gt 0 ] || bad=1
exit $bad
