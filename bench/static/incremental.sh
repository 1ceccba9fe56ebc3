#!/bin/bash
# What a second check costs, as shares of the first: nothing changed, one source file changed, one header changed; and
# how much faster two workers are. Files of the project are changed by a comment and put back.
#   bench/static/incremental.sh HEDDLE PROJECT [ROUNDS]      PROJECT: a folder with compile_commands.json
# SPDX-License-Identifier: Apache-2.0
set -eu
heddle=$(realpath "$1")
project=$(realpath "$2")
rounds=${3:-3}
scratch=$(mktemp -d)
changed=
restore() { [ -z "$changed" ] || cp -p "$scratch/saved" "$changed"; }
trap 'restore; rm -rf "$scratch"' EXIT
cd "$project"

# User and system seconds, and real ones, of a check with the cache in folder $1.
cost() {
    local folder=$1
    shift
    TIMEFORMAT='%U %S %R'
    { time "$heddle" check -p . --db "$scratch/$folder/heddle.db" --fail-on never --quiet --stats "$scratch/stats.json" "$@" \
        >/dev/null 2>&1; } 2>&1 | awk '{ printf "%.4f %.4f\n", $1 + $2, $3 }'
}
least() { sort -n | head -n 1; } # of several costs, by processor time
cold() { rm -rf "$scratch/c"; mkdir "$scratch/c"; cost c "$@"; }
change() { # FILE
    changed=$1
    cp -p "$1" "$scratch/saved"
    echo "/* $RANDOM $RANDOM */" >>"$1"
}
put_back() { restore; changed=; }
several() { for _ in $(seq "$rounds"); do "$@"; done | least; }
after_change() { # FILE
    change "$1"
    cost c
    put_back
}
parse_of() { # FILE: seconds that its worker took
    sed -n "/\"file\": \".*\/$(basename "$1")\"/,/}/p" "$scratch/stats.json" |
        awk -F'[:,]' '/parse_us|lower_us/ { s += $2 } END { printf "%.4f", s / 1e6 }'
}
share() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.4f", a / b }'; }

first=$(several cold | cut -d' ' -f1)
cold >/dev/null
source=$(sed -n 's/.*"file": *"\([^"]*\.c\)".*/\1/p' compile_commands.json | sed -n '20p')
[ "${source#/}" != "$source" ] || source=$project/$source
[ -f "$source" ] || source=$(find . -name "$(basename "$source")" | head -n 1)
header=$(find . -name '*.h' | while read -r h; do
    echo "$(grep -rl --include='*.c' "\"$(basename "$h")\"" . | wc -l) $h"
done | sort -n | awk '{ n[NR] = $0 } END { print n[NR] }')
echo "cold: 1 ($(grep -c '"file"' "$scratch/stats.json") units)"
echo "nothing changed: $(share "$(several cost c | cut -d' ' -f1)" "$first")"
one=$(several after_change "$source" | cut -d' ' -f1)
echo "$(basename "$source") changed: $(share "$one" "$first"), of which its parse and lowering $(share "$(parse_of "$source")" "$first")"
users=${header%% *}
header=${header#* }
echo "$(basename "$header") changed (named by $users files): $(share "$(several after_change "$header" | cut -d' ' -f1)" "$first")," \
    "$(grep -c '"cached": false' "$scratch/stats.json") units lowered"
one=$(several cold -j 1 | cut -d' ' -f2)
two=$(several cold -j 2 | cut -d' ' -f2)
echo "-j 2: $(share "$one" "$two") times as fast as -j 1 (real time)"
