#!/bin/sh
# Gets the source of real programs that none of us wrote, as Debian ships it, builds it under bear and
# so leaves a tree that is ready for `heddle check -p`. Everything lands in bench/work/ (ignored by git).
#
#   bench/real/fetch.sh [PROJECT…]        all projects of the table below by default
#
# The system's package lists stay as they are: source packages come through lists of our own.
# Needs apt; installs what a build needs, as root or with sudo.
# SPDX-License-Identifier: Apache-2.0
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=$here/../work
mkdir -p "$work"
work=$(cd "$work" && pwd)

# name: packages its build needs
needs() {
    case $1 in
    memcached) echo libevent-dev libssl-dev libsasl2-dev ;;
    squashfs-tools) echo zlib1g-dev liblzma-dev liblz4-dev libzstd-dev liblzo2-dev ;;
    fio) echo zlib1g-dev libaio-dev ;;
    *) echo "fetch.sh: no such project: $1 (memcached, squashfs-tools, fio)" >&2; exit 1 ;;
    esac
}

# name: how to build it, run inside its source folder with bear as first words in $bear
build() {
    case $1 in
    memcached)
        ./configure --enable-sasl --enable-tls >/dev/null
        $bear make -j"$jobs" >/dev/null ;;
    squashfs-tools)
        $bear make -C squashfs-tools -j"$jobs" XZ_SUPPORT=1 LZO_SUPPORT=1 LZ4_SUPPORT=1 ZSTD_SUPPORT=1 \
            >/dev/null ;;
    fio)
        ./configure --disable-native >/dev/null
        $bear make -j"$jobs" >/dev/null ;;
    esac
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Source lists of our own, for the release this machine runs.
lists() {
    if [ -d "$work/apt/state/lists" ]; then return; fi
    mkdir -p "$work/apt/state/lists/partial" "$work/apt/cache"
    # shellcheck source=/dev/null
    . /etc/os-release
    {
        echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
             "http://deb.debian.org/debian $VERSION_CODENAME main"
        echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
             "http://deb.debian.org/debian-security $VERSION_CODENAME-security main"
    } >"$work/apt/sources.list"
    own_apt -q update >/dev/null
}
own_apt() {
    apt-get -o "Dir::Etc::sourcelist=$work/apt/sources.list" -o Dir::Etc::sourceparts=- \
        -o "Dir::State::lists=$work/apt/state/lists" -o "Dir::Cache=$work/apt/cache" \
        -o APT::Sandbox::User=root "$@"
}

missing() {
    for p in "$@"; do
        dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || echo "$p"
    done
}

fetch() {
    name=$1
    dir=$work/$name
    if [ -s "$dir/compile_commands.json" ]; then
        echo "$name: already in $dir"
        return
    fi
    lack=$(missing bear dpkg-dev make gcc $(needs "$name"))
    if [ -n "$lack" ]; then
        echo "$name: installing" $lack
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $lack >/dev/null
    fi
    lists
    echo "$name: getting Debian's source"
    rm -rf "$dir" "$work/src-$name"
    mkdir -p "$work/src-$name"
    (cd "$work/src-$name" && own_apt -qq source "$name" >/dev/null)
    tree=$(find "$work/src-$name" -mindepth 1 -maxdepth 1 -type d)
    mv "$tree" "$dir"
    rm -rf "$work/src-$name"
    echo "$name: building $(basename "$tree") under bear"
    (cd "$dir" && bear="bear --output $dir/compile_commands.json --" && build "$name")
    # A unit is counted once although libtool and make may compile it twice.
    units=$(sed -n 's/^ *"file": *"\(.*\)",\{0,1\}$/\1/p' "$dir/compile_commands.json" | sort -u)
    echo "$name: $(echo "$units" | wc -l) translation units," \
         "$(echo "$units" | xargs cat | wc -l) lines; heddle check -p $dir"
}

jobs=${JOBS:-2}
[ $# -gt 0 ] || set -- memcached squashfs-tools
for p in "$@"; do needs "$p" >/dev/null; done
for p in "$@"; do fetch "$p"; done
