/* The hot path: what every lock operation pays. Plain loads and stores on lines that belong to this
 * thread, one read of the shared address table, no atomic read-modify-write, no clock, no call
 * unless a chain of held locks is met for the first time.
 *
 * A signal handler of the same thread may run hooks between any two of these stores. So an entry is
 * reserved (depth) before it is filled and has address 0 until it is complete.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_RUNTIME_PROBE_HOT_H
#define HEDDLE_RUNTIME_PROBE_HOT_H

#include <string.h>

#include "runtime_probe/probe.h"

/* The thread that hooks may record for, or NULL: call the real function and nothing else. */
HD_INLINE struct hd_local *hd_enter(void)
{
    struct hd_local *t = hd_tls.local;

    if (HD_UNLIKELY(!t->slot))
        t = hd_arrive();
    return t;
}

/* What the address table knows, looking at the two likeliest places only. */
HD_INLINE const struct hd_index *hd_lock_peek(const struct hd_local *t, uint64_t addr)
{
    const struct hd_index *x = hd_index_home(t->locks, t->locks_mask, addr);

    if (HD_LIKELY(x->addr == addr))
        return x;
    return x[1].addr == addr ? x + 1 : NULL;
}

/* Pushes an entry for an acquisition that is about to be tried, when the chain of held locks that it
 * makes has been met before. Else NULL: nothing was done, the slow path takes over. The
 * processor finishes all of it before it starts the locked instruction of the real function, so the
 * chain of dependent loads is kept short. */
HD_INLINE struct hd_wire_entry *hd_push(uint64_t addr, uint8_t object, uint8_t mode, uint8_t flags,
                                        const struct hd_call *c)
{
    struct hd_local *t = hd_tls.local;
    struct hd_wire_slot *s = t->slot;
    uint32_t d = t->depth;
    const struct hd_index *x;
    struct hd_wire_entry *e;
    uint64_t key, site;
    union hd_ref ref;
    uint32_t stack;

    if (HD_UNLIKELY(d >= t->limit))
        return NULL;
    x = hd_lock_peek(t, addr);
    if (HD_UNLIKELY(!x))
        return NULL;
    ref = x->ref;
    site = hd_site_key(t, c);
    key = hd_chain_key(t, d, addr, x->token, mode, flags, site);
    if (HD_UNLIKELY(!hd_chain_known(t, d, key, site, ref, &stack) || s->kill))
        return NULL;
    e = &s->entry[d];
    hd_set_depth(t, d + 1);
    t->chain[d + 1] = key;
    e->pc = c->pc;
    memcpy(&e->lock_id, &ref.word, sizeof ref.word); /* lock_id, lock_gen */
    e->stack_id = stack;
    e->activity = HD_WIRE_WAITING;
    e->mode = mode;
    e->object = object;
    e->flags = flags;
    s->seq++;
    HD_BARRIER();
    e->address = addr;
    __asm__("" : "+r"(e)); /* one register across the real call, not base and index */
    if (!e)
        __builtin_unreachable();
    return e;
}

/* The acquisition returned `r`, and so does this. */
HD_INLINE int hd_settle(struct hd_wire_entry *e, int r)
{
    HD_BARRIER();
    if (HD_UNLIKELY(r != 0 && r != EOWNERDEAD))
        return hd_acquire_failed(e, r);
    e->activity = HD_WIRE_HOLDING;
    return r;
}

/* Takes the entry of a release off the stack; false when it is not the innermost. No way back: the
 * release of a lock that this thread holds does not fail. */
HD_INLINE bool hd_release(uint64_t addr)
{
    struct hd_local *t = hd_tls.local;
    uint32_t d = t->depth;
    struct hd_wire_entry *e;

    if (HD_UNLIKELY(!d))
        return false;
    e = &t->slot->entry[d - 1];
    if (HD_UNLIKELY(e->address != addr || e->activity == HD_WIRE_WAITING))
        return false;
    e->address = 0;
    HD_BARRIER();
    hd_set_depth(t, d - 1);
    return true;
}

#endif
