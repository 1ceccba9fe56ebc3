/* Threads that wait, for the tests of `heddle inspect`: waits WHAT. Prints "ready" when they do.
 *   abba, robust, inherit, recursive   a deadlock of two mutexes of that kind
 *   self                               a mutex locked again by its holder
 *   join                               two threads that join each other
 *   readers, writers                   a mutex and the write side of a rwlock, in a circle
 *   stream                             a mutex and the lock of a FILE, in a circle
 *   three                              three mutexes in a circle
 *   timed                              as abba, but one wait ends by itself after a minute
 *   chain                              threads queue up for a mutex whose holder sleeps
 *   busy                               threads that pass mutexes around, never for long
 *   churn                              threads that end while one looks
 *   ownerless                          a condition, a semaphore, a barrier, a futex of its own
 * After SIGUSR1 it goes on: threads that wait are let go where that is possible, and it exits
 * with 7.
 * SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { FUTEX_WAIT_PRIVATE = 128 }; /* linux/futex.h, which musl has not */

static pthread_mutex_t first, second, third;
static pthread_rwlock_t book = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t meeting;
static pthread_t one, two;
static pthread_cond_t ready = PTHREAD_COND_INITIALIZER;
static sem_t tokens;
static atomic_int word;
static FILE *stream;

static void pause_ms(int ms)
{
    struct timespec ts = {ms / 1000, ms % 1000 * 1000000L};
    nanosleep(&ts, NULL);
}

static void lock_both(pthread_mutex_t *a, pthread_mutex_t *b)
{
    pthread_mutex_lock(a);
    pause_ms(100);
    pthread_mutex_lock(b);
}

static void *up(void *arg)
{
    lock_both(&first, &second);
    return arg;
}

static void *up_for_a_minute(void *arg)
{
    struct timespec late;
    clock_gettime(CLOCK_REALTIME, &late);
    late.tv_sec += 60;
    pthread_mutex_lock(&first);
    pause_ms(100);
    pthread_mutex_timedlock(&second, &late);
    return arg;
}

static void *down(void *arg)
{
    lock_both(&second, arg ? &third : &first);
    return arg;
}

static void *around(void *arg)
{
    lock_both(&third, &first);
    return arg;
}

static void *twice(void *arg)
{
    pthread_mutex_lock(&first);
    pthread_mutex_lock(&first);
    return arg;
}

static void *join_other(void *arg)
{
    pause_ms(50);
    pthread_join(arg ? two : one, NULL);
    return arg;
}

static void *writer(void *arg)
{
    pthread_rwlock_wrlock(&book);
    pause_ms(100);
    pthread_mutex_lock(&first);
    return arg;
}

static void *locker(void *arg)
{
    pthread_mutex_lock(&first);
    pause_ms(100);
    if (arg)
        pthread_rwlock_rdlock(&book);
    else
        pthread_rwlock_wrlock(&book);
    return arg;
}

static void *printer(void *arg)
{
    flockfile(stream);
    pause_ms(100);
    pthread_mutex_lock(&first);
    return arg;
}

static void *locker_that_prints(void *arg)
{
    pthread_mutex_lock(&first);
    pause_ms(100);
    fputs("x", stream);
    return arg;
}

static void *queue_up(void *arg)
{
    pause_ms(50);
    pthread_mutex_lock(&first);
    pthread_mutex_unlock(&first);
    return arg;
}

static void *sleeper(void *arg)
{
    pthread_mutex_lock(&first);
    pause_ms(3000);
    pthread_mutex_unlock(&first);
    return arg;
}

static void *pass_around(void *arg)
{
    for (;;) {
        pthread_mutex_lock(&first);
        pthread_mutex_lock(&second);
        word++;
        pthread_mutex_unlock(&second);
        pthread_mutex_unlock(&first);
    }
    return arg;
}

static void *short_life(void *arg)
{
    free(malloc(1 << 20));
    return arg;
}

static void *make_more(void *arg)
{
    for (pthread_t t;;) {
        if (!pthread_create(&t, NULL, short_life, NULL))
            pthread_join(t, NULL);
    }
    return arg;
}

static void *on_condition(void *arg)
{
    pthread_mutex_lock(&third);
    pthread_cond_wait(&ready, &third);
    return arg;
}

static void *on_semaphore(void *arg)
{
    sem_wait(&tokens);
    return arg;
}

static void *on_barrier(void *arg)
{
    pthread_barrier_wait(&meeting);
    return arg;
}

static void *on_futex(void *arg)
{
    static int zero;
    syscall(SYS_futex, &zero, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
    return arg;
}

static void make_locks(const char *what)
{
    pthread_mutexattr_t a;
    pthread_mutexattr_init(&a);
    if (!strcmp(what, "robust"))
        pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
    if (!strcmp(what, "inherit"))
        pthread_mutexattr_setprotocol(&a, PTHREAD_PRIO_INHERIT);
    if (!strcmp(what, "recursive"))
        pthread_mutexattr_settype(&a, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&first, &a);
    pthread_mutex_init(&second, &a);
    pthread_mutex_init(&third, &a);
    pthread_barrier_init(&meeting, NULL, 2);
    sem_init(&tokens, 0, 0);
    stream = fopen("/dev/null", "w");
}

static void start(void *(*f)(void *), int n, void *arg)
{
    pthread_t t;
    for (; n > 0; n--)
        pthread_create(&t, NULL, f, arg);
}

static void start_all(const char *what)
{
    if (!strcmp(what, "timed"))
        start(up_for_a_minute, 1, NULL), start(down, 1, NULL);
    else if (!strcmp(what, "self"))
        start(twice, 1, NULL);
    else if (!strcmp(what, "join"))
        pthread_create(&one, NULL, join_other, &two), pthread_create(&two, NULL, join_other, NULL);
    else if (!strcmp(what, "readers") || !strcmp(what, "writers"))
        start(writer, 1, NULL), start(locker, 1, *what == 'r' ? &word : NULL);
    else if (!strcmp(what, "stream"))
        start(printer, 1, NULL), start(locker_that_prints, 1, NULL);
    else if (!strcmp(what, "three"))
        start(up, 1, NULL), start(down, 1, &word), start(around, 1, NULL);
    else if (!strcmp(what, "chain"))
        start(sleeper, 1, NULL), start(queue_up, 3, NULL);
    else if (!strcmp(what, "churn"))
        start(make_more, 2, NULL);
    else if (!strcmp(what, "busy"))
        start(pass_around, 4, NULL);
    else if (!strcmp(what, "ownerless"))
        start(on_condition, 1, NULL), start(on_semaphore, 1, NULL), start(on_barrier, 1, NULL),
            start(on_futex, 1, NULL);
    else
        start(up, 1, NULL), start(down, 1, NULL);
}

int main(int argc, char **argv)
{
    sigset_t set;
    int sig;
    const char *what = argc > 1 ? argv[1] : "abba";
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    make_locks(what);
    start_all(what);
    pause_ms(400);
    puts("ready");
    fflush(stdout);
    sigwait(&set, &sig);
    return 7;
}
