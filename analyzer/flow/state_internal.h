/* The parts of a state's implementation to each other: state.c (bindings, objects), constraint.c,
 * rename.c, merge.c.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_STATE_INTERNAL_H
#define HEDDLE_ANALYZER_FLOW_STATE_INTERNAL_H

#include <string.h>

#include "analyzer/flow/state.h"
#include "analyzer/ir/ir.h"
#include "core/hash.h"

enum { MAX_FACTS = 512 }; /* per state; what comes beyond is not remembered */

/* Makes room for one more item of a state's array in the arena. */
#define ROOM(a, array, n, cap)                                                                     \
    do {                                                                                           \
        if ((n) == (cap)) {                                                                        \
            uint16_t c_ = (uint16_t)((cap) ? (cap) * 2 : 8);                                       \
            void *p_ = hd_arena_alloc((a), c_ * sizeof *(array));                                  \
            if (n)                                                                                 \
                memcpy(p_, (array), (n) * sizeof *(array));                                        \
            hd_arena_give_back((a), (array), (cap) * sizeof *(array));                             \
            (array) = p_;                                                                          \
            (cap) = c_;                                                                            \
        }                                                                                          \
    } while (0)

static inline void note_bound(struct state *s, term loc)
{
    uint32_t h = loc * 0x9e3779b1u >> 24;
    s->bound[h >> 6] |= UINT64_C(1) << (h & 63);
}
static inline bool may_be_bound(const struct state *s, term loc)
{
    uint32_t h = loc * 0x9e3779b1u >> 24;
    return s->bound[h >> 6] >> (h & 63) & 1;
}
static inline uint64_t told_bit(term val)
{
    return UINT64_C(1) << (val * 0x9e3779b1u >> 26);
}
static inline void note_told(struct state *s, term val)
{
    s->told |= told_bit(val);
}
struct bind *state_bind(const struct state *s, term loc);
/* Is it part of memory that nobody has filled yet? */
bool lies_in_fresh(const struct terms *t, const struct state *s, term key);
/* Is `val` bound to some location? */
bool is_bound(const struct state *s, term val);
void put_con(struct hd_arena *a, struct state *s, const struct con *c);

bool imps_equal(const struct state *x, const struct state *y);
void put_imps(struct hd_arena *a, struct state *s, const struct imp *p, unsigned n);
/* After `val` was narrowed: applies the implications that it guards; false when they contradict. */
bool fire_imps(struct hd_arena *a, struct terms *t, struct state *s, term val);
/* Every number of `x` satisfies `y`. */
bool con_within(const struct con *x, const struct con *y);

#endif
