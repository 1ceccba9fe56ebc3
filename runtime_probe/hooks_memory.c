/* free(), for one question only: does the block hold a lock that this thread holds? A thread without
 * held locks pays two loads.
 * SPDX-License-Identifier: Apache-2.0 */
#include <malloc.h>

#include "runtime_probe/hot.h"
#include "runtime_probe/real.h"

enum { NEAR = 1 << 20 }; /* bytes: spares asking for the size of most blocks */

static bool near_held(const struct hd_wire_entry *e, uint64_t from)
{
    return HD_WIRE_ADDRESS(e->address) - from < NEAR && e->activity == HD_WIRE_HOLDING &&
           HD_WIRE_IS_LOCK(e->object);
}

static HD_COLD void check_block(struct hd_local *t, void *p, const struct hd_call *c)
{
    struct hd_wire_slot *s = t->slot;
    uint64_t from = (uintptr_t)p, size;
    struct hd_guard g;

    hd_guard_enter(&g, t);
    size = malloc_usable_size(p);
    for (uint32_t i = s->depth; i-- > 0;) {
        struct hd_wire_entry *e = &s->entry[i];

        if (!near_held(e, from) || HD_WIRE_ADDRESS(e->address) - from >= size)
            continue;
        hd_event_note(&g, &(struct hd_event){.kind = HD_WIRE_EVENT_FREE_HELD,
                                             .address = e->address,
                                             .lock = {{.id = e->lock_id, .gen = e->lock_gen}},
                                             .aux = from, .stack2_id = e->stack_id}, c);
        hd_lock_kill(&g, e->address, 0, HD_WIRE_LOCK_FREED);
        hd_held_remove(t, e);
    }
    hd_guard_leave(&g);
}

HD_EXPORT void free(void *p)
{
    struct hd_local *t = hd_tls.local;
    const struct hd_wire_slot *s = t->slot;

    if (HD_UNLIKELY(s && p)) {
        for (uint32_t i = 0; i < s->depth; i++) {
            if (near_held(&s->entry[i], (uintptr_t)p)) {
                struct hd_call c = HD_CALL();

                check_block(t, p, &c);
                break;
            }
        }
    }
    hd_real.free(p);
}
