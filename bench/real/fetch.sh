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
work=$(cd "$work" && pwd -P)

# name: packages its build needs
needs() {
    case $1 in
    bind9) echo libuv1-dev libssl-dev libnghttp2-dev libcap-dev zlib1g-dev autoconf automake libtool ;;
    c-blosc) echo cmake liblz4-dev libsnappy-dev libzstd-dev zlib1g-dev ;;
    collectd) echo autoconf automake libtool bison flex libltdl-dev libcurl4-openssl-dev libxml2-dev zlib1g-dev ;;
    curl) echo cmake libssl-dev zlib1g-dev libnghttp2-dev ;;
    dav1d) echo meson ninja-build ;;
    fio) echo zlib1g-dev libaio-dev ;;
    glib2.0) echo meson ninja-build libffi-dev libmount-dev libpcre2-dev zlib1g-dev ;;
    haproxy) echo libssl-dev zlib1g-dev ;;
    knot-resolver) echo meson ninja-build libuv1-dev libknot-dev libluajit-5.1-dev luajit liblmdb-dev libgnutls28-dev \
                        libnghttp2-dev ;;
    leveldb) echo cmake libsnappy-dev ;;
    libmicrohttpd) echo autoconf automake autopoint gettext libtool ;;
    librdkafka) echo cmake liblz4-dev libsasl2-dev libssl-dev libzstd-dev zlib1g-dev ;;
    libusb-1.0) echo autoconf automake libtool libudev-dev ;;
    libuv1) echo cmake ;;
    lttng-tools) echo liburcu-dev libpopt-dev libxml2-dev uuid-dev autoconf automake libtool ;;
    memcached) echo libevent-dev libssl-dev libsasl2-dev ;;
    mosquitto) echo cmake libssl-dev ;;
    mpd) echo meson ninja-build libasound2-dev libboost-dev libcurl4-openssl-dev libflac-dev libfmt-dev libicu-dev \
              libid3tag0-dev libmad0-dev libmpdclient-dev libpcre2-dev libsqlite3-dev zlib1g-dev ;;
    pulseaudio) echo meson ninja-build libglib2.0-dev libltdl-dev libsndfile1-dev libdbus-1-dev ;;
    redis) echo libssl-dev ;;
    rsyslog) echo autoconf automake libtool libestr-dev libfastjson-dev libcurl4-openssl-dev libgcrypt20-dev \
                  uuid-dev zlib1g-dev ;;
    sqlite3) echo tcl ;;
    squashfs-tools) echo zlib1g-dev liblzma-dev liblz4-dev libzstd-dev liblzo2-dev ;;
    tmux) echo libevent-dev libncurses-dev bison autoconf automake ;;
    unbound) echo bison flex libevent-dev libexpat1-dev libssl-dev ;;
    zeromq3) echo cmake ;;
    *) echo "fetch.sh: no such project: $1" >&2; exit 1 ;;
    esac
}
all="bind9 c-blosc collectd curl dav1d fio glib2.0 haproxy knot-resolver leveldb libmicrohttpd librdkafka"
all="$all libusb-1.0 libuv1 lttng-tools memcached mosquitto mpd pulseaudio redis rsyslog sqlite3 squashfs-tools tmux"
all="$all unbound zeromq3"

