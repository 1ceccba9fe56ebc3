#!/bin/sh
# heddle report: exit statuses, formats, files.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"

# No database, no file of ours, nothing lost.
expect 1 report
complains "there is no database .heddle/heddle.db"
silent
check "nothing made" [ ! -e .heddle ]
echo "not a database, but somebody's only copy of something" >mine.db
cp mine.db copy
expect 1 report --db mine.db
complains "mine.db is not a heddle database"
check "left as it was" cmp -s mine.db copy
mkdir folder.db
expect 1 report --db folder.db
complains "is not a file"

# 0: nothing to report; 2: findings; 3: units failed.
mkdir .heddle
database clean .heddle/heddle.db
expect 0 report
says "no findings in 12 translation units"
calm
database findings f.db
expect 2 report --db f.db
says "pool.cc:6:11: error: "
says "1 hidden"
expect 2 report --db f.db --fail-on error
expect 2 report --db f.db --fail-on note
expect 3 report --db f.db --fail-on never
complains "1 of 12 translation units could not be analysed in full"
expect 3 report --db f.db --fail-on never --quiet
calm
expect 1 report --db f.db --fail-on sometimes
complains "--fail-on is error, warning, note or never, not 'sometimes'"
expect 2 report --db f.db --all
says "hidden: gate lock big_lock is held on both sides"
says "2 errors, 1 note, 1 hidden in 12 translation units"
expect 2 report --db f.db --explain-filtered
says "gate lock big_lock is held on both sides: all sides hold this lock around both acquisitions"

# Formats and files.
expect 1 report --db f.db --format yaml
complains "there is no format 'yaml'; there are "
silent
expect 1 report --db f.db --format text --format json
complains "only one --format may go without a file"
expect 2 report --db f.db --format json
cp .out one.json
expect 2 report --db f.db --format=json -o two.json --quiet
silent
check "-o holds what stdout had" cmp -s one.json two.json
expect 2 report --db f.db -f json=three.json -f text
says "[thread-leak]"
check "F=FILE holds what stdout had" cmp -s one.json three.json
expect 1 report --db f.db -o none/out.txt
complains "none/out.txt"
expect 2 report --db f.db --color always
check "colours when asked for" grep -q "$(printf '\033')" .out
expect 2 report --db f.db
check "none in a file" sh -c "! grep -q '$(printf '\033')' .out"
ran="heddle report >/dev/full"
"$HEDDLE" report --db f.db >/dev/full 2>.err
check "a full device is told" [ $? = 1 ]
contains err "No space left"

# Runs.
database both b.db
expect 2 report --db b.db --run 1
says "found by analysis (confidence high)"
expect 2 report --db b.db --run 3
says "[deadlock]"
complains "run 3 lost 3 records"
expect 1 report --db b.db --run 99
complains "b.db has no run 99; heddle report --runs lists them"
expect 1 report --db b.db --run x
complains "--run needs a whole number"
expect 1 report --db b.db --run -1
complains "--run is the number of a run"
expect 0 report --db b.db --runs
says "./server -d"
says "137"
expect 1 report b.db
complains "a database is named with --db"

# Reading changes nothing.
cp b.db before.db
expect 2 report --db b.db
check "unchanged" cmp -s b.db before.db
check "no files beside it" [ ! -e b.db-wal ] && check "none at all" [ ! -e b.db-shm ]
passed
