#!/bin/sh
# Makes the site of the documentation: pages and what they link to are put together under build/, where all links are
# as in the repository, and MkDocs does the rest. Pages of rules and decisions are added to the navigation.
#   site.sh SOURCE OUT
# SPDX-License-Identifier: Apache-2.0
set -eu
source=$1 out=$2
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
for f in README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md LICENSE docs examples contrib bench ci; do
    [ ! -e "$source/$f" ] || (cd "$source" && tar -cf - --exclude=bench/work --exclude=node_modules "$f") | tar -xf - -C "$pages"
done
{
    sed "s|^docs_dir:.*|docs_dir: $pages|; s|^site_dir:.*|site_dir: $out|" "$source/mkdocs.yml"
    for folder in checks:Rules design:Decisions; do
        echo "  - ${folder#*:}:"
        for f in "$source/docs/${folder%:*}"/*.md; do
            title=$(sed -n 's/^# *//p' "$f" | head -n 1 | tr -d '"')
            echo "      - \"$title\": docs/${folder%:*}/$(basename "$f")"
        done
    done
} >"$pages/../$(basename "$pages").yml"
mkdocs build -q --clean -f "$pages/../$(basename "$pages").yml"
rm -f "$pages/../$(basename "$pages").yml"
echo "$(find "$out" -name '*.html' | wc -l) pages in $out"
