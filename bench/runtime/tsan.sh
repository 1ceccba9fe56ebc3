#!/bin/sh
# Builds programs of the benchmark with ThreadSanitizer, from Debian's sources, in bench/work/tsan, and
# prints the settings for programs.sh:
#
#   env $(bench/runtime/tsan.sh) bench/runtime/programs.sh BUILD
#
# Needs apt, a compiler and libevent-dev. Languages and options of the packages are left alone: upstream's
# own build with -fsanitize=thread added.
# SPDX-License-Identifier: Apache-2.0
set -eu
work=$(cd "$(dirname "$0")/../.." && pwd)/bench/work/tsan
mkdir -p "$work/apt/lists/partial"
for f in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
    [ ! -f "$f" ] || sed -e 's/^Types: deb$/Types: deb-src/' -e 's/^deb /deb-src /' "$f"
done >"$work/apt/src.sources"

fetch() { # PACKAGE: unpacks it in $work/PACKAGE
    mkdir -p "$work/$1"
    ls -d "$work/$1"/*/ >/dev/null 2>&1 || (
        cd "$work/$1"
        own="-o Dir::Etc::sourcelist=$work/apt/src.sources -o Dir::Etc::sourceparts=- -o Dir::State::lists=$work/apt/lists
             -o APT::Sandbox::User=root"
        # shellcheck disable=SC2086 # a list of options
        apt-get -qq $own update && apt-get -qq $own source "$1"
    ) >"$work/$1.log" 2>&1 || { tail -n 5 "$work/$1.log" >&2; exit 1; }
    cd "$work/$1"/*/
}

memcached() {
    fetch memcached
    [ -x memcached ] || {
        ./configure CFLAGS="-g -O2 -fsanitize=thread" LDFLAGS=-fsanitize=thread
        make -j2 memcached
    } >>"$work/memcached.log" 2>&1 || { tail -n 5 "$work/memcached.log" >&2; exit 1; }
    echo "TSAN_MEMCACHED=$PWD/memcached"
}

redis() {
    fetch redis
    [ -x src/redis-server ] ||
        make -C src -j2 redis-server MALLOC=libc OPTIMIZATION=-O2 CFLAGS="-fsanitize=thread" \
            LDFLAGS="-fsanitize=thread" >>"$work/redis.log" 2>&1 || { tail -n 5 "$work/redis.log" >&2; exit 1; }
    echo "TSAN_REDIS=$PWD/src/redis-server"
}

memcached
redis
