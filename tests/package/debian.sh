#!/bin/sh
# The Debian package on bare Debians, made by debootstrap: on the release that it was built on and the later ones it
# installs with apt, checks, runs and serves there.   debian.sh CPACK BUILD CHROOTS
# CHROOTS keeps the bare systems from one run to the next; each run works in copies.
# SPDX-License-Identifier: Apache-2.0
set -eu
cpack=$1 build=$2 chroots=$3
skip() {
    echo "SKIPPED: $*"
    exit 77
}
fail() {
    echo "FAIL: $*"
    exit 1
}
[ "$(id -u)" = 0 ] || skip "only root can make another root"
command -v debootstrap >/dev/null || skip "debootstrap is not here"
unshare -m true 2>/dev/null || skip "no mounts of our own are allowed here"
here=$(. /etc/os-release && echo "${ID-}:${VERSION_CODENAME-}")
case $here in
debian:bookworm) releases="bookworm trixie" ;;
debian:trixie) releases=trixie ;;
*) skip "a package for Debian is built on Debian 12 or 13, this is $here" ;;
esac
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
(cd "$tmp" && "$cpack" -G DEB --config "$build/CPackConfig.cmake" -B "$tmp/pack" >"$tmp/log" 2>&1) || { cat "$tmp/log"; fail cpack; }
deb=$(ls "$tmp"/pack/*.deb)

cat >"$tmp/hang.c" <<'C'
#include <pthread.h>
#include <unistd.h>
static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t both;
static void *other(void *arg)
{
    pthread_mutex_lock(&b);
    pthread_barrier_wait(&both);
    pthread_mutex_lock(&a);
    return arg;
}
int main(void)
{
    pthread_t t;
    pthread_barrier_init(&both, 0, 2);
    pthread_create(&t, 0, other, 0);
    pthread_mutex_lock(&a);
    pthread_barrier_wait(&both);
    alarm(4);
    pthread_mutex_lock(&b);
    return 0;
}
C
cc -g "$tmp/hang.c" -o "$tmp/hang" -pthread || fail "cc"
cat >"$tmp/inside" <<'INSIDE'
set -eu
export DEBIAN_FRONTEND=noninteractive HOME=/root
mount -t proc proc /proc
mount -t tmpfs tmpfs /dev/shm
apt-get -q update >/log 2>&1
apt-get -q install -y --no-install-recommends /try/*.deb libc6-dev curl >/log 2>&1 || { tail /log; exit 1; }
cd /try
heddle --version
grep -q 'heddle-check' /var/lib/dpkg/info/heddle.list || { echo "no man page"; exit 1; }
rc=0; heddle check --db s.db hang.c -- -pthread >check.txt 2>&1 || rc=$?
{ [ $rc = 2 ] && grep -q lock-order-cycle check.txt; } || { cat check.txt; echo "check: status $rc"; exit 1; }
rc=0; heddle run --db r.db -- ./hang >run.txt 2>&1 || rc=$?
{ [ $rc = 142 ] && grep -q 'deadlock: ' run.txt; } || { cat run.txt; echo "run: status $rc"; exit 1; }
heddle serve --db r.db --listen 127.0.0.1:0 >url &
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -s url ] || sleep 0.5; done
curl -sf "$(sed 's|/$||' url)/api/v1/report" | grep -q '"deadlock"' || { echo "serve does not show the deadlock"; exit 1; }
kill $!
apt-get -q remove -y heddle >/log 2>&1 || { tail /log; exit 1; }
for f in /usr/bin/heddle /usr/include/heddle; do [ ! -e $f ] || { echo "$f is still there"; exit 1; }; done
INSIDE
for release in $releases; do
    base=$chroots/$release
    if [ ! -e "$base/etc/done" ]; then
        rm -rf "$base"
        mkdir -p "$chroots"
        debootstrap --variant=minbase "$release" "$base" >"$tmp/log" 2>&1 ||
            { rm -rf "$base"; tail -3 "$tmp/log"; skip "debootstrap cannot make a Debian $release: no mirror in reach?"; }
        : >"$base/etc/done"
    fi
    root=$tmp/$release
    cp -a "$base" "$root"
    mkdir "$root/try"
    cp "$deb" "$tmp/hang.c" "$tmp/hang" "$root/try/"
    cp "$tmp/inside" "$root/inside"
    # Mounts, processes and what is left of them end with the namespaces.
    timeout 600 unshare -m -p -f --kill-child chroot "$root" sh /inside || fail "in Debian $release"
    echo "Debian $release: installs, checks, runs, serves, is removed"
    rm -rf "$root"
done
