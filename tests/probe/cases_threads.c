/* Threads: creation, end, join, detach, identity.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#include "tests/probe/probe_test.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static int stop;

static void *nothing(void *arg)
{
    return arg;
}

static void *until_stop(void *arg)
{
    while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE))
        usleep(1000);
    return arg;
}

static const struct hd_wire_thread *th(const struct wire *w, uint32_t i)
{
    return wire_at(w, HD_WIRE_THREADS, i);
}

/* The scenarios are called by main, so its frame lies above theirs. A thread's own creations, and
 * those on another stack, say nothing about it. */
SCENARIO(main_frame, EXITS)
static void *create_another(void *arg)
{
    pthread_t t;

    REQUIRE(pthread_create(&t, NULL, nothing, arg) == 0);
    REQUIRE(pthread_join(t, NULL) == 0);
    return arg;
}
static void main_frame_child(void)
{
    pthread_t t;

    tell_at(__builtin_frame_address(0));
    REQUIRE(pthread_create(&t, NULL, create_another, NULL) == 0);
    REQUIRE(pthread_join(t, NULL) == 0);
}
static void main_frame_check(const struct wire *w)
{
    const struct hd_wire_main *f = &w->h->main;
    const struct hd_wire_module *m = wire_at(w, HD_WIRE_MODULES, 0);
    const struct hd_wire_thread *first = th(w, 0);

    CHECK(m && f->pc > m->start && f->pc < m->end);
    CHECK(f->sp >= told[0] && f->sp < f->cfa && f->sp % 16 == 0 && f->cfa % 16 == 0);
    CHECK(first && f->cfa <= first->stack_high && first->stack_high - f->cfa < 1 << 16);
}

SCENARIO(main_frame_elsewhere, EXITS)
static void create_in_handler(int sig)
{
    (void)sig;
    create_another(NULL);
}
static void main_frame_elsewhere_child(void)
{
    stack_t other = {.ss_sp = malloc(1 << 18), .ss_size = 1 << 18};
    struct sigaction sa = {.sa_handler = create_in_handler, .sa_flags = SA_ONSTACK};

    REQUIRE(other.ss_sp && sigaltstack(&other, NULL) == 0);
    REQUIRE(sigaction(SIGUSR1, &sa, NULL) == 0 && raise(SIGUSR1) == 0);
}
static void main_frame_elsewhere_check(const struct wire *w)
{
    CHECK(th(w, 1) && !w->h->main.pc && !w->h->main.sp);
}

SCENARIO(thread_states, EXITS)
static void *ask_own_stack(void *arg)
{
    pthread_mutex_lock(&a);
    pthread_mutex_unlock(&a);
    pthread_exit(arg);
}
static void thread_states_child(void)
{
    pthread_attr_t at;
    pthread_t joined, exited, detached, born, alive;
    void *r;

    pthread_attr_init(&at);
    pthread_attr_setdetachstate(&at, PTHREAD_CREATE_DETACHED);
    REQUIRE(pthread_create(&joined, NULL, ask_own_stack, &a) == 0);
    REQUIRE(pthread_join(joined, &r) == 0 && r == &a);
    REQUIRE(pthread_create(&exited, NULL, nothing, NULL) == 0);
    REQUIRE(pthread_create(&detached, NULL, until_stop, NULL) == 0);
    REQUIRE(pthread_tryjoin_np(detached, NULL) == EBUSY);
    REQUIRE(pthread_detach(detached) == 0);
    REQUIRE(pthread_create(&born, &at, nothing, NULL) == 0);
    REQUIRE(pthread_create(&alive, NULL, until_stop, NULL) == 0);
    usleep(100000);
    tell((uint64_t)(uintptr_t)nothing);
    tell((uint64_t)exited);
}
static void thread_states_check(const struct wire *w)
{
    CHECK(wire_used(w, HD_WIRE_THREADS) == 6);
    CHECK(th(w, 0)->flags & HD_WIRE_THREAD_MAIN && th(w, 0)->clock == 6);
    CHECK(th(w, 1)->state == HD_WIRE_THREAD_EXITED && th(w, 1)->flags == HD_WIRE_THREAD_JOINED);
    CHECK(th(w, 1)->stack_low && th(w, 1)->started_ns <= th(w, 1)->ended_ns);
    CHECK(th(w, 2)->state == HD_WIRE_THREAD_EXITED && th(w, 2)->flags == 0);
    CHECK(th(w, 2)->start_pc == told[0] && th(w, 2)->handle == told[1]);
    CHECK(th(w, 2)->create_stack_id && th(w, 2)->slot_id == 0);
    CHECK(th(w, 3)->state == HD_WIRE_THREAD_ALIVE && th(w, 3)->flags == HD_WIRE_THREAD_DETACHED);
    CHECK(th(w, 3)->detach_stack_id);
    CHECK(th(w, 4)->flags & HD_WIRE_THREAD_BORN_DETACHED);
    CHECK(th(w, 5)->state == HD_WIRE_THREAD_ALIVE && th(w, 5)->flags == 0);
    CHECK(th(w, 5)->slot_id && th(w, 5)->tid);
    CHECK(all_events(w) == 0);
}

