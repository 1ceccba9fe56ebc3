#!/bin/sh
# heddle merge: runs of many hosts in one database, evidence united.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"

database findings f.db
database both b.db
expect 0 merge -o out.db f.db b.db
silent
complains "out.db: 4 runs, 2 findings"
expect 2 report --db out.db --run 1
says "found by analysis (confidence high) and seen at run time (40 times)"
says "[lock-order-cycle]"
expect 0 report --db out.db --runs
check "four runs" [ "$(grep -c ' \(check\|run\) ' .out)" = 4 ]
# Merged with nothing it is what it was.
expect 0 merge -o single.db f.db
complains "single.db: 1 run, 4 findings"
expect 0 merge -o one.db b.db --quiet
calm
"$HEDDLE" report --db b.db --format json >want.json
"$HEDDLE" report --db one.db --format json >got.json
check "one database merged reads like itself" cmp want.json got.json
# The order of hosts does not matter to what is known.
expect 0 merge -o x.db b.db f.db
expect 2 report --db x.db --run 1
says "found by analysis (confidence high) and seen at run time (40 times)"

expect 1 merge -o out.db f.db
complains "out.db exists; merge writes a new database"
expect 1 merge f.db
complains "heddle merge -o OUT.db A.db B.db"
expect 1 merge -o new.db
echo "no database, but rather long for a header, so that it is read as one" >bad.db
expect 1 merge -o new.db f.db bad.db
complains "bad.db is not a heddle database"
check "nothing left behind" [ ! -e new.db ]
expect 1 merge -o new.db none.db
complains "there is no database none.db"
passed
