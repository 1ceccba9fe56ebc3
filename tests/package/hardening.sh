#!/bin/sh
# What the linker was asked for stands in the results.  hardening.sh HEDDLE FRONTEND PROBE OPTIMISED(0|1)
# SPDX-License-Identifier: Apache-2.0
set -eu
command -v readelf >/dev/null || { echo "SKIPPED: readelf is not here"; exit 77; }
bad=0
checks=0
heddle=$1 frontend=$2 probe=$3 optimised=$4

must() { # FILE WHAT COMMAND…
    file=$1 what=$2
    shift 2
    checks=$((checks + 1))
    "$@" >/dev/null || { echo "$(basename "$file"): $what"; bad=$((bad + 1)); }
}
must_not() {
    file=$1 what=$2
    shift 2
    checks=$((checks + 1))
    if "$@" >/dev/null; then echo "$(basename "$file"): $what"; bad=$((bad + 1)); fi
}
dynamic() { readelf -dW "$1" | grep -qE -- "$2"; }
segment() { readelf -lW "$1" | grep -qE -- "$2"; }
uses() { readelf --dyn-syms -W "$1" | grep -qE -- "UND $2"; }
marked() { readelf -nW "$1" | grep -q "x86 feature:.*$2"; }

for f in "$heddle" "$frontend" "$probe"; do
    must "$f" "not position independent" sh -c "readelf -hW '$f' | grep -q 'Type: *DYN'"
    must "$f" "no read-only relocations" segment "$f" GNU_RELRO
    must "$f" "symbols are bound late, the table stays writable" dynamic "$f" 'FLAGS.*BIND_NOW'
    must "$f" "the stack is executable, or not said not to be" segment "$f" 'GNU_STACK.* RW '
    must_not "$f" "a segment that can be written and executed" segment "$f" 'LOAD.* (RWE|WE) '
    must_not "$f" "relocations in the text" dynamic "$f" TEXTREL
done
must "$heddle" "no position-independent executable" dynamic "$heddle" 'FLAGS_1.*PIE'
for f in "$heddle" "$frontend"; do
    must "$f" "no stack protector" uses "$f" __stack_chk_fail
    [ "$optimised" = 0 ] || must "$f" "no fortified calls" uses "$f" '__[a-z]+_chk'
done
# These end a process: never in somebody else's.
must_not "$probe" "stack protector" uses "$probe" __stack_chk_fail
must_not "$probe" "fortified calls" uses "$probe" '__[a-z]+_chk'
if [ "$(uname -m)" = x86_64 ] && marked "$(command -v readelf)" SHSTK; then # this system is built so, too
    must "$heddle" "no shadow stack" marked "$heddle" SHSTK
    must "$heddle" "no landing pads" marked "$heddle" IBT
    must "$frontend" "no shadow stack" marked "$frontend" SHSTK
fi
if [ "$(uname -m)" = x86_64 ]; then
    must "$probe" "it would switch a program's shadow stack off" marked "$probe" SHSTK
fi
echo "$checks checks, $bad failed"
[ "$bad" = 0 ]
