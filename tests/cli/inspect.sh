#!/bin/sh
# heddle inspect: waits and deadlocks of a process that runs without the probe.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/run_lib.sh"
"${CC:-cc}" -g -O1 -pthread "$here/waits.c" -o waits || exit 1

# Some places forbid to trace even one's own processes: nothing can be tested there.
sleep 60 &
probe=$!
"$HEDDLE" inspect --pid "$probe" >.out 2>.err
if grep -q "cannot be read" .out; then
    kill "$probe"
    echo "SKIPPED: $(grep 'cannot be read' .out)"
    exit 77
fi
kill "$probe"

# begin WHAT [PROGRAM]: starts it and waits until it waits; $pid.
begin() {
    : >said
    "${2:-./waits}" "$1" >said &
    pid=$!
    ran="waits $1"
    check "started" soon 5 grep -q ready said
}

# goes_on: the program is as it was: not stopped, and ends as it would.
goes_on() {
    ran="waits (afterwards)"
    check "not stopped" sh -c "! grep -l '^State:.*[Tt] (' /proc/$pid/task/*/status"
    check "not traced" sh -c "! grep -l '^TracerPid:[[:space:]]*[1-9]' /proc/$pid/task/*/status"
    kill -USR1 "$pid"
    wait "$pid"
    check "ends by itself" [ $? = 7 ]
}

for kind in abba robust recursive; do
    begin $kind
    expect 2 inspect --pid $pid
    says "1 deadlock"
    says "(up) holds first and waits for second; thread"
    says "(down) holds second and waits for first"
    says "stack now"
    says "lock_both  "
    says "waits.c:"
    goes_on
done

# Where priorities are inherited the kernel itself refuses to close the circle.
begin inherit
expect 2 inspect --pid $pid
says "waits for ever: the kernel"
says "waits for"
goes_on

begin self
expect 2 inspect $pid
says "(twice) waits for first, which it holds itself"
goes_on

begin join
expect 2 inspect --pid $pid
says "waits for the end of thread"
says "1 deadlock"
goes_on

begin readers
expect 2 inspect --pid $pid
says "(writer) holds book and waits for first"
says "waits for book (to read), held by thread"
goes_on

begin writers
expect 2 inspect --pid $pid
says "(writer) holds book and waits for first"
goes_on

begin three
expect 2 inspect --pid $pid
says "(up) holds first and waits for second; thread"
says "(down) holds second and waits for third; thread"
says "(around) holds third and waits for first"
goes_on

begin stream
expect 2 inspect --pid $pid
says "(printer) holds lock of a FILE"
says "and waits for first"
goes_on

# What looks alike and is none.
begin timed
expect 0 inspect --pid $pid
says "no deadlock"
says "for a limited time"
goes_on

begin chain
expect 0 inspect --pid $pid
says "no deadlock"
says "waits for first, held by thread"
says "holds first"
goes_on

for what in busy churn; do
    begin $what
    for i in 1 2 3 4 5; do
        expect 0 inspect --pid $pid
        says "no deadlock"
    done
    goes_on
done

begin ownerless
expect 0 inspect --pid $pid
says "waits for ready, in pthread_cond_wait"
says "waits for tokens"
says "waits for meeting, in pthread_barrier_wait"
says "owner unknown"
goes_on

# JSON: well-formed, and the same facts. A thread's id stands for its process.
begin abba
expect 2 inspect --pid $pid --format json
says '"message": "thread '
says '"kind": "mutex"'
says '"whole_stack": true'
check "a JSON document" python3 -c 'import json, sys; d = json.load(open(".out")); t = {x["tid"]: x for x in d["threads"]}
c = d["deadlocks"][0]["threads"]
sys.exit(not (len(c) == 2 and t[c[0]]["waits_for"]["held_by"] == [c[1]] and t[c[1]]["waits_for"]["held_by"] == [c[0]]))'
expect 2 inspect --pid $pid -o found.txt
silent
check "written to the file" grep -q deadlock found.txt
thread=$(ls /proc/$pid/task | tail -1)
expect 2 inspect --pid "$thread"
complains "$thread is a thread of process $pid"
goes_on

# A program without symbols, one that is linked statically, one whose libc is musl.
cp waits stripped && strip stripped
begin abba ./stripped
expect 2 inspect --pid $pid
says "1 deadlock"
says "mutex at stripped+0x"
goes_on
if "${CC:-cc}" -static -g -O1 -pthread "$here/waits.c" -o static 2>/dev/null; then
    begin abba ./static
    expect 2 inspect --pid $pid
    says "holds first and waits for second"
    goes_on
fi
if command -v musl-gcc >/dev/null; then
    musl-gcc -g -O1 "$here/waits.c" -o musl || exit 1
    for kind in recursive robust; do
        begin $kind ./musl
        expect 2 inspect --pid $pid
        says "holds first and waits for second"
        goes_on
    done
    begin join ./musl
    expect 2 inspect --pid $pid
    says "waits for the end of thread"
    says "1 deadlock"
    goes_on
    begin abba ./musl
    expect 0 inspect --pid $pid
    says "does not tell who holds it"
    goes_on
fi

# With the probe in it, the wire file tells more.
begin_probed() {
    : >said
    HEDDLE_COLLECTOR=none LD_PRELOAD=$(dirname "$HEDDLE")/../lib/libheddle_probe.so ./waits "$1" >said &
    pid=$!
    ran="waits $1 with the probe"
    check "started" soon 5 grep -q ready said
}
begin_probed abba
expect 2 inspect --pid $pid
says "(up) holds first and waits for second; thread"
says "(down) holds second"
goes_on
begin_probed ownerless
expect 0 inspect --pid $pid
says "on_condition     waits for ready"
says "on_semaphore     waits for tokens"
expect 0 inspect --pid $pid --format json
says '"wire": "/'
goes_on

# Whom it cannot look into, it names.
expect 1 inspect --pid 4194305
complains "there is no process 4194305"
expect 1 inspect
complains "which process?"
expect 1 inspect --pid -3
expect 1 inspect --pid 1 --format xml
complains "--format is text or json"
sh -c 'sleep 0.1 & echo $! >zombie; exec sleep 2' &
check "a child" soon 5 test -s zombie
sleep 0.5
expect 1 inspect --pid "$(cat zombie)"
complains "has ended; its parent"
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null && [ "$(find "$HEDDLE" -perm -5)" ]; then
    begin abba
    chmod 755 "$scratch"
    ran="heddle inspect as nobody"
    setpriv --reuid=65534 --regid=65534 --clear-groups "$HEDDLE" inspect --pid $pid >.out 2>.err
    check "exit status 1" [ $? = 1 ]
    says "it belongs to user root"
    says "sleeps (state S)"
    goes_on
fi
passed
