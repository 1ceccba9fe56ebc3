#!/bin/sh
# What a library call does is data: no function that a pack models may stand as a string literal in the
# analyzer's C files, and no literal may start like such a family of names.  literals.sh ROOT
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$1"
names=$(mktemp)
trap 'rm -f "$names"' EXIT
# The names behind "fn:" in the packs: a word, or a list in brackets.
find rules/packs -name '*.yml' -exec cat {} + 2>/dev/null | awk '
{
    while (match($0, /(fn|same_as): *(\[[^]]*\]|[A-Za-z_~][A-Za-z_0-9:~]*)/)) {
        list = substr($0, RSTART, RLENGTH)
        $0 = substr($0, RSTART + RLENGTH)
        sub(/^[a-z_]*: */, "", list)
        gsub(/[][,"]/, " ", list)
        n = split(list, word, " ")
        for (i = 1; i <= n; i++) print word[i]
    }
}' | sort -u >"$names"
find analyzer -name '*.c' 2>/dev/null | LC_ALL=C sort | awk -v names="$names" '
BEGIN {
    # A plain word ("free", "open") may as well be a state, an event or a part of a name.
    while ((getline name < names) > 0)
        if (name ~ /[_0-9:]/) { model[name] = 1; models++ }
}
{
    file = $0
    line = 0
    files++
    while ((getline text < file) > 0) {
        line++
        sub(/^[ \t]*\*.*/, "", text)
        sub(/\/\*.*/, "", text)
        sub(/\/\/.*/, "", text)
        if (text ~ /^[ \t]*#[ \t]*include/) continue
        while (match(text, /"([^"\\]|\\.)*"/)) {
            word = substr(text, RSTART + 1, RLENGTH - 2)
            text = substr(text, RSTART + RLENGTH)
            if (word in model || word ~ /^(pthread|g_mutex|g_thread|mtx|cnd|thrd|sem|uv|dispatch|std::)_?[a-z]*_/) {
                printf "%s:%d: \"%s\" names a library function; it belongs into rules/packs\n", file, line, word
                bad++
            }
        }
    }
    close(file)
}
END {
    printf "literals: %d files against %d modelled functions, %d literals too many\n", files, models, bad
    exit bad > 0
}'
