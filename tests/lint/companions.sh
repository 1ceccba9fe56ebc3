#!/bin/sh
# What belongs together: a rule with tests has a page and a catalogue entry, at least one bad and one
# correct program; a checker in C and a rule that an automaton reports have a page; a page names a rule
# of the catalogue.  companions.sh ROOT
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$1"
bad=0
rules=0
complain() {
    echo "$*"
    bad=$((bad + 1))
}
catalogue() { # ID: is it in the catalogue?
    cat rules/catalog/*.yml 2>/dev/null | grep -Eq "(^|[ {-])id: *$1([ ,}]|\$)"
}
for folder in tests/checks/*/; do
    [ -d "$folder" ] || continue
    rule=$(basename "$folder")
    rules=$((rules + 1))
    [ -s "docs/checks/$rule.md" ] || complain "docs/checks/$rule.md: missing, $folder has tests of it"
    catalogue "$rule" || complain "rules/catalog: no rule $rule, $folder has tests of it"
    ls -d "$folder"*_ok* >/dev/null 2>&1 || complain "$folder: no correct program (NAME_ok)"
    grep -rqE "// expect:.*$rule" "$folder" || complain "$folder: no program expects $rule"
done
for checker in analyzer/checkers/*.c; do
    [ -e "$checker" ] || continue
    # One file may report several rules; it names each as "ID" in its descriptor.
    for rule in $(grep -oE '"[a-z]+(-[a-z]+)+"' "$checker" | tr -d '"' | sort -u); do
        catalogue "$rule" || continue
        [ -s "docs/checks/$rule.md" ] || complain "docs/checks/$rule.md: missing, $checker reports it"
        [ -d "tests/checks/$rule" ] || complain "tests/checks/$rule: missing, $checker reports it"
    done
done
for rule in $(cat rules/automata/*.yml 2>/dev/null | grep -oE 'report: *[a-z-]+' | sed 's/report: *//' | sort -u); do
    catalogue "$rule" || complain "rules/catalog: no rule $rule, an automaton reports it"
    [ -s "docs/checks/$rule.md" ] || complain "docs/checks/$rule.md: missing, an automaton reports it"
done
for page in docs/checks/*.md; do
    [ -e "$page" ] || continue
    catalogue "$(basename "$page" .md)" || complain "$page: no such rule in rules/catalog"
done
echo "companions: $rules rules with tests, $bad things missing"
[ "$bad" = 0 ]
