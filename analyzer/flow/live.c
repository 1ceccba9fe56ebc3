/* Which plain variables a function still reads, block by block. What the others hold makes states
 * large, and different round after round of a loop, and tells nobody anything.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/live.h"

#include <string.h>

#include "analyzer/flow/state_internal.h"

/* Sets of variables: parameters first, then locals. */
struct live {
    size_t words;
    uint64_t *plain; /* those that can be told: only their names read and set them */
    uint64_t *in;    /* by block: read there, or later, before they are set */
};

static bool has(const uint64_t *set, uint32_t i)
{
    return set[i / 64] >> i % 64 & 1;
}
static void add(uint64_t *set, uint32_t i)
{
    set[i / 64] |= UINT64_C(1) << i % 64;
}
static void take(uint64_t *set, uint32_t i)
{
    set[i / 64] &= ~(UINT64_C(1) << i % 64);
}

static uint32_t number_of(const struct hd_ir_func *fn, uint32_t decl)
{
    if (decl - fn->param < fn->nparams)
        return decl - fn->param;
    return decl - fn->local < fn->nlocals ? fn->nparams + (decl - fn->local) : NO_DECL;
}

static bool is_plain(const struct hd_ir *ir, const struct hd_ir_decl *d)
{
    const struct hd_ir_type *t = &ir->types[d->type];
    bool scalar = t->kind == HD_TYPE_BOOL || t->kind == HD_TYPE_INT || t->kind == HD_TYPE_POINTER;
    return scalar && !(t->flags & HD_TYPE_REFERENCE) && !(d->flags & HD_DECL_F_CLEANUP) &&
           (d->kind == HD_DECL_LOCAL || d->kind == HD_DECL_PARAM);
}

/* Where one block reads: into `read`. */
struct reader {
    const struct fctx *c;
    uint64_t *read;
};

static void read_value(const struct reader *r, hd_val v);

/* A path whose object is used (`whole`), or only steps on the way to it. */
static void read_path(const struct reader *r, uint32_t path, bool whole)
{
    const struct hd_ir *ir = r->c->ir;
    for (; path; path = ir->paths[path].parent) {
        const struct hd_ir_path *q = &ir->paths[path];
        uint32_t k = q->kind == HD_PATH_VAR ? number_of(r->c->fn, q->arg) : NO_DECL;
        if (q->kind == HD_PATH_INDEX_VAL)
            read_value(r, q->arg);
        if (k != NO_DECL && whole)
            add(r->read, k);
        whole = true;
    }
}

static void read_value(const struct reader *r, hd_val v)
{
    unsigned tag = HD_VAL_TAG(v);
    const struct hd_ir *ir = r->c->ir;
    if (tag == HD_V_PATH || tag == HD_V_ADDR) {
        read_path(r, HD_VAL_INDEX(v), true);
    } else if (tag == HD_V_EXPR) {
        read_value(r, ir->exprs[HD_VAL_INDEX(v)].a);
        read_value(r, ir->exprs[HD_VAL_INDEX(v)].b);
    }
}

/* From what is read behind an instruction to what is read before it. */
static void step_back(const struct reader *r, const struct hd_ir_insn *i)
{
    const struct hd_ir *ir = r->c->ir;
    uint32_t k = i->dst && ir->paths[i->dst].kind == HD_PATH_VAR
                     ? number_of(r->c->fn, ir->paths[i->dst].arg)
                     : NO_DECL;
    if (k != NO_DECL)
        take(r->read, k);
    read_path(r, i->dst, i->how != 0);
    read_value(r, i->a);
    for (uint32_t n = 0; i->op == HD_INSN_CALL && n < i->nargs; n++)
        read_value(r, ir->args[i->arg + n]);
}

/* Is the set at the block's beginning larger than known? `now` is scratch. */
static bool read_block(const struct fctx *c, struct live *l, uint32_t block, uint64_t *now)
{
    const struct hd_ir_block *b = &c->ir->blocks[c->fn->block + block];
    const struct reader r = {c, now};
    uint64_t *in = &l->in[block * l->words], added = 0;
    memset(now, 0, l->words * sizeof *now);
    for (uint32_t k = 0; k < b->nsucc; k++)
        for (size_t w = 0; w < l->words; w++)
            now[w] |= l->in[c->ir->succs[b->succ + k] * l->words + w];
    read_value(&r, b->a);
    read_value(&r, b->b);
    for (uint32_t k = b->ninsns; k-- > 0;)
        step_back(&r, &c->ir->insns[b->insn + k]);
    for (size_t w = 0; w < l->words; w++) {
        added |= now[w] & ~in[w];
        in[w] |= now[w];
    }
    return added != 0;
}

