#!/bin/sh
# Layers lint: every #include of our sources must be one that layers.tbl allows.  layers.sh ROOT
# SPDX-License-Identifier: Apache-2.0
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
# Programs under test are not ours to lint: they show what users write.
find include core store analyzer runtime_probe collector graph report cli tools tests bench examples \
    \( -path tests/checks/'*'/'*' -o -path tests/packs -o -path bench/work -o -path tests/fuzz/corpus \) -prune -o \
    \( -name '*.c' -o -name '*.h' -o -name '*.def' \) -print 2>/dev/null | LC_ALL=C sort |
awk -v table="$here/layers.tbl" '
function starts(s, prefix) { return substr(s, 1, length(prefix)) == prefix }
# Does file or header `what` equal or lie in one of the names of `list`?
function within(what, list,    name, n, i) {
    n = split(list, name, " ")
    for (i = 1; i <= n; i++)
        if (what == name[i] || (name[i] ~ /\/$/ && starts(what, name[i])))
            return 1
    return 0
}
function folder_of(file,    best, f) {
    best = ""
    for (f in own)
        if (starts(file, f "/") && length(f) > length(best))
            best = f
    return best
}
function complain(why) {
    printf "%s:%d: #include %s: %s\n", file, line, shown, why
    bad++
}
function check_own(name,    folder) {
    folder = folder_of(file)
    if (name !~ /\// || starts(name, folder "/"))
        return
    if (name ~ /^\.\.?\//)
        complain("name it from the root of the source tree")
    else if (!within(name, own[folder]))
        complain(folder "/ may include only:" (own[folder] == "" ? " itself" : own[folder]))
}
function check_lib(name,    p) {
    for (p in lib) {
        if (name == p || (p ~ /\/$/ && starts(name, p))) {
            if (!within(file, lib[p]))
                complain("only for" lib[p])
            return
        }
    }
    if (!within(name, sys))
        complain("not in tests/lint/layers.tbl")
}
BEGIN {
    while ((getline row < table) > 0) {
        sub(/#.*/, "", row)
        n = split(row, w, " ")
        rest = ""
        for (i = 3; i <= n; i++) rest = rest " " w[i]
        if (w[1] == "own") own[w[2]] = rest
        else if (w[1] == "lib") lib[w[2]] = rest
        else if (w[1] == "sys") sys = sys " " w[2] rest
    }
}
{
    file = $0
    line = 0
    files++
    while ((getline text < file) > 0) {
        line++
        if (text !~ /^[ \t]*#[ \t]*include[ \t]*["<]/)
            continue
        shown = text
        sub(/^[ \t]*#[ \t]*include[ \t]*/, "", shown)
        name = substr(shown, 2)
        sub(/[">].*/, "", name)
        includes++
        if (shown ~ /^"/) {
            shown = "\"" name "\""
            check_own(name)
        } else {
            shown = "<" name ">"
            check_lib(name)
        }
    }
    close(file)
}
END {
    printf "layers: %d includes in %d files, %d not allowed\n", includes, files, bad
    exit bad > 0 || includes == 0
}'
