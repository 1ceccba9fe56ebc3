#!/bin/sh
# heddle beside its peers, in one command: installs them from Debian, runs them on our test programs and on real ones, and
# writes the tables into docs/benchmarks.md, between the marks there. README.md says what counts.
#   bench/peers/peers.sh [HEDDLE]      HEDDLE: the binary (build/release/bin/heddle, which is built when it is not there)
# EVERY=N takes every Nth program of each rule (1), AT_ONCE=N runs the programs of N rules side by side (static 1, live 4),
# PROJECTS names real programs (memcached redis), FILES=N how many of their files the slow tools get (6). KEEP=1 runs only the
# test programs that the last results lack, and the real ones only when there are no results.
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")/../.."
need="clang-19 clang-tidy-19 cppcheck gcc g++ valgrind time jq python3 libc6-dev"
lack=
for p in $need; do dpkg -s "$p" >/dev/null 2>&1 || lack="$lack $p"; done
if [ -n "$lack" ]; then
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get -q update
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends $lack
fi
heddle=${1:-$PWD/build/release/bin/heddle}
[ -x "$heddle" ] || ./dev build release
projects=${PROJECTS:-memcached redis}
results=${RESULTS:-$PWD/bench/work/peers}
mkdir -p "$results"

every=${EVERY:-1}
AT_ONCE=${AT_ONCE:-1} sh bench/peers/static.sh "$heddle" "$results/static.tsv" "$every"
AT_ONCE=${AT_ONCE:-4} sh bench/peers/live.sh "$heddle" "$results/live.tsv" "$every"
if [ ! -s "$results/real.tsv" ] || [ -z "${KEEP:-}" ]; then
    for p in $projects; do
        [ -f "bench/work/$p/compile_commands.json" ] || bench/real/fetch.sh "$p"
    done
    # shellcheck disable=SC2086
    FILES=${FILES:-6} LIMIT=${LIMIT:-90} sh bench/peers/real.sh "$heddle" "$results/real.tsv" $projects
fi

version() { dpkg-query -W -f '${Package} ${Version}\n' "$1" | sed 's/^\([^ ]*\) \([^ ]*\).*/\1 \2/'; }
{
    echo "Versions (Debian's): $(for p in clang-19 clang-tidy-19 cppcheck gcc valgrind; do version "$p"; done | paste -sd, | sed 's/,/, /g')."
    echo "ThreadSanitizer is gcc's."
    echo
    echo "### Static: the programs of \`tests/checks\`"
    echo
    awk -f bench/peers/table.awk -v tools="heddle clang clang-tidy cppcheck gcc" -v base=base \
        -v titles="heddle check,clang --analyze,clang-tidy,cppcheck,gcc -fanalyzer" \
        -v what="to \`-fsyntax-only\`" -v memory="to \`-fsyntax-only\`" "$results/static.tsv"
    echo
    echo "### Run time: the programs of \`tests/probe/rules\`"
    echo
    awk -f bench/peers/table.awk -v tools="heddle helgrind drd tsan" -v base=base \
        -v titles="heddle run,Helgrind,DRD,ThreadSanitizer" \
        -v what="heddle run = 1" -v memory="to the bare program" "$results/live.tsv"
    echo
    echo "### Static: real programs"
    echo
    awk -f bench/peers/real.awk -v limit="${LIMIT:-90}" "$results/real.tsv"
} >"$results/tables.md"
awk -v tables="$results/tables.md" '
    /^<!-- peers: begin/ { print; print ""; while ((getline line < tables) > 0) print line; print ""; skip = 1; next }
    /^<!-- peers: end/ { skip = 0 }
    !skip' docs/benchmarks.md >"$results/benchmarks.md"
cp "$results/benchmarks.md" docs/benchmarks.md
cat "$results/tables.md"
