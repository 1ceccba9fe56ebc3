/* What a callee writes, releases and starts becomes part of what its caller does.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/flow.h"

static void merge_sets(struct summary *to, const struct summary *from)
{
    for (size_t k = 0; k < from->releases.len; k++)
        push_unique(&to->releases, from->releases.data[k]);
    for (size_t k = 0; k < from->spawned.len; k++)
        push_unique(&to->spawned, from->spawned.data[k]);
    to->spawns |= from->spawns;
    to->self_detaches |= from->self_detaches;
    to->asked_self |= from->asked_self;
}

/* What the callee writes has its numbers among our own writes. */
static const uint64_t *bits_of_writes(struct fctx *c, const struct summary *callee)
{
    uint64_t *bit = hd_arena_array(&c->a, uint64_t, callee->mods.len + 1);
    for (size_t m = 0, n = callee->mods.len; m < n; m++) {
        size_t k = number_written(c, callee->mods.data[m]);
        bit[m] = k < WRITES_TOLD ? UINT64_C(1) << k : 0;
    }
    return bit;
}

/* Makes the callee's sets part of ours, once: a call is looked at for many states. */
const uint64_t *merge_callee(struct fctx *c, const struct summary *sum)
{
    struct merged_callee now = {sum, sum->mods.len, sum->releases.len, sum->spawned.len, NULL};
    struct merged_callee *at = NULL;
    for (size_t k = 0; k < c->merged.len && !at; k++)
        if (c->merged.data[k].sum == sum)
            at = &c->merged.data[k];
    if (at && at->mods == now.mods && at->releases == now.releases && at->spawned == now.spawned)
        return at->write;
    if (sum != c->sum)
        merge_sets(c->sum, sum);
    now.write = bits_of_writes(c, sum);
    if (at)
        *at = now;
    else
        hd_vec_push(&c->merged, now);
    return now.write;
}
