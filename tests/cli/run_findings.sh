#!/bin/sh
# heddle run: what a program did is in the database: threads, order edges, findings; its children and
# the images that exec makes of it, too.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/run_lib.sh"

expect 0 run -- "$victim" order
complains "[lock-order-cycle]"
complains "victim.c:"
finds lock-order-cycle
says "outer"
says "inner"
check "two threads besides main" [ "$(query 'SELECT count(*) FROM thread WHERE state = "joined"')" = 2 ]
check "two edges" [ "$(query 'SELECT count(*) FROM lock_order_edge')" = 2 ]
check "classes named as the analyzer names them" \
    [ "$(query 'SELECT count(*) FROM lock_class WHERE key LIKE "global:%@%victim.c"')" = 2 ]

expect 0 run --db leak.db -- "$victim" leak
complains "[thread-leak]"
finds thread-leak leak.db
says "short_lived"

expect 0 run --db clean.db --quiet -- "$victim" clean
calm
expect 0 report --db clean.db
says "no findings"

expect 0 run --db fork.db --quiet -- "$victim" fork
finds lock-order-cycle fork.db
db=fork.db check "a run for each process" [ "$(db=fork.db query 'SELECT count(*) FROM run')" = 2 ]
expect 0 run --db exec.db --quiet -- "$victim" exec
finds thread-leak exec.db

# A daemon's child is followed to its end; another program left in the background only with --follow.
expect 0 run --db daemon.db -- "$victim" daemon
complains "following 1 process"
finds thread-leak daemon.db
before=$(date +%s)
expect 4 run --db left.db --quiet -- sh -c 'sleep 30 & exit 4'
check "did not wait for it" [ $(($(date +%s) - before)) -lt 20 ]
expect 4 run --db follow.db -- sh -c 'sleep 2 & exit 4'
expect 4 run --db follow.db --follow -- sh -c 'sleep 2 & exit 4'
complains "following 1 process"

# Without symbols: file and offset, and what to do for names.
cat >own.c <<'C'
#include <pthread.h>
#include <unistd.h>
static void *work(void *arg)
{
    pause();
    return arg;
}
int begin(void);
int begin(void)
{
    pthread_t t;
    return pthread_create(&t, NULL, work, NULL);
}
C
echo 'int begin(void); int main(void) { return begin(); }' >begin.c
"${CC:-cc}" -shared -fPIC -s own.c -o libown.so -pthread && "${CC:-cc}" -s begin.c -o begins ./libown.so || exit 1
expect 0 run --db own.db --quiet -- ./begins
expect 2 report --db own.db
check "file and offset" grep -q "the thread that runs libown.so+0x[0-9a-f]* is never joined or detached" .out
check "how to get names" grep -q "names and lines of libown.so need debug symbols: build with -g or install them" .out
"${CC:-cc}" -shared -fPIC -g own.c -o libown.so -pthread || exit 1
expect 0 run --db named.db --quiet -- ./begins
expect 2 report --db named.db
says "the thread that runs work is never joined"
check "no hint where there are names" sh -c '! grep -q "debug symbols" .out'
passed
