/* Handles in variables that closures have: `Exit e{[&] { t.join(); }};`. What a lambda captures no
 * instruction shows, but its body names it. Whoever gets the lambda may call it, in a destructor or
 * in another thread; then what it ends is his. One that stays in a local variable acts where it is
 * called.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/call_internal.h"
#include "analyzer/flow/handles.h"

enum { MAX_NAMES = 8, NESTED = 4 };

/* The variable that a path begins with, NO_DECL (of the unit). */
static uint32_t root_of(const struct hd_ir *ir, uint32_t path)
{
    while (path && ir->paths[path].parent)
        path = ir->paths[path].parent;
    return path && ir->paths[path].kind == HD_PATH_VAR ? ir->paths[path].arg : NO_DECL;
}

static uint32_t root_of_value(const struct hd_ir *ir, hd_val v)
{
    bool place = HD_VAL_TAG(v) == HD_V_ADDR || HD_VAL_TAG(v) == HD_V_PATH;
    return place ? root_of(ir, HD_VAL_INDEX(v)) : NO_DECL;
}

/* Does the call only ask the object something (`t.get_id()`)? */
static bool only_asks(const struct fctx *c, const struct hd_ir_insn *i, uint32_t arg)
{
    uint32_t d = call_decl(c->p, c->unit, i);
    const unsigned library = HD_DECL_F_METHOD | HD_DECL_F_SYSTEM;
    return arg == 0 && i->dst && d != NO_DECL && (pdecl_ir(c->p, d)->flags & library) == library;
}

/* Once the lambda with this call has been called, nobody knows of handles that it gets. */
void captured_given(struct fctx *c, struct state *s, const struct hd_ir_insn *i)
{
    for (uint32_t a = 0; a < i->nargs && s->nobj; a++) {
        uint32_t d = root_of_value(c->ir, c->ir->args[i->arg + a]);
        if (d == NO_DECL || c->ir->decls[d].kind != HD_DECL_LOCAL || only_asks(c, i, a))
            continue;
        term var = term_var(c->t, c->p->unit.data[c->unit].decl[d]);
        for (unsigned o = 0; o < s->nobj; o++) {
            const struct obj *x = &s->obj[o];
            if (x->res->kind == HD_KIND_LOCK || x->state == HD_STATE_UNKNOWN)
                continue;
            bool has = term_is_part_of(c->t, x->key, var);
            for (unsigned b = 0; b < s->nenv && !has; b++)
                has = term_is_part_of(c->t, s->env[b].loc, var) &&
                      (s->env[b].val == x->key || reaches_lock(c, s->env[b].val, x->key));
            if (has)
                forget_obj(c, s, x->key, x->res);
        }
    }
}

/* The variable itself, and the references and pointers to it. */
static unsigned names_of(const struct fctx *c, uint32_t decl, uint32_t *name)
{
    unsigned n = 0;
    name[n++] = decl;
    for (uint32_t b = c->fn->block; b < c->fn->block + c->fn->nblocks; b++)
        for (uint32_t k = 0; k < c->ir->blocks[b].ninsns; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[c->ir->blocks[b].insn + k];
            uint32_t to = i->op == HD_INSN_ASSIGN ? root_of(c->ir, i->dst) : NO_DECL;
            if (to != NO_DECL && n < MAX_NAMES && HD_VAL_TAG(i->a) == HD_V_ADDR &&
                root_of_value(c->ir, i->a) == decl)
                name[n++] = to;
        }
    return n;
}

static bool function_leaves(const struct fctx *c, uint32_t decl, unsigned depth);

