#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The comparison must notice when an edge or a call is missing.
# usage: self_test.sh HEDDLE CLANG
set -eu
here=$(dirname "$0")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
fake() { # HEDDLE SED-SCRIPT: a heddle whose output is edited
    printf '#!/bin/sh\n"%s" "$@" | sed %s\n' "$1" "'$2'" >"$tmp/heddle"
    chmod +x "$tmp/heddle"
}
compare() { # CLANG
    sh "$here/cfg.sh" "$tmp/heddle" "$1" "$here/flow.c" >"$tmp/out"
}
fake "$1" ''
compare "$2" || { cat "$tmp/out"; exit 1; }
for edit in '/call free/d' 's/ b[0-9]* else \(b[0-9]*\)/ \1 else \1/' 's/unreachable/return/' \
    's/call d/call c/'; do
    fake "$1" "$edit"
    if compare "$2"; then
        echo "not noticed: $edit"
        exit 1
    fi
done
