#!/bin/sh
# heddle run: samples over time, the profile of locks, and growth.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/run_lib.sh"
cat >busy.c <<'C'
#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>
static pthread_mutex_t crowded = PTHREAD_MUTEX_INITIALIZER, alone = PTHREAD_MUTEX_INITIALIZER;
static volatile int stop;
static void *work(void *arg)
{
    while (!stop) {
        pthread_mutex_lock(&crowded);
        usleep(20000);
        pthread_mutex_unlock(&crowded);
    }
    return arg;
}
static void *hold(void *arg)
{
    pthread_mutex_lock(&alone);
    usleep(700000);
    pthread_mutex_unlock(&alone);
    return arg;
}
static void *idle(void *arg)
{
    while (!stop)
        usleep(10000);
    return arg;
}
int main(int argc, char **argv)
{
    pthread_t t[512];
    timer_t timer;
    int n = 0;
    for (; n < 4; n++)
        pthread_create(&t[n], NULL, work, NULL);
    pthread_create(&t[n++], NULL, hold, NULL);
    for (int i = 0; i < 3; i++)
        timer_create(CLOCK_MONOTONIC, &(struct sigevent){.sigev_notify = SIGEV_NONE}, &timer);
    for (int i = 0; i < (argc > 1 ? 90 : 32); i++) {
        usleep(100000);
        for (int k = 0; k < (argc > 1); k++)
            pthread_create(&t[n++], NULL, idle, NULL);
    }
    if (argc > 1)
        _exit(0);
    stop = 1;
    while (n > 0)
        pthread_join(t[--n], NULL);
}
C
"${CC:-cc}" -g -O1 -pthread busy.c -o busy -lrt || exit 1

expect 0 run -- ./busy
samples=$(query 'SELECT count(*) FROM sample')
check "a sample a second: $samples" [ "$samples" -ge 2 ] && [ "$samples" -le 6 ]
check "live threads" [ "$(query 'SELECT max(threads) FROM sample')" = 5 ]
check "live timers" [ "$(query 'SELECT max(timers) FROM sample')" = 3 ]
check "by place" [ "$(query "SELECT max(live) FROM sample_place WHERE kind = 'thread'")" = 4 ]
check "the place is main" [ "$(query "SELECT DISTINCT f.name FROM sample_place p JOIN frame USING (stack_id)
    JOIN site s ON s.id = frame.site_id JOIN function f ON f.id = s.function_id WHERE f.name = 'main'")" = main ]
check "looks: $(query 'SELECT max(looks) FROM sample')" [ "$(query 'SELECT max(looks) FROM sample')" -ge 20 ]
use="lock_use u JOIN lock l ON l.id = u.lock_id"
check "the crowded lock first" [ "$(query "SELECT l.label FROM $use ORDER BY u.waited DESC LIMIT 1")" = crowded ]
check "three wait for it" [ "$(query "SELECT most_waiting FROM $use WHERE label = 'crowded'")" = 3 ]
waited=$(query "SELECT waited * 100 / held FROM $use WHERE label = 'crowded'")
check "three wait per holder: $waited" [ "$waited" -ge 200 ]
check "nobody waits for the other" [ "$(query "SELECT waited FROM $use WHERE label = 'alone'")" = 0 ]
held=$(query "SELECT longest_hold_ms FROM $use WHERE label = 'alone'")
check "held for long: $held" [ "$held" -ge 300 ]
check "not longer than it was: $held" [ "$held" -le 1500 ]
check "counts only rise" [ "$(query 'SELECT count(*) FROM sample a JOIN sample b ON b.ordinal > a.ordinal
    WHERE b.looks < a.looks')" = 0 ]
check "no growth" [ "$(query "SELECT count(*) FROM finding WHERE rule LIKE '%-growth'")" = 0 ]

# Ten threads a second for nine seconds, until the end.
rm -rf .heddle
expect 0 run -- ./busy grow
finds thread-growth
check "how it grew: $(query "SELECT message FROM finding_side")" [ "$(query "SELECT count(*) FROM finding_side
    WHERE message LIKE 'live threads created here rose from % to % within % s'")" = 1 ]
passed