/* Is the lambda's variable more than called? */
static bool variable_leaves(const struct fctx *c, const struct hd_ir_func *fn, uint32_t decl)
{
    if (c->ir->decls[decl].kind != HD_DECL_LOCAL ||
        (c->ir->decls[decl].flags & (HD_DECL_F_USED_UNSEEN | HD_DECL_F_RENAMED_UNSEEN)))
        return true;
    for (uint32_t b = fn->block; b < fn->block + fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[b];
        for (uint32_t k = 0; k < blk->ninsns; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[blk->insn + k];
            bool used = i->op != HD_INSN_CALL && root_of_value(c->ir, i->a) == decl;
            for (uint32_t a = 0; a < i->nargs; a++)
                used |= root_of_value(c->ir, c->ir->args[i->arg + a]) == decl;
            if (used)
                return true;
        }
        if (blk->term == HD_TERM_RETURN && root_of_value(c->ir, blk->a) == decl)
            return true;
    }
    return false;
}

/* Does the instruction give the function to somebody? *shown: it has to do with it at all. */
static bool insn_gives(const struct fctx *c, const struct hd_ir_func *fn,
                       const struct hd_ir_insn *i, hd_val f, unsigned depth, bool *shown)
{
    bool given = false;
    for (uint32_t a = 0; a < i->nargs; a++)
        given |= c->ir->args[i->arg + a] == f;
    *shown |= given || i->a == f;
    if (given || i->a != f)
        return given;
    if (i->op == HD_INSN_CALL)
        return (fn->flags & HD_FUNC_LAMBDA) && fn != c->fn &&
               function_leaves(c, fn->decl, depth - 1);
    return c->ir->paths[i->dst].kind != HD_PATH_VAR ||
           variable_leaves(c, fn, c->ir->paths[i->dst].arg);
}

/* Is the lambda kept in an object or handed on? Also one that calls it. What nobody can see is. */
static bool function_leaves(const struct fctx *c, uint32_t decl, unsigned depth)
{
    const hd_val f = HD_VAL(HD_V_FUNC, decl);
    bool shown = false;
    for (uint32_t n = 0; depth && n < c->ir->nfuncs; n++) {
        const struct hd_ir_func *fn = &c->ir->funcs[n];
        for (uint32_t b = fn->block; b < fn->block + fn->nblocks; b++) {
            const struct hd_ir_block *blk = &c->ir->blocks[b];
            for (uint32_t k = 0; k < blk->ninsns; k++)
                if (insn_gives(c, fn, &c->ir->insns[blk->insn + k], f, depth, &shown))
                    return true;
            if (blk->term == HD_TERM_RETURN && blk->a == f)
                return true;
        }
    }
    return !shown;
}

/* Does the lambda do something to what lies in the variable? */
static bool acts_on(const struct fctx *c, const struct hd_ir_func *fn, uint32_t decl)
{
    for (uint32_t b = fn->block; b < fn->block + fn->nblocks; b++)
        for (uint32_t k = 0; k < c->ir->blocks[b].ninsns; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[c->ir->blocks[b].insn + k];
            for (uint32_t a = 0; i->op == HD_INSN_CALL && a < i->nargs; a++)
                if (root_of_value(c->ir, c->ir->args[i->arg + a]) == decl && !only_asks(c, i, a))
                    return true;
        }
    return false;
}

bool is_captured_for_others(struct fctx *c, term local)
{
    const struct term_node *root = term_at(c->t, term_root(c->t, local));
    if (root->kind != T_VAR || c->p->decl.data[root->a].unit != c->unit ||
        pdecl_ir(c->p, root->a)->kind != HD_DECL_LOCAL)
        return false;
    uint32_t name[MAX_NAMES];
    unsigned n = names_of(c, c->p->decl.data[root->a].decl, name);
    c->an->opaque = true; /* lambdas elsewhere have their say */
    for (unsigned k = 0; k < n; k++) {
        if (c->ir->decls[name[k]].flags & HD_DECL_F_RENAMED_UNSEEN)
            return true;
        for (uint32_t f = 0; f < c->ir->nfuncs; f++) {
            const struct hd_ir_func *fn = &c->ir->funcs[f];
            if ((fn->flags & HD_FUNC_LAMBDA) && fn != c->fn && acts_on(c, fn, name[k]) &&
                function_leaves(c, fn->decl, NESTED))
                return true;
        }
    }
    return false;
}
