#!/bin/sh
# CPython's own tests of threads, signals, processes and asyncio, with and without the probe.
#
#   bench/compat/python.sh [MODULE…]
#
# Needs Debian's libpython3-testsuite (apt). HEDDLE names the binary to use.
# SPDX-License-Identifier: Apache-2.0
set -eu
. "$(dirname "$0")/common.sh"
python=${PYTHON:-/usr/bin/python3}
"$python" -c 'import test.libregrtest' 2>/dev/null || { echo "$0: install libpython3-testsuite" >&2; exit 2; }
[ $# -gt 0 ] || set -- test_threading test_thread test_concurrent_futures test_signal test_posix test_subprocess \
    test_asyncio

# statuses XML: "name<TAB>status" of every test case
statuses() {
    "$python" - "$1" <<'PY'
import sys, xml.etree.ElementTree as tree
for case in tree.parse(sys.argv[1]).iter("testcase"):
    kinds = {c.tag for c in case}
    status = next((k for k in ("error", "failure", "skipped") if k in kinds), "ok")
    print(case.get("name"), status, sep="\t")
PY
}

begin
for module; do
    for how in bare probed; do
        xml=$work/$module.$how.xml
        rm -f "$xml"
        (cd "$work" && $how timeout -k 10 "${LIMIT:-1200}" "$python" -m test --junit-xml "$xml" "$module" \
            </dev/null >"$work/$module.$how.log" 2>&1) || true
        if [ -s "$xml" ]; then
            statuses "$xml" | sort -u >"$work/$module.$how.tsv"
        else
            printf '%s\tno result\n' "$module" >"$work/$module.$how.tsv"
        fi
    done
    join -t "$(printf '\t')" -a 1 -a 2 -e absent -o 0,1.2,2.2 "$work/$module.bare.tsv" \
        "$work/$module.probed.tsv" >"$work/$module.both"
    while IFS="$(printf '\t')" read -r name a b; do add "$name" "$a" "$b"; done <"$work/$module.both"
    wc -l <"$work/$module.both" | xargs printf '%s: %s test cases\n' "$module"
done
finish
