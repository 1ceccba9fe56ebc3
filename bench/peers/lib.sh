# Shared by the scripts of bench/peers.
# SPDX-License-Identifier: Apache-2.0
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
tools="heddle clang clang-tidy cppcheck gcc"
live_tools="heddle helgrind drd tsan"

# What counts as a word about concurrency; everything else counts only near a marked line.
kinds() {
    case $1 in
    heddle) echo '.' ;;
    clang) echo 'PthreadLock|C11Lock|BlockInCriticalSection|unix.Chroot.thread' ;;
    clang-tidy) echo '^concurrency-|spuriously-wake-up|bad-signal-to-kill-thread|bugprone-signal-handler|bugprone-lambda-function-name.thread' ;;
    cppcheck) echo 'threadsafety' ;;
    gcc) echo 'unsafe-call-within-signal-handler' ;;
    esac
}
# Never a hit, however near: words about style.
noise='easily-swappable|reserved-identifier|narrowing|macro-parentheses|implicit-widening|assignment-in-if|branch-clone|multi-level-implicit|unused-|syntaxError|missingInclude|checkersReport|normalCheckLevel|clang-diagnostic|infinite-loop'

# timed FILE SECONDS COMMAND…: runs it with its output in FILE; sets $status, $cpu (s) and $mem (KiB).
timed() {
    into=$1 limit=$2
    shift 2
    status=0
    rm -f "$tmp/cost"
    nice -n 10 timeout -k 2 "$limit" /usr/bin/time -o "$tmp/cost" -f '%U %S %M' "$@" >"$into" 2>&1 </dev/null || status=$?
    # shellcheck disable=SC2046
    set -- $(tail -n 1 "$tmp/cost" 2>/dev/null)
    cpu=$(echo "${1:-0} ${2:-0}" | awk '{print $1 + $2}') mem=${3:-0}
}

# programs FOLDER: the test programs in it, one a line.
programs() {
    for p in "$1"/*; do
        name=$(basename "$p")
        case $name in
        include | *.h | *.md) continue ;;
        esac
        [ -d "$p" ] || case $name in *.c | *.cpp | *.cc) ;; *) continue ;; esac
        echo "$p"
    done
}

# sources PROGRAM: its files.
sources() {
    if [ -d "$1" ]; then
        find "$1" -maxdepth 1 \( -name '*.c' -o -name '*.cpp' -o -name '*.cc' \) | sort
    else
        echo "$1"
    fi
}

# verdict PROGRAM: bad or ok. What heddle is known to get wrong (FN_, FP_) counts as what it is.
verdict() {
    case $(basename "$1" | sed 's/\.[a-z]*$//') in
    FP_* | *_ok) echo ok ;;
    *) echo bad ;;
    esac
}

# every_nth N: keeps the 1st, the N+1st, … of the bad and of the correct programs, each counted by itself.
every_nth() {
    while IFS= read -r p; do printf '%s\t%s\n' "$(verdict "$p")" "$p"; done |
        awk -F '\t' -v n="$1" 'seen[$1]++ % n == 0 { print $2 }'
}

# unknown RULE: leaves out the programs of this rule that $KNOWN has results of.
unknown() {
    while IFS= read -r p; do
        grep -qsF "$(printf '%s\t%s\t' "$1" "$(basename "$p")")" "$KNOWN" || echo "$p"
    done
}