/* Whose address is taken, somebody else may read. */
static void note_address(const struct fctx *c, struct live *l, hd_val v)
{
    if (HD_VAL_TAG(v) == HD_V_EXPR) {
        note_address(c, l, c->ir->exprs[HD_VAL_INDEX(v)].a);
        note_address(c, l, c->ir->exprs[HD_VAL_INDEX(v)].b);
    }
    if (HD_VAL_TAG(v) != HD_V_ADDR)
        return;
    const struct hd_ir_path *q = &c->ir->paths[HD_VAL_INDEX(v)];
    while (q->kind != HD_PATH_DEREF && q->parent)
        q = &c->ir->paths[q->parent];
    uint32_t k = q->kind == HD_PATH_VAR ? number_of(c->fn, q->arg) : NO_DECL;
    if (k != NO_DECL)
        take(l->plain, k);
}

/* A library's macros keep things in variables that a call of theirs reads by name. */
static void note_named(const struct fctx *c, struct live *l, const char *name)
{
    for (uint32_t k = 0; name && k < c->fn->nlocals; k++)
        if (strcmp(hd_ir_str(c->ir, c->ir->decls[c->fn->local + k].name), name) == 0)
            take(l->plain, c->fn->nparams + k);
}

static void note_call(const struct fctx *c, struct live *l, const struct hd_ir_insn *i)
{
    uint32_t n;
    const struct hd_op_model *ops = call_ops(c->p, c->unit, i, &n);
    for (uint32_t k = 0; k < n; k++) {
        note_named(c, l, ops[k].entry_local);
        note_named(c, l, ops[k].data_local);
    }
    for (uint32_t k = 0; k < i->nargs; k++)
        note_address(c, l, c->ir->args[i->arg + k]);
}

static void find_plain(const struct fctx *c, struct live *l)
{
    const struct hd_ir_func *fn = c->fn;
    bool promises = c->p->decl.data[c->p->func.data[c->f].decl].contract != NULL;
    for (uint32_t k = 0; k < fn->nparams && !promises; k++)
        if (is_plain(c->ir, &c->ir->decls[fn->param + k]))
            add(l->plain, k);
    for (uint32_t k = 0; k < fn->nlocals; k++)
        if (is_plain(c->ir, &c->ir->decls[fn->local + k]))
            add(l->plain, fn->nparams + k);
    for (uint32_t b = 0; b < fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[fn->block + b];
        note_address(c, l, blk->a);
        note_address(c, l, blk->b);
        for (uint32_t k = 0; k < blk->ninsns; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[blk->insn + k];
            note_address(c, l, i->a);
            if (i->op == HD_INSN_CALL)
                note_call(c, l, i);
        }
    }
}

/* A lambda reads the variables of the function around it by their own names. */
static bool has_lambdas(const struct hd_ir *ir)
{
    for (uint32_t f = 0; f < ir->nfuncs; f++)
        if (ir->funcs[f].flags & HD_FUNC_LAMBDA)
            return true;
    return false;
}

void find_live(struct fctx *c)
{
    const struct hd_ir_func *fn = c->fn;
    enum { FEW_BLOCKS = 4, MANY_BLOCKS = 4000 }; /* few: not worth it */
    if (fn->nblocks < FEW_BLOCKS || fn->nblocks > MANY_BLOCKS || has_lambdas(c->ir))
        return;
    struct live *l = c->live = hd_arena_new(&c->a, struct live);
    l->words = (fn->nparams + fn->nlocals) / 64 + 1;
    l->plain = hd_arena_array(&c->a, uint64_t, l->words);
    l->in = hd_arena_array(&c->a, uint64_t, l->words * fn->nblocks);
    uint64_t *now = hd_arena_array(&c->a, uint64_t, l->words);
    find_plain(c, l);
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t b = fn->nblocks; b-- > 0;)
            changed |= read_block(c, l, b, now);
    }
}

