#!/bin/sh
# Habits of every source file: it opens with its licence in a line of its own, is not endless, has no note to do
# something later, no tab and no trailing space, and the tree names no path of anybody's machine.  sources.sh ROOT
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$1"
max_lines=800 # of tests half as much again: a table of cases is long
find core store analyzer runtime_probe collector graph report cli web tools tests bench examples \
    \( -path bench/work -o -path tests/checks/'*'/'*' -o -path tests/probe/rules/'*'/'*' -o -path tests/packs -o -path tests/golden/src -o -path tests/fuzz/corpus -o -path web/node_modules \) -prune -o \
    \( -name '*.c' -o -name '*.h' -o -name "*.sh" -o -name "*.def" -o -name "*.js" -o -name "*.mjs" -o -name "*.css" \) -print 2>/dev/null | LC_ALL=C sort |
awk -v max="$max_lines" '
function complain(why) { printf "%s:%d: %s\n", file, line, why; bad++ }
{
    file = $0
    line = spdx = 0
    files++
    while ((getline text < file) > 0) {
        line++
        if (line <= 40 && text ~ /^[^A-Za-z]*SPDX-License-Identifier: Apache-2\.0/) spdx = 1
        if (text ~ /(TO)(DO)|(FIX)(ME)/) complain("finish it or file an issue")
        if (text ~ /[ \t]$/) complain("trailing space")
        if (file !~ /\.sh$/ && text ~ /\t/) complain("tab")
        if (text ~ /(^|[^A-Za-z0-9_.])\/(home|root|work)\//) complain("a path of one machine")
        if (text ~ /"\/tmp\//) complain("a path of one machine: tests/scratch.h asks TMPDIR")
    }
    if (!spdx) complain("no line that begins with SPDX in the first 40 lines")
    limit = file ~ /^tests\// ? max * 3 / 2 : max
    if (line > limit) complain("longer than " limit " lines: split it")
    close(file)
}
END {
    printf "sources: %d files, %d complaints\n", files, bad
    exit bad > 0 || files == 0
}'
