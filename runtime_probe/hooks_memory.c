/* free(), for one question only: does the block hold a lock that this thread holds? A thread
 * without held locks pays two loads.
 * SPDX-License-Identifier: Apache-2.0 */
#include <malloc.h>

#include "runtime_probe/hot.h"
#include "runtime_probe/real.h"

enum { NEAR = 1 << 20 }; /* bytes: spares asking for the size of most blocks */

static bool holds_within(const struct hd_wire_entry *e, uint64_t from, uint64_t size)
{
    return HD_WIRE_ADDRESS(e->address) - from < size && e->activity == HD_WIRE_HOLDING &&
           HD_WIRE_IS_LOCK(e->object);
}

/* Is something held in `size` bytes from there on? */
static bool any_within(const struct hd_local *t, uint64_t from, uint64_t size)
{
    const struct hd_wire_slot *s = t->slot;
    uint32_t at = s->top & HD_WIRE_TOP_STEP;

    for (uint32_t k = 0; k < HD_WIRE_HELD && at < HD_WIRE_STEPS;
         k++, at = (uint8_t)t->step_below[at])
        if (t->step_addr[at] - from < size)
            return true;
    for (uint32_t i = 0; i < t->depth; i++)
        if (holds_within(&s->entry[i], from, size))
            return true;
    return false;
}

static void note_block(struct hd_guard *g, uint64_t from, uint64_t size, const struct hd_call *c)
{
    struct hd_local *t = g->t;

    hd_fold(t);
    for (uint32_t i = t->depth; i-- > 0;) {
        struct hd_wire_entry *e = &t->slot->entry[i];

        if (!holds_within(e, from, size))
            continue;
        hd_event_note(g,
                      &(struct hd_event){.kind = HD_WIRE_EVENT_FREE_HELD,
                                         .address = e->address,
                                         .lock = {{.id = e->lock_id, .gen = e->lock_gen}},
                                         .aux = from,
                                         .stack2_id = e->stack_id},
                      c);
        hd_lock_kill(g, e->address, 0, HD_WIRE_LOCK_FREED);
        hd_held_remove(t, e);
    }
    hd_unfold(t);
}

static HD_COLD void check_block(struct hd_local *t, void *p, const struct hd_call *c)
{
    struct hd_guard g;
    uint64_t size;

    hd_guard_enter(&g, t);
    size = malloc_usable_size(p);
    if (any_within(t, (uintptr_t)p, size))
        note_block(&g, (uintptr_t)p, size, c);
    hd_guard_leave(&g);
}

HD_EXPORT void free(void *p)
{
    struct hd_local *t = hd_tls.local;

    if (t->slot && p && HD_UNLIKELY(any_within(t, (uintptr_t)p, NEAR))) {
        struct hd_call c = HD_CALL();

        check_block(t, p, &c);
    }
    hd_real.free(p);
}
