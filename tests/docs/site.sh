#!/bin/sh
# The site can be made, every page of the documentation is in it, and its own links lead somewhere.  site.sh SOURCE
# SPDX-License-Identifier: Apache-2.0
set -eu
command -v mkdocs >/dev/null || { echo "SKIPPED: mkdocs is not installed"; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
sh "$1/tools/site.sh" "$1" "$tmp/site" 2>"$tmp/err" || { cat "$tmp/err"; exit 1; }
bad=0
for f in $(cd "$1" && find docs -name '*.md'); do
    [ -s "$tmp/site/${f%.md}.html" ] || { echo "$f: no page"; bad=1; }
done
cd "$tmp/site"
for page in $(find . -name '*.html'); do
    for link in $(grep -oE 'href="[^"#:]+[^":]*"' "$page" | sed 's/href="//; s/"$//; s/#.*//; s/?.*//' | sort -u); do
        [ -e "$(dirname "$page")/$link" ] || { echo "$page: $link"; bad=1; }
    done
done 2>/dev/null | sort | uniq | head -20 >"$tmp/dead"
[ ! -s "$tmp/dead" ] || { cat "$tmp/dead"; bad=1; }
[ $bad = 0 ]
echo "$(find . -name '*.html' | wc -l) pages, no dead link"
