/* How a run goes over time, into the store: a sample a second of who lives, holds and waits, and
 * the profile of its locks. A long run keeps every second, fourth, eighth … sample, so that there
 * are never more than HD_SAMPLES_MOST of them; counts of looks are totals from the start, so that
 * nothing is lost between two that are kept.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "collector/session_internal.h"
#include "collector/target.h"

enum {
    PLACES_MOST = 32, /* per sample, those with most alive */
    LOCKS_MOST = 16,  /* per sample, the most contended */
    USES_MOST = 512,  /* locks whose use is stored */
    USES_EVERY_MS = 10000,
};

int64_t hd_session_look(struct hd_session *s)
{
    struct hd_history *h = &s->history;
    int64_t now = hd_monotonic_ms();
    if (now < h->look_ms)
        return h->look_ms - now;
    if (hd_slots_read(&h->slots, &s->wire, NULL) == 0)
        hd_profile_look(&h->profile, &h->slots);
    int64_t pause = hd_profile_interval_ms(h->slots.len);
    h->look_ms = now + pause;
    return pause;
}

void hd_history_free(struct hd_history *h)
{
    hd_slots_free(&h->slots);
    hd_profile_free(&h->profile);
    hd_vec_free(&h->past);
    hd_map_free(&h->past_of);
}

int hd_history_resume(struct hd_session *s, struct hd_store *db, struct hd_err *err)
{
    struct hd_history *h = &s->history;
    struct hd_arena a = {0};
    hd_sample_vec old = {0};
    hd_vec_clear(&h->past);
    int rc = hd_store_load_samples(db, s->run, &a, &old, err);
    if (rc == 0)
        rc = hd_store_load_lock_profile(db, s->run, &h->past, err);
    for (size_t i = 0; rc == 0 && i < h->past.len; i++)
        *hd_map_put(&h->past_of, (uint64_t)h->past.data[i].use.lock, NULL) = i + 1;
    if (rc == 0 && old.len) {
        int64_t now_ms = hd_wall_ms(&s->snap, (uint64_t)s->snap.taken_ms * 1000000);
        h->first_ms = s->snap.taken_ms - (now_ms - old.data[0].at_ms);
        h->past_looks = hd_vec_last(&old).looks;
    }
    hd_vec_free(&old);
    hd_arena_free(&a);
    return rc;
}

/* What was counted of this lock before; zeroes. */
static struct hd_lock_use_row past_use(const struct hd_history *h, int64_t lock)
{
    const uint64_t *at = hd_map_get(&h->past_of, (uint64_t)lock);
    return at && *at ? h->past.data[*at - 1].use : (struct hd_lock_use_row){.lock = lock};
}

static int64_t most(int64_t x, int64_t y)
{
    return x > y ? x : y;
}

static int more_alive(const void *a, const void *b)
{
    const struct hd_growth *x = *(const struct hd_growth *const *)a;
    const struct hd_growth *y = *(const struct hd_growth *const *)b;
    return x->now != y->now ? (x->now < y->now ? 1 : -1) : (x > y) - (x < y);
}

/* The places with most alive; their count, or -1. */
static int take_places(struct hd_session *s, struct hd_store *db, struct hd_sample *m,
                       struct hd_err *err)
{
    HD_VEC(const struct hd_growth *) v = {0};
    hd_vec_foreach(g, &s->trend.growth)
    {
        *(g->timer ? &m->timers : &m->threads) += g->now;
        if (g->now)
            hd_vec_push(&v, g);
    }
    if (v.len)
        qsort(v.data, v.len, sizeof *v.data, more_alive);
    int rc = 0;
    for (size_t i = 0; i < v.len && i < PLACES_MOST && rc == 0; i++) {
        const struct hd_growth *g = v.data[i];
        uint32_t stack = g->timer ? s->snap.timers.rec[g->record].create_stack_id
                                  : s->snap.threads.rec[g->record].create_stack_id;
        int64_t row = hd_ingest_stack(s, db, hd_describe_stack(s->d, &s->snap, stack, 0), err);
        if (row > 0)
            m->place[m->nplaces++] = (struct hd_sample_place){g->timer, row, g->now};
        rc = row < 0 ? -1 : 0;
    }
    hd_vec_free(&v);
    return rc;
}

static int take_locks(struct hd_session *s, struct hd_store *db, struct hd_sample *m,
                      struct hd_err *err)
{
    uint32_t top[LOCKS_MOST];
    size_t n = hd_profile_top(&s->history.profile, top, LOCKS_MOST);
    for (size_t i = 0; i < n; i++) {
        const struct hd_lock_use *u = &s->history.profile.use.data[top[i]];
        int64_t row = hd_ingest_lock(s, db, u->lock_id, u->lock_gen, err);
        if (row < 0)
            return -1;
        const struct hd_lock_use_row past = past_use(&s->history, row);
        if (row)
            m->lock[m->nlocks++] =
                (struct hd_sample_lock){row, past.held + u->held, past.waited + u->waited};
    }
    return 0;
}

