/* Held locks, waits and lock order.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#include "tests/probe/probe_test.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER,
                       c = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static int tids[4];

static void lock2(pthread_mutex_t *x, pthread_mutex_t *y)
{
    pthread_mutex_lock(x);
    pthread_mutex_lock(y);
    pthread_mutex_unlock(y);
    pthread_mutex_unlock(x);
}

static void *ab(void *arg)
{
    lock2(&a, &b);
    return arg;
}

static void in_thread(void *(*f)(void *))
{
    pthread_t t;

    REQUIRE(pthread_create(&t, NULL, f, NULL) == 0);
    REQUIRE(pthread_join(t, NULL) == 0);
}

/* ---- what is held and waited for survives SIGKILL ---- */

static void *wants_a(void *arg)
{
    __atomic_store_n(&tids[0], gettid(), __ATOMIC_RELEASE);
    pthread_mutex_lock(&a);
    return arg;
}

SCENARIO(held_after_kill, KILLED)
static void held_after_kill_child(void)
{
    pthread_t t;

    pthread_mutex_lock(&a);
    pthread_rwlock_rdlock(&rw);
    pthread_create(&t, NULL, wants_a, NULL);
    tell_at(&a);
    tell_at(&rw);
    tell((uint64_t)gettid());
    while (!__atomic_load_n(&tids[0], __ATOMIC_ACQUIRE))
        usleep(1000);
    wait_until_blocked(t, &tids[0]);
    tell((uint64_t)tids[0]);
    ready();
}
static void held_after_kill_check(const struct wire *w)
{
    const struct hd_wire_slot *s = slot_of(w, thread_with_tid(w, (uint32_t)told[2]));
    const struct hd_wire_slot *o = slot_of(w, thread_with_tid(w, (uint32_t)told[3]));
    const struct hd_wire_stack *st;

    CHECK(w->h->state == HD_WIRE_LIVE);
    CHECK(s && s->depth == 2);
    CHECK(s && s->entry[0].address == told[0] && s->entry[0].activity == HD_WIRE_HOLDING);
    CHECK(s && s->entry[0].mode == HD_MODE_EXCLUSIVE && s->entry[0].object == HD_WIRE_MUTEX);
    CHECK(s && s->entry[1].address == told[1] && s->entry[1].mode == HD_MODE_SHARED);
    CHECK(s && s->entry[1].object == HD_WIRE_RWLOCK);
    CHECK(o && o->depth == 1 && o->entry[0].address == told[0]);
    CHECK(o && o->entry[0].activity == HD_WIRE_WAITING);
    CHECK(o && o->entry[0].lock_id == lock_at(w, told[0]));
    st = o ? wire_at(w, HD_WIRE_STACKS, o->entry[0].stack_id - 1) : NULL;
    CHECK(st && st->len >= 1 && st->frame[0] == o->entry[0].pc);
    st = s ? wire_at(w, HD_WIRE_STACKS, s->entry[0].stack_id - 1) : NULL;
    CHECK(st && st->len >= 3); /* held_after_kill_child, main, libc */
}

/* ---- edges are entered before the wait ---- */

static pthread_barrier_t both;

static void *ba_slowly(void *arg)
{
    pthread_mutex_lock(&b);
    pthread_barrier_wait(&both);
    __atomic_store_n(&tids[0], gettid(), __ATOMIC_RELEASE);
    pthread_mutex_lock(&a);
    return arg;
}
static void *ab_slowly(void *arg)
{
    pthread_mutex_lock(&a);
    pthread_barrier_wait(&both);
    __atomic_store_n(&tids[1], gettid(), __ATOMIC_RELEASE);
    pthread_mutex_lock(&b);
    return arg;
}

