/* Misuse is noted when it happens, and legal code is not.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#include "tests/probe/probe_test.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t cv = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t both;
static int tid, flag;

static void start(pthread_t *t, void *(*f)(void *))
{
    REQUIRE(pthread_create(t, NULL, f, NULL) == 0);
}

static void announce(void)
{
    __atomic_store_n(&tid, gettid(), __ATOMIC_RELEASE);
}

static void until_blocked(pthread_t t)
{
    while (!__atomic_load_n(&tid, __ATOMIC_ACQUIRE))
        usleep(1000);
    wait_until_blocked(t, &tid);
}

/* ---- locks ---- */

static void *unlock_a(void *arg)
{
    pthread_mutex_unlock(&a);
    return arg;
}

SCENARIO(double_acquire, EXITS)
static void double_acquire_child(void)
{
    pthread_mutexattr_t at;
    pthread_mutex_t m;

    pthread_mutexattr_init(&at);
    pthread_mutexattr_settype(&at, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&m, &at);
    REQUIRE(pthread_mutex_lock(&m) == 0);
    REQUIRE(pthread_mutex_lock(&m) == EDEADLK);
    REQUIRE(pthread_mutex_unlock(&m) == 0);
    pthread_rwlock_rdlock(&rw);
    REQUIRE(pthread_rwlock_trywrlock(&rw) == EBUSY); /* a try is no upgrade */
    struct timespec ts = {0, 0};
    REQUIRE(pthread_rwlock_timedwrlock(&rw, &ts) == ETIMEDOUT);
    pthread_rwlock_unlock(&rw);
    tell_at(&m);
}
static void double_acquire_check(const struct wire *w)
{
    const struct hd_wire_event *e = event(w, HD_WIRE_EVENT_DOUBLE_ACQUIRE);

    CHECK(e && e->address == told[0] && e->lock_id && e->stack_id && e->stack2_id);
    CHECK(events(w, HD_WIRE_EVENT_UPGRADE) == 1);
    CHECK(all_events(w) == 2);
    CHECK(slot_at(w, 0)->depth == 0);
}

SCENARIO(unlock_not_held, EXITS)
static void unlock_not_held_child(void)
{
    pthread_t t;

    pthread_mutex_unlock(&b); /* never locked */
    pthread_mutex_lock(&a);
    start(&t, unlock_a);
    pthread_join(t, NULL);
    tell((uint64_t)getpid());
    pthread_mutex_lock(&b); /* first meeting: sees that `a` is no longer held */
    pthread_mutex_unlock(&b);
}
static void unlock_not_held_check(const struct wire *w)
{
    const struct hd_wire_event *e = event(w, HD_WIRE_EVENT_UNLOCK_FOREIGN);

    CHECK(events(w, HD_WIRE_EVENT_UNLOCK_FREE) == 1);
    CHECK(e && e->aux == told[0] && e->thread_id == 2);
    CHECK(edges(w) == 0);
    CHECK(slot_at(w, 0)->depth == 0);
    CHECK(all_events(w) == 2);
}

SCENARIO(destroyed, EXITS)
static void destroyed_child(void)
{
    pthread_mutex_t *m = calloc(1, sizeof *m), *n = calloc(1, 4 * sizeof *n);

    pthread_mutex_init(m, NULL);
    pthread_mutex_lock(m);
    REQUIRE(pthread_mutex_destroy(m) == EBUSY); /* noted; the lock lives on */
    pthread_mutex_unlock(m);
    REQUIRE(pthread_mutex_destroy(m) == 0);
    REQUIRE(pthread_mutex_lock(m) == EINVAL);
    tell_at(m);
    tell_at(&n[2]);
    pthread_mutex_lock(&n[2]);
    free(n);
    pthread_mutex_lock(&a);
    pthread_mutex_init(&a, NULL);
    tell_at(&a);
    free(m);
}
static void destroyed_check(const struct wire *w)
{
    const struct hd_wire_event *d = event(w, HD_WIRE_EVENT_DESTROY_HELD),
                               *u = event(w, HD_WIRE_EVENT_USE_DESTROYED),
                               *f = event(w, HD_WIRE_EVENT_FREE_HELD),
                               *i = event(w, HD_WIRE_EVENT_INIT_HELD);

    CHECK(d && d->address == told[0] && d->stack2_id);
    CHECK(u && u->address == told[0] && u->stack2_id);
    CHECK(f && f->address == told[1] && f->aux < told[1] && f->stack2_id);
    CHECK(i && i->address == told[2]);
    CHECK(all_events(w) == 4);
}

