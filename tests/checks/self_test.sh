#!/bin/sh
# Proves that the expect-runner can fail: a pretended heddle gives fixed answers, and the runner must
# accept the right ones and refuse the wrong ones.  self_test.sh RUN_CHECKS
# SPDX-License-Identifier: Apache-2.0
set -eu
runner=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0

# answer LINE…: the pretended heddle reports thread-leak in a.c at these lines
answer() {
    {
        echo '#!/bin/sh'
        echo 'cat <<JSON'
        echo '{"findings": ['
        sep=
        for line in "$@"; do
            echo "$sep{\"rule\": \"thread-leak\", \"file\": \"a.c\", \"line\": $line, \"filtered\": null, \"witness\": []}"
            sep=,
        done
        echo '], "summary": {"failed_units": 0}}'
        echo 'JSON'
    } >"$tmp/heddle"
    chmod +x "$tmp/heddle"
}
# program NAME TEXT: the only program of the folder; the pretended answer names a.c, so it is a folder
program() {
    rm -rf "$tmp/cases"
    mkdir -p "$tmp/cases/$1"
    printf '%s\n' "$2" >"$tmp/cases/$1/a.c"
}
want() { # STATUS WHAT
    got=0
    "$runner" "$tmp/heddle" thread-leak "$tmp/cases" >"$tmp/out" || got=$?
    if [ "$got" != "$1" ]; then
        echo "FAIL: $2: status $got, expected $1"
        cat "$tmp/out"
        failed=1
    fi
}

marked='int a; // expect: thread-leak'
program bad "$marked";      answer 1;   want 0 "a found mark"
program bad "$marked";      answer;     want 1 "a missed mark"
program bad "$marked";      answer 2;   want 1 "a finding on another line"
program bad "$marked";      answer 1 2; want 1 "a finding too many"
program bad "int a;";       answer;     want 1 "a bad program without mark"
program good_ok "int a;";   answer;     want 0 "silence on a correct program"
program good_ok "int a;";   answer 1;   want 1 "a false alarm"
program good_ok "$marked";  answer 1;   want 1 "a mark in a correct program"
program FP_good "int a;";   answer 1;   want 0 "a known false alarm"
program FP_good "int a;";   answer;     want 1 "a stale FP_ name"
program FN_bad "$marked";   answer;     want 0 "a known miss"
program FN_bad "$marked";   answer 1;   want 1 "a stale FN_ name"
rm -rf "$tmp/cases"; mkdir "$tmp/cases"; answer; want 1 "no programs at all"
program bad "$marked"
printf '#!/bin/sh\nexit 1\n' >"$tmp/heddle"; want 1 "a heddle that fails"
printf '#!/bin/sh\nkill -SEGV $$\n' >"$tmp/heddle"; want 1 "a heddle that crashes"
exit $failed
