#!/bin/sh
# Proves that the expect-runner of the run-time rules can fail: a pretended heddle gives fixed answers,
# and the runner must accept the right ones and refuse the wrong ones.  self_test.sh RUN_RULES CC
# SPDX-License-Identifier: Apache-2.0
set -eu
runner=$1
cc=$2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0

# answer LINE…: the pretended heddle runs the program and reports thread-leak in a.c at these lines; the
# witness of each names line 3 too
answer() {
    {
        echo '#!/bin/sh'
        echo 'if [ "$1" = run ]; then while [ "$1" != -- ]; do shift; done; shift; exec "$@"; fi'
        echo 'cat <<JSON'
        echo '{"findings": ['
        sep=
        for line in "$@"; do
            echo "$sep{\"rule\": \"thread-leak\", \"file\": \"x/a.c\", \"line\": $line, \"message\": \"m\","
            echo "\"filtered\": null, \"witness\": [{\"file\": \"x/a.c\", \"line\": 3}]}"
            sep=,
        done
        echo ']}'
        echo 'JSON'
    } >"$tmp/heddle"
    chmod +x "$tmp/heddle"
}
program() { # NAME LINE…
    rm -rf "$tmp/rules" "$tmp/cache"
    mkdir -p "$tmp/rules/thread-leak/$1"
    file=$tmp/rules/thread-leak/$1/a.c
    shift
    printf '%s\n' "$@" >"$file"
}
want() { # STATUS WHAT
    got=0
    "$runner" "$tmp/heddle" "$cc" c++ "$tmp/cache" "$tmp/rules/thread-leak" >"$tmp/out" || got=$?
    if [ "$got" != "$1" ]; then
        echo "FAIL: $2: status $got, expected $1"
        cat "$tmp/out"
        failed=1
    fi
}

mark='// expect: thread-leak'
main='int main(void) { return 0; }'
program bad "int a; $mark" "$main"
answer 1;   want 0 "a found mark"
answer;     want 1 "a missed mark"
answer 2;   want 1 "a finding on another line"
answer 1 2; want 1 "a finding too many"
answer 1 1; want 1 "one defect twice"
program bad "int a; $mark, thread-leak" "$main"
answer 1 1; want 0 "two defects on a line"
program bad "int a; $mark" "$main" "int b; $mark"
answer 1;   want 0 "a mark at a step"
program bad "int a;" "$main" "int b; $mark"
answer 1;   want 1 "a mark at a step only"
program bad "int a;" "$main";        answer;   want 1 "a bad program without mark"
program good_ok "$main";             answer;   want 0 "silence on a correct program"
program good_ok "$main";             answer 1; want 1 "a false alarm"
program good_ok "$main $mark";       answer 1; want 1 "a mark in a correct program"
answer
program good_ok "int main(void) { return 3; }";                want 1 "an exit status that nobody expects"
program good_ok "// run: exit 3" "int main(void) { return 3; }"; want 0 "an exit status that is expected"
program good_ok "// run: exit 3" "$main";                      want 1 "an exit status that does not come"
program good_ok "// run: bogus" "$main";                       want 1 "an unknown option"
program good_ok "// run: kill-after 0.1" "#include <unistd.h>" "int main(void) { for (;;) pause(); }"
want 0 "a program that hangs"
program good_ok "// run: kill-after 0.1" "$main";              want 1 "a program that should hang"
program good_ok "int main(void) { return x; }";                want 1 "a program that does not compile"
rm -rf "$tmp/rules"; mkdir -p "$tmp/rules/thread-leak";        want 1 "no programs at all"
exit $failed
