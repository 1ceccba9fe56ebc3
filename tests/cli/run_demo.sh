#!/bin/sh
# What README says that ./dev demo ends with: the counts, found as the demo finds them, and the lines behind them.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
for tool in cmake ninja; do
    command -v $tool >/dev/null || { echo "$tool is not installed"; exit 77; }
done
ran="./dev demo"
eval "$(sed -n '/^demo_counts()/,/^}/p' "$SOURCE/dev")"
build=$scratch/server db=$scratch/demo.db
cd "$SOURCE" || exit 1 # where the demo runs: there, paths of both sides are the same
cmake -S examples/server -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Debug >"$scratch/.log" 2>&1 &&
    cmake --build "$build" >>"$scratch/.log" 2>&1 || { cat "$scratch/.log"; exit 1; }
expect 0 check --no-cache -p "$build" --db "$db" --fail-on never
"$HEDDLE" run --db "$db" -- "$build/server" >"$scratch/.out" 2>"$scratch/.err"
timeout -s TERM -k 2 6 "$HEDDLE" run --db "$db" -- "$build/server" --deadlock >"$scratch/.out" 2>"$scratch/.err"
cd "$scratch" || exit 1
"$HEDDLE" report --db demo.db --fail-on never --format json | demo_counts >found
sed -n '/^==> What was found in examples/,/findings in all$/p' "$SOURCE/README.md" | sed 1d >told
cp found .out
check "README has the findings of the demo" cmp told found
sed -n '/^database   out/,/^picture /p' "$SOURCE/README.md" >told
check "README has the three files" [ "$(wc -l <told)" = 3 ]
while read -r line; do
    check "./dev demo says: $line" grep -qF "echo \"$line\"" "$SOURCE/dev"
done <told
passed
