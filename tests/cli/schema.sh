#!/bin/sh
# docs/schema.md names every table and every column of the schema, and no table that is not there.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
ran="docs/schema.md"
: >.out
: >.err

cat "$SOURCE"/store/schema/*.sql | awk '
/^CREATE TABLE/ { table = $3; print table; next }
/^\)/ { table = "" }
table != "" && $1 != "id" && $1 ~ /^[a-z_]+$/ { print table, $1 }' >words
check "the schema was read" [ "$(wc -l <words)" -gt 80 ]
# A paragraph of a table starts with its name in bold and goes on to the next.
while read -r table column; do
    awk -v table="$table" -v column="$column" '
        /^\*\*/ { inside = index($0, "**" table "**") > 0 }
        index($0, "**" table "**") { inside = 1 }
        inside && column == "" { found = 1 }
        inside && match($0, "(^|[^a-z_])" column "([^a-z_]|$)") { found = 1 }
        END { exit !found }' "$SOURCE/docs/schema.md"
    check "$table${column:+.$column} is described" [ $? = 0 ]
done <words
grep -o '\*\*[a-z_]*\*\*' "$SOURCE/docs/schema.md" | tr -d '*' >described
while read -r table; do
    check "$table is a table" grep -qx "$table" words
done <described
passed
