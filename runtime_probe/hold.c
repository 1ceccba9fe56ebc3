/* Exact hold times, when they were asked for (HEDDLE_HOLD_TIMES=1). A thread then prepares no steps:
 * every acquisition takes the slow path and gets the time into its entry, every release adds it up in
 * the lock's record. Without the option none of this runs.
 * SPDX-License-Identifier: Apache-2.0 */
#include "runtime_probe/probe.h"

/* Holds in the upper half, the longest one in microseconds in the lower half. */
static uint64_t one_more(uint64_t word, uint64_t us)
{
    uint64_t longest = (uint32_t)word;

    us = us > UINT32_MAX ? UINT32_MAX : us;
    return ((word >> 32) + 1) << 32 | (us > longest ? us : longest);
}

HD_COLD void hd_hold_begin(struct hd_wire_entry *e)
{
    e->since_ns = hd_now();
}

HD_COLD void hd_hold_end(struct hd_wire_entry *e)
{
    struct hd_wire_lock *l = hd_lock_record((union hd_ref){{.id = e->lock_id, .gen = e->lock_gen}});
    uint64_t ns = hd_now() - e->since_ns, word;

    if (!l || !e->since_ns || l->object > HD_WIRE_SPIN)
        return;
    e->since_ns = 0;
    __atomic_fetch_add(&l->broadcasts, ns, __ATOMIC_RELAXED);
    word = __atomic_load_n(&l->wakes, __ATOMIC_RELAXED);
    while (!__atomic_compare_exchange_n(&l->wakes, &word, one_more(word, ns / 1000), true,
                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
    }
}
