#!/bin/sh
# What may go wrong around the program under watch: no place for the wire file, a collector that is
# killed, a database that is full, two runs at once, a PID namespace. The program never notices, and
# what was recorded is stored then or later.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/run_lib.sh"
probe=$(dirname "$HEDDLE")/../lib/libheddle_probe.so

# preloaded DIR: the program with nothing but the probe; its status and output are its own.
preloaded() {
    ran="LD_PRELOAD victim leak, wire files in $1"
    LD_PRELOAD=$probe HEDDLE_DIR=$1 HEDDLE_COLLECTOR=none "$victim" leak >.out 2>.err
    check "its status" [ $? = 0 ]
    silent
}

# A folder that is not there is made; one that cannot be is said in one line.
preloaded "$scratch/not/there"
check "no more than one line" [ "$(wc -l <.err)" -le 1 ]
: >plain
preloaded "$scratch/plain/below"
check "one line" [ "$(wc -l <.err)" = 1 ]
complains "heddle"
export HEDDLE_DIR="$scratch/plain/below"
ran="heddle run, no folder for wire files"
"$HEDDLE" run -- "$victim" leak >.out 2>.err
check "an error of its own" [ $? = 1 ]
check "names the folder" grep -q "plain" .err
export HEDDLE_DIR="$scratch/wire"

mounts=
umount_all() {
    for m in $mounts; do umount "$m"; done
    rm -rf "$scratch"
}
trap umount_all EXIT
small() { # DIR OPTIONS: a small file system of its own; fails without the right to mount
    mkdir -p "$1"
    mount -t tmpfs -o "$2" none "$1" 2>/dev/null && mounts="$1 $mounts"
}
if [ "$(id -u)" = 0 ] && small "$scratch/tiny" size=64k,mode=700; then
    preloaded "$scratch/tiny" # no room for even the smallest file
    check "one line" [ "$(wc -l <.err)" = 1 ]
    small "$scratch/narrow" size=1m,mode=700
    preloaded "$scratch/narrow" # room for a small one
    file=$(find "$scratch/narrow" -name '*.hw')
    check "a smaller file" [ -n "$file" ]
    expect 0 collect --db narrow.db "$file"
    finds thread-leak narrow.db
    # Tables that grow until there is no room: the records are counted, the program goes on.
    small "$scratch/later" size=900k,mode=700
    ran="LD_PRELOAD victim many, wire files in a small folder"
    LD_PRELOAD=$probe HEDDLE_DIR=$scratch/later HEDDLE_COLLECTOR=none "$victim" many >.out 2>.err
    check "its status" [ $? = 0 ]
    silent
    file=$(find "$scratch/later" -name '*.hw')
    check "as long as in a big folder" [ "$(stat -c %s "$file")" = 8388608 ]
    expect 0 collect --db later.db "$file"
    finds lock-order-cycle later.db
    check "says what is missing" [ "$(db=later.db query "SELECT count(*) FROM run WHERE coverage LIKE '%locks found no room%' AND coverage LIKE '%tables are small%'")" = 1 ]
    small "$scratch/fixed" size=1m,mode=700,ro
    preloaded "$scratch/fixed"
    check "one line" [ "$(wc -l <.err)" = 1 ]

    # A database where none can be made is a mistake of who typed it.
    expect 1 run --db fixed/h.db -- echo started
    complains "cannot create the database fixed/h.db: Read-only file system"
    silent

    # A database with no room left: the findings stay in the wire file and are stored later.
    small "$scratch/full" size=512k
    expect 0 run --quiet --db full/h.db -- "$victim" clean
    dd if=/dev/zero of=full/filler bs=1k 2>/dev/null
    truncate -s -40k full/filler # it can be opened, no more
    ran="heddle run, database full"
    "$HEDDLE" run --db full/h.db -- "$victim" leak >.out 2>.err
    check "the program's status" [ $? = 0 ]
    complains "cannot store"
    kept=$(find "$HEDDLE_DIR" -name '*.hw')
    check "the wire file is kept" [ -n "$kept" ]
    rm full/filler
    expect 0 collect --db full/h.db $kept
    finds thread-leak full/h.db

    # The same at the start, with no database at all: the program starts.
    rm -rf "$HEDDLE_DIR"
    small "$scratch/nothing" size=64k
    dd if=/dev/zero of=nothing/filler bs=1k 2>/dev/null
    ran="heddle run, no room for a database"
    "$HEDDLE" run --db nothing/h.db -- "$victim" leak >.out 2>.err
    check "the program's status" [ $? = 0 ]
    complains "the program runs all the same"
    complains "heddle collect stores it later"
    check "two lines" [ "$(wc -l <.err)" = 2 ]
    kept=$(find "$HEDDLE_DIR" -name '*.hw')
    check "the wire file is kept" [ -n "$kept" ]
    rm nothing/filler
    mount -o remount,size=8m "$scratch/nothing"
    expect 0 collect --db nothing/h.db $kept
    finds thread-leak nothing/h.db
