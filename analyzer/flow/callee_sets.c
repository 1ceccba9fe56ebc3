/* What a callee writes, releases and starts becomes part of what its caller does.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/translate.h"

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
static void find_bits(struct fctx *c, const struct summary *callee, struct merged_callee *to)
{
    to->write = hd_arena_array(&c->a, struct write_bit, WRITES_TOLD);
    for (size_t m = 0, n = callee->mods.len; m < n; m++) {
        size_t k = number_written(c, callee->mods.data[m]);
        if (k < WRITES_TOLD)
            to->write[to->nwrites++] = (struct write_bit){UINT64_C(1) << k, m};
    }
}

/* Makes the callee's sets part of ours, once: a call is looked at for many states. */
const struct merged_callee *merge_callee(struct fctx *c, const struct summary *sum)
{
    struct merged_callee now = {sum, sum->mods.len, sum->releases.len, sum->spawned.len};
    struct merged_callee *at = NULL;
    for (size_t k = 0; k < c->merged.len && !at; k++)
        if (c->merged.data[k].sum == sum)
            at = &c->merged.data[k];
    if (at && at->mods == now.mods && at->releases == now.releases && at->spawned == now.spawned)
        return at;
    if (sum != c->sum)
        merge_sets(c->sum, sum);
    find_bits(c, sum, &now);
    if (at) {
        *at = now;
        return at;
    }
    hd_vec_push(&c->merged, now);
    return &hd_vec_last(&c->merged);
}
