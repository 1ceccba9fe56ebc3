/* Stacks of the threads of a deadlock as they are now; see wait_for.h. What the probe recorded is
 * the stack of the wait's begin, kept once per call site, and 16 frames long at most.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/unwind.h"
#include "collector/wait_for.h"
#include "core/log.h"

void hd_wait_chain_stacks(struct hd_wait_chain *c, struct hd_describe *d,
                          const struct hd_snapshot *s, uint32_t pid)
{
    struct hd_err err = {{0}};
    struct hd_unwind *u = c->stall ? NULL : hd_unwind_new(pid, &err);
    if (u)
        c->now = hd_arena_array(hd_describe_arena(d), const struct hd_stack *, c->len);
    for (size_t i = 0; u && i < c->len && !err.msg[0]; i++) {
        uint64_t pc[HD_UNWIND_MAX];
        size_t n = hd_unwind_stopped(u, s->slots.rec[c->slot[i]].tid, pc, &err);
        c->now[i] = n ? hd_describe_pcs(d, pc, n) : NULL;
    }
    if (err.msg[0])
        hd_debug("%s", err.msg);
    hd_unwind_free(u);
}
