/* The hot path: what every lock operation pays. Plain loads and stores on lines that belong to this
 * thread, one read of the shared address table, no atomic read-modify-write, no clock, no call
 * unless a chain of held locks is met for the first time.
 *
 * A signal handler of the same thread may run hooks between any two of these stores. So an entry is
 * reserved (depth) before it is filled and has address 0 until it is complete.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_RUNTIME_PROBE_HOT_H
#define HEDDLE_RUNTIME_PROBE_HOT_H

#include "runtime_probe/probe.h"

/* The thread that hooks may record for, or NULL: call the real function and nothing else. */
HD_INLINE struct hd_local *hd_enter(void)
{
    struct hd_local *t = hd_tls.local;

    if (HD_UNLIKELY(!t->slot))
        t = hd_arrive();
    return t;
}

/* What the address table knows, looking at the two likeliest places only; word 0 sends the caller
 * to the cold path, which looks properly. */
HD_INLINE union hd_ref hd_lock_peek(const struct hd_local *t, uint64_t addr)
{
    const struct hd_index *x = &t->locks[hd_index_home(addr, t->locks_shift)];
    union hd_ref none = {.word = 0};

    if (HD_LIKELY(x->addr == addr))
        return x->ref;
    if (x[1].addr == addr)
        return x[1].ref;
    return none;
}

/* Pushes an entry for an acquisition that is about to be tried (or, TRY, has succeeded) and meets the
 * chain of held locks it makes. NULL when the stack is full or the thread was switched off. */
HD_INLINE struct hd_wire_entry *hd_push(struct hd_local *t, uint64_t addr, uint8_t object,
                                        uint8_t mode, uint8_t flags, const struct hd_call *c)
{
    struct hd_wire_slot *s = t->slot;
    uint32_t d = s->depth;
    struct hd_wire_entry *e;
    const struct hd_chain *known;
    union hd_ref ref;
    uint64_t chain, key;

    if (HD_UNLIKELY(d >= HD_WIRE_HELD || s->kill)) {
        s->lost += !s->kill;
        return NULL;
    }
    e = &s->entry[d];
    s->depth = d + 1;
    HD_BARRIER();
    ref = hd_lock_peek(t, addr);
    chain = hd_mix(d ? e[-1].chain : 0, ref.word + mode + ((uint64_t)flags << 8));
    key = hd_mix(chain ^ t->seed,
                 (c->pc & t->pc_mask) ^ ((uint64_t)(c->frame & t->frame_mask) << 20));
    known = &t->cache[key % HD_CACHE];
    e->pc = c->pc;
    e->lock_id = ref.id;
    e->lock_gen = ref.gen;
    e->stack_id = known->stack_id;
    e->activity = HD_WIRE_WAITING;
    e->mode = mode;
    e->object = object;
    e->flags = flags;
    e->chain = chain;
    e->frame = c->frame;
    s->seq++;
    HD_BARRIER();
    /* A destroyed object (HD_REF_DEAD is the sign bit) has to be looked at as well. */
    if (HD_UNLIKELY(known->key != key || (int32_t)ref.gen <= 0))
        return hd_meet(t, s, e, addr, c);
    e->address = addr;
    return e;
}

HD_INLINE void hd_pop(struct hd_wire_slot *s, struct hd_wire_entry *e)
{
    e->address = 0;
    HD_BARRIER();
    s->depth = (uint32_t)(e - s->entry);
}

/* The acquisition returned `r`. */
HD_INLINE void hd_settle(struct hd_local *t, struct hd_wire_entry *e, int r)
{
    HD_BARRIER();
    if (HD_LIKELY(r == 0 || r == EOWNERDEAD))
        e->activity = HD_WIRE_HOLDING;
    else
        hd_pop(t->slot, e);
}

/* Takes the entry of a release off the stack; false when it has to be searched. */
HD_INLINE bool hd_release(struct hd_wire_slot *s, uint64_t addr)
{
    uint32_t d = s->depth;
    struct hd_wire_entry *e = &s->entry[d - 1];

    if (HD_UNLIKELY(!d || e->address != addr || e->activity == HD_WIRE_WAITING))
        return false;
    hd_pop(s, e);
    return true;
}

/* The release failed: the entry that hd_release() took is still there but for its address. */
HD_INLINE void hd_unrelease(struct hd_wire_slot *s, uint64_t addr)
{
    struct hd_wire_entry *e = &s->entry[s->depth];

    s->depth++;
    HD_BARRIER();
    e->address = addr;
}

#endif
