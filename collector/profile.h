/* Who holds and who waits, by looking now and then: a statistical profile that costs the program
 * nothing. Times are lower bounds, seen between two looks at which the thread had asked for nothing
 * else.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_PROFILE_H
#define HEDDLE_COLLECTOR_PROFILE_H

#include "collector/snapshot.h"
#include "core/map.h"
#include "core/vec.h"

/* Of one lock. Counts are looks, summed over threads where several hold or wait. */
struct hd_lock_use {
    uint32_t lock_id, lock_gen; /* as in the wire file: unchecked */
    uint64_t held, waited;
    uint64_t contended; /* looks at which somebody waited */
    uint32_t most_waiting;
    int64_t longest_hold_ms, longest_wait_ms;
    uint32_t waiting; /* at the look that is going on */
};

/* One slot's state at the last look. */
struct hd_use_mark {
    uint64_t state; /* thread, seq, depth, and whether it waits */
    int64_t since_ms;
    uint32_t held;   /* entries up to the last one that is not waited for */
    uint32_t before; /* the same before `since_ms`; HD_USE_UNKNOWN: it was so at the first look */
};
#define HD_USE_UNKNOWN UINT32_MAX

/* Zero-initialised is empty. */
struct hd_profile {
    uint64_t looks;
    int64_t last_ms;
    HD_VEC(struct hd_lock_use) use;
    struct hd_map index;             /* lock id and generation -> index into use */
    HD_VEC(struct hd_use_mark) mark; /* by slot */
    uint32_t holding, waiting;       /* threads at the last look */
};

/* Milliseconds between two looks at so many slots: 20 a second up to 128, fewer where looking would
 * cost more. */
int64_t hd_profile_interval_ms(uint32_t slots);

/* One look. */
void hd_profile_look(struct hd_profile *p, const struct hd_slots *s);

/* How long an entry of slot `i` has been held or waited for by the last look; `timed` as in struct
 * hd_slots. At least: it may have begun before the first look, or before something else that the
 * thread did in between. */
struct hd_use_age {
    int64_t ms;
    bool at_least;
};
struct hd_use_age hd_profile_age(const struct hd_profile *p, size_t i,
                                 const struct hd_wire_slot *slot, uint32_t entry, bool timed);

void hd_profile_free(struct hd_profile *p);

/* Indexes into p->use, most contended first, then most held; at most `max`. Returns how many. */
size_t hd_profile_top(const struct hd_profile *p, uint32_t *out, size_t max);

#endif