SCENARIO(edges_of_first_deadlock, KILLED)
static void edges_of_first_deadlock_child(void)
{
    pthread_t t, u;

    pthread_barrier_init(&both, NULL, 2);
    pthread_create(&t, NULL, ab_slowly, NULL);
    pthread_create(&u, NULL, ba_slowly, NULL);
    while (!__atomic_load_n(&tids[0], __ATOMIC_ACQUIRE) ||
           !__atomic_load_n(&tids[1], __ATOMIC_ACQUIRE))
        usleep(1000);
    wait_until_blocked(u, &tids[0]);
    wait_until_blocked(t, &tids[1]);
    tell_at(&a);
    tell_at(&b);
    ready();
}
static void edges_of_first_deadlock_check(const struct wire *w)
{
    CHECK(edge_between(w, told[0], told[1]));
    CHECK(edge_between(w, told[1], told[0]));
    CHECK(edges(w) == 2);
    CHECK(all_events(w) == 0);
}

/* ---- contexts ---- */

SCENARIO(contexts_by_thread, EXITS)
static void contexts_by_thread_child(void)
{
    tell_at(&a);
    tell_at(&b);
    for (int i = 0; i < 20; i++)
        in_thread(ab);
}
static void contexts_by_thread_check(const struct wire *w)
{
    const struct hd_wire_edge *e = edge_between(w, told[0], told[1]);
    const struct hd_wire_context *x[HD_WIRE_EDGE_CONTEXTS];
    uint32_t newest = 0;
    unsigned n;

    CHECK(e);
    if (!e)
        return;
    n = contexts(w, e, x);
    CHECK(n == HD_WIRE_EDGE_CONTEXTS);
    for (unsigned i = 0; i < n; i++) {
        CHECK(x[i]->from_mode == HD_MODE_EXCLUSIVE && x[i]->gates == 0);
        CHECK(x[i]->from_stack_id && x[i]->to_stack_id);
        for (unsigned k = 0; k < i; k++)
            CHECK(x[k]->thread_id != x[i]->thread_id);
        newest = x[i]->thread_id > newest ? x[i]->thread_id : newest;
    }
    CHECK(newest >= 19); /* late threads push out early ones */
}

SCENARIO(contexts_by_gate, EXITS)
static void contexts_by_gate_child(void)
{
    tell_at(&a);
    tell_at(&b);
    tell_at(&c);
    pthread_mutex_lock(&c);
    lock2(&a, &b);
    lock2(&a, &b);
    pthread_mutex_unlock(&c);
    lock2(&a, &b);
    pthread_rwlock_rdlock(&rw); /* more gates than a context without any: nothing new */
    lock2(&a, &b);
    pthread_rwlock_unlock(&rw);
}
static void contexts_by_gate_check(const struct wire *w)
{
    const struct hd_wire_edge *e = edge_between(w, told[0], told[1]);
    const struct hd_wire_context *x[HD_WIRE_EDGE_CONTEXTS];

    CHECK(e && contexts(w, e, x) == 2);
    if (!e || contexts(w, e, x) != 2)
        return;
    CHECK(x[0]->gates == 0);
    CHECK(x[1]->gates == 1 && x[1]->gate[0].lock_id == lock_at(w, told[2]));
    CHECK(HD_WIRE_GATE_MODE(x[1]->gate[0]) == HD_MODE_EXCLUSIVE);
}

SCENARIO(contexts_by_clock, EXITS)
static void contexts_by_clock_child(void)
{
    tell_at(&a);
    tell_at(&b);
    lock2(&a, &b);
    in_thread(ab);
    for (int i = 0; i < 10; i++)
        lock2(&a, &b);
}
static void contexts_by_clock_check(const struct wire *w)
{
    const struct hd_wire_edge *e = edge_between(w, told[0], told[1]);
    const struct hd_wire_thread *child = wire_at(w, HD_WIRE_THREADS, 1);
    const struct hd_wire_context *x[HD_WIRE_EDGE_CONTEXTS];

    CHECK(e && contexts(w, e, x) == 3); /* newest first */
    if (!e || contexts(w, e, x) != 3)
        return;
    CHECK(x[2]->thread_id == 1 && x[2]->clock == 0);
    CHECK(x[1]->thread_id == 2);
    CHECK(x[0]->thread_id == 1 && x[0]->clock == 2);
    CHECK(child->parent_id == 1 && child->parent_clock == 1);
    CHECK(child->joiner_id == 1 && child->join_clock == 2);
    CHECK(x[2]->clock < child->parent_clock && x[0]->clock >= child->join_clock);
}