SCENARIO(held_at_exit, EXITS)
static void *exit_holding(void *arg)
{
    pthread_mutex_lock(&a);
    if (arg)
        pthread_exit(arg);
    return arg;
}
static void held_at_exit_child(void)
{
    pthread_t t;

    start(&t, exit_holding);
    pthread_join(t, NULL);
    tell_at(&a);
}
static void held_at_exit_check(const struct wire *w)
{
    const struct hd_wire_event *e = event(w, HD_WIRE_EVENT_HELD_AT_EXIT);
    const struct hd_wire_thread *t = wire_at(w, HD_WIRE_THREADS, 1);

    CHECK(e && e->address == told[0] && e->thread_id == 2 && e->stack_id);
    CHECK(t->flags & HD_WIRE_THREAD_EXIT_HELD);
    CHECK(all_events(w) == 1);
}

/* A destructor that releases in the very last round is in time. */
SCENARIO(released_by_destructor, EXITS)
static pthread_key_t key;
static int rounds;
static void release_last(void *p)
{
    if (++rounds < 3)
        pthread_setspecific(key, p);
    else
        pthread_mutex_unlock(p);
}
static void *exit_with_destructor(void *arg)
{
    pthread_setspecific(key, &a);
    pthread_mutex_lock(&a);
    return arg;
}
static void released_by_destructor_child(void)
{
    pthread_t t;

    pthread_key_create(&key, release_last);
    start(&t, exit_with_destructor);
    pthread_join(t, NULL);
    REQUIRE(rounds == 3);
}
static void released_by_destructor_check(const struct wire *w)
{
    CHECK(all_events(w) == 0);
}

/* ---- conditions ---- */

static void *wait_for_flag(void *arg)
{
    pthread_mutex_lock(&a);
    if (arg)
        pthread_mutex_lock(arg);
    announce();
    while (!flag)
        pthread_cond_wait(&cv, &a);
    if (arg)
        pthread_mutex_unlock(arg);
    pthread_mutex_unlock(&a);
    return arg;
}

SCENARIO(cond_parks_mutex, KILLED)
static void cond_parks_mutex_child(void)
{
    pthread_t t;

    REQUIRE(pthread_create(&t, NULL, wait_for_flag, &b) == 0);
    until_blocked(t);
    pthread_mutex_lock(&a); /* free: its waiter gave it back */
    tell((uint64_t)tid);
    tell_at(&a);
    tell_at(&b);
    tell_at(&cv);
    ready();
}
static void cond_parks_mutex_check(const struct wire *w)
{
    const struct hd_wire_slot *s = slot_of(w, thread_with_tid(w, (uint32_t)told[0]));
    const struct hd_wire_event *e = event(w, HD_WIRE_EVENT_COND_WAIT_HOLDING);

    CHECK(s && s->depth == 3);
    CHECK(s && s->entry[0].activity == HD_WIRE_PARKED && s->entry[0].address == told[1]);
    CHECK(s && s->entry[1].activity == HD_WIRE_HOLDING);
    CHECK(s && s->entry[2].activity == HD_WIRE_WAITING && s->entry[2].object == HD_WIRE_COND);
    CHECK(s && s->entry[2].address == told[3] && s->entry[2].partner == told[1]);
    CHECK(e && e->address == told[3] && e->aux == told[2] && e->stack2_id);
    CHECK(edge_between(w, told[1], told[2]));
    CHECK(edge_between(w, told[2], told[1])); /* the wait acquires `a` again under `b` */
    CHECK(all_events(w) == 1);
}