/* Its stack starts at the start routine: the probe's trampoline is not in it. */
SCENARIO(thread_stack, EXITS)
static void thread_stack_child(void)
{
    pthread_t t;

    pthread_create(&t, NULL, ask_own_stack, NULL);
    pthread_join(t, NULL);
    tell((uint64_t)(uintptr_t)ask_own_stack);
    tell_at(&a);
}
static void thread_stack_check(const struct wire *w)
{
    const struct hd_wire_lock *l = wire_at(w, HD_WIRE_LOCKS, lock_at(w, told[1]) - 1);
    const struct hd_wire_stack *s = wire_at(w, HD_WIRE_STACKS, l->first_stack_id - 1);

    CHECK(s && s->len == 1);
    CHECK(s && s->frame[0] > told[0] && s->frame[0] < told[0] + 100);
}

SCENARIO(thread_misuse, EXITS)
static void thread_misuse_child(void)
{
    pthread_t t;

    REQUIRE(pthread_join(pthread_self(), NULL) == EDEADLK);
    pthread_create(&t, NULL, until_stop, NULL);
    REQUIRE(pthread_detach(t) == 0);
    REQUIRE(pthread_join(t, NULL) == EINVAL);
    REQUIRE(pthread_detach(t) == EINVAL);
    pthread_create(&t, NULL, nothing, NULL);
    REQUIRE(pthread_join(t, NULL) == 0);
    pthread_join(t, NULL); /* glibc notices; the handle's memory is cached */
}
static void thread_misuse_check(const struct wire *w)
{
    const struct hd_wire_event *d = event(w, HD_WIRE_EVENT_JOIN_DETACHED);

    CHECK(events(w, HD_WIRE_EVENT_JOIN_SELF) == 1);
    CHECK(events(w, HD_WIRE_EVENT_JOIN_DETACHED) == 2);
    CHECK(events(w, HD_WIRE_EVENT_DOUBLE_JOIN) == 1);
    CHECK(d && d->aux == 2 && d->stack2_id == th(w, 1)->detach_stack_id);
    CHECK(all_events(w) == 4);
}

/* Handles and slots are used again and again; records keep the threads apart. */
SCENARIO(many_threads, EXITS)
static void *lock_a(void *arg)
{
    pthread_mutex_lock(&a);
    pthread_mutex_unlock(&a);
    return arg;
}
static void many_threads_child(void)
{
    pthread_t t[50];

    for (int round = 0; round < 40; round++) {
        for (int i = 0; i < 50; i++)
            REQUIRE(pthread_create(&t[i], NULL, lock_a, NULL) == 0);
        for (int i = 0; i < 50; i++)
            REQUIRE((i % 2 ? pthread_detach(t[i]) : pthread_join(t[i], NULL)) == 0);
    }
    usleep(50000);
}
static void many_threads_check(const struct wire *w)
{
    unsigned joined = 0, detached = 0, alive = 0;

    for (uint32_t i = 1; i < wire_used(w, HD_WIRE_THREADS); i++) {
        joined += !!(th(w, i)->flags & HD_WIRE_THREAD_JOINED);
        detached += !!(th(w, i)->flags & HD_WIRE_THREAD_DETACHED);
        alive += th(w, i)->state != HD_WIRE_THREAD_EXITED;
    }
    CHECK(joined == 1000 && detached == 1000 && alive == 0);
    CHECK(wire_used(w, HD_WIRE_SLOTS) < 200);
    CHECK(wire_dropped(w, HD_WIRE_THREADS) == 0 && wire_dropped(w, HD_WIRE_SLOTS) == 0);
    CHECK(all_events(w) == 0);
}

/* More than the small table has: finished threads make room. */
SCENARIO_ENV(thread_records_recycled, EXITS, "HEDDLE_SIZE=1")
static void thread_records_recycled_child(void)
{
    pthread_t t;

    for (int i = 0; i < 3000; i++) {
        REQUIRE(pthread_create(&t, NULL, lock_a, NULL) == 0);
        REQUIRE(pthread_join(t, NULL) == 0);
    }
}
static void thread_records_recycled_check(const struct wire *w)
{
    uint32_t newest = 0;

    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_THREADS); i++)
        newest = th(w, i)->parent_clock > newest ? th(w, i)->parent_clock : newest;
    CHECK(newest == 5999);
    CHECK(wire_dropped(w, HD_WIRE_THREADS) == 0);
    CHECK(all_events(w) == 0);
}

