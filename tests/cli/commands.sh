#!/bin/sh
# Help, version and mistakes that no command gets to see.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"

expect 1
silent
complains "usage: heddle COMMAND"
expect 0 -h
says "commands:"
says "  heddle check -p build "
calm
expect 0 help
says "commands:"
expect 0 --version
says "heddle "
expect 1 reprot
complains "unknown command 'reprot'; did you mean 'report'?"
expect 1 entirely-else
complains "unknown command 'entirely-else'; heddle -h lists the commands"
expect 1 --frobnicate
complains "unknown option --frobnicate; a command comes first"
expect 0 version
says "heddle "
expect 0 --help-man
says ".TH HEDDLE 1"

# Every command listed has help, a man page, a version, and names the nearest option.
"$HEDDLE" -h | sed -n '/^commands:/,/^$/s/^  \([a-z][a-z]*\) .*/\1/p' >list
check "at least the commands of this slice" [ "$(wc -l <list)" -ge 3 ]
while read -r command; do
    expect 0 "$command" -h
    says "usage: heddle $command"
    says "--db PATH"
    calm
    expect 0 "$command" --help-man
    says ".SH SYNOPSIS"
    expect 0 "$command" --version
    says "heddle "
    expect 0 help "$command"
    says "usage: heddle $command"
    expect 1 "$command" --quite
    complains "unknown option --quite, did you mean --quiet?"
    silent
    expect 1 "$command" --color=pink
    complains "auto, always or never"
done <list

# Man pages have no mistakes that the formatter warns about.
if command -v groff >/dev/null; then
    while read -r command; do
        "$HEDDLE" "$command" --help-man | groff -man -Tutf8 -ww -z 2>warnings
        check "man page of $command" [ ! -s warnings ]
    done <list
fi
passed
