/* The wire file's part of a look at a live process: what the probe recorded of waits and holders.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "collector/live_internal.h"
#include "collector/wait_for.h"

static enum hd_live_kind kind_of(uint32_t object)
{
    static const enum hd_live_kind kinds[] = {
        [HD_WIRE_MUTEX] = HD_LIVE_MUTEX,
        [HD_WIRE_RWLOCK] = HD_LIVE_RWLOCK,
        [HD_WIRE_SPIN] = HD_LIVE_SPIN,
        [HD_WIRE_COND] = HD_LIVE_COND,
        [HD_WIRE_SEM] = HD_LIVE_SEM,
        [HD_WIRE_BARRIER] = HD_LIVE_BARRIER,
        [HD_WIRE_JOIN] = HD_LIVE_JOIN,
        [HD_WIRE_USER_LOCK] = HD_LIVE_USER_LOCK,
        [HD_WIRE_WAITGROUP] = HD_LIVE_WAITGROUP,
        [HD_WIRE_CHANNEL] = HD_LIVE_CHANNEL,
    };
    return object < sizeof kinds / sizeof *kinds ? kinds[object] : HD_LIVE_NONE;
}

static bool has(const hd_live_index_vec *v, uint32_t i)
{
    hd_vec_foreach(x, v)
    {
        if (*x == i)
            return true;
    }
    return false;
}

static void take_owners(struct hd_live_look *k, struct hd_live_thread *t, uint32_t slot)
{
    for (uint32_t o = 0; o < k->snap.slots.len; o++) {
        if (!hd_slot_blocks(&k->snap, slot, o))
            continue;
        uint32_t i = hd_live_find(k, k->snap.slots.rec[o].tid);
        if (i != UINT32_MAX && !has(&t->owners, i))
            hd_vec_push(&t->owners, i);
    }
}

/* Of a mutex libc's own word decides, where it was read. */
static void take_wait(struct hd_live_look *k, uint32_t slot)
{
    const struct hd_wire_slot *s = &k->snap.slots.rec[slot];
    const struct hd_wire_entry *e = hd_slot_wait(s);
    uint32_t i = s->state ? hd_live_find(k, s->tid) : UINT32_MAX;
    if (i == UINT32_MAX)
        return;
    struct hd_live_thread *t = &k->thread.data[i];
    t->seq = s->seq;
    bool spins = e && (e->object == HD_WIRE_SPIN || e->object == HD_WIRE_USER_LOCK);
    if (!e || (t->task.state == 'R' && !spins))
        return;
    t->kind = kind_of(e->object);
    t->shared = e->mode == HD_MODE_SHARED;
    t->timed |= (e->flags & HD_WIRE_TIMED) != 0;
    t->address = HD_WIRE_ADDRESS(e->address);
    if (!t->owners.len)
        take_owners(k, t, slot);
}

void hd_live_probe(struct hd_live_look *k)
{
    for (uint32_t i = 0; i < k->snap.slots.len; i++)
        take_wait(k, i);
}

static void take_holds(struct hd_live *l, struct hd_live_look *k, const struct hd_wire_slot *s,
                       struct hd_live_thread *t)
{
    for (uint32_t n = 0; n < hd_slot_depth(s); n++) {
        const struct hd_wire_entry *e = &s->entry[n];
        if (!e->address || e->activity != HD_WIRE_HOLDING)
            continue;
        struct hd_live_lock held = {
            .kind = kind_of(e->object),
            .address = HD_WIRE_ADDRESS(e->address),
            .label = hd_describe_object(l->desc, &k->snap, e->lock_id, e->lock_gen, e->address),
            .shared = e->mode == HD_MODE_SHARED};
        hd_vec_push(&t->holds, held);
    }
}

static void name_thread(struct hd_live *l, struct hd_live_look *k, const struct hd_wire_slot *s,
                        struct hd_live_thread *t)
{
    const struct hd_wire_entry *e = hd_slot_wait(s);
    const struct hd_thread_desc *desc =
        hd_describe_thread(l->desc, &k->snap, s->thread_id, s->thread_gen);
    if (strcmp(desc->name, "?") != 0)
        t->name = desc->name;
    if (!e || t->address != HD_WIRE_ADDRESS(e->address))
        return;
    if (e->object != HD_WIRE_JOIN)
        t->label = hd_describe_object(l->desc, &k->snap, e->lock_id, e->lock_gen, e->address);
    const struct hd_stack *stack = hd_describe_stack(l->desc, &k->snap, e->stack_id, e->pc);
    if (!t->whole_stack && hd_live_own_frames(l, stack) > hd_live_own_frames(l, &t->stack))
        t->stack = *stack; /* of the wait's begin: what was peeked ends earlier */
}

void hd_live_probe_names(struct hd_live *l, struct hd_live_look *k)
{
    hd_describe_modules(l->desc, &k->snap);
    for (uint32_t i = 0; i < k->snap.slots.len; i++) {
        const struct hd_wire_slot *s = &k->snap.slots.rec[i];
        hd_vec_foreach(t, &l->thread)
        {
            if (!s->state || t->task.own_tid != s->tid)
                continue;
            name_thread(l, k, s, t);
            take_holds(l, k, s, t);
            break;
        }
    }
}