/* Does an object, or the way to one, go by this value? */
static bool names_something(const struct terms *t, const struct state *s, term val)
{
    uint64_t need = term_at(t, val)->inside;
    if (term_at(t, val)->kind == T_INT || !val)
        return false;
    for (unsigned i = 0; i < s->nobj; i++) {
        const struct obj *o = &s->obj[i];
        if (o->key == val || o->data == val ||
            ((term_at(t, o->key)->inside & need) == need && term_contains(t, o->key, val)) ||
            (o->data && term_contains(t, o->data, val)))
            return true;
    }
    for (unsigned i = 0; i < s->nfresh; i++)
        if (term_contains(t, s->fresh[i].base, val))
            return true;
    for (unsigned i = 0; s->nobj && i < s->nenv; i++)
        if ((term_at(t, s->env[i].loc)->inside & need) == need &&
            term_contains(t, s->env[i].loc, val) && state_obj(s, s->env[i].val))
            return true;
    return false;
}

/* Memory that only names of this function lead to, and none of them is left: nobody can read it
 * again. Where something that is followed lies there, it stays. */
static void mark_roots(struct terms *t, const struct state *s)
{
    for (unsigned i = 0; i < s->nobj; i++) {
        term_mark(t, s->obj[i].key, 0);
        term_mark(t, s->obj[i].data, 0);
        term_mark(t, s->obj[i].runs, 0);
        term_mark(t, s->obj[i].given, 0);
    }
    for (unsigned i = 0; i < s->nfresh; i++)
        term_mark(t, s->fresh[i].base, 0);
    for (unsigned i = 0; i < s->freed.n; i++)
        term_mark(t, s->freed.at[i].loc, 0);
    for (unsigned i = 0; i < s->handed.n; i++)
        term_mark(t, s->handed.val[i], 0);
    for (unsigned i = 0; i < s->ncleanups && i < MAX_CLEANUPS; i++)
        term_mark(t, s->cleanup[i].data, 0);
    term_mark(t, s->unstarted.array, 0);
    term_mark(t, s->unstarted.bound, 0);
}

static bool is_reached(const struct terms *t, const struct state *s, const struct bind *b)
{
    term root = term_root(t, b->loc);
    return term_at(t, root)->kind != T_SYM || term_marked(t, root, 0) || state_obj(s, b->val);
}

void forget_unreachable(struct fctx *c, struct state *s)
{
    struct terms *t = c->t;
    unsigned open = 0, kept = 0;
    for (unsigned i = 0; i < s->nobj; i++)
        if (s->obj[i].tally)
            return; /* names more than can be seen here */
    for (unsigned i = 0; i < s->nenv; i++)
        open += term_at(t, term_root(t, s->env[i].loc))->kind == T_SYM;
    if (!open)
        return;
    terms_mark_begin(t);
    mark_roots(t, s);
    uint64_t *in = hd_arena_array(&c->a, uint64_t, MAX_FACTS / 64 + 1);
    for (unsigned before = UINT32_MAX; before != kept;) {
        before = kept;
        for (unsigned i = 0; i < s->nenv; i++)
            if (!has(in, i) && is_reached(t, s, &s->env[i])) {
                add(in, i);
                term_mark(t, s->env[i].loc, 0);
                term_mark(t, s->env[i].val, 0);
                kept++;
            }
    }
    unsigned out = 0;
    for (unsigned i = 0; i < s->nenv; i++)
        if (has(in, i))
            s->env[out++] = s->env[i];
    s->nenv = (uint16_t)out;
    hd_arena_give_back(&c->a, in, (MAX_FACTS / 64 + 1) * sizeof *in);
}

void forget_dead(struct fctx *c, struct state *s, uint32_t block)
{
    const struct live *l = c->live;
    unsigned out = 0;
    for (unsigned i = 0; l && i < s->nenv; i++) {
        const struct term_node *n = term_at(c->t, s->env[i].loc);
        uint32_t k = n->kind == T_VAR && c->p->decl.data[n->a].unit == c->unit
                         ? number_of(c->fn, c->p->decl.data[n->a].decl)
                         : NO_DECL;
        bool dead = k != NO_DECL && has(l->plain, k) && !has(&l->in[block * l->words], k);
        if (!dead || names_something(c->t, s, s->env[i].val))
            s->env[out++] = s->env[i];
    }
    if (l)
        s->nenv = (uint16_t)out;
}