SCENARIO(c11_threads, EXITS)
static int c11_start(void *arg)
{
    return arg ? 42 : 0;
}
static void c11_threads_child(void)
{
    thrd_t t;
    int r = 0;

    REQUIRE(thrd_create(&t, c11_start, &t) == thrd_success);
    REQUIRE(thrd_join(t, &r) == thrd_success && r == 42);
    REQUIRE(thrd_create(&t, c11_start, NULL) == thrd_success);
    REQUIRE(thrd_detach(t) == thrd_success);
    usleep(50000);
}
static void c11_threads_check(const struct wire *w)
{
    CHECK(th(w, 1)->flags == (HD_WIRE_THREAD_C11 | HD_WIRE_THREAD_JOINED));
    CHECK(th(w, 2)->flags == (HD_WIRE_THREAD_C11 | HD_WIRE_THREAD_DETACHED));
    CHECK(th(w, 2)->state == HD_WIRE_THREAD_EXITED);
}

SCENARIO(create_fails, EXITS)
static void create_fails_child(void)
{
    pthread_attr_t at;
    pthread_t t;
    int r;

    pthread_attr_init(&at);
    REQUIRE(pthread_attr_setstacksize(&at, (size_t)1 << 46) == 0);
    r = pthread_create(&t, &at, nothing, NULL);
    REQUIRE(r == EAGAIN || r == ENOMEM);
    tell((uint64_t)r);
}
static void create_fails_check(const struct wire *w)
{
    const struct hd_wire_event *e = event(w, HD_WIRE_EVENT_CREATE_FAILED);

    CHECK(e && e->aux == told[0]);
    CHECK(th(w, 1)->state == HD_WIRE_THREAD_FAILED && th(w, 1)->error == told[0]);
}

/* A cancelled thread ends like any other, and its abandoned wait goes with it. */
SCENARIO(cancelled, EXITS)
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
static void unlock_a(void *m)
{
    pthread_mutex_unlock(m);
}
static void *wait_for_ever(void *arg)
{
    pthread_mutex_lock(&a);
    pthread_cleanup_push(unlock_a, &a);
    while (1)
        pthread_cond_wait(&never, &a);
    pthread_cleanup_pop(1);
    return arg;
}
static void cancelled_child(void)
{
    pthread_t t;
    void *r;

    pthread_create(&t, NULL, wait_for_ever, NULL);
    usleep(50000);
    REQUIRE(pthread_cancel(t) == 0);
    REQUIRE(pthread_join(t, &r) == 0 && r == PTHREAD_CANCELED);
    REQUIRE(pthread_mutex_trylock(&a) == 0);
    pthread_mutex_unlock(&a);
}
static void cancelled_check(const struct wire *w)
{
    CHECK(th(w, 1)->state == HD_WIRE_THREAD_EXITED);
    CHECK(all_events(w) == 0);
}

/* glibc's own helper thread for SIGEV_THREAD is not created through a hook. */
SCENARIO(foreign_thread, EXITS)
static int calls;
static void on_timer(union sigval v)
{
    (void)v;
    pthread_mutex_lock(&a);
    __atomic_add_fetch(&calls, 1, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&a);
}
static void foreign_thread_child(void)
{
    struct sigevent ev = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = on_timer};
    struct itimerspec v = {{0, 1000000}, {0, 1000000}};
    timer_t t;

    REQUIRE(timer_create(CLOCK_MONOTONIC, &ev, &t) == 0);
    REQUIRE(timer_settime(t, 0, &v, NULL) == 0);
    while (__atomic_load_n(&calls, __ATOMIC_ACQUIRE) < 3)
        usleep(1000);
    timer_delete(t);
    tell((uint64_t)(uintptr_t)on_timer);
}
static void foreign_thread_check(const struct wire *w)
{
    const struct hd_wire_timer *t = wire_at(w, HD_WIRE_TIMERS, 0);

    CHECK(wire_used(w, HD_WIRE_THREADS) >= 2);
    CHECK(th(w, 1)->flags & HD_WIRE_THREAD_FOREIGN && th(w, 1)->parent_id == 0);
    CHECK(t->state == HD_WIRE_TIMER_DELETED && t->function == told[0]);
    CHECK(t->notify == SIGEV_THREAD);
}

/* The smallest stack there is is enough for the probe. */
SCENARIO(small_stack, EXITS)
static void small_stack_child(void)
{
    pthread_attr_t at;
    pthread_t t;

    pthread_attr_init(&at);
    REQUIRE(pthread_attr_setstacksize(&at, (size_t)PTHREAD_STACK_MIN) == 0);
    for (int i = 0; i < 20; i++) {
        REQUIRE(pthread_create(&t, &at, lock_a, NULL) == 0);
        REQUIRE(pthread_join(t, NULL) == 0);
    }
}
static void small_stack_check(const struct wire *w)
{
    CHECK(th(w, 20)->flags == HD_WIRE_THREAD_JOINED);
}
