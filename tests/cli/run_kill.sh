#!/bin/sh
# heddle run: after kill -9 of the program its threads, held locks and order edges are in the database.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/run_lib.sh"

in_background run --quiet -- "$victim" hold
check "holding" soon 10 grep -q holding .bg.out
pid=$(sed -n 's/^holding //p' .bg.out)
kill -9 "$pid"
ends 137
check "held locks" [ "$(query 'SELECT count(*) FROM held')" = 2 ]
check "the edge" [ "$(query 'SELECT count(*) FROM lock_order_edge')" = 1 ]
check "the thread" [ "$(query 'SELECT name FROM thread')" = main ]
check "where it was held" [ "$(query 'SELECT count(*) FROM held JOIN site ON site.id = site_id JOIN file ON file.id = file_id WHERE path LIKE "%victim.c"')" = 2 ]
check "the status" [ "$(query 'SELECT exit_status FROM run')" = 137 ]

# Threads that nobody joined yet: who was killed might have.
rm -rf .heddle
in_background run -- "$victim" leak-hold
check "holding" soon 10 grep -q holding .bg.out
kill -9 "$(sed -n 's/^holding //p' .bg.out)"
ends 137
complains "leaks are not judged: the program was stopped before its exit, and the 2 ended threads might still have been joined"
check "no leak" [ "$(query "SELECT count(*) FROM finding WHERE rule = 'thread-leak'")" = 0 ]

# kill -9 of heddle itself: the program goes on, and what was seen in the first second is stored.
rm -rf .heddle
in_background run --quiet -- "$victim" hold
check "holding" soon 10 grep -q holding .bg.out
check "stored while it runs" soon 5 sh -c "[ \"\$(sqlite3 -readonly .heddle/heddle.db 'SELECT count(*) FROM held')\" = 2 ]"
kill -9 "$bg"
wait "$bg" 2>/dev/null
pid=$(sed -n 's/^holding //p' .bg.out)
check "the program goes on" kill -0 "$pid"
check "stored" [ "$(query 'SELECT count(*) FROM held')" = 2 ]

expect 0 report --fail-on never
says "unfinished: run 1 ("
says "the program still runs, or its collector ended before it did"
expect 0 report --runs
says " unfinished "

# Another collector goes on with what the first one began: one process is one run, whoever stores it.
in_background collect --attach "$HEDDLE_DIR"/run-*/*.hw
check "samples go on" soon 10 sh -c "[ \"\$(sqlite3 -readonly .heddle/heddle.db 'SELECT count(*) FROM sample')\" -ge 4 ]"
check "looks only grow" [ "$(query 'SELECT count(*) FROM sample a JOIN sample b WHERE a.ordinal < b.ordinal AND a.looks > b.looks')" = 0 ]
kill -9 "$pid"
ends 0
check "one run" [ "$(query 'SELECT count(*) FROM run')" = 1 ]
check "it has ended" [ "$(query 'SELECT ended_ms > started_ms FROM run')" = 1 ]
expect 0 report --fail-on never
check "finished" sh -c "! grep -q unfinished .out"
check "its locks once" [ "$(query 'SELECT count(*) FROM lock')" = 2 ]

# So does who collects after the end: the run stays one of heddle run.
rm -rf .heddle
in_background run --quiet -- "$victim" hold
check "holding" soon 10 grep -q holding .bg.out
check "stored while it runs" soon 5 sh -c "[ \"\$(sqlite3 -readonly .heddle/heddle.db 'SELECT count(*) FROM held')\" = 2 ]"
kill -9 "$bg"
wait "$bg" 2>/dev/null
kill -9 "$(sed -n 's/^holding //p' .bg.out)"
expect 0 collect --quiet "$HEDDLE_DIR"/run-*/*.hw
check "one run of heddle run" [ "$(query 'SELECT group_concat(command) FROM run')" = run ]
check "it has ended, too" [ "$(query 'SELECT ended_ms > 0 FROM run')" = 1 ]
expect 0 report --runs
says " unknown "
passed
