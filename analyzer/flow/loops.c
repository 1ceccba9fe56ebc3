/* Counted loops: how often a block runs, when the loop around it goes from one number to another in
 * steps of one and has no other way out.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/flow.h"
#include "analyzer/flow/memo.h"

enum { MAX_BLOCKS = 4000 };

/* Marks what can be reached from `from` (or what reaches it) without going through `skip`. */
static void reach(struct fctx *c, uint32_t from, uint32_t skip, uint8_t *seen)
{
    uint32_t *queue = hd_arena_array(&c->a, uint32_t, c->fn->nblocks + 1), head = 0, tail = 0;
    queue[tail++] = from;
    while (head < tail) {
        const struct hd_ir_block *b = &c->ir->blocks[c->fn->block + queue[head++]];
        for (uint32_t k = 0; k < b->nsucc; k++) {
            uint32_t to = c->ir->succs[b->succ + k];
            if (to == skip || seen[to])
                continue;
            seen[to] = 1;
            queue[tail++] = to;
        }
    }
}

void loop_blocks(struct fctx *c, uint32_t block, uint8_t *in)
{
    uint32_t n = c->fn->nblocks;
    memset(in, 0, n);
    if (n > MAX_BLOCKS || !c->loop[block])
        return;
    uint8_t *from = hd_arena_array(&c->a, uint8_t, n), *back = hd_arena_array(&c->a, uint8_t, n);
    reach(c, block, UINT32_MAX, from);
    back[block] = 1;
    for (bool more = true; more;) {
        more = false;
        for (uint32_t b = n; b-- > 0;) {
            const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
            for (uint32_t k = 0; k < blk->nsucc && !back[b]; k++)
                if (back[c->ir->succs[blk->succ + k]])
                    back[b] = 1, more = true;
        }
    }
    for (uint32_t b = 0; b < n; b++)
        in[b] = from[b] && back[b];
}

/* May this call act on locks that are not known by the name that the loop's rounds share? */
static bool may_use_locks(const struct fctx *c, const struct hd_ir_insn *i)
{
    uint32_t n, d = HD_VAL_TAG(i->a) == HD_V_FUNC
                        ? c->p->unit.data[c->unit].decl[HD_VAL_INDEX(i->a)]
                        : NO_DECL;
    const struct hd_op_model *op = call_ops(c->p, c->unit, i, &n);
    for (uint32_t o = 0; o < n; o++)
        if (op[o].on && op[o].on->kind == HD_KIND_LOCK)
            return true;
    if (n > 0)
        return false;
    uint32_t f = d == NO_DECL ? NO_FUNC : c->p->decl.data[d].func;
    if (f == NO_FUNC) /* a pointer, a destructor …; a function that is only declared cannot */
        return d == NO_DECL || c->p->decl.data[d].targets.len || (i->flags & HD_INSN_F_IMPLICIT) ||
               c->p->decl.data[d].contract;
    const struct summary *s = summary_of(c, f);
    return !s->done || s->acqs.len || s->releases.len;
}

bool loops_use_locks(struct fctx *c)
{
    if (!c->has_loop || c->loop_locks)
        return c->has_loop && c->loop_locks > 1;
    c->loop_locks = 1;
    for (uint32_t b = 0; b < c->fn->nblocks && c->loop_locks == 1; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        for (uint32_t k = 0; c->loop[b] && k < blk->ninsns; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[blk->insn + k];
            if (i->op == HD_INSN_CALL && may_use_locks(c, i))
                c->loop_locks = 2;
        }
    }
    return c->loop_locks == 2;
}

bool loop_is_endless(struct fctx *c, uint32_t block)
{
    uint8_t *in = hd_arena_array(&c->a, uint8_t, c->fn->nblocks);
    loop_blocks(c, block, in);
    for (uint32_t b = 0; b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        for (uint32_t k = 0; in[b] && k < blk->nsucc; k++)
            if (!in[c->ir->succs[blk->succ + k]])
                return false;
        if (in[b] && blk->nsucc == 0)
            return false;
    }
    return in[block];
}

