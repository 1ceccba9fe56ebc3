# Shared by the tests of the command line, which say: . "$(dirname "$0")/lib.sh"
#   expect STATUS ARG…   runs heddle ARG…; its exit status must be STATUS
#   says TEXT            TEXT is in what it printed; silent: it printed nothing
#   complains TEXT       TEXT is in what it said on stderr; calm: it said nothing
# Each test has a scratch folder as its working folder and ends with `passed`.
# SPDX-License-Identifier: Apache-2.0
set -u
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
failures=0
checks=0

wrong() {
    failures=$((failures + 1))
    echo "FAILED: $ran: $*"
    sed 's/^/  stdout: /' "$scratch/.out" | head -20
    sed 's/^/  stderr: /' "$scratch/.err" | head -20
}

expect() {
    want=$1
    shift
    ran="heddle $*"
    checks=$((checks + 1))
    "$HEDDLE" "$@" >"$scratch/.out" 2>"$scratch/.err" </dev/null
    got=$?
    [ "$got" = "$want" ] || wrong "exit status $got instead of $want"
}

contains() {
    checks=$((checks + 1))
    grep -qF -- "$2" "$scratch/.$1" || wrong "std$1 lacks: $2"
}

empty() {
    checks=$((checks + 1))
    [ ! -s "$scratch/.$1" ] || wrong "std$1 is not empty"
}

says() { contains out "$1"; }
complains() { contains err "$1"; }
silent() { empty out; }
calm() { empty err; }

# check WHAT COMMAND…: a condition of the test's own.
check() {
    what=$1
    shift
    checks=$((checks + 1))
    "$@" || wrong "$what"
}

database() { # SCENARIO FILE
    rm -f "$2"
    "$GOLDEN_DB" "$1" "$2" "$SOURCE/tests/golden/src" || exit 1
}

passed() {
    echo "$checks checks, $failures failed"
    [ "$failures" = 0 ]
    exit
}
