/* Many threads at once over few and many locks: nothing is lost, invented or slowed to a crawl.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <unistd.h>

#include "tests/probe/probe_test.h"

enum { THREADS = 8, LOCKS = 64, ROUNDS = 20000 };

static pthread_mutex_t m[LOCKS];
static pthread_rwlock_t rw[LOCKS];

static unsigned next(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

/* Always in the order of the index, released in any order; objects of its own come and go. */
static void *work(void *arg)
{
    unsigned seed = (unsigned)(uintptr_t)arg;

    for (int i = 0; i < ROUNDS; i++) {
        unsigned x = next(&seed) % LOCKS, y = x + 1 + next(&seed) % LOCKS;
        pthread_mutex_t *own = NULL;

        pthread_mutex_lock(&m[x]);
        if (y < LOCKS)
            pthread_rwlock_rdlock(&rw[y]);
        if (i % 8 == 0) {
            own = malloc(sizeof *own);
            pthread_mutex_init(own, NULL);
            pthread_mutex_lock(own);
        }
        pthread_mutex_unlock(&m[x]);
        if (own) {
            pthread_mutex_unlock(own);
            pthread_mutex_destroy(own);
            free(own);
        }
        if (y < LOCKS)
            pthread_rwlock_unlock(&rw[y]);
    }
    return arg;
}

SCENARIO(stress, EXITS)
static void stress_child(void)
{
    pthread_t t[THREADS];

    for (int i = 0; i < LOCKS; i++) {
        pthread_mutex_init(&m[i], NULL);
        pthread_rwlock_init(&rw[i], NULL);
        tell_at(&m[i]);
    }
    for (int i = 0; i < THREADS; i++)
        REQUIRE(pthread_create(&t[i], NULL, work, (void *)(uintptr_t)(i + 1)) == 0);
    for (int i = 0; i < THREADS; i++)
        REQUIRE(pthread_join(t[i], NULL) == 0);
}
static void stress_check(const struct wire *w)
{
    unsigned pairs = 0;

    CHECK(all_events(w) == 0);
    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_SLOTS); i++)
        CHECK(slot_at(w, i)->depth == 0);
    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_EDGES); i++) {
        const struct hd_wire_edge *e = wire_at(w, HD_WIRE_EDGES, i);
        const struct hd_wire_lock *a, *b;

        if (e->state != 1)
            continue;
        a = wire_at(w, HD_WIRE_LOCKS, e->from_id - 1);
        b = wire_at(w, HD_WIRE_LOCKS, e->to_id - 1);
        CHECK(a && b);
        if (!a || !b || a->generation != e->from_gen || b->generation != e->to_gen)
            continue;
        pairs += a->object == HD_WIRE_MUTEX && b->object == HD_WIRE_RWLOCK;
        CHECK(a->object == HD_WIRE_MUTEX || b->object == HD_WIRE_MUTEX);
    }
    CHECK(pairs > LOCKS * (LOCKS - 1) / 2 - 20); /* all that can be, but for a few by chance */
}

/* More than 256 objects of one initialisation: a thread's second one adds no edges. */
SCENARIO(crowded_class, EXITS)
static void crowded_class_child(void)
{
    enum { MANY = 1000 };
    static pthread_mutex_t crowd[MANY], inner = PTHREAD_MUTEX_INITIALIZER;

    for (int i = 0; i < MANY; i++)
        pthread_mutex_init(&crowd[i], NULL);
    for (int round = 0; round < 20; round++)
        for (int i = 0; i < MANY; i++) {
            pthread_mutex_lock(&crowd[i]);
            pthread_mutex_lock(&inner);
            pthread_mutex_unlock(&inner);
            pthread_mutex_unlock(&crowd[i]);
        }
    tell_at(&crowd[MANY - 1]);
}
static void crowded_class_check(const struct wire *w)
{
    const struct hd_wire_lock *last = wire_at(w, HD_WIRE_LOCKS, lock_at(w, told[0]) - 1);
    const uint64_t *cold = wire_at(w, HD_WIRE_COUNTERS, HD_WIRE_COUNT_COLD);

    CHECK(last && last->flags & HD_WIRE_LOCK_CROWDED);
    CHECK(edges(w) >= 1 && edges(w) <= 260);
    CHECK(*cold < 600); /* of 40000 acquisitions */
    CHECK(all_events(w) == 0);
}
