/* Checks on condition waits that are no typestate: the wait must stand in a loop that tests its
 * predicate again while the lock stays held, and no other lock may be held meanwhile.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/checks.h"

/* Does the call let go of some lock (or may it, being a function of the program)? */
static bool lets_go(const struct fctx *c, const struct hd_ir_insn *i)
{
    uint32_t n, d = call_decl(c->p, c->unit, i);
    const struct hd_op_model *ops = call_ops(c->p, c->unit, i, &n);
    for (uint32_t k = 0; k < n; k++)
        if (ops[k].on && ops[k].on->kind == HD_KIND_LOCK &&
            (ops[k].event == c->an->lw.release || ops[k].event == c->an->lw.release_shared))
            return true;
    uint32_t f = d == NO_DECL ? NO_FUNC : c->p->decl.data[d].func;
    return f != NO_FUNC && c->an->sum[f].releases.len > 0;
}

/* Is there a way from behind the wait back to it that keeps the lock and passes a test? */
static bool retested(struct fctx *c, uint32_t block, uint32_t insn)
{
    uint32_t n = c->fn->nblocks, head = 0, tail = 0;
    uint32_t *queue = hd_arena_array(&c->a, uint32_t, n * 2 + 2);
    uint8_t *tested = hd_arena_array(&c->a, uint8_t, n * 2 + 2);
    uint8_t *seen = hd_arena_array(&c->a, uint8_t, n * 2 + 2);
    uint32_t from = insn + 1;
    for (uint32_t b = block, t = 0;; from = 0) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        bool stop = false;
        for (uint32_t k = from; k < blk->ninsns && !stop; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[blk->insn + k];
            if (i->op == HD_INSN_CALL && b == block && k == insn && t)
                return true;
            stop = i->op == HD_INSN_CALL && lets_go(c, i);
        }
        uint32_t t2 = t || blk->term == HD_TERM_BRANCH || blk->term == HD_TERM_SWITCH;
        for (uint32_t k = 0; k < blk->nsucc && !stop; k++) {
            uint32_t to = c->ir->succs[blk->succ + k], slot = to * 2 + t2;
            if (!seen[slot]) {
                seen[slot] = 1;
                tested[tail] = (uint8_t)t2;
                queue[tail++] = to;
            }
        }
        if (head == tail)
            return false;
        t = tested[head];
        b = queue[head++];
    }
}

/* States in which the wait was reached: was the lock acquired in this function? When a caller holds
 * it, the loop may be the caller's as well. */
static bool acquired_here(struct fctx *c, uint32_t block, uint32_t insn)
{
    for (size_t k = 0; k < c->in[block].len; k++) {
        const struct state *s = c->in[block].data[k].state;
        for (unsigned o = 0; o < s->nobj; o++)
            if (obj_is_held(c, &s->obj[o]) && s->obj[o].entry == ENTRY_FREE)
                return true;
    }
    const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + block];
    for (uint32_t k = 0; k < insn; k++) {
        uint32_t n;
        const struct hd_op_model *ops = call_ops(c->p, c->unit, &c->ir->insns[blk->insn + k], &n);
        if (c->ir->insns[blk->insn + k].op == HD_INSN_CALL)
            for (uint32_t q = 0; q < n; q++)
                if (ops[q].on && ops[q].on->kind == HD_KIND_LOCK &&
                    ops[q].event == c->an->lw.acquire)
                    return true;
    }
    return false;
}

static void check_wait(struct fctx *c, const struct hd_op_model *op, uint32_t block, uint32_t insn)
{
    const struct hd_ir_insn *i =
        &c->ir->insns[c->ir->blocks[c->fn->block + block].insn + insn];
    if (!op->must_loop || c->broken || c->in[block].len == 0 || retested(c, block, insn) ||
        !acquired_here(c, block, insn))
        return;
    struct report r = {.rule = "cond-wait-no-loop", .at = here(c, i->loc),
                       .subject = op->shown, .confidence = -1};
    report_finding(c->an, &r);
}

void check_function(struct fctx *c)
{
    for (uint32_t b = 0; b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        for (uint32_t k = 0; k < blk->ninsns; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[blk->insn + k];
            uint32_t n;
            if (i->op != HD_INSN_CALL)
                continue;
            const struct hd_op_model *ops = call_ops(c->p, c->unit, i, &n);
            for (uint32_t o = 0; o < n; o++)
                if (ops[o].must_loop && hd_op_applies(&ops[o], i->nargs)) {
                    check_wait(c, &ops[o], b, k);
                    break;
                }
        }
    }
}
