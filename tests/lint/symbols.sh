#!/bin/sh
# No function of ours is called like one of the libraries' own: the program's would be taken for it everywhere in the
# process, also by the libraries.
#   symbols.sh PROGRAM
# SPDX-License-Identifier: Apache-2.0
set -eu
program=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# Weak ones are inline functions and what the compiler makes.
nm -g --defined-only "$program" | awk '$2 ~ /[TDBR]/ { print $3 }' |
    grep -vE '^(_|main$|data_start$)' | sort -u >"$scratch/ours"
ldd "$program" | awk '/=> \// { print $3 }' | while read -r library; do
    nm -D --defined-only "$library"
done | awk '{ sub(/@.*/, "", $NF); print $NF }' | sort -u >"$scratch/theirs"
[ -s "$scratch/ours" ] && [ -s "$scratch/theirs" ] || { echo "nm says nothing"; exit 1; }
grep -qx pthread_create "$scratch/theirs" || { echo "the C library is missing"; exit 1; }
both=$(comm -12 "$scratch/ours" "$scratch/theirs")
[ -z "$both" ] || { echo "names that a library has, too:"; echo "$both"; exit 1; }
