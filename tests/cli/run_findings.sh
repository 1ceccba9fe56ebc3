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
passed
