/* Memory that a function allocates and keeps to itself: every name of it is a local of the
 * function, and it goes into no call but those that act on a handle in it, or free it. What lies
 * there when the function ends, nobody can reach again. Asked of the text, not of one path: a name
 * that is given away anywhere counts.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/handles.h"

/* The locals and results of calls that may lead to the memory. */
struct names {
    const struct fctx *c;
    uint8_t *local, *temp;
    const struct hd_ir_insn *made; /* the allocation */
    uint32_t shown;                /* the first local among them, NO_DECL */
    bool more;                     /* one was added */
};

/* What a value is to the memory: nothing, content of it, or a way to it. */
enum relation { REL_NONE, REL_CONTENT, REL_WAY };

static bool is_name(const struct names *n, const struct hd_ir_path *q)
{
    const struct hd_ir_func *fn = n->c->fn;
    if (q->kind == HD_PATH_TEMP)
        return q->arg < fn->ntemps && n->temp[q->arg];
    return q->kind == HD_PATH_VAR && q->arg - fn->local < fn->nlocals &&
           n->local[q->arg - fn->local];
}

static enum relation relation_of(const struct names *n, hd_val v);

/* `address`: not what lies at the path's end, but where that is. */
static enum relation path_relation(const struct names *n, uint32_t path, bool address)
{
    const struct hd_ir *ir = n->c->ir;
    unsigned steps = 0;
    for (uint32_t at = path; at; at = ir->paths[at].parent) {
        const struct hd_ir_path *q = &ir->paths[at];
        if (q->kind == HD_PATH_INDEX_VAL && relation_of(n, q->arg) == REL_WAY)
            return REL_WAY;
        if (is_name(n, q))
            return steps > address ? REL_CONTENT : REL_WAY;
        steps += q->kind == HD_PATH_DEREF;
    }
    return REL_NONE;
}

static enum relation relation_of(const struct names *n, hd_val v)
{
    const struct hd_ir *ir = n->c->ir;
    switch (HD_VAL_TAG(v)) {
    case HD_V_PATH:
        return path_relation(n, HD_VAL_INDEX(v), false);
    case HD_V_ADDR:
        return path_relation(n, HD_VAL_INDEX(v), true);
    case HD_V_EXPR: {
        enum relation a = relation_of(n, ir->exprs[HD_VAL_INDEX(v)].a);
        enum relation b = relation_of(n, ir->exprs[HD_VAL_INDEX(v)].b);
        return a > b ? a : b;
    }
    default:
        return REL_NONE;
    }
}

/* The memory gets one more name: false when that is no local whose uses can all be seen. */
static bool add_name(struct names *n, uint32_t path)
{
    const struct hd_ir_func *fn = n->c->fn;
    const struct hd_ir_path *q = &n->c->ir->paths[path];
    uint8_t *slot;
    if (q->kind == HD_PATH_TEMP && q->arg < fn->ntemps) {
        slot = &n->temp[q->arg];
    } else if (q->kind == HD_PATH_VAR && q->arg - fn->local < fn->nlocals) {
        const struct hd_ir_decl *d = &n->c->ir->decls[q->arg];
        if (d->kind != HD_DECL_LOCAL || (d->flags & (HD_DECL_F_USED_UNSEEN | HD_DECL_F_CLEANUP)))
            return false;
        slot = &n->local[q->arg - fn->local];
        if (n->shown == NO_DECL)
            n->shown = q->arg;
    } else {
        return false;
    }
    n->more |= !*slot;
    *slot = 1;
    return true;
}

static bool loc_is_root(const struct fctx *c, uint32_t path)
{
    const struct hd_ir_path *q = &c->ir->paths[path];
    return q->kind == HD_PATH_TEMP ||
           (q->kind == HD_PATH_VAR && c->ir->decls[q->arg].kind == HD_DECL_LOCAL);
}

/* Does the call do no more to its argument than to act on the handle there, or to free it? */
static bool acts_on_handle(const struct hd_op_model *ops, uint32_t nops, uint32_t arg)
{
    bool acts = false;
    for (uint32_t k = 0; k < nops; k++) {
        const struct hd_op_model *op = &ops[k];
        int at = op->via == HD_VIA_THIS && op->arg < 0 ? 0 : op->arg;
        bool handle = op->on && op->on->kind == HD_KIND_THREAD;
        if (op->moves == (int)arg || op->data == (int)arg || op->entry == (int)arg ||
            (op->data_all && op->data >= 0 && (int)arg >= op->data))
            return false;
        acts |= at == (int)arg && (handle || op->role == HD_ROLE_FREES);
    }
    return acts;
}