/* ---- what each result means ---- */

SCENARIO(modes_and_results, EXITS)
static void *hold_b(void *arg)
{
    pthread_mutex_lock(&b);
    pthread_barrier_wait(&both);
    pthread_barrier_wait(&both);
    pthread_mutex_unlock(&b);
    return arg;
}
static void modes_and_results_child(void)
{
    struct timespec soon;
    pthread_t t;

    pthread_barrier_init(&both, NULL, 2);
    pthread_create(&t, NULL, hold_b, NULL);
    pthread_barrier_wait(&both);
    pthread_mutex_lock(&a);
    errno = 77;
    REQUIRE(pthread_mutex_trylock(&b) == EBUSY);
    clock_gettime(CLOCK_REALTIME, &soon);
    soon.tv_nsec += 1000;
    REQUIRE(pthread_mutex_timedlock(&b, &soon) == ETIMEDOUT);
    REQUIRE(errno == 77);
    tell_at(&a);
    tell_at(&b);
    tell_at(&c);
    tell_at(&rw);
    REQUIRE(pthread_mutex_trylock(&c) == 0);
    REQUIRE(pthread_rwlock_tryrdlock(&rw) == 0);
    REQUIRE(pthread_rwlock_unlock(&rw) == 0);
    REQUIRE(pthread_mutex_unlock(&a) == 0); /* not the innermost */
    REQUIRE(pthread_rwlock_wrlock(&rw) == 0);
    REQUIRE(pthread_rwlock_unlock(&rw) == 0);
    REQUIRE(pthread_mutex_unlock(&c) == 0);
    pthread_barrier_wait(&both);
    pthread_join(t, NULL);
}
static void modes_and_results_check(const struct wire *w)
{
    const struct hd_wire_context *x[HD_WIRE_EDGE_CONTEXTS];
    const struct hd_wire_edge *ab_edge = edge_between(w, told[0], told[1]),
                              *ac = edge_between(w, told[0], told[2]),
                              *crw = edge_between(w, told[2], told[3]);
    const struct hd_wire_slot *s = slot_at(w, 0);

    CHECK(ab_edge && contexts(w, ab_edge, x) == 1 && x[0]->to_flags == HD_WIRE_TIMED);
    CHECK(ac && contexts(w, ac, x) == 1 && x[0]->to_flags == HD_WIRE_TRY);
    CHECK(crw && contexts(w, crw, x) == 2);
    if (crw && contexts(w, crw, x) == 2) {
        CHECK(x[0]->to_mode == HD_MODE_EXCLUSIVE && x[0]->gates == 0);
        CHECK(x[1]->to_mode == HD_MODE_SHARED && x[1]->gates == 1);
    }
    CHECK(s->depth == 0);
    CHECK(all_events(w) == 0);
}

