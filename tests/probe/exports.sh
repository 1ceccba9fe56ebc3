#!/bin/sh
# The exported symbols of the probe are exactly the rows of hooks.def and annotate.def, and what heddle.h asks for.
# SPDX-License-Identifier: Apache-2.0
set -eu
so=$1 src=$2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
nm -D --defined-only "$so" | awk '{print $NF}' | sed 's/@.*//' | sort >"$tmp/exported"
sed -n -e 's/^\(ACQUIRE\|TRY\|RELEASE\|INIT\|DESTROY\|CONDWAIT\|WAIT\|WAKE\|ALIAS\)(\([a-z0-9_]*\),.*/\2/p' \
    -e 's/^CUSTOM([a-z_]*, \([a-z0-9_]*\),.*/\1/p' "$src/hooks.def" >"$tmp/unsorted"
echo heddle_probe_attach >>"$tmp/unsorted"
sed -n 's/^ANNOTATION([a-z]*, \([A-Za-z_]*\),.*/\1/p' "$src/annotate.def" >>"$tmp/unsorted"
sort "$tmp/unsorted" >"$tmp/rows"
test "$(wc -l <"$tmp/rows")" -gt 50
diff -u "$tmp/rows" "$tmp/exported"
