#!/bin/sh
# libuv's own test program from Debian's source, with and without the probe.
#
#   bench/compat/libuv.sh
#
# The tests run in a network of their own, where root may make one: some ask for addresses far away.
# Needs apt, cmake and a compiler. HEDDLE names the binary to use.
# SPDX-License-Identifier: Apache-2.0
set -eu
. "$(dirname "$0")/common.sh"
src=$(fetch_source libuv1)
if [ ! -x "$work/build/uv_run_tests" ]; then
    cmake -S "$src" -B "$work/build" -DLIBUV_BUILD_TESTS=ON -DCMAKE_BUILD_TYPE=Release >"$work/build.log" 2>&1
    cmake --build "$work/build" --target uv_run_tests -j 2 >>"$work/build.log" 2>&1 ||
        { tail -n 20 "$work/build.log" >&2; exit 2; }
fi

# TAP lines to "name<TAB>status"
statuses() {
    sed -n -e 's/^ok [0-9]* - \([a-zA-Z0-9_]*\) # SKIP.*/\1	skipped/p; t' \
        -e 's/^ok [0-9]* - \([a-zA-Z0-9_]*\)$/\1	ok/p' \
        -e 's/^not ok [0-9]* - \([a-zA-Z0-9_]*\)$/\1	failed/p' "$1" | sort -u
}

apart=
if unshare -n true 2>/dev/null && command -v ip >/dev/null; then apart="unshare -n sh $work/apart"; fi
printf 'ip link set lo up\nexec "$@"\n' >"$work/apart"

begin
for how in bare probed; do
    (cd "$work/build" && UV_RUN_AS_ROOT=1 $how $apart timeout -k 10 "${LIMIT:-900}" ./uv_run_tests </dev/null >"$work/$how.log" 2>&1) || true
    statuses "$work/$how.log" >"$work/$how.tsv"
done
join -t "$(printf '\t')" -a 1 -a 2 -e absent -o 0,1.2,2.2 "$work/bare.tsv" "$work/probed.tsv" >"$work/both"
while IFS="$(printf '\t')" read -r name a b; do add "$name" "$a" "$b"; done <"$work/both"
finish