SCENARIO(cond_returns_mutex, EXITS)
static void cond_returns_mutex_child(void)
{
    struct timespec ts = {0, 0};
    pthread_t t;

    start(&t, wait_for_flag);
    until_blocked(t);
    pthread_mutex_lock(&a);
    REQUIRE(pthread_cond_timedwait(&cv, &a, &ts) == ETIMEDOUT);
    flag = 1;
    REQUIRE(pthread_cond_broadcast(&cv) == 0);
    REQUIRE(pthread_mutex_unlock(&a) == 0);
    REQUIRE(pthread_cond_destroy(&cv) == 0); /* legal: all are woken */
    pthread_join(t, NULL);
    REQUIRE(pthread_mutex_destroy(&a) == 0);
}
static void cond_returns_mutex_check(const struct wire *w)
{
    CHECK(all_events(w) == 0);
    CHECK(slot_at(w, 0)->depth == 0);
}

SCENARIO(cond_misuse, KILLED)
static void *destroy_it(void *arg)
{
    pthread_cond_destroy(&cv); /* glibc blocks here */
    return arg;
}
static void cond_misuse_child(void)
{
    struct timespec ts = {0, 0};
    pthread_t t, u;

    pthread_mutex_lock(&a);
    pthread_mutex_unlock(&a);
    pthread_cond_timedwait(&cv, &a, &ts);
    pthread_mutex_unlock(&a); /* the wait acquired what it was to have given back */
    start(&t, wait_for_flag);
    until_blocked(t);
    pthread_mutex_lock(&b);
    pthread_cond_timedwait(&cv, &b, &ts);
    pthread_mutex_unlock(&b);
    start(&u, destroy_it);
    usleep(50000);
    tell_at(&cv);
    tell_at(&a);
    tell_at(&b);
    ready();
}
static void cond_misuse_check(const struct wire *w)
{
    const struct hd_wire_event *u = event(w, HD_WIRE_EVENT_COND_WAIT_UNLOCKED),
                               *m = event(w, HD_WIRE_EVENT_COND_TWO_MUTEXES),
                               *d = event(w, HD_WIRE_EVENT_COND_DESTROY_WAITING);

    CHECK(u && u->address == told[0] && u->aux == told[1]);
    CHECK(m && m->aux == told[2] && m->aux2 == told[1]);
    CHECK(d && d->address == told[0] && d->aux == 1);
    CHECK(all_events(w) == 3);
}

/* ---- semaphores and barriers ---- */

static sem_t sem;
static void *wait_sem(void *arg)
{
    announce();
    sem_wait(&sem);
    return arg;
}
static void *wait_barrier(void *arg)
{
    announce();
    pthread_barrier_wait(&both);
    return arg;
}

SCENARIO(sem_destroyed_waiting, KILLED)
static void sem_destroyed_waiting_child(void)
{
    pthread_t t;

    sem_init(&sem, 0, 0);
    errno = 55;
    sem_post(&sem);
    REQUIRE(sem_wait(&sem) == 0 && errno == 55);
    start(&t, wait_sem);
    until_blocked(t);
    tell((uint64_t)tid);
    tell_at(&sem);
    sem_destroy(&sem);
    ready();
}
static void sem_destroyed_waiting_check(const struct wire *w)
{
    const struct hd_wire_slot *s = slot_of(w, thread_with_tid(w, (uint32_t)told[0]));
    const struct hd_wire_event *e = event(w, HD_WIRE_EVENT_SEM_DESTROY_WAITING);

    CHECK(s && s->depth == 1 && s->entry[0].object == HD_WIRE_SEM);
    CHECK(s && s->entry[0].address == told[1]);
    CHECK(e && e->address == told[1] && e->aux == 1);
    CHECK(all_events(w) == 1);
}

