/* What a branch asks: whether a creation succeeded, or which of two arguments a variable was chosen
 * from.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/flow.h"

/* Does the branch look at the result of a call, or at a handle that the call may have left empty?
 */
static bool asks(struct fctx *c, const struct state *s, hd_val v)
{
    if (HD_VAL_TAG(v) == HD_V_PATH &&
        type_resource(c->p, c->ir, c->ir->paths[HD_VAL_INDEX(v)].type))
        return true;
    term x = eval(c, s, v);
    while (x != s->guess && term_at(c->t, x)->kind == T_EXPR)
        x = term_at(c->t, x)->a;
    return x == s->guess;
}

bool note_asked(struct fctx *c, struct state *s, const struct hd_ir_block *b)
{
    bool asked = s->guess && (asks(c, s, b->a) || asks(c, s, b->b));
    s->guess = asked ? 0 : s->guess;
    return asked;
}

static uint32_t plain_variable(const struct fctx *c, hd_val v, enum hd_decl_kind kind)
{
    if (HD_VAL_TAG(v) != HD_V_PATH)
        return 0;
    const struct hd_ir_path *q = &c->ir->paths[HD_VAL_INDEX(v)];
    return q->kind == HD_PATH_VAR && c->ir->decls[q->arg].kind == kind ? HD_VAL_INDEX(v) : 0;
}

static bool is_argument(const struct fctx *c, term val)
{
    const struct term_node *n = term_at(c->t, val);
    return n->kind == T_INIT && term_at(c->t, n->a)->kind == T_VAR &&
           pdecl_ir(c->p, term_at(c->t, n->a)->a)->kind == HD_DECL_PARAM;
}

bool asks_which(struct fctx *c, const struct hd_ir_block *b, term x, term y)
{
    uint32_t chosen = plain_variable(c, b->a, HD_DECL_LOCAL);
    if (!chosen || x == y || !plain_variable(c, b->b, HD_DECL_PARAM) || !is_argument(c, x) ||
        !is_argument(c, y))
        return false;
    const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block];
    for (uint32_t k = 0; k < c->fn->nblocks; k++, blk++)
        for (uint32_t i = blk->insn; i < blk->insn + blk->ninsns; i++)
            if (c->ir->insns[i].op == HD_INSN_ASSIGN && c->ir->insns[i].dst == chosen &&
                c->ir->insns[i].a == b->b)
                return true;
    return false;
}
