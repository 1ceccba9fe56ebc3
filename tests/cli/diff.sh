#!/bin/sh
# heddle diff: introduced, fixed, unchanged.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"

database clean clean.db
database findings f.db
database both b.db
expect 0 diff b.db b.db
says "0 introduced, 0 fixed, 2 unchanged"
calm
# Units that failed in the new one may hide something.
expect 3 diff f.db f.db
says "0 introduced, 0 fixed, 3 unchanged"
complains "f.db: 1 of 12 translation units could not be analysed in full"
expect 2 diff clean.db f.db
says "pool.cc:6:11: error: "
says "3 introduced, 0 fixed, 0 unchanged"
check "no counts when quiet" sh -c '"$HEDDLE" diff --quiet clean.db f.db | grep "thread-leak\]" && ! "$HEDDLE" diff --quiet clean.db f.db | grep -q introduced'
expect 0 diff b.db b.db --quiet
silent
expect 0 diff f.db clean.db
says "fixed:"
says "[thread-leak]"
says "0 introduced, 3 fixed, 0 unchanged"
# The leak is known by analysis in one and by both kinds in the other: the same finding. What was
# only seen at run time cannot be compared with a database without runs.
expect 0 diff f.db b.db
says "0 introduced, 2 fixed, 1 unchanged, 1 not compared"
expect 0 diff f.db b.db --format json
says '"incomparable": 1'
says '"introduced": []'
expect 2 diff clean.db f.db --fail-on error --format json -o out.json
silent
check "written" grep -q '"rule": "lock-order-cycle"' out.json
expect 3 diff clean.db f.db --fail-on never
expect 1 diff f.db
complains "heddle diff OLD.db NEW.db"
expect 1 diff f.db none.db
complains "there is no database none.db"
expect 1 diff f.db b.db --format yaml
complains "text and json, not 'yaml'"
passed
