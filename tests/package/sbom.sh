#!/bin/sh
# The bill of materials: valid by CycloneDX's own schema, the same for the same input, and true: what the loader maps
# for the binaries is in it, with the versions that dpkg says, and so are the page's packages.
#   sbom.sh NODE NPM SOURCE FOLDER HEDDLE FRONTEND PROBE ARCHIVE      FOLDER: where the validator is installed
# SPDX-License-Identifier: Apache-2.0
set -eu
node=$1 npm=$2 source=$3 folder=$4
shift 4
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
fail() {
    echo "FAIL: $*"
    exit 1
}
mkdir -p "$folder"
if ! cmp -s "$here/package-lock.json" "$folder/package-lock.json" || [ ! -e "$folder/done" ]; then
    rm -f "$folder/done"
    cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$folder/"
    (cd "$folder" && "$npm" ci --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error) >"$tmp/npm" 2>&1 ||
        { cat "$tmp/npm"; fail "npm could not install the validator"; }
    : >"$folder/done"
fi
valid() { (cd "$folder" && "$node" "$here/bom.mjs" "$1"); }
bom() { SOURCE_DATE_EPOCH=1700000000 "$node" "$source/tools/sbom.mjs" 1.2.3 Apache-2.0 "$source/web/package-lock.json" "$@"; }

bom "$tmp/a.json" "$@" || fail "sbom.mjs"
valid "$tmp/a.json" || fail "not valid"
bom "$tmp/b.json" "$@"
cmp "$tmp/a.json" "$tmp/b.json" || fail "not the same twice"
grep -q '"timestamp": "2023-11-14T22:13:20.000Z"' "$tmp/a.json" || fail "not SOURCE_DATE_EPOCH"

# The validator must be able to say no.
sed 's/"specVersion": "1.5"/"specVersion": 7/' "$tmp/a.json" >"$tmp/bad.json"
if valid "$tmp/bad.json" >/dev/null; then fail "the validator takes anything"; fi

libraries=0
for binary in "$@"; do
    case $binary in
    *.a)
        grep -q "\"value\": \"$(basename "$binary")\"" "$tmp/a.json" || fail "lacks $binary"
        continue
        ;;
    esac
    for soname in $(readelf -dW "$binary" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
        grep -q "\"value\": \"$soname\"" "$tmp/a.json" || fail "lacks $soname of $(basename "$binary")"
        libraries=$((libraries + 1))
    done
done
[ "$libraries" -ge 10 ] || fail "only $libraries libraries"
if command -v dpkg-query >/dev/null; then
    for p in libsqlite3-0 libjansson4 libyaml-0-2; do
        version=$(dpkg-query -W -f '${Version}' "$p" | sed 's/+/%2B/g; s/:/%3A/g')
        grep -q "\"purl\": \"pkg:deb/[a-z]*/$p@$version?" "$tmp/a.json" || fail "lacks $p $version"
    done
fi
for p in uplot @panzoom/panzoom; do
    version=$("$node" -p "require('$source/web/package-lock.json').packages['node_modules/$p'].version")
    grep -q "\"purl\": \"pkg:npm/$(echo "$p" | sed 's/@/%40/')@$version\"" "$tmp/a.json" || fail "lacks $p $version"
done
echo "valid CycloneDX 1.5: $(grep -c '"bom-ref"' "$tmp/a.json") parts, $libraries links"