SCENARIO(recursive_is_silent, EXITS)
static void recursive_is_silent_child(void)
{
    pthread_mutexattr_t at;
    pthread_mutex_t r;

    pthread_mutexattr_init(&at);
    pthread_mutexattr_settype(&at, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&r, &at);
    for (int i = 0; i < 3; i++)
        REQUIRE(pthread_mutex_lock(&r) == 0);
    for (int i = 0; i < 3; i++)
        REQUIRE(pthread_mutex_unlock(&r) == 0);
    pthread_rwlock_rdlock(&rw);
    pthread_rwlock_rdlock(&rw);
    pthread_rwlock_unlock(&rw);
    pthread_rwlock_unlock(&rw);
    tell_at(&r);
    pthread_mutex_destroy(&r);
}
static void recursive_is_silent_check(const struct wire *w)
{
    const struct hd_wire_lock *l = wire_at(w, HD_WIRE_LOCKS, lock_at(w, told[0]) - 1);

    CHECK(edges(w) == 0);
    CHECK(all_events(w) == 0);
    CHECK(l && l->flags & HD_WIRE_LOCK_RECURSIVE && l->flags & HD_WIRE_LOCK_STACK);
    CHECK(l && l->flags & HD_WIRE_LOCK_INIT_SEEN && l->init_stack_id);
    CHECK(l && l->state == HD_WIRE_LOCK_DEAD);
}

SCENARIO(generations, EXITS)
static void generations_child(void)
{
    pthread_mutex_t *m = calloc(1, sizeof *m);

    tell_at(m);
    tell_at(&a);
    for (int i = 0; i < 2; i++) {
        pthread_mutex_init(m, NULL);
        lock2(&a, m);
        pthread_mutex_destroy(m);
    }
    pthread_mutex_init(m, NULL);
    lock2(m, &a);
    pthread_mutex_destroy(m);
    for (int i = 0; i < 5; i++) { /* without edges a record is used again */
        pthread_mutex_init(&c, NULL);
        pthread_mutex_destroy(&c);
    }
    tell_at(&c);
    free(m);
}
static void generations_check(const struct wire *w)
{
    unsigned records = 0;
    const struct hd_wire_lock *l;

    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_LOCKS); i++)
        records += ((const struct hd_wire_lock *)wire_at(w, HD_WIRE_LOCKS, i))->address == told[0];
    CHECK(records == 3);
    CHECK(edges(w) == 3);
    l = wire_at(w, HD_WIRE_LOCKS, lock_at(w, told[2]) - 1);
    CHECK(l && l->generation == 5);
    CHECK(all_events(w) == 0);
}

SCENARIO(deep_stack, EXITS)
static void deep_stack_child(void)
{
    static pthread_mutex_t m[HD_WIRE_HELD + 10];

    for (int i = 0; i < HD_WIRE_HELD + 10; i++) {
        pthread_mutex_init(&m[i], NULL);
        REQUIRE(pthread_mutex_lock(&m[i]) == 0);
    }
    for (int i = 0; i < HD_WIRE_HELD + 10; i++)
        REQUIRE(pthread_mutex_unlock(&m[i]) == 0);
    tell_at(&a);
    tell_at(&b);
    lock2(&a, &b);
}
static void deep_stack_check(const struct wire *w)
{
    const struct hd_wire_slot *s = slot_at(w, 0);

    CHECK(s->depth == 0 && s->lost == 0);
    CHECK(edge_between(w, told[0], told[1]));
    CHECK(edges(w) == HD_WIRE_HELD * (HD_WIRE_HELD - 1) / 2 + 1);
    CHECK(all_events(w) == 0);
}

SCENARIO(c11_locks, EXITS)
static void c11_locks_child(void)
{
    mtx_t x, y;

    REQUIRE(mtx_init(&x, mtx_plain) == thrd_success && mtx_init(&y, mtx_timed) == thrd_success);
    mtx_lock(&x);
    REQUIRE(mtx_trylock(&x) == thrd_busy);
    mtx_lock(&y);
    mtx_unlock(&y);
    mtx_unlock(&x);
    tell_at(&x);
    tell_at(&y);
    mtx_destroy(&x);
    mtx_destroy(&y);
}
static void c11_locks_check(const struct wire *w)
{
    const struct hd_wire_lock *l = wire_at(w, HD_WIRE_LOCKS, lock_at(w, told[0]) - 1);

    CHECK(edge_between(w, told[0], told[1]));
    CHECK(l && l->flags & HD_WIRE_LOCK_C11);
    CHECK(all_events(w) == 0);
}
