/* thread-unstoppable: a thread that somebody joins runs for ever. Said only when everything that it
 * calls is known: no way out, nothing that a cancellation could interrupt, no call that might end
 * the thread or the program.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/checks.h"

/* Is the library's call known to come back soon, and no cancellation point? */
static bool is_harmless(const struct hd_op_model *op)
{
    if (op->on && op->on->kind == HD_KIND_LOCK)
        return op->cond < 0 && !op->timed;
    if (op->blocking || op->yields || op->must_loop ||
        (op->on && op->on->kind == HD_KIND_COND && op->role != HD_ROLE_COND_SIGNAL))
        return false;
    switch (op->role) {
    case HD_ROLE_PURE:
    case HD_ROLE_ERRNO:
    case HD_ROLE_ALLOCATES:
    case HD_ROLE_FREES:
    case HD_ROLE_ZEROES:
    case HD_ROLE_SELF:
    case HD_ROLE_COND_SIGNAL:
        return true;
    default:
        return false;
    }
}

static bool call_is_harmless(const struct program *p, uint32_t unit, const struct hd_ir_insn *i)
{
    uint32_t n, d = call_decl(p, unit, i);
    const struct hd_op_model *ops = call_ops(p, unit, i, &n);
    if (is_guard(p, unit, i))
        return true;
    if (d == NO_DECL || (n == 0 && p->decl.data[d].func == NO_FUNC))
        return false;
    for (uint32_t k = 0; k < n; k++)
        if (!is_harmless(&ops[k]))
            return false;
    return true;
}

static bool body_is_harmless(const struct program *p, uint32_t f)
{
    const struct hd_ir *ir = func_ir(p, f);
    const struct hd_ir_func *fn = func_of(p, f);
    for (uint32_t b = 0; b < fn->nblocks; b++) {
        const struct hd_ir_block *blk = &ir->blocks[fn->block + b];
        for (uint32_t k = 0; k < blk->ninsns; k++)
            if (ir->insns[blk->insn + k].op == HD_INSN_CALL &&
                !call_is_harmless(p, p->func.data[f].unit, &ir->insns[blk->insn + k]))
                return false;
        if (blk->term == HD_TERM_THROW)
            return false;
    }
    return !(fn->flags & HD_FUNC_BROKEN);
}

/* Is all that the entry may run harmless? */
static bool all_harmless(struct program *p, uint32_t entry)
{
    HD_VEC(uint32_t) queue = {0};
    struct hd_map seen = {0};
    bool ok = true;
    hd_vec_push(&queue, entry);
    for (size_t i = 0; i < queue.len && ok; i++) {
        ok = body_is_harmless(p, queue.data[i]);
        const struct pfunc *fn = &p->func.data[queue.data[i]];
        for (size_t k = 0; k < fn->calls.len; k++) {
            bool added;
            hd_map_put(&seen, fn->calls.data[k].to, &added);
            if (added)
                hd_vec_push(&queue, fn->calls.data[k].to);
        }
    }
    hd_vec_free(&queue);
    hd_map_free(&seen);
    return ok;
}

/* Where the endless loop begins, in the entry or in what it calls for ever: its first line. */
static struct place loop_place(const struct analysis *an, uint32_t f)
{
    for (unsigned depth = 0; depth < MAX_CHAIN; depth++) {
        if (an->sum[f].endless.loc)
            return an->sum[f].endless;
        const struct pfunc *fn = &an->p->func.data[f];
        for (size_t k = 0; k < fn->calls.len; k++)
            if (!an->sum[fn->calls.data[k].to].ends)
                f = fn->calls.data[k].to;
    }
    return (struct place){an->p->func.data[f].unit, func_of(an->p, f)->loc, f};
}

void check_unstoppable(struct analysis *an)
{
    for (size_t i = 0; i < an->joins.len; i++) {
        const struct join_site *j = &an->joins.data[i];
        uint32_t f = joined_entry(an, j);
        if (f == NO_FUNC || !an->sum[f].done || an->sum[f].ends || !all_harmless(an->p, f))
            continue;
        const char *name = func_shown(an->p, f);
        struct report r = {.rule = "thread-unstoppable",
                           .at = loop_place(an, f),
                           .name = name,
                           .note = "this loop has no way out, and nothing in it can be cancelled",
                           .confidence = -1};
        struct hd_finding *found = report_finding(an, &r);
        if (found)
            add_step(an, found, "", j->at, "waits here for its end, for ever");
    }
}
