#!/bin/sh
# Packs the build, looks for every file that belongs into the package, unpacks it and uses it from there.
#   deb.sh CPACK BUILD SOURCE
# SPDX-License-Identifier: Apache-2.0
set -eu
cpack=$1
build=$2
source=$3
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
fail() {
    echo "FAIL: $*"
    exit 1
}

(cd "$tmp" && "$cpack" -G DEB --config "$build/CPackConfig.cmake" -B "$tmp/pack" >"$tmp/log" 2>&1) ||
    { cat "$tmp/log"; fail "cpack"; }
deb=$(ls "$tmp"/pack/*.deb)
dpkg-deb -x "$deb" "$tmp/root"
usr=$tmp/root/usr
doc=$usr/share/doc/heddle

has() { [ -s "$1" ] || fail "the package lacks ${1#"$tmp/root"}"; }
has "$usr/bin/heddle"
probe=$(find "$usr/lib" -name libheddle_probe.so)
has "${probe:-$usr/lib/libheddle_probe.so}"
has "$doc/README.md"
has "$doc/CHANGELOG.md"
has "$doc/copyright"
has "$doc/examples/server/server.c"
has "$usr/include/heddle/heddle.h"
has "$usr/share/pkgconfig/heddle.pc"
has "$usr/share/cmake/Heddle/HeddleConfig.cmake"
for f in "$source"/rules/*/*.yml; do has "$usr/share/heddle/rules/${f#"$source/rules/"}"; done
for f in "$source"/docs/checks/*.md; do has "$doc/checks/$(basename "$f")"; done
has "$usr/share/man/man1/heddle.1"
has "$usr/share/bash-completion/completions/heddle"
has "$usr/share/zsh/vendor-completions/_heddle"
has "$usr/share/fish/vendor_completions.d/heddle.fish"
has "$usr/lib/systemd/system/heddle-serve.service"
grep -q '^ExecStart=/usr/bin/heddle serve' "$usr/lib/systemd/system/heddle-serve.service" || fail "the unit names another binary"
has "$doc/heddle.cdx.json"
commands=$("$usr/bin/heddle" -h | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
[ -n "$commands" ] || fail "heddle -h lists no commands"
for c in $commands; do has "$usr/share/man/man1/heddle-$c.1"; done

# Nothing with rights of its own: the loader preloads into privileged programs only what is marked so.
[ -z "$(dpkg-deb -c "$deb" | awk '$1 ~ /[sStT]/ || $1 ~ /^.....w|^........w/')" ] || fail "a file with set-user-ID, or that anybody can write"

dpkg-deb -f "$deb" Depends | grep -q 'libclang1-19' || fail "no dependency on libclang: $(dpkg-deb -f "$deb" Depends)"
dpkg-deb -f "$deb" Depends | grep -q 'libclang-common-19-dev' || fail "no dependency on libclang's headers"

# From where it is unpacked: rules from the binary, the probe from the library folder.
cd "$tmp"
"$usr/bin/heddle" --version >/dev/null || fail "heddle --version"
cat >prog.c <<'C'
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
int f(void) { pthread_mutex_lock(&m); pthread_mutex_lock(&m); return 0; }
C
rc=0
"$usr/bin/heddle" check --db h.db prog.c -- -pthread >out 2>&1 || rc=$?
{ [ $rc = 2 ] && grep -q lock-double-acquire out; } || { cat out; fail "check from the package: status $rc"; }
# The header, as pkg-config and CMake find it.
cat >lock.c <<'C'
#include <heddle/heddle.h>
static int word;
int main(void) { heddle_lock_acquired(&word, HEDDLE_EXCLUSIVE); heddle_lock_before_release(&word); return 0; }
C
if command -v pkg-config >/dev/null; then
    flags=$(PKG_CONFIG_PATH="$usr/share/pkgconfig" pkg-config --cflags heddle)
    # shellcheck disable=SC2086 # a list of options
    cc $flags lock.c -o lock && ./lock || fail "the header by pkg-config: $flags"
fi
mkdir cmk
printf '%s\n' 'cmake_minimum_required(VERSION 3.13)' 'project(p C)' 'find_package(Heddle 0.1 REQUIRED)' \
    'add_executable(p ../lock.c)' 'target_link_libraries(p Heddle::annotations)' >cmk/CMakeLists.txt
{ cmake -S cmk -B cmk/b -DCMAKE_PREFIX_PATH="$usr" && cmake --build cmk/b; } >out 2>&1 ||
    { cat out; fail "find_package(Heddle)"; }
printf '%s\n' 'cmake_minimum_required(VERSION 3.13)' 'project(q C)' 'find_package(Heddle 0.1 REQUIRED)' 'include(Heddle)' \
    'add_executable(q ../prog.c)' >cmk/CMakeLists.txt
rc=0
{ cmake -S cmk -B cmk/q -DCMAKE_PREFIX_PATH="$usr" && cmake --build cmk/q --target heddle-check; } >out 2>&1 || rc=$?
{ [ $rc != 0 ] && grep -q lock-double-acquire out; } || { cat out; fail "include(Heddle): status $rc"; }
"$usr/bin/heddle" run --db h.db -- sh -c 'echo ran' >out 2>&1 || { cat out; fail "run from the package"; }
grep -q '^ran$' out || { cat out; fail "the watched program did not run"; }
echo "$(basename "$deb"): $(dpkg-deb -c "$deb" | grep -vc '/$') files"
