/* errno: what a function returns or puts aside of it says how something failed, and is a positive
 * number (C17, 7.5). Only who sets it to 0 before a call expects to find 0 behind it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/flow.h"

/* The result of a call that returns errno's address, among the instructions of a block. */
static bool is_address(const struct fctx *c, const struct hd_ir_block *b, uint32_t path)
{
    for (uint32_t k = b->insn; k < b->insn + b->ninsns; k++) {
        const struct hd_ir_insn *i = &c->ir->insns[k];
        uint32_t n = 0;
        const struct hd_op_model *ops =
            i->op == HD_INSN_CALL && i->dst == path ? call_ops(c->p, c->unit, i, &n) : NULL;
        if (n && ops[0].role == HD_ROLE_ERRNO)
            return true;
    }
    return false;
}

static bool is_errno(const struct fctx *c, const struct hd_ir_block *b, uint32_t path)
{
    const struct hd_ir_path *q = &c->ir->paths[path];
    return q->kind == HD_PATH_DEREF && c->ir->paths[q->parent].kind == HD_PATH_TEMP &&
           is_address(c, b, q->parent);
}

static bool sets_it_to_zero(const struct fctx *c)
{
    for (uint32_t n = 0; n < c->fn->nblocks; n++) {
        const struct hd_ir_block *b = &c->ir->blocks[c->fn->block + n];
        for (uint32_t k = b->insn; k < b->insn + b->ninsns; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[k];
            if (i->op == HD_INSN_ASSIGN && HD_VAL_TAG(i->a) == HD_V_INT &&
                c->ir->ints[HD_VAL_INDEX(i->a)] == 0 && is_errno(c, b, i->dst))
                return true;
        }
    }
    return false;
}

void know_error_number(struct fctx *c, struct state *s, hd_val v)
{
    const struct hd_ir_block *b = &c->ir->blocks[c->fn->block + c->block];
    if (HD_VAL_TAG(v) == HD_V_EXPR && c->ir->exprs[HD_VAL_INDEX(v)].op == HD_OP_NEG)
        v = c->ir->exprs[HD_VAL_INDEX(v)].a;
    if (HD_VAL_TAG(v) == HD_V_PATH && is_errno(c, b, HD_VAL_INDEX(v)) && !sets_it_to_zero(c))
        (void)state_assume(&c->a, c->t, s, eval(c, s, v), HD_OP_GT, 0);
}
