#!/bin/sh
# The run-time tools on the programs of tests/probe/rules: one line per program and tool.
#   live.sh HEDDLE OUT [EVERY]     OUT: rule, program, verdict, tool, said (1 or 0), cpu s, KiB, exit status
# Programs that tell of home-made primitives by heddle.h are left out: no other tool reads it. The programs mostly sleep,
# so a few rules run side by side (AT_ONCE, 4).
# SPDX-License-Identifier: Apache-2.0
set -eu
. "$(dirname "$0")/lib.sh"
heddle=$1 out=$2 every=${3:-1} only=${4:-}
if [ -z "$only" ]; then # one process per rule
    parts=$(mktemp -d)
    trap 'rm -rf "$parts"' EXIT
    # KEEP: programs that are in OUT already are not run again
    [ -z "${KEEP:-}" ] || [ ! -s "$out" ] || cp "$out" "$parts/known"
    export KNOWN="$parts/known"
    find "$top/tests/probe/rules" -mindepth 1 -maxdepth 1 -type d ! -name include -exec basename {} \; | sort |
        xargs -P "${AT_ONCE:-4}" -I{} sh "$0" "$heddle" "$parts/{}" "$every" {}
    cat "$parts"/* | sort -s -t "$(printf '\t')" -k 1,1 >"$out"
    exit
fi
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
: >"$out"
export HEDDLE_DIR="$tmp/wire"

build() { # PROGRAM OUTPUT FLAGS…
    p=$1 exe=$2
    shift 2
    first=$(sources "$p" | head -n 1)
    case $first in *.c) cc="gcc -std=gnu17" ;; *) cc="g++ -std=gnu++20" ;; esac
    flags=$(sed -n 's|^// run:.* -- ||p' "$first")
    # shellcheck disable=SC2046,SC2086
    $cc -g -O1 -pthread -w -D_GNU_SOURCE -I"$top/tests/probe/rules/include" -I"$top/include" $(sources "$p") -o "$exe" \
        "$@" $flags 2>/dev/null
}

# run TOOL PROGRAM: under it, with its words in $tmp/said. A program that hangs gets SIGTERM after a while: later where everything
# is slower.
run() {
    options=$(sed -n 's|^// run:||p' "$(sources "$2" | head -n 1)" | sed 's| -- .*||')
    kill_after=$(echo "$options" | sed -n 's|.*kill-after \([0-9.]*\).*|\1|p')
    options=$(echo "$options" | tr ' ' '\n' | grep '^--' | tr '\n' ' ')
    slow=40
    [ -z "$kill_after" ] || slow=$(echo "$kill_after" | awk '{ print $1 * 2.5 }')
    case $1 in
    base) timed "$tmp/said" "${kill_after:-40}" "$tmp/exe" ;;
    heddle)
        rm -f "$tmp"/h.db*
        # shellcheck disable=SC2086
        timed "$tmp/said" "${kill_after:-40}" "$heddle" run --quiet --db "$tmp/h.db" $options -- "$tmp/exe"
        "$heddle" report --db "$tmp/h.db" --fail-on never >"$tmp/said" 2>/dev/null || status=125
        ;;
    helgrind) timed "$tmp/said" "$slow" valgrind --tool=helgrind "$tmp/exe" ;;
    drd) timed "$tmp/said" "$slow" valgrind --tool=drd "$tmp/exe" ;;
    tsan) TSAN_OPTIONS="detect_deadlocks=1 second_deadlock_stack=1" timed "$tmp/said" "$slow" "$tmp/tsan" ;;
    esac
}

# Reports of data races count for nobody: none of the rules is about them, and the programs order their threads with
# atomics that valgrind does not know.
says() {
    case $1 in
    base) false ;;
    heddle) grep -aqE ': (error|warning|note): .*\]$' "$tmp/said" ;;
    helgrind) grep -aE "^==[0-9]+== (Thread #|Exiting thread|.*still holds)" "$tmp/said" |
        grep -qvE "was created|program's root thread|Possible data race|Thread #[0-9]+( \(.*\))?:?$" ;;
    drd) grep -aE '^==[0-9]+== ' "$tmp/said" | grep -aqE 'utex|emaphore|arrier|ondition|Reader-writer|not allowed|not locked|Attempt|Probably a race|joinable|still locked|lock order' ;;
    tsan) grep -a 'WARNING: ThreadSanitizer' "$tmp/said" | grep -qv 'data race' ;;
    esac
}

for rule in $only; do
    programs "$top/tests/probe/rules/$rule" | while IFS= read -r p; do
        grep -qrE 'heddle/heddle.h|"home.h"' "$p" || echo "$p"
    done | every_nth "$every" | unknown "$rule" >"$tmp/programs"
    while IFS= read -r p; do
        what=$(verdict "$p")
        build "$p" "$tmp/exe" || { echo "$p: does not compile" >&2; continue; }
        build "$p" "$tmp/tsan" -fsanitize=thread || rm -f "$tmp/tsan"
        for tool in base $live_tools; do
            said=0
            if [ "$tool" = tsan ] && [ ! -x "$tmp/tsan" ]; then
                cpu=0 mem=0 status=127
            else
                run "$tool" "$p"
                if says "$tool"; then said=1; fi
            fi
            printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$rule" "$(basename "$p")" "$what" "$tool" "$said" "$cpu" "$mem" "$status" >>"$out"
        done
    done <"$tmp/programs"
done
