#!/bin/sh
# Tests of the examples:  examples.sh check|check-fixed|run|run-fixed|deadlock|kill|coro… HEDDLE FINDINGS SOURCE CC
# SPDX-License-Identifier: Apache-2.0
set -eu
test=$1
heddle=$2
list=$3
source=$4
cc=$5
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
db=$tmp/h.db

fail() {
    echo "FAIL: $*"
    [ ! -s "$tmp/json" ] || cat "$tmp/json"
    [ ! -s "$tmp/err" ] || cat "$tmp/err"
    exit 1
}

build() { # server|server_fixed|coro
    cmake -S "$source/examples/$1" -B "$tmp/b" -G Ninja -DCMAKE_C_COMPILER="$cc" -DCMAKE_BUILD_TYPE=Debug \
        -DCMAKE_C_FLAGS=-Werror >"$tmp/err"
    cmake --build "$tmp/b" >>"$tmp/err" || fail "$1 does not build"
}

findings() { # lines "RULE FILE FUNCTION EVIDENCE LINE"
    "$list" "$tmp/json"
}

implemented() { # RULE
    [ -d "$source/tests/checks/$1" ]
}

expect_finding() { # PATTERN
    findings | grep -Eq "^$1" || fail "no finding '$1'"
}

case $test in
check)
    build server
    rc=0
    "$heddle" check -p "$tmp/b" --db "$db" --no-cache --format json >"$tmp/json" 2>"$tmp/err" || rc=$?
    [ $rc = 2 ] || fail "exit status $rc instead of 2"
    while read -r rule file function; do
        implemented "$rule" || continue
        if [ "$file" = '*' ]; then file='[^ ]*' function='[^ ]*'; fi
        expect_finding "$rule $file $function "
    done <"$source/examples/expected.tsv"
    findings | while read -r rule file function rest; do
        grep -Eq "^$rule	($file|\*)	($function|\*)\$" "$source/examples/expected.tsv" ||
            { echo "not expected: $rule $file $function"; exit 1; }
    done || fail "findings that are not in expected.tsv"
    ;;
check-fixed)
    build server_fixed
    "$heddle" check -p "$tmp/b" --db "$db" --no-cache --fail-on note --format json >"$tmp/json" 2>"$tmp/err" ||
        fail "exit status $? instead of 0"
    [ -z "$(findings)" ] || fail "findings in the repaired twin"
    ;;
run)
    build server
    "$heddle" run --db "$db" -- "$tmp/b/server" >"$tmp/out" 2>"$tmp/err" || fail "exit status $?"
    grep -q '300 requests served' "$tmp/out" || fail "the server did not do its work"
    "$heddle" report --db "$db" --fail-on never --format json >"$tmp/json" || fail "report"
    expect_finding "thread-leak .*log_rotate runtime"
    expect_finding "lock-order-cycle .* runtime"
    ;;
run-fixed)
    build server_fixed
    "$heddle" run --db "$db" -- "$tmp/b/server" >"$tmp/out" 2>"$tmp/err" || fail "exit status $?"
    grep -q '300 requests served' "$tmp/out" || fail "the server did not do its work"
    "$heddle" report --db "$db" --fail-on note --format json >"$tmp/json" || fail "exit status $? of report"
    [ -z "$(findings)" ] || fail "findings in the repaired twin"
    ;;
deadlock)
    # The hang must be reported while it lasts: nothing ends it before the report is there.
    build server
    "$heddle" run --db "$db" -- "$tmp/b/server" --deadlock >"$tmp/out" 2>"$tmp/err" &
    pid=$!
    n=0
    while [ $n -lt 40 ]; do
        sleep 0.5
        n=$((n + 1))
        "$heddle" report --db "$db" --fail-on never --format json >"$tmp/json" 2>/dev/null || continue
        if findings | grep -q '^deadlock '; then break; fi
    done
    alive=no
    kill -0 $pid 2>/dev/null && alive=yes
    kill -TERM $pid 2>/dev/null || true
    wait $pid || true
    [ $alive = yes ] || fail "the program ended before the report"
    expect_finding "deadlock .* runtime"
    ;;
kill)
    # kill -9 in mid-run: what was known up to then is in the database.
    build server
    "$heddle" run --db "$db" -- sh -c 'echo $$ >"$0/pid"; exec "$0/b/server" --requests 2000' "$tmp" \
        >"$tmp/out" 2>"$tmp/err" &
    pid=$!
    sleep 1.5
    kill -9 "$(cat "$tmp/pid")"
    wait $pid && fail "heddle run hides that the program was killed"
    "$heddle" report --db "$db" --fail-on never --format json >"$tmp/json" || fail "report"
    "$heddle" graph --db "$db" --format dot >"$tmp/dot" || fail "graph"
    grep -q -- '->' "$tmp/dot" || fail "no lock-order edge survived"
    grep -q '"runtime"\|"pid"\|"run"' "$tmp/json" || fail "the run is not in the database"
    ;;
coro)
    # What annotations tell: exactly the four mistakes that the program makes.
    build coro
    "$heddle" run --db "$db" -- "$tmp/b/pipeline" >"$tmp/out" 2>"$tmp/err" || fail "exit status $?"
    grep -q '100 numbers squared' "$tmp/out" || fail "the tasks did not do their work"
    "$heddle" report --db "$db" --fail-on never --format json >"$tmp/json" || fail "report"
    while read -r rule file function; do
        expect_finding "$rule $file $function runtime"
    done <"$source/examples/coro/expected.tsv"
    [ "$(findings | wc -l)" = "$(wc -l <"$source/examples/coro/expected.tsv")" ] || fail "other findings: $(findings)"
    ;;
coro-deadlock)
    build coro
    rc=0
    "$heddle" run --db "$db" -- "$tmp/b/pipeline" --deadlock >"$tmp/out" 2>"$tmp/err" || rc=$?
    [ $rc = 1 ] || fail "exit status $rc instead of the program's 1"
    "$heddle" report --db "$db" --fail-on never --format json >"$tmp/json" || fail "report"
    expect_finding "deadlock pipeline.c .* runtime"
    ;;
coro-fixed)
    build coro
    for i in 1 2 3; do
        "$heddle" run --db "$db" -- "$tmp/b/pipeline_fixed" >"$tmp/out" 2>"$tmp/err" || fail "exit status $?"
        grep -q '100 numbers squared' "$tmp/out" || fail "the tasks did not do their work"
    done
    "$heddle" report --db "$db" --fail-on note --format json >"$tmp/json" || fail "exit status $? of report"
    [ -z "$(findings)" ] || fail "findings in the repaired twin"
    ;;
coro-check)
    # The analyzer knows the annotations too, and with one row what co_go does.
    cd "$source/examples/coro"
    "$heddle" check --db "$db" --no-cache --rules rules --fail-on never --format json coro.c pipeline.c -- \
        -pthread "-I$source/include" >"$tmp/json" 2>"$tmp/err" || fail "exit status $?"
    expect_finding "lock-order-cycle pipeline.c .* static"
    expect_finding "channel-double-close pipeline.c first static"
    "$heddle" check --db "$tmp/f.db" --no-cache --rules rules --fail-on note --format json coro.c pipeline_fixed.c -- \
        -pthread "-I$source/include" >"$tmp/json" 2>"$tmp/err" || fail "exit status $? for the repaired twin"
    ;;
*) fail "no such test: $test" ;;
esac
echo "$test: $(findings 2>/dev/null | wc -l) findings"
