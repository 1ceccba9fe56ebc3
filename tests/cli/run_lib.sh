# Shared by the tests of `heddle run`: the victim program, and waiting for things to happen.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
"${CC:-cc}" -g -O1 -pthread "$here/victim.c" -o victim || exit 1
victim=$scratch/victim
export HEDDLE_DIR="$scratch/wire"

# soon SECONDS COMMAND…: the command succeeds before so long; on a machine that is busy elsewhere, before
# three times as long.
soon() {
    tries=$(($1 * 30))
    shift
    while ! "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.1
    done
}

# query SQL: what the database says.
query() { sqlite3 -readonly "${db:-.heddle/heddle.db}" "$1"; }

# finds RULE [DB]: the database has an open finding of the rule.
finds() {
    ran="heddle report ($1)"
    checks=$((checks + 1))
    "$HEDDLE" report --db "${2:-.heddle/heddle.db}" --format json >.out 2>.err
    grep -q "\"rule\": \"$1\"" .out || wrong "no $1"
}

# in_background ARG…: starts heddle ARG… with its output in .bg.out and .bg.err; sets $bg.
in_background() {
    : >.bg.out
    : >.bg.err
    ran="heddle $* &"
    "$HEDDLE" "$@" >.bg.out 2>.bg.err </dev/null &
    bg=$!
}

# ends STATUS: the program in the background ends with it.
ends() {
    checks=$((checks + 1))
    wait "$bg"
    got=$?
    cp .bg.out .out
    cp .bg.err .err
    [ "$got" = "$1" ] || wrong "exit status $got instead of $1"
}
