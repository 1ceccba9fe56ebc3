#!/bin/sh
# Runs every fuzz target of a build with the preset fuzz, JOBS (all cores) at a time, and says how many inputs each has
# executed. What is found lies in the folder that is named at the end; the corpora of the source tree stay as they are.
#   long.sh MINUTES [TARGET…]        long.sh 20; long.sh 1 http database
# Exit status: 0, or 1 when a target has found something or did not run.
# SPDX-License-Identifier: Apache-2.0
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
bin=${FUZZ_BIN:-$top/build/fuzz/bin}
[ $# -ge 1 ] || { sed -n '2,5s/^# //p' "$0" >&2; exit 1; }

if [ "$1" = --one ]; then # TARGET SECONDS FOLDER
    cd "$4" || exit 1
    mkdir -p "corpus-$2"
    "$bin/fuzz_$2" -max_total_time="$3" -rss_limit_mb=2048 -timeout=60 -print_final_stats=1 -artifact_prefix="found-$2-" \
        "corpus-$2" "$here/corpus/$2" >"$2.log" 2>&1
    status=$?
    ran=$(sed -n 's/^stat::number_of_executed_units: *//p' "$2.log")
    if [ $status = 0 ]; then verdict="no finding"; else verdict="FOUND SOMETHING: $4/$2.log"; fi
    printf '%-18s %10s executions  %s\n' "$2" "${ran:-0}" "$verdict"
    [ $status = 0 ] && [ "${ran:-0}" -gt 0 ]
    exit
fi

seconds=$(echo "$1" | awk '{ print int($1 * 60) }')
shift
work=$(mktemp -d)
export LSAN_OPTIONS="suppressions=$top/tests/lsan.supp:print_suppressions=0"
for target in "${@:-}"; do
    [ -z "$target" ] || echo "$target"
done >"$work/targets"
[ -s "$work/targets" ] || find "$here" -name 'fuzz_*.c' | sed 's|.*/fuzz_\(.*\)\.c|\1|' | sort >"$work/targets"
while IFS= read -r target; do
    [ -x "$bin/fuzz_$target" ] || { echo "there is no $bin/fuzz_$target: ./dev build fuzz" >&2; exit 1; }
done <"$work/targets"
status=0
xargs -P "${JOBS:-$(nproc)}" -I{} sh "$0" --one {} "$seconds" "$work" <"$work/targets" || status=1
[ $status = 0 ] && rm -rf "$work" || echo "everything is in $work"
exit $status