SCENARIO(sem_posted_then_destroyed, EXITS)
static void sem_posted_then_destroyed_child(void)
{
    pthread_t t;

    sem_init(&sem, 0, 0);
    start(&t, wait_sem);
    until_blocked(t);
    sem_post(&sem);
    sem_destroy(&sem); /* the waiter may not have returned yet, but nothing sleeps */
    pthread_join(t, NULL);
}
static void sem_posted_then_destroyed_check(const struct wire *w)
{
    CHECK(all_events(w) == 0);
}

SCENARIO(barrier_destroyed_waiting, KILLED)
static void *destroy_barrier(void *arg)
{
    pthread_barrier_destroy(&both);
    return arg;
}
static void barrier_destroyed_waiting_child(void)
{
    pthread_t t, u;

    pthread_barrier_init(&both, NULL, 2);
    start(&t, wait_barrier);
    until_blocked(t);
    start(&u, destroy_barrier);
    usleep(50000);
    tell_at(&both);
    ready();
}
static void barrier_destroyed_waiting_check(const struct wire *w)
{
    const struct hd_wire_event *e = event(w, HD_WIRE_EVENT_BARRIER_DESTROY_WAITING);

    CHECK(e && e->address == told[0] && e->aux == 1);
    CHECK(all_events(w) == 1);
}

SCENARIO(barrier_is_fine, EXITS)
static void *meet(void *arg)
{
    for (int i = 0; i < 100; i++)
        pthread_barrier_wait(&both);
    return arg;
}
static void barrier_is_fine_child(void)
{
    pthread_t t;
    int serial = 0;

    pthread_barrier_init(&both, NULL, 2);
    start(&t, meet);
    for (int i = 0; i < 100; i++)
        serial += pthread_barrier_wait(&both) == PTHREAD_BARRIER_SERIAL_THREAD;
    pthread_barrier_destroy(&both);
    pthread_join(t, NULL);
    REQUIRE(serial >= 0 && serial <= 100);
}
static void barrier_is_fine_check(const struct wire *w)
{
    CHECK(all_events(w) == 0);
}

/* ---- timers ---- */

SCENARIO(timers, EXITS)
static void timers_child(void)
{
    struct sigevent ev = {.sigev_notify = SIGEV_NONE};
    struct itimerspec v = {{0, 0}, {100, 0}};
    timer_t t, u;

    REQUIRE(timer_create(CLOCK_MONOTONIC, &ev, &t) == 0);
    REQUIRE(timer_create(CLOCK_MONOTONIC, &ev, &u) == 0);
    REQUIRE(timer_settime(t, 0, &v, NULL) == 0);
    REQUIRE(timer_delete(u) == 0);
    errno = 0;
    REQUIRE(timer_delete(u) == -1 && errno == EINVAL);
    REQUIRE(timer_settime(u, 0, &v, NULL) == -1 && errno == EINVAL);
}
static void timers_check(const struct wire *w)
{
    const struct hd_wire_timer *t = wire_at(w, HD_WIRE_TIMERS, 0),
                               *u = wire_at(w, HD_WIRE_TIMERS, 1);
    const struct hd_wire_event *d = event(w, HD_WIRE_EVENT_TIMER_DOUBLE_DELETE);

    CHECK(wire_used(w, HD_WIRE_TIMERS) == 2);
    CHECK(t->state == HD_WIRE_TIMER_LIVE && t->flags & HD_WIRE_TIMER_ARMED && t->create_stack_id);
    CHECK(u->state == HD_WIRE_TIMER_DELETED && u->delete_stack_id);
    CHECK(d && d->aux == 2 && d->stack2_id == u->delete_stack_id);
    CHECK(events(w, HD_WIRE_EVENT_TIMER_USE_DELETED) == 1);
    CHECK(all_events(w) == 2);
}
