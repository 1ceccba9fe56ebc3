#!/bin/sh
# Instructions that the probe adds to an uncontended lock + unlock pair, counted by callgrind: a budget
# for each kind of use. The probe is built with -O2 in every build type, so the counts are those of the
# library that is installed.
# SPDX-License-Identifier: Apache-2.0
set -eu
so=$1 bench=$2
command -v valgrind >/dev/null || exit 77
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
chmod 700 "$tmp"
count() { # MODE KIND ROUNDS THREADS
    env LD_PRELOAD="$so" HEDDLE_DIR="$tmp" HEDDLE_COLLECTOR=none \
        valgrind --tool=callgrind --callgrind-out-file=/dev/null "$bench" "$1" "$2" "$3" "$4" 2>&1 |
        sed -n 's/.*Collected : //p'
}
rounds=8000
spent() { # MODE KIND THREADS: instructions of that many rounds
    few=$(count "$1" "$2" 1000 "$3") many=$(count "$1" "$2" $((rounds + 1000)) "$3")
    echo $((many - few))
}
bad=0
check() { # KIND PAIRS-PER-ROUND BUDGET-PER-PAIR NAME [THREADS]
    raw=$(spent count-raw "$1" "${5:-1}") probed=$(spent count "$1" "${5:-1}") pairs=$((rounds * $2 * ${5:-1}))
    more=$(((probed - raw + pairs / 2) / pairs))
    echo "$4: $more more instructions per pair, budget $3 (raw $((raw / pairs)))"
    if [ "$raw" -lt "$pairs" ] || [ "$more" -lt 1 ] || [ "$more" -gt "$3" ]; then bad=1; fi
}
check 0 1 32 "mutex"
check 1 2 32 "two nested mutexes"
check 3 1 32 "rwlock, read side"
check 4 2 48 "sixteen mutexes in turn"
check 5 1 56 "mutex, trylock"
check 2 3 130 "three mutexes, crossed"
check 0 1 32 "mutex of its own in each of two threads" 2
check 0 1 32 "the same, four threads" 4
check 0 1 32 "the same, eight threads" 8
exit $bad