else
    echo "no right to mount: small file systems not tested"
fi

# A database that another process keeps for itself, at the start and for a while.
expect 0 run --quiet --db busy.db -- "$victim" clean
{
    echo "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; SELECT 'taken';"
    sleep 4
} | sqlite3 busy.db >.taken &
check "taken" soon 5 grep -q taken .taken
ran="heddle run, database locked"
"$HEDDLE" run --db busy.db -- "$victim" leak >.out 2>.err
check "the program's status" [ $? = 0 ]
complains "the program runs all the same"
finds thread-leak busy.db

# A path that can be no database is a mistake of who typed it.
mkdir folder.db
ran="heddle run --db folder.db"
"$HEDDLE" run --db folder.db -- "$victim" leak >.out 2>.err
check "not started" [ $? = 1 ]
complains "is not a file"

# The collector is killed in the middle; another one attaches, sees the hang that came later, and
# stores everything. It is one program, told once.
in_background run --quiet -- "$victim" hold
check "holding" soon 10 grep -q holding .bg.out
kill -9 "$bg"
wait "$bg" 2>/dev/null
pid=$(sed -n 's/^holding //p' .bg.out)
file=$(find "$HEDDLE_DIR" -name '*.hw')
check "the wire file is there" [ -n "$file" ]
in_background collect --attach --db again.db "$file"
check "stored again" soon 10 sh -c "[ \"\$(sqlite3 -readonly again.db 'SELECT count(*) FROM held')\" = 2 ]"
kill -9 "$pid"
ends 0
check "ended" [ "$(db=again.db query 'SELECT count(*) FROM run WHERE ended_ms > 0')" = 1 ]
check "the folder of the killed run went with its last file" [ ! -e "$(dirname "$file")" ]
check "the one around it stays" [ -d "$HEDDLE_DIR" ]
rm -rf "$HEDDLE_DIR"

# Two programs at once into one database.
"$HEDDLE" run --quiet --db both.db -- "$victim" leak >.one 2>&1 &
one=$!
"$HEDDLE" run --quiet --db both.db -- "$victim" order >.two 2>&1 &
two=$!
check "the first" wait $one
check "the second" wait $two
finds thread-leak both.db
finds lock-order-cycle both.db
check "two runs" [ "$(db=both.db query 'SELECT count(*) FROM run WHERE ended_ms > 0')" = 2 ]

# In a PID namespace of its own the program has another number than outside.
if unshare -pf --mount-proc true 2>/dev/null; then
    ran="heddle run -- unshare"
    "$HEDDLE" run --quiet --db space.db -- unshare -pf --mount-proc "$victim" leak >.out 2>.err
    check "its status" [ $? = 0 ]
    finds thread-leak space.db
    in_background run --quiet --db long.db -- unshare -pf --mount-proc sh -c "'$victim' leak; sleep 2; exec '$victim' order"
    ends 0
    finds lock-order-cycle long.db
    in_background run --quiet --db hold.db -- unshare -pf --kill-child --mount-proc "$victim" hold
    check "holding" soon 10 grep -q holding .bg.out
    sleep 1
    check "not over yet" [ "$(db=hold.db query 'SELECT count(*) FROM run WHERE target LIKE "%victim%" AND ended_ms > 0')" = 0 ]
    kill -TERM "$bg"
    wait "$bg"
    ran="unshare heddle run"
    unshare -pf --mount-proc "$HEDDLE" run --quiet --db inside.db -- "$victim" leak >.out 2>.err
    check "its status" [ $? = 0 ]
    finds thread-leak inside.db
else
    echo "no right to unshare: PID namespaces not tested"
fi
passed
