/* The EVENTS table: what went wrong, once per kind, object and calling PC, with a count.
 * SPDX-License-Identifier: Apache-2.0 */
#include "runtime_probe/probe.h"

enum { PROBES = 16 };

static bool same(const struct hd_wire_event *a, const struct hd_event *e, const struct hd_call *c)
{
    return a->kind == (uint32_t)e->kind && a->address == e->address && a->pc == c->pc &&
           a->lock_id == e->lock.id && a->lock_gen == e->lock.gen;
}

static void again(struct hd_wire_event *r)
{
    __atomic_fetch_add(&r->count, 1, __ATOMIC_RELAXED);
    r->last_ns = hd_now();
}

static uint32_t write_event(struct hd_guard *g, const struct hd_event *e, const struct hd_call *c)
{
    uint32_t i = hd_take(HD_WIRE_EVENTS);
    struct hd_wire_event *r;

    if (i == UINT32_MAX)
        return 0;
    r = &hd_g->events[i];
    r->kind = (uint32_t)e->kind;
    r->count = 1;
    r->thread_id = g->t->thread.id;
    r->thread_gen = g->t->thread.gen;
    r->clock = g->t->clock;
    r->lock_id = e->lock.id;
    r->lock_gen = e->lock.gen;
    r->stack_id = e->stack_id ? e->stack_id : hd_stack_here(g, c);
    r->stack2_id = e->stack2_id;
    r->address = e->address;
    r->aux = e->aux;
    r->aux2 = e->aux2;
    r->pc = c->pc;
    r->first_ns = r->last_ns = hd_now();
    hd_commit(&r->state, 1);
    return i + 1;
}

/* Two threads may enter the same new event at once: it then stands there twice, which counts right. */
void hd_event_note(struct hd_guard *g, const struct hd_event *e, const struct hd_call *c)
{
    uint64_t h = hd_mix(hd_mix(e->address, c->pc), (uint64_t)e->kind);
    uint32_t *slot = &hd_g->event_index[h >> (64 - hd_g->event_bits)];

    if (g->t->ignore)
        return;
    for (int i = 0; i < PROBES; i++, slot++) {
        uint32_t id = __atomic_load_n(slot, __ATOMIC_ACQUIRE);

        if (!id) {
            id = write_event(g, e, c);
            if (id)
                __atomic_store_n(slot, id, __ATOMIC_RELEASE);
            return;
        }
        if (same(&hd_g->events[id - 1], e, c)) {
            again(&hd_g->events[id - 1]);
            return;
        }
    }
    __atomic_fetch_add(&hd_section(HD_WIRE_EVENTS)->dropped, 1, __ATOMIC_RELAXED);
}

void hd_event_retract(const struct hd_event *e, const struct hd_call *c)
{
    uint64_t h = hd_mix(hd_mix(e->address, c->pc), (uint64_t)e->kind);
    uint32_t *slot = &hd_g->event_index[h >> (64 - hd_g->event_bits)];

    for (int i = 0; i < PROBES; i++, slot++) {
        uint32_t id = __atomic_load_n(slot, __ATOMIC_ACQUIRE);

        if (id && same(&hd_g->events[id - 1], e, c)) {
            __atomic_fetch_sub(&hd_g->events[id - 1].count, 1, __ATOMIC_RELAXED);
            return;
        }
    }
}