# How to come to a compile_commands.json, run inside the source folder. Whoever asks for a database
# from cmake or meson needs no build, only the headers that the build generates; for the others make
# runs under $bear, without optimisation, because only the commands count.
build() {
    case $1 in
    bind9)
        autoreconf -fi >/dev/null 2>&1
        with_autoconf --disable-doh
        $bear make -j"$jobs" CFLAGS="$plain" >/dev/null ;;
    c-blosc)
        with_cmake ;;
    collectd)
        [ -x configure ] || ./build.sh >/dev/null 2>&1
        with_autoconf --disable-werror
        $bear make -j"$jobs" CFLAGS="$plain" >/dev/null ;;
    curl)
        with_cmake -DCURL_USE_OPENSSL=ON -DENABLE_THREADED_RESOLVER=ON -DENABLE_MANUAL=OFF ;;
    dav1d)
        with_meson -Denable_asm=false ;;
    fio)
        ./configure --disable-native >/dev/null
        $bear make -j"$jobs" >/dev/null ;;
    glib2.0)
        with_meson -Dtests=true -Dinstalled_tests=false -Dman=false ;;
    haproxy)
        $bear make -j"$jobs" TARGET=linux-glibc USE_OPENSSL=1 USE_ZLIB=1 CFLAGS="$plain" >/dev/null ;;
    knot-resolver)
        with_meson -Dunit_tests=disabled ;;
    leveldb)
        with_cmake -DLEVELDB_BUILD_TESTS=OFF -DLEVELDB_BUILD_BENCHMARKS=OFF ;;
    libmicrohttpd)
        autoreconf -fi >/dev/null 2>&1
        with_autoconf
        $bear make -j"$jobs" CFLAGS="$plain" >/dev/null ;;
    librdkafka)
        with_cmake -DRDKAFKA_BUILD_TESTS=ON ;;
    libusb-1.0)
        [ -x configure ] || autoreconf -fi >/dev/null 2>&1
        with_autoconf
        $bear make -j"$jobs" CFLAGS="$plain" >/dev/null ;;
    libuv1)
        with_cmake -DLIBUV_BUILD_TESTS=ON ;;
    lttng-tools)
        [ -x configure ] || autoreconf -fi >/dev/null 2>&1
        with_autoconf --disable-man-pages --disable-tests
        $bear make -j"$jobs" CFLAGS="$plain" >/dev/null ;;
    memcached)
        ./configure --enable-sasl --enable-tls >/dev/null
        $bear make -j"$jobs" >/dev/null ;;
    mosquitto)
        with_cmake -DDOCUMENTATION=OFF -DWITH_STATIC_LIBRARIES=OFF ;;
    mpd)
        with_meson ;;
    pulseaudio)
        with_meson -Ddaemon=true -Dtests=false -Dman=false -Ddoxygen=false -Ddatabase=simple ;;
    redis)
        $bear make -j"$jobs" MALLOC=libc BUILD_TLS=yes OPTIMIZATION=-O0 >/dev/null ;;
    rsyslog)
        [ -x configure ] || autoreconf -fi >/dev/null 2>&1
        with_autoconf --disable-generate-man-pages --disable-libsystemd --enable-imfile --enable-omuxsock \
            --enable-impstats --enable-mail --enable-elasticsearch --enable-imptcp --enable-mmjsonparse
        $bear make -j"$jobs" CFLAGS="$plain" >/dev/null ;;
    sqlite3) # the amalgamation: one file of 240,000 lines
        ./configure --disable-readline >heddle-configure.log 2>&1
        make sqlite3.c >>heddle-configure.log 2>&1
        $bear cc -c $plain -DSQLITE_THREADSAFE=1 -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE sqlite3.c ;;
    squashfs-tools)
        $bear make -C squashfs-tools -j"$jobs" XZ_SUPPORT=1 LZO_SUPPORT=1 LZ4_SUPPORT=1 ZSTD_SUPPORT=1 \
            >/dev/null ;;
    tmux)
        [ -x configure ] || autoreconf -fi >/dev/null 2>&1
        with_autoconf
        $bear make -j"$jobs" CFLAGS="$plain" >/dev/null ;;
    unbound)
        with_autoconf --with-pthreads --with-libevent
        $bear make -j"$jobs" CFLAGS="$plain" >/dev/null ;;
    zeromq3)
        with_cmake -DBUILD_TESTS=OFF -DWITH_DOCS=OFF ;;
    esac
}

plain="-O0 -w"
with_autoconf() {
    ./configure "$@" CFLAGS="$plain" >heddle-configure.log 2>&1
}
with_cmake() {
    cmake -S . -B heddle-build -G Ninja -DCMAKE_EXPORT_COMPILE_COMMANDS=ON "$@" >heddle-configure.log 2>&1
    generate
}
with_meson() {
    meson setup heddle-build "$@" >heddle-configure.log 2>&1
    generate
}
# Makes what the build generates for the compiler, and nothing else.
generate() {
    ninja -C heddle-build -t targets all | sed -n 's/^\([^:]*\.[chy]\(pp\)\{0,1\}\): .*/\1/p' |
        grep -v '^cmake_object' >heddle-generated || true
    [ ! -s heddle-generated ] || xargs ninja -C heddle-build -j"$jobs" <heddle-generated >>heddle-configure.log 2>&1
    cp heddle-build/compile_commands.json .
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
own_options() {
    echo "-o Dir::Etc::sourcelist=$work/apt/sources.list -o Dir::Etc::sourceparts=-" \
        "-o Dir::State::lists=$work/apt/state/lists -o Dir::Cache=$work/apt/cache -o APT::Sandbox::User=root"
}
own_apt() {
    # shellcheck disable=SC2046
    apt-get $(own_options) "$@"
}

# The newest version that the archive gives out: it sometimes names one that is not there (any more).
newest() {
    for v in $(apt-cache $(own_options) showsrc "$1" | sed -n 's/^Version: //p' | sort -rV); do
        own_apt -qq source "$1=$v" >/dev/null 2>&1 && return
    done
    return 1
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
    (cd "$work/src-$name" && newest "$name") || { echo "$name: Debian has no source that can be got" >&2; exit 1; }
    tree=$(find "$work/src-$name" -mindepth 1 -maxdepth 1 -type d)
    mv "$tree" "$dir"
    rm -rf "$work/src-$name"
    echo "$name: building $(basename "$tree") under bear"
    (cd "$dir" && bear="bear --output $dir/compile_commands.json --" && build "$name")
    # A unit is counted once although libtool and make may compile it twice.
    units=$(sed -n 's/^ *"file": *"\(.*\)",\{0,1\}$/\1/p' "$dir/compile_commands.json" | sort -u)
    echo "$name: $(echo "$units" | wc -l) translation units," \
         "$(echo "$units" | (cd "$dir/heddle-build" 2>/dev/null || cd "$dir"; xargs cat) | wc -l) lines;" \
         "heddle check -p $dir"
}

jobs=${JOBS:-2}
[ $# -gt 0 ] || set -- $all
for p in "$@"; do needs "$p" >/dev/null; done
for p in "$@"; do fetch "$p"; done
