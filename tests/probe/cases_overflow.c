/* More than the tables hold: counted, and the program does not notice.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/probe/probe_test.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;

static uint64_t counter(const struct wire *w, enum hd_wire_counter c)
{
    const uint64_t *v = wire_at(w, HD_WIRE_COUNTERS, c);

    return v ? *v : 0;
}

/* Locks that live for one request, under one that stays: their edges make room for those that matter. */
SCENARIO_ENV(edges_of_dead_locks_go, EXITS, "HEDDLE_SIZE=1")
static void edges_of_dead_locks_go_child(void)
{
    enum { REQUESTS = 6000 };
    static pthread_mutex_t inner[64];

    for (int i = 0; i < REQUESTS; i++) {
        pthread_mutex_t *m = &inner[i % 64];

        *m = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
        pthread_mutex_lock(&a);
        pthread_mutex_lock(m);
        pthread_mutex_unlock(m);
        pthread_mutex_unlock(&a);
        pthread_mutex_destroy(m);
    }
    pthread_mutex_lock(&b);
    pthread_mutex_lock(&a);
    pthread_mutex_unlock(&a);
    pthread_mutex_unlock(&b);
    tell_at(&a);
    tell_at(&b);
}
static void edges_of_dead_locks_go_check(const struct wire *w)
{
    const struct hd_wire_edge *e = edge_between(w, told[1], told[0]);
    const struct hd_wire_context *x[HD_WIRE_EDGE_CONTEXTS];

    CHECK(wire_used(w, HD_WIRE_EDGES) < 3000);
    CHECK(wire_dropped(w, HD_WIRE_EDGES) == 0 && wire_dropped(w, HD_WIRE_CONTEXTS) == 0);
    CHECK(e && contexts(w, e, x) == 1);
    CHECK(all_events(w) == 0);
}

/* ---- 200,000 locks ---- */

SCENARIO(overflow_locks, EXITS)
static void overflow_locks_child(void)
{
    enum { MANY = 200000, ROUNDS = 2 };
    pthread_mutex_t *m = calloc(MANY, sizeof *m); /* as PTHREAD_MUTEX_INITIALIZER */
    long sum = 0;

    REQUIRE(m != NULL);
    for (int r = 0; r < ROUNDS; r++)
        for (int i = 0; i < MANY; i++) {
            REQUIRE(pthread_mutex_lock(&m[i]) == 0);
            REQUIRE(pthread_mutex_lock(&a) == 0);
            sum += i;
            REQUIRE(pthread_mutex_trylock(&m[i]) == EBUSY);
            REQUIRE(pthread_mutex_unlock(&m[i]) == 0);
            REQUIRE(pthread_mutex_unlock(&a) == 0);
        }
    REQUIRE(sum == (long)ROUNDS * MANY * (MANY - 1L) / 2);
    pthread_mutex_lock(&m[0]); /* has a record, and is held at the end */
    tell_at(&m[0]);
    pthread_mutex_lock(&m[MANY - 1]);
    tell_at(&m[MANY - 1]);
}
static void overflow_locks_check(const struct wire *w)
{
    const struct hd_wire_slot *s = slot_at(w, 0);

    CHECK(wire_dropped(w, HD_WIRE_LOCKS) > 1000);
    CHECK(s->depth == 2 && s->lost == 0);
    CHECK(s->entry[0].address == told[0] && s->entry[0].lock_id);
    CHECK(s->entry[1].address == told[1] && !s->entry[1].lock_id);
    CHECK(all_events(w) == 0);
    /* Of 800,000 acquisitions. What finds no room must not be looked at in full each time. */
    CHECK(counter(w, HD_WIRE_COUNT_COLD) < 100000);
}

/* ---- 10,000 threads ---- */

static pthread_cond_t go = PTHREAD_COND_INITIALIZER;
static int running, released;

static void *one_of_many(void *arg)
{
    pthread_mutex_lock(&a);
    running++;
    while (!released)
        pthread_cond_wait(&go, &a);
    running--;
    pthread_mutex_unlock(&a);
    return arg;
}

SCENARIO(ten_thousand_threads, EXITS)
static void ten_thousand_threads_child(void)
{
    enum { MANY = 10000 };
    static pthread_t t[MANY];
    pthread_attr_t at;
    int n = 0, all;

    pthread_attr_init(&at);
    REQUIRE(pthread_attr_setstacksize(&at, 64 * 1024) == 0);
    while (n < MANY && pthread_create(&t[n], &at, one_of_many, (void *)(uintptr_t)n) == 0)
        n++;
    REQUIRE(n >= 2000); /* the machine's limit may be lower than ours */
    do {
        usleep(1000);
        pthread_mutex_lock(&a);
        all = running;
        pthread_mutex_unlock(&a);
    } while (all < n);
    pthread_mutex_lock(&a);
    released = 1;
    pthread_cond_broadcast(&go);
    pthread_mutex_unlock(&a);
    for (int i = 0; i < n; i++) {
        void *r;

        REQUIRE(pthread_join(t[i], &r) == 0 && r == (void *)(uintptr_t)i);
    }
    REQUIRE(running == 0);
    tell((uint64_t)n);
}
static void ten_thousand_threads_check(const struct wire *w)
{
    CHECK(wire_used(w, HD_WIRE_SLOTS) == 448);
    CHECK(counter(w, HD_WIRE_COUNT_SLOT_FULL) >= told[0] - 448);
    CHECK(wire_dropped(w, HD_WIRE_SLOTS) == counter(w, HD_WIRE_COUNT_SLOT_FULL));
    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_SLOTS); i++)
        CHECK(slot_at(w, i)->depth == 0);
    CHECK(events(w, HD_WIRE_EVENT_UNLOCK_FREE) == 0 &&
          events(w, HD_WIRE_EVENT_UNLOCK_FOREIGN) == 0);
}
