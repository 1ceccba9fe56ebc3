#!/bin/sh
# The static tools on real programs that bench/real/fetch.sh has fetched: what they cost, and how much they say.
#   real.sh HEDDLE OUT PROJECT…     OUT: project, tool, files, cpu s, KiB (the most), words about concurrency, given up
# The peers get FILES (12) translation units spread evenly over the project, heddle those and the whole program.
# SPDX-License-Identifier: Apache-2.0
set -eu
. "$(dirname "$0")/lib.sh"
heddle=$1 out=$2
shift 2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
: >"$out"
files=${FILES:-12}
limit=${LIMIT:-120}

about() { grep -E ': (error|warning|style|portability|performance): .*\]$' "$tmp/words" | grep -v 'Wanalyzer-' | sort -u |
    sed 's/.*\[//; s/\]$//' | grep -cE -- "$(kinds "$1")" || true; }

for project; do
    dir=$top/bench/work/$project
    db=$dir/compile_commands.json
    [ -f "$db" ] || { echo "$project: run bench/real/fetch.sh $project first" >&2; continue; }
    # One line per C unit: folder, file, and its arguments without compiler, output and file, quoted for the shell.
    jq -r 'map(select(.file | endswith(".c"))) | unique_by(.file)[] | . as $u |
        (if .arguments then .arguments else (.command | split(" ") | map(select(. != ""))) end) |
        [.[1:] | foreach .[] as $a ({skip: false}; {a: $a, skip: ($a == "-o" or $a == "-MF" or $a == "-MT" or $a == "-MQ"), drop: .skip}; .) |
            select((.skip or .drop) | not) | .a | select(. != "-c" and . != "-MD" and . != "-MMD" and . != $u.file and (endswith(".c") | not))] |
        [$u.directory, $u.file, ([.[] | @sh] | join(" "))] | @tsv' "$db" >"$tmp/units"
    n=$(wc -l <"$tmp/units")
    awk -v n="$n" -v want="$files" 'BEGIN { step = n > want ? n / want : 1; next_ = 1 } NR >= next_ { print; next_ += step }' \
        "$tmp/units" >"$tmp/some"
    some=$(wc -l <"$tmp/some")
    for tool in base clang clang-tidy cppcheck gcc; do
        : >"$tmp/words"
        cost=0 most=0 lost=0
        while IFS="$(printf '\t')" read -r folder file args; do
            cd "$folder"
            eval "set -- $(printf '%s' "$args" | sed 's/\\\\/\\/g')"
            case $tool in
            base) timed "$tmp/said" "$limit" clang-19 -fsyntax-only -w "$@" "$file" ;;
            clang) timed "$tmp/said" "$limit" clang-19 --analyze -w -Xclang -analyzer-output=text \
                -Xclang -analyzer-checker=core,unix,alpha.unix.PthreadLock,alpha.core.C11Lock "$@" "$file" ;;
            clang-tidy) timed "$tmp/said" "$limit" clang-tidy-19 --quiet --checks='-*,concurrency-*,bugprone-*' "$file" -- -w "$@" ;;
            cppcheck)
                for a; do
                    shift
                    case $a in -I?* | -D?* | -U?*) set -- "$@" "$a" ;; esac
                done
                timed "$tmp/said" "$limit" cppcheck --quiet --addon=threadsafety --enable=warning --max-configs=1 \
                    --template='{file}:{line}:{column}: {severity}: {message} [{id}]' "$@" "$file" ;;
            gcc) timed "$tmp/said" "$limit" gcc -fanalyzer -fdiagnostics-plain-output -w "$@" -c -o /dev/null "$file" ;;
            esac
            cat "$tmp/said" >>"$tmp/words"
            cost=$(echo "$cost $cpu" | awk '{ print $1 + $2 }')
            [ "$mem" -le "$most" ] || most=$mem
            [ "$status" != 124 ] || lost=$((lost + 1))
            cd "$top"
        done <"$tmp/some"
        printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$project" "$tool" "$some" "$cost" "$most" "$(about "$tool")" "$lost" >>"$out"
    done
    # The same units for heddle, in a database of their own; then the whole program.
    cut -f 2 "$tmp/some" | jq -R . | jq -s . >"$tmp/names"
    mkdir -p "$tmp/some.db"
    jq --slurpfile names "$tmp/names" '[.[] | select(.file as $f | $names[0] | index($f))] | unique_by(.file)' "$db" >"$tmp/some.db/compile_commands.json"
    for scope in some.db all; do
        [ "$scope" = all ] && from=$db || from=$tmp/$scope
        units=$([ "$scope" = all ] && echo "$n" || echo "$some")
        timed "$tmp/words" 600 "$heddle" check --no-cache --fail-on never --quiet --db "$tmp/h$scope.db" -p "$from"
        printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$project" "$([ "$scope" = all ] && echo heddle-all || echo heddle)" "$units" "$cpu" "$mem" "$(about heddle)" 0 >>"$out"
    done
    # What clang's parse of all units costs, for the ratio of the whole program.
    cost=0 most=0
    while IFS="$(printf '\t')" read -r folder file args; do
        cd "$folder"
        eval "set -- $(printf '%s' "$args" | sed 's/\\\\/\\/g')"
        timed "$tmp/said" "$limit" clang-19 -fsyntax-only -w "$@" "$file"
        cost=$(echo "$cost $cpu" | awk '{ print $1 + $2 }')
        [ "$mem" -le "$most" ] || most=$mem
        cd "$top"
    done <"$tmp/units"
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$project" base-all "$n" "$cost" "$most" 0 0 >>"$out"
done