/* A name that leads to other memory as well: what is done by it is done to either. */
static bool leads_elsewhere(const struct names *n, uint32_t path, hd_val value)
{
    bool null = HD_VAL_TAG(value) == HD_V_INT && n->c->ir->ints[HD_VAL_INDEX(value)] == 0;
    return path && !null && is_name(n, &n->c->ir->paths[path]);
}

static bool call_keeps(struct names *n, const struct hd_ir_insn *i)
{
    uint32_t nops;
    const struct hd_op_model *ops = call_ops(n->c->p, n->c->unit, i, &nops);
    if (relation_of(n, i->a) != REL_NONE || (i != n->made && leads_elsewhere(n, i->dst, 0)))
        return false;
    for (uint32_t k = 0; k < i->nargs; k++)
        if (relation_of(n, n->c->ir->args[i->arg + k]) == REL_WAY && !acts_on_handle(ops, nops, k))
            return false;
    return true;
}

/* Does the instruction leave the memory with the function? */
static bool insn_keeps(struct names *n, const struct hd_ir_insn *i)
{
    switch (i->op) {
    case HD_INSN_CALL:
        return call_keeps(n, i);
    case HD_INSN_ASSIGN: {
        enum relation r = relation_of(n, i->a);
        bool reckons = HD_VAL_TAG(i->a) == HD_V_EXPR || i->how;
        if (r == REL_CONTENT) /* a handle that is copied to where others see it */
            return loc_is_root(n->c, i->dst) && !leads_elsewhere(n, i->dst, i->a);
        if (r == REL_NONE)
            return !leads_elsewhere(n, i->dst, i->a);
        return !reckons && add_name(n, i->dst);
    }
    case HD_INSN_COPY:
        return relation_of(n, i->a) == REL_NONE && path_relation(n, i->dst, false) == REL_NONE;
    default:
        return true;
    }
}

static bool text_keeps(struct names *n)
{
    const struct fctx *c = n->c;
    for (uint32_t b = 0; b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        bool leaves = blk->term == HD_TERM_RETURN || blk->term == HD_TERM_THROW;
        for (uint32_t k = 0; k < blk->ninsns; k++)
            if (!insn_keeps(n, &c->ir->insns[blk->insn + k]))
                return false;
        if (leaves && relation_of(n, blk->a) != REL_NONE)
            return false;
    }
    return true;
}

/* The call that allocates the memory at `loc` (no part of it), NULL. */
static const struct hd_ir_insn *allocation(const struct fctx *c, term loc)
{
    const struct term_node *n = term_at(c->t, loc);
    if (n->kind != T_DEREF || term_at(c->t, n->a)->kind != T_SYM)
        return NULL;
    const struct term_node *sym = term_at(c->t, n->a);
    uint64_t number = (sym->b & ~(UINT64_C(1) << 63)) >> 4;
    uint32_t first = c->ir->blocks[c->fn->block].insn, nops;
    if (!(sym->b >> 63) || (sym->b & 15) || sym->op || !number || first + number > c->ir->ninsns)
        return NULL;
    const struct hd_ir_insn *i = &c->ir->insns[first + number - 1];
    if (i->op != HD_INSN_CALL || !i->dst)
        return NULL;
    const struct hd_op_model *ops = call_ops(c->p, c->unit, i, &nops);
    for (uint32_t k = 0; k < nops; k++)
        if (ops[k].role == HD_ROLE_ALLOCATES && !ops[k].copies && hd_op_applies(&ops[k], i->nargs))
            return i;
    return NULL;
}

bool is_own_memory(struct fctx *c, term loc, uint32_t *name)
{
    const struct hd_ir_insn *made = allocation(c, loc);
    if (!made)
        return false;
    struct names n = {.c = c, .made = made, .shown = NO_DECL};
    c->an->opaque = true; /* lambdas elsewhere have their say */
    n.local = hd_arena_array(&c->a, uint8_t, c->fn->nlocals + 1);
    n.temp = hd_arena_array(&c->a, uint8_t, c->fn->ntemps + 1);
    bool keeps = add_name(&n, made->dst);
    while (keeps && n.more) {
        n.more = false;
        keeps = text_keeps(&n);
    }
    if (name)
        *name = n.shown == NO_DECL ? NO_DECL : c->p->unit.data[c->unit].decl[n.shown];
    return keeps;
}