/* The only block of the loop with a way out, when that is a comparison; UINT32_MAX otherwise. */
static uint32_t only_exit(const struct fctx *c, const uint8_t *in)
{
    uint32_t header = UINT32_MAX;
    for (uint32_t b = 0; b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        for (uint32_t k = 0; in[b] && k < blk->nsucc; k++) {
            if (in[c->ir->succs[blk->succ + k]])
                continue;
            if (header != UINT32_MAX || blk->term != HD_TERM_BRANCH)
                return UINT32_MAX;
            header = b;
        }
        if (in[b] && blk->nsucc == 0)
            return UINT32_MAX;
    }
    return header;
}

static bool runs_without(struct fctx *c, uint32_t block, uint32_t skip)
{
    uint8_t *seen = hd_arena_array(&c->a, uint8_t, c->fn->nblocks);
    reach(c, block, skip, seen);
    return seen[block];
}

static bool is_const(const struct hd_ir *ir, hd_val v, int64_t *n)
{
    if (HD_VAL_TAG(v) != HD_V_INT)
        return false;
    *n = ir->ints[HD_VAL_INDEX(v)];
    return true;
}

static bool adds_one(const struct hd_ir *ir, const struct hd_ir_insn *i)
{
    int64_t n;
    if (i->how)
        return i->how == HD_OP_ADD && is_const(ir, i->a, &n) && n == 1;
    if (HD_VAL_TAG(i->a) != HD_V_EXPR)
        return false;
    const struct hd_ir_expr *e = &ir->exprs[HD_VAL_INDEX(i->a)];
    return e->op == HD_OP_ADD && e->a == HD_VAL(HD_V_PATH, i->dst) && is_const(ir, e->b, &n) &&
           n == 1;
}

/* Does the variable start at one constant and go up by one, once a round? */
static bool goes_up(const struct fctx *c, uint32_t path, const uint8_t *in, int64_t *start)
{
    unsigned steps = 0, starts = 0;
    for (uint32_t b = 0; b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        for (uint32_t k = 0; k < blk->ninsns; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[blk->insn + k];
            int64_t n;
            for (uint32_t a = 0; i->op == HD_INSN_CALL && a < i->nargs; a++)
                if (c->ir->args[i->arg + a] == HD_VAL(HD_V_ADDR, path))
                    return false;
            if (i->dst != path || i->op == HD_INSN_DECL || i->op == HD_INSN_SCOPE_END)
                continue;
            if (i->op != HD_INSN_ASSIGN)
                return false;
            if (adds_one(c->ir, i)) {
                steps += in[b];
            } else if (in[b] || i->how || !is_const(c->ir, i->a, &n) || (starts && n != *start)) {
                return false;
            } else {
                *start = n;
                starts++;
            }
        }
    }
    return steps == 1 && starts > 0;
}

static bool is_written(const struct fctx *c, hd_val v, const uint8_t *in)
{
    for (uint32_t b = 0; HD_VAL_TAG(v) == HD_V_PATH && b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        for (uint32_t k = 0; in[b] && k < blk->ninsns; k++)
            if (c->ir->insns[blk->insn + k].dst == HD_VAL_INDEX(v))
                return true;
    }
    return false;
}

term trips_of(struct fctx *c, const struct state *s, uint32_t block)
{
    if (!c->loop[block])
        return term_int(c->t, 1);
    uint8_t *in = hd_arena_array(&c->a, uint8_t, c->fn->nblocks);
    loop_blocks(c, block, in);
    uint32_t h = only_exit(c, in);
    if (h == UINT32_MAX || h == block || runs_without(c, block, h) || runs_without(c, h, block))
        return 0;
    const struct hd_ir_block *b = &c->ir->blocks[c->fn->block + h];
    unsigned op = in[c->ir->succs[b->succ]] ? b->op : op_negate(b->op);
    hd_val var = b->a, bound = b->b;
    if (op == HD_OP_GT || op == HD_OP_GE) {
        op = op_mirror(op);
        var = b->b;
        bound = b->a;
    }
    int64_t start = 0;
    if ((op != HD_OP_LT && op != HD_OP_LE && op != HD_OP_NE) || HD_VAL_TAG(var) != HD_V_PATH ||
        c->ir->paths[HD_VAL_INDEX(var)].kind != HD_PATH_VAR ||
        !goes_up(c, HD_VAL_INDEX(var), in, &start) || is_written(c, bound, in))
        return 0;
    term n = eval(c, s, bound);
    int64_t shift = (op == HD_OP_LE) - start;
    return n && shift ? fold(c, HD_OP_ADD, n, term_int(c->t, shift)) : n;
}
