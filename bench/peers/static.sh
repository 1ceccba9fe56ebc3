#!/bin/sh
# The static tools on the programs of tests/checks: one line per program and tool.
#   static.sh HEDDLE OUT [EVERY]     OUT: rule, program, verdict, tool, said (1 or 0), cpu s, KiB, exit status
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
    find "$top/tests/checks" -mindepth 1 -maxdepth 1 -type d -exec basename {} \; | sort |
        xargs -P "${AT_ONCE:-1}" -I{} sh "$0" "$heddle" "$parts/{}" "$every" {}
    cat "$parts"/* | sort -s -t "$(printf '\t')" -k 1,1 >"$out"
    exit
fi
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
: >"$out"

# run TOOL FILE: what it says of one file goes to $tmp/said.
run() {
    f=$2
    case $f in
    *.c) std=-std=gnu17 gnu=gcc ;;
    *) std=-std=c++20 gnu=g++ ;;
    esac
    inc=$(dirname "$f")/include
    case $1 in
    base) timed "$tmp/said" 60 clang-19 -fsyntax-only -w $std -pthread -I"$inc" "$f" ;;
    clang) timed "$tmp/said" 60 clang-19 --analyze -w $std -pthread -I"$inc" -Xclang -analyzer-output=text \
        -Xclang -analyzer-checker=core,unix,alpha.unix.PthreadLock,alpha.core.C11Lock "$f" ;;
    clang-tidy) timed "$tmp/said" 60 clang-tidy-19 --quiet --checks='-*,concurrency-*,bugprone-*' "$f" -- \
        $std -pthread -w -I"$inc" ;;
    cppcheck) timed "$tmp/said" 60 cppcheck --quiet --addon=threadsafety --enable=warning --max-configs=1 \
        --inline-suppr --template='{file}:{line}:{column}: {severity}: {message} [{id}]' -I"$inc" "$f" ;;
    gcc) timed "$tmp/said" 60 $gnu -fanalyzer -fdiagnostics-plain-output $std -pthread -I"$inc" -c -o /dev/null "$f" ;;
    esac
}

# One line per program: did it say something that counts? $1 tool, $2 verdict, stdin: its words.
counts() {
    awk -v kinds="$(kinds "$1")" -v noise="$noise" -v verdict="$2" -v marks="$tmp/marks" '
        BEGIN { while ((getline line < marks) > 0) { split(line, m, " "); mark[++n] = m[1]; at[n] = m[2] } }
        /^ / || !/:[0-9]+:([0-9]+:)? (error|warning|note|style|information|portability|performance): / || !/\]$/ { next }
        / note: / && !/\[[a-z-]+\]$/ { next }
        {
            kind = $0; sub(/.*\[/, "", kind); sub(/\]$/, "", kind)
            place = $0; sub(/: (error|warning|note|style|information|portability|performance): .*/, "", place)
            k = split(place, part, ":"); file = part[1]; sub(/.*\//, "", file); line = part[2]
            if (kind ~ kinds) { said = 1; next }
            if (verdict == "ok" || kind ~ noise) next
            for (i = 1; i <= n; i++)
                if (mark[i] == file && at[i] - line <= 3 && line - at[i] <= 3) said = 1
        }
        END { print said + 0 }'
}

for rule in $only; do
    programs "$top/tests/checks/$rule" | every_nth "$every" | unknown "$rule" >"$tmp/programs"
    while IFS= read -r p; do
        what=$(verdict "$p")
        find "$p" -type f -exec grep -nH '// expect:' {} + | sed -E 's|^(.*/)?([^/:]+):([0-9]+):.*|\2 \3|' >"$tmp/marks" || true
        for tool in base $tools; do
            cost=0 most=0 bad=0
            : >"$tmp/all"
            if [ "$tool" = heddle ]; then
                first=$(sources "$p" | head -n 1)
                case $first in *.c) std=-std=gnu17 ;; *) std=-std=c++20 ;; esac
                # shellcheck disable=SC2046
                (cd "$tmp" && rm -rf h.db*) && timed "$tmp/all" 60 "$heddle" check --no-cache --fail-on never --quiet \
                    --db "$tmp/h.db" $(sources "$p") -- $std -pthread -I"$(dirname "$first")/include"
                cost=$cpu most=$mem bad=$status
            else
                for f in $(sources "$p"); do
                    run "$tool" "$f"
                    cat "$tmp/said" >>"$tmp/all"
                    cost=$(echo "$cost $cpu" | awk '{ print $1 + $2 }')
                    [ "$mem" -le "$most" ] || most=$mem
                    [ "$status" -le "$bad" ] || bad=$status
                done
            fi
            said=0
            [ "$tool" = base ] || said=$(counts "$tool" "$what" <"$tmp/all")
            printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$rule" "$(basename "$p")" "$what" "$tool" "$said" "$cost" "$most" "$bad" >>"$out"
        done
    done <"$tmp/programs"
done