static int put_uses(struct hd_session *s, struct hd_store *db, struct hd_err *err)
{
    static uint32_t top[USES_MOST];
    size_t n = hd_profile_top(&s->history.profile, top, USES_MOST);
    for (size_t i = 0; i < n; i++) {
        const struct hd_lock_use *u = &s->history.profile.use.data[top[i]];
        int64_t lock = hd_ingest_lock(s, db, u->lock_id, u->lock_gen, err);
        const struct hd_lock_use_row past = past_use(&s->history, lock);
        struct hd_lock_use_row row = {
            .lock = lock,
            .held = past.held + u->held,
            .waited = past.waited + u->waited,
            .contended = past.contended + u->contended,
            .most_waiting = (uint32_t)most(past.most_waiting, u->most_waiting),
            .longest_hold_ms = most(past.longest_hold_ms, u->longest_hold_ms),
            .longest_wait_ms = most(past.longest_wait_ms, u->longest_wait_ms),
        };
        if (row.lock < 0 || (row.lock && hd_store_put_lock_use(db, s->run, &row, err) < 0))
            return -1;
    }
    return 0;
}

uint32_t hd_history_stride(uint32_t ordinal)
{
    uint32_t stride = 1;
    while (ordinal / stride >= HD_SAMPLES_MOST)
        stride *= 2;
    return stride;
}

static int longer(const void *a, const void *b, void *arg)
{
    const struct hd_snapshot *s = arg;
    const struct hd_wire_lock *x = &s->locks.rec[*(const uint32_t *)a];
    const struct hd_wire_lock *y = &s->locks.rec[*(const uint32_t *)b];
    return x->broadcasts != y->broadcasts ? (x->broadcasts < y->broadcasts ? 1 : -1)
                                          : (x > y) - (x < y);
}

/* Of the locks that were held longest in all. */
static int put_hold_times(struct hd_session *s, struct hd_store *db, struct hd_err *err)
{
    HD_VEC(uint32_t) v = {0};
    for (uint32_t i = 0; i < s->snap.locks.len; i++) {
        const struct hd_wire_lock *l = &s->snap.locks.rec[i];
        if (l->state && l->object <= HD_WIRE_SPIN && l->wakes >> 32)
            hd_vec_push(&v, i);
    }
    if (v.len)
        qsort_r(v.data, v.len, sizeof *v.data, longer, &s->snap);
    int rc = 0;
    for (size_t i = 0; i < v.len && i < USES_MOST && rc == 0; i++) {
        const struct hd_wire_lock *l = &s->snap.locks.rec[v.data[i]];
        int64_t row = hd_ingest_lock(s, db, v.data[i] + 1, l->generation, err);
        rc = row < 0 ? -1 : 0;
        if (row > 0)
            rc = hd_store_put_hold_time(db, s->run, row, l->wakes >> 32, l->broadcasts / 1000,
                                        (uint32_t)l->wakes, err);
    }
    hd_vec_free(&v);
    return rc;
}

/* Thins when the samples so far have become too many; 1: this one is not kept. */
static int make_room(struct hd_session *s, struct hd_store *db, uint32_t ordinal,
                     struct hd_err *err)
{
    uint32_t stride = hd_history_stride(ordinal);
    if (ordinal % stride)
        return 1;
    if (stride == s->history.stride)
        return 0;
    if (hd_store_thin_samples(db, s->run, stride, err) < 0)
        return -1;
    s->history.stride = stride;
    return 0;
}

static int put_sample(struct hd_session *s, struct hd_store *db, uint32_t ordinal,
                      struct hd_err *err)
{
    struct hd_sample_place place[PLACES_MOST];
    struct hd_sample_lock lock[LOCKS_MOST];
    const struct hd_profile *p = &s->history.profile;
    struct hd_sample m = {.ordinal = ordinal,
                          .at_ms = hd_wall_ms(&s->snap, (uint64_t)s->snap.taken_ms * 1000000),
                          .holding = p->holding,
                          .waiting = p->waiting,
                          .looks = s->history.past_looks + p->looks,
                          .place = place,
                          .lock = lock};
    if (take_places(s, db, &m, err) < 0 || take_locks(s, db, &m, err) < 0)
        return -1;
    return hd_store_put_sample(db, s->run, &m, err) < 0 ? -1 : 0;
}

int hd_history_put(struct hd_session *s, struct hd_store *db, bool over, struct hd_err *err)
{
    struct hd_history *h = &s->history;
    int64_t now = s->snap.taken_ms;
    bool timed = s->snap.header.flags & HD_WIRE_HOLD_TIMES;
    if (timed && over && put_hold_times(s, db, err) < 0)
        return -1;
    if (!h->profile.looks)
        return 0; /* a dead process's file: nothing was followed */
    if (!h->first_ms)
        h->first_ms = now;
    uint32_t ordinal = (uint32_t)((now - h->first_ms) / HD_GROWTH_EVERY_MS);
    int rc = over ? 1 : make_room(s, db, ordinal, err);
    if (rc == 0)
        rc = put_sample(s, db, ordinal, err);
    if (rc < 0)
        return -1;
    if (!over && h->uses_ms && now - h->uses_ms < USES_EVERY_MS)
        return 0;
    h->uses_ms = now;
    if (timed && !over && put_hold_times(s, db, err) < 0)
        return -1;
    return put_uses(s, db, err);
}
