#!/bin/sh
# The same source twice: in folders of other names, with other clocks and time zones. Both must give the same package and
# the same archive, byte for byte. The umask is one: CPack writes it into the frame of a .deb, and ./dev sets it. Begins with the source archive, so that is known to build.
#   reproducible.sh CPACK BUILD OUT     OUT: where package and archive are left
# SPDX-License-Identifier: Apache-2.0
set -eu
umask 022
cpack=$1 build=$2 out=$3
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
fail() {
    echo "FAIL: $*"
    exit 1
}
rm -rf "$out"
mkdir -p "$out"
export SOURCE_DATE_EPOCH=1700000000 LC_ALL=C
archive() { # BUILD FOLDER
    mkdir -p "$2"
    (cd "$2" && "$cpack" --config "$1/CPackSourceConfig.cmake" -B "$2" >log 2>&1) || { cat "$2/log"; fail "source archive"; }
}
archive "$build" "$tmp/archive"
tar=$(ls "$tmp"/archive/heddle-*.tar.xz)
name=$(basename "$tar" .tar.xz)

# make FOLDER TZ BUILD: builds the archive's source there, and packs it.
make() {
    (
        export TZ="$2"
        mkdir -p "$1"
        cd "$1"
        tar -xJf "$tar"
        find . -exec touch -h {} + # built today, not on the archive's date
        cmake -S "$name" -B "$3" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DHEDDLE_BUILD_TESTS=OFF >log 2>&1 &&
            cmake --build "$3" -j 2 >>log 2>&1 &&
            cd "$3" && "$cpack" -G DEB -B "$1/pack" >>../log 2>&1
    ) || { tail -30 "$1/log"; fail "the source archive does not build in $1"; }
}
unset SOURCE_DATE_EPOCH # from here on the archive's own file tells
make "$tmp/one" UTC build
make "$tmp/another/with a longer name" Asia/Tokyo b
one=$(ls "$tmp"/one/pack/*.deb)
two=$(ls "$tmp/another/with a longer name"/pack/*.deb)
if ! cmp "$one" "$two"; then
    for d in 1 2; do mkdir -p "$tmp/x$d"; done
    dpkg-deb -R "$one" "$tmp/x1"
    dpkg-deb -R "$two" "$tmp/x2"
    diff -rq "$tmp/x1" "$tmp/x2" || true
    dpkg-deb -c "$one" >"$tmp/l1"
    dpkg-deb -c "$two" >"$tmp/l2"
    diff "$tmp/l1" "$tmp/l2" | head -10
    fail "two builds of the same source differ"
fi
SOURCE_DATE_EPOCH=1700000000 archive "$tmp/one/build" "$tmp/again"
cmp "$tar" "$tmp/again/$(basename "$tar")" || fail "the archive made from the archive differs"
dpkg-deb -c "$one" | grep -q '2023-11-1[45]' || fail "the dates in the package are not SOURCE_DATE_EPOCH"
cp "$one" "$tar" "$out/"
echo "$(basename "$one") and $(basename "$tar"): identical; sha256 $(sha256sum <"$one" | cut -c1-16)…"
