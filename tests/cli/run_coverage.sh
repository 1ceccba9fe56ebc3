#!/bin/sh
# heddle run says what it could not see: programs that the probe is not in, waits that it does not know,
# timers that were created behind its back, and a probe that was switched off.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/run_lib.sh"
covers() { # TEXT: stored with the run
    checks=$((checks + 1))
    query 'SELECT coverage FROM run' | grep -q -- "$1" || wrong "coverage lacks: $1; it is: $(query 'SELECT coverage FROM run')"
}
uncovered() {
    checks=$((checks + 1))
    query 'SELECT coverage FROM run' | grep -q -- "$1" && wrong "coverage has: $1"
}

# Nothing to say of an ordinary program and its ordinary child.
expect 0 run -- sh -c 'sleep 1.5; true'
check "no warning" sh -c "! grep -q 'warning' .err"
check "nothing stored" [ -z "$(query 'SELECT coverage FROM run' | tr -d '\n')" ]

# Children without the probe.
cat >sleeper.c <<'C'
#include <unistd.h>
int main(void) { usleep(2600000); return 0; }
C
rm -rf .heddle
"${CC:-cc}" sleeper.c -o plain || exit 1
expect 0 run -- sh -c 'env -u LD_PRELOAD ./plain & env -u LD_PRELOAD ./plain & wait'
complains "plain was started without LD_PRELOAD in its environment (and 1 more processes of it)"
check "told once" [ "$(grep -c 'was not seen' .err)" = 1 ]
covers "plain was started without LD_PRELOAD"
if "${CC:-cc}" -static sleeper.c -o static 2>/dev/null; then
    rm -rf .heddle
    expect 0 run -- sh -c './static; true'
    complains "static is linked statically and loads no library"
    covers "static is linked statically"
    rm -rf .heddle
    expect 0 run -- ./static
    complains "static is linked statically and loads no library: nothing is seen"
    check "told once" [ "$(grep -c 'linked statically' .err)" = 1 ]
    complains "nothing was recorded"
fi

# Rights that the user lacks. File capabilities count for others than root only.
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    cp plain other && chown 65534 other && chmod 4755 other
    rm -rf .heddle
    expect 0 run -- ./other
    complains "other runs with other rights (set-user-ID, set-group-ID or file capabilities)"
    chown 0 other && chmod 4755 other
    rm -rf .heddle
    expect 0 run -- ./other
    check "root's own set-user-ID programs load it" sh -c "! grep -q 'other rights' .err"
fi

# A Go program is known by its sections.
cp plain gopher
printf 'go' >note && objcopy --add-section .go.buildinfo=note gopher 2>/dev/null && {
    rm -rf .heddle
    expect 0 run -- ./gopher
    complains "gopher is a Go program: goroutines and Go's own locks are not seen"
}

# Waits on a futex of its own, and a timer from the system call.
cat >hidden.c <<'C'
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
static int word;
static void *own_lock(void *arg)
{
    syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
    return arg;
}
static void *known(void *arg)
{
    pthread_mutex_lock(arg);
    return arg;
}
int main(int argc, char **argv)
{
    static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
    pthread_t t;
    struct sigevent ev = {.sigev_notify = SIGEV_NONE};
    timer_t timer;
    int id;
    pthread_mutex_lock(&m);
    pthread_create(&t, NULL, known, &m);
    timer_create(CLOCK_MONOTONIC, &ev, &timer);
    if (argc > 1) {
        pthread_create(&t, NULL, own_lock, NULL);
        syscall(SYS_timer_create, CLOCK_MONOTONIC, &ev, &id);
    }
    usleep(5500000);
    _exit(0);
}
C
"${CC:-cc}" -g -O1 -pthread hidden.c -o hidden -lrt || exit 1
rm -rf .heddle
expect 0 run -- ./hidden all
covers "1 thread waited on futexes that the probe does not know"
covers "for instance in own_lock (hidden.c:"
complains "own_lock"
if grep -q ID: /proc/$$/timers 2>/dev/null || [ -r /proc/$$/timers ]; then
    covers "1 timer was created without a function that the probe watches"
fi
rm -rf .heddle
expect 0 run -- ./hidden
uncovered "futexes"
uncovered "timer"

# Switched off in the middle: what comes after is not judged, what is held is not told.
cat >off.c <<'C'
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static int off;
static void *sleepy(void *arg)
{
    static pthread_mutex_t over_and_over = PTHREAD_MUTEX_INITIALIZER, inner = PTHREAD_MUTEX_INITIALIZER;
    while (!access("on", F_OK)) {
        for (int i = 0; i < 1000; i++) { /* the same steps all the time */
            pthread_mutex_lock(&over_and_over);
            pthread_mutex_lock(&inner);
            pthread_mutex_unlock(&inner);
            pthread_mutex_unlock(&over_and_over);
        }
    }
    pthread_mutex_t *block = malloc(sizeof *block);
    pthread_mutex_init(block, NULL);
    pthread_mutex_lock(block);
    pthread_mutex_unlock(block);
    free(block);
    return arg;
}
int main(void)
{
    pthread_t t[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, sleepy, NULL);
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b);
    puts("ready");
    fflush(stdout);
    while (!access("on", F_OK))
        usleep(10000);
    pthread_mutex_unlock(&a); /* not the innermost one */
    pthread_mutex_unlock(&b);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    pthread_create(&t[0], NULL, sleepy, NULL);
    pthread_join(t[0], NULL);
    if (fork() == 0) {
        pthread_create(&t[0], NULL, sleepy, NULL);
        usleep(100000);
        exit(0);
    }
    wait(NULL);
    usleep(2500000);
    return off;
}
C
"${CC:-cc}" -g -O1 -pthread off.c -o off || exit 1
rm -rf .heddle
: >on
in_background run --long-hold 60000 -- ./off
check "started" soon 5 grep -q ready .bg.out
pid=$(pgrep -P $bg -x off)
expect 0 probe status --pid "$pid"
says "is on; no records were lost"
expect 0 probe off --pid "$pid"
says "process $pid: the probe is off"
seqs() { "$HEDDLE" top --once --pid "$pid" | sed -n '/HELD LONGEST/,$p'; }
check "nothing is recorded any more: $(seqs)" [ -z "$(seqs)" ]
expect 0 top --once --pid "$pid"
says "PROBE OFF"
says "before that; holds and waits are not seen"
check "no number of waits" sh -c "! grep -q '[0-9] wait)' .out"
expect 0 probe status --pid "$pid"
says "is off"
rm on
ends 0
covers "the probe was switched off"
check "no findings: $(query 'SELECT rule FROM finding' | tr '\n' ' ')" [ "$(query 'SELECT count(*) FROM finding')" = 0 ]
check "nothing is said to be held" [ "$(query 'SELECT count(*) FROM held')" = 0 ]

# The same without the switch: the test above can fail.
rm -rf .heddle
expect 0 run -- ./off
finds thread-leak

expect 1 probe
complains "heddle probe off|status --pid PID, or WIRE…"
expect 1 probe of
complains "unknown command 'of', did you mean 'off'?; heddle probe off|status --pid PID, or WIRE…"
expect 1 probe on --pid 1
expect 1 probe off --pid 4194305
complains "there is no process 4194305"
expect 1 probe off --pid $$
complains "does not run under the probe"
expect 1 probe off off.c
complains "off.c is"
passed
