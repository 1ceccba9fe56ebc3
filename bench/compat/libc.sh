#!/bin/sh
# The probe that was built here, with the oldest and the newest glibc that it is meant for: Debian's
# packages of both are unpacked, and a small program is linked with each and run in it, bare and probed.
#
#   bench/compat/libc.sh
#
# Needs apt, a compiler and network access to Debian's archive. HEDDLE names the binary to use.
# SPDX-License-Identifier: Apache-2.0
set -eu
. "$(dirname "$0")/common.sh"
probe=${PROBE:-$(dirname "$heddle")/../lib/libheddle_probe.so}
[ -f "$probe" ] || { echo "$0: no probe at $probe: set PROBE" >&2; exit 2; }
probe=$(cd "$(dirname "$probe")" && pwd)/$(basename "$probe")
own=$work/apt
mkdir -p "$own/lists/partial"
for f in /etc/apt/sources.list.d/debian.sources; do
    awk '/^Signed/ { print; exit } !/^#/ { print }' "$f" | sed 's/^Suites:.*/Suites: bullseye trixie/'
done >"$own/two.sources"
options="-o Dir::Etc::sourcelist=$own/two.sources -o Dir::Etc::sourceparts=- -o Dir::State::lists=$own/lists
         -o APT::Sandbox::User=root"
# shellcheck disable=SC2086 # a list of options
apt-get -qq $options update

cat >"$work/program.c" <<'C'
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static int go, fired;
static void *work(void *arg)
{
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b);
    go = 1;
    pthread_cond_signal(&c);
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&a);
    return arg;
}
static void on_timer(union sigval v)
{
    (void)v;
    pthread_mutex_lock(&b);
    fired++;
    pthread_mutex_unlock(&b);
}
int main(void)
{
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    struct sigevent call = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = on_timer};
    struct itimerspec soon = {{0, 0}, {0, 1000000}};
    struct timespec now;
    timer_t t[400], one;
    pthread_t thread;
    int timers = 0, late, done = 0;
    sem_t s;
    pthread_create(&thread, NULL, work, NULL);
    pthread_mutex_lock(&a);
    while (!go)
        pthread_cond_wait(&c, &a);
    clock_gettime(CLOCK_REALTIME, &now);
    late = pthread_cond_timedwait(&c, &a, &now);
    pthread_mutex_unlock(&a);
    pthread_join(thread, NULL);
    while (timers < 400 && timer_create(CLOCK_MONOTONIC, &none, &t[timers]) == 0) /* 256 of the old kind */
        timers++;
    for (int i = 0; i < timers; i++)
        done += timer_delete(t[i]) == 0;
    timer_create(CLOCK_MONOTONIC, &call, &one);
    timer_settime(one, 0, &soon, NULL);
    for (int i = 0; i < 1000 && !__atomic_load_n(&fired, __ATOMIC_RELAXED); i++)
        usleep(1000);
    sem_init(&s, 0, 1);
    sem_wait(&s);
    printf("go %d late %d timers %d deleted %d fired %d\n", go, late == ETIMEDOUT, timers, done, fired);
    return timer_delete(one);
}
C

# try SUITE: prints what the program says, and its exit status
try() {
    dir=$work/$1
    if [ ! -d "$dir" ]; then
        mkdir -p "$dir"
        # shellcheck disable=SC2086
        (cd "$dir" && apt-get -qq $options download "libc6/$1" "libgcc-s1/$1" && for d in *.deb; do dpkg -x "$d" .; done)
    fi
    libs=$dir/lib/x86_64-linux-gnu
    [ -f "$libs/libc.so.6" ] || libs=$dir/usr/lib/x86_64-linux-gnu
    gcc -O1 -fno-omit-frame-pointer -nodefaultlibs "$work/program.c" -o "$dir/program" "$libs/libpthread.so.0" \
        "$libs/librt.so.1" "$libs/libc.so.6" "$libs/libdl.so.2" -lgcc -Wl,-rpath-link,"$libs"
    wire=$dir/wire
    rm -rf "$wire" && mkdir -m 700 "$wire"
    run="$libs/ld-linux-x86-64.so.2 --library-path $libs"
    # shellcheck disable=SC2086
    a=$($run "$dir/program" 2>&1; echo "status $?")
    # shellcheck disable=SC2086
    b=$(HEDDLE_COLLECTOR=none HEDDLE_DIR=$wire $run --preload "$probe" "$dir/program" 2>&1; echo "status $?")
    [ "$(ls "$wire" | wc -l)" = 1 ] || b="$b, no wire file"
    good="go 1 late 1 timers 400 deleted 400 fired 1 status 0"
    [ "$(echo "$a" | tr '\n' ' ')" != "$good " ] || a=ok
    [ "$(echo "$b" | tr '\n' ' ')" != "$good " ] || b=ok
    add "$1 $(dpkg-deb -f "$dir"/libc6_*.deb Version)" "$(echo "$a" | tr '\n' ' ')" "$(echo "$b" | tr '\n' ' ')"
}
begin
try bullseye
try trixie
cat "$results"
finish
