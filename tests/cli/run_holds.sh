#!/bin/sh
# heddle run --hold-times: every hold of every lock, exactly. Without the option nothing is timed.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/run_lib.sh"
cat >holder.c <<'C'
#include <pthread.h>
#include <time.h>
static pthread_mutex_t brief = PTHREAD_MUTEX_INITIALIZER, slow = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t parked = PTHREAD_MUTEX_INITIALIZER, tried = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t book = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
static void pause_ms(long ms)
{
    struct timespec ts = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&ts, NULL);
}
static void *other(void *arg)
{
    for (int i = 0; i < 100; i++) {
        pthread_mutex_lock(&brief);
        pthread_mutex_unlock(&brief);
    }
    return arg;
}
int main(void)
{
    struct timespec late;
    pthread_t t;
    pthread_create(&t, NULL, other, NULL);
    for (int i = 0; i < 100; i++) {
        pthread_mutex_lock(&brief);
        pthread_mutex_unlock(&brief);
    }
    pthread_join(t, NULL);
    pthread_mutex_lock(&slow);
    for (int i = 0; i < 3; i++) { /* a busy holder: the looks alone would not know how long */
        pthread_mutex_trylock(&tried);
        pause_ms(100);
        pthread_mutex_unlock(&tried);
    }
    pthread_rwlock_wrlock(&book);
    pthread_mutex_unlock(&slow); /* not the innermost one */
    pthread_rwlock_unlock(&book);
    clock_gettime(CLOCK_REALTIME, &late);
    late.tv_sec++;
    pthread_mutex_lock(&parked);
    pthread_cond_timedwait(&never, &parked, &late); /* gives it back meanwhile */
    pthread_mutex_unlock(&parked);
}
C
"${CC:-cc}" -g -O1 -pthread holder.c -o holder || exit 1
of() { query "SELECT $1 FROM hold_time h JOIN lock l ON l.id = h.lock_id WHERE l.label = '$2'"; }
expect 0 run --hold-times -- ./holder
check "every hold of two threads: $(of holds brief)" [ "$(of holds brief)" = 200 ]
check "one: $(of holds slow)" [ "$(of holds slow)" = 1 ]
check "three tries" [ "$(of holds tried)" = 3 ]
check "a rwlock" [ "$(of holds book)" = 1 ]
check "before the wait and after it" [ "$(of holds parked)" = 2 ]
check "how long: $(of total_us slow)" [ "$(of total_us slow)" -ge 300000 ]
check "no longer: $(of total_us slow)" [ "$(of total_us slow)" -le 2000000 ]
check "one hold is the longest" [ "$(of longest_us slow)" = "$(of total_us slow)" ]
check "the longest of three: $(of longest_us tried)" [ "$(of longest_us tried)" -ge 100000 ]
check "all three: $(of total_us tried)" [ "$(of total_us tried)" -ge 300000 ]
check "the wait is no hold: $(of total_us parked)" [ "$(of total_us parked)" -le 500000 ]
looks=$(query "SELECT longest_hold_ms FROM lock_use u JOIN lock l ON l.id = u.lock_id WHERE l.label = 'slow'")
check "the looks know it too: $looks" [ "$looks" -ge 200 ]
check "no findings" [ "$(query "SELECT count(*) FROM finding WHERE rule <> 'lock-long-hold'")" = 0 ]
rm -rf .heddle
expect 0 run -- ./holder
check "nothing is timed" [ "$(query 'SELECT count(*) FROM hold_time')" = 0 ]
passed
