/* See profile.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/profile.h"

#include <stdlib.h>

#include "core/hash.h"

enum { EVERY_MS = 50, SLOTS_AT_FULL_RATE = 128, SLOWEST_MS = 1000, LOCKS_MOST = 1 << 16 };

int64_t hd_profile_interval_ms(uint32_t slots)
{
    int64_t ms = EVERY_MS * (1 + (int64_t)slots / SLOTS_AT_FULL_RATE);
    return ms < SLOWEST_MS ? ms : SLOWEST_MS;
}

static struct hd_lock_use *use_of(struct hd_profile *p, const struct hd_wire_entry *e)
{
    uint64_t key = (uint64_t)e->lock_gen << 32 | e->lock_id;
    uint64_t *at = hd_map_get(&p->index, key);
    if (!at && p->use.len >= LOCKS_MOST)
        return NULL;
    if (!at) {
        struct hd_lock_use fresh = {.lock_id = e->lock_id, .lock_gen = e->lock_gen};
        at = hd_map_put(&p->index, key, NULL);
        *at = p->use.len;
        hd_vec_push(&p->use, fresh);
    }
    return &p->use.data[*at];
}

static bool is_lock(const struct hd_wire_entry *e)
{
    return e->lock_id && HD_WIRE_IS_LOCK(e->object);
}

/* What changes when the thread does anything. */
static uint64_t state_of(const struct hd_wire_slot *slot)
{
    uint32_t depth = hd_slot_depth(slot);
    uint64_t h = (uint64_t)slot->thread_gen << 32 | slot->thread_id;
    h = hd_hash_mix(hd_hash_mix(h, slot->seq), depth);
    return hd_hash_mix(h, depth ? slot->entry[depth - 1].activity : 0) | 1;
}

/* Since when the slot has not moved. */
static int64_t unmoved_ms(struct hd_profile *p, size_t i, const struct hd_wire_slot *slot,
                          int64_t now_ms)
{
    uint64_t state = state_of(slot);
    uint32_t depth = hd_slot_depth(slot);
    struct hd_use_mark *m = &p->mark.data[i];
    if (m->state != state)
        *m = (struct hd_use_mark){
            .state = state, .since_ms = now_ms, .before = p->looks ? m->held : HD_USE_UNKNOWN};
    m->held = depth - (depth && slot->entry[depth - 1].activity == HD_WIRE_WAITING);
    return now_ms - m->since_ms;
}

struct hd_use_age hd_profile_age(const struct hd_profile *p, size_t i,
                                 const struct hd_wire_slot *slot, uint32_t entry, bool timed)
{
    static const struct hd_use_mark nothing;
    const struct hd_use_mark *m = i < p->mark.len ? &p->mark.data[i] : &nothing;
    const struct hd_wire_entry *e = &slot->entry[entry];
    bool holds = e->activity == HD_WIRE_HOLDING;
    if (timed && holds && e->since_ns) {
        int64_t ms = p->last_ms - (int64_t)(e->since_ns / 1000000);
        return (struct hd_use_age){ms > 0 ? ms : 0, false};
    }
    if (m->state != state_of(slot)) /* it moved after the last look */
        return (struct hd_use_age){0, holds && m->held > entry};
    /* A thread that waits cannot have done so before it last moved. */
    bool at_least = holds ? m->before > entry : m->before == HD_USE_UNKNOWN;
    return (struct hd_use_age){p->last_ms - m->since_ms, at_least};
}

static void look_at_entry(struct hd_profile *p, const struct hd_wire_entry *e, bool innermost,
                          int64_t age_ms)
{
    struct hd_lock_use *u = is_lock(e) ? use_of(p, e) : NULL;
    if (!u)
        return;
    if (e->activity == HD_WIRE_HOLDING) {
        u->held++;
        u->longest_hold_ms = age_ms > u->longest_hold_ms ? age_ms : u->longest_hold_ms;
    } else if (e->activity == HD_WIRE_WAITING && innermost) {
        u->waited++;
        u->waiting++;
        u->longest_wait_ms = age_ms > u->longest_wait_ms ? age_ms : u->longest_wait_ms;
    }
}

/* By the entry's own time, when it is one that can be. */
static int64_t held_ms(const struct hd_wire_entry *e, int64_t now_ms, int64_t age_ms)
{
    int64_t since_ms = (int64_t)(e->since_ns / 1000000);
    bool known = e->activity == HD_WIRE_HOLDING && e->since_ns && since_ms <= now_ms;
    return known ? now_ms - since_ms : age_ms;
}

static void look_at_slot(struct hd_profile *p, size_t i, const struct hd_wire_slot *slot,
                         int64_t now_ms, bool timed)
{
    uint32_t depth = hd_slot_depth(slot);
    if (slot->state != 1 || !depth || slot->kill) {
        p->mark.data[i] = (struct hd_use_mark){0};
        return;
    }
    int64_t age = unmoved_ms(p, i, slot, now_ms);
    bool holds = false, waits = false;
    for (uint32_t k = 0; k < depth; k++) {
        const struct hd_wire_entry *e = &slot->entry[k];
        if (!e->address)
            continue;
        look_at_entry(p, e, k + 1 == depth, timed ? held_ms(e, now_ms, age) : age);
        holds |= e->activity == HD_WIRE_HOLDING;
        waits |= e->activity == HD_WIRE_WAITING && k + 1 == depth;
    }
    p->holding += holds;
    p->waiting += waits;
}

void hd_profile_look(struct hd_profile *p, const struct hd_slots *s)
{
    while (p->mark.len < s->len) {
        struct hd_use_mark fresh = {0};
        hd_vec_push(&p->mark, fresh);
    }
    p->holding = p->waiting = 0;
    for (uint32_t i = 0; i < s->len; i++)
        look_at_slot(p, i, &s->rec[i], s->taken_ms, s->timed);
    hd_vec_foreach(u, &p->use)
    {
        u->contended += u->waiting > 0;
        u->most_waiting = u->waiting > u->most_waiting ? u->waiting : u->most_waiting;
        u->waiting = 0;
    }
    p->looks++;
    p->last_ms = s->taken_ms;
}

void hd_profile_free(struct hd_profile *p)
{
    hd_vec_free(&p->use);
    hd_vec_free(&p->mark);
    hd_map_free(&p->index);
}

static int busier(const void *a, const void *b, void *arg)
{
    const struct hd_profile *p = arg;
    uint32_t i = *(const uint32_t *)a, k = *(const uint32_t *)b;
    const struct hd_lock_use *x = &p->use.data[i], *y = &p->use.data[k];
    if (x->waited != y->waited)
        return x->waited < y->waited ? 1 : -1;
    if (x->held != y->held)
        return x->held < y->held ? 1 : -1;
    return i < k ? -1 : i > k;
}

size_t hd_profile_top(const struct hd_profile *p, uint32_t *out, size_t max)
{
    size_t n = p->use.len;
    uint32_t *all = malloc((n + 1) * sizeof *all);
    if (!all)
        hd_oom();
    for (size_t i = 0; i < n; i++)
        all[i] = (uint32_t)i;
    qsort_r(all, n, sizeof *all, busier, (void *)p);
    n = n < max ? n : max;
    for (size_t i = 0; i < n; i++)
        out[i] = all[i];
    free(all);
    return n;
}
