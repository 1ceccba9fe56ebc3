/* A callee's names at a call, as its caller knows them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/translate.h"

term tr_loc(struct translation *t, term l)
{
    struct fctx *c = t->c;
    const struct term_node n = *term_at(c->t, l);
    switch (n.kind) {
    case T_VAR: {
        unsigned k = pdecl_ir(c->p, n.a)->kind;
        /* a lambda knows variables of the function around it */
        bool ours = k == HD_DECL_LOCAL && c->p->decl.data[n.a].unit == c->unit &&
                    pdecl_ir(c->p, n.a)->owner == c->fn->decl;
        return k == HD_DECL_GLOBAL || k == HD_DECL_STATIC_LOCAL || ours ? l : 0;
    }
    case T_DEREF:
        return term_deref(c->t, tr_val(t, n.a));
    case T_FIELD:
        return term_field(c->t, tr_loc(t, n.a), (uint32_t)n.b);
    case T_INDEX: {
        term x = tr_loc(t, n.a);
        return x ? term_index(c->t, x, (int64_t)n.b) : 0;
    }
    case T_INDEXV: {
        term x = tr_loc(t, n.a);
        return x ? term_indexv(c->t, x, tr_val(t, (term)n.b)) : 0;
    }
    case T_ANY: {
        term x = tr_loc(t, n.a);
        return x ? term_any(c->t, x) : 0;
    }
    case T_RET:
        return l;
    default:
        return 0;
    }
}

/* A parameter of the function around a lambda: known where that function calls it, as long as
 * nobody has set it since. */
static term captured_parameter(struct translation *t, term v, const struct hd_ir_decl *d)
{
    struct fctx *c = t->c;
    term var = term_at(c->t, v)->a;
    bool ours = d->owner == c->fn->decl && c->p->decl.data[term_at(c->t, var)->a].unit == c->unit;
    return ours && state_get(c->t, t->s, var) == v ? v : 0;
}

term tr_val(struct translation *t, term v)
{
    if (v == t->is_ret && v)
        return t->ret;
    struct fctx *c = t->c;
    const struct term_node n = *term_at(c->t, v);
    switch (n.kind) {
    case T_INIT:
        if (term_at(c->t, n.a)->kind == T_VAR) {
            const struct hd_ir_decl *d = pdecl_ir(c->p, term_at(c->t, n.a)->a);
            if (d->kind == HD_DECL_PARAM && d->index == HD_DECL_RESULT)
                return t->ret;
            if (d->kind == HD_DECL_PARAM && t->lambda && d->owner != t->lambda->decl)
                return captured_parameter(t, v, d);
            if (d->kind == HD_DECL_PARAM)
                return d->index < t->nargs ? t->arg[d->index] : 0;
        }
        return state_get(c->t, t->s, tr_loc(t, n.a));
    case T_ADDR:
        return term_addr(c->t, tr_loc(t, n.a));
    case T_EXPR: {
        term a = tr_val(t, n.a), b = n.b ? tr_val(t, (term)n.b) : 0;
        return n.b && !b ? 0 : fold(c, n.op, a, b);
    }
    case T_RET:
        return t->ret;
    case T_INT:
    case T_FUNC:
    case T_STR:
    case T_SELF:
        return v;
    default:
        return 0;
    }
}

term in_callers_terms(struct fctx *c, const struct state *s, term x, const term *arg,
                      uint32_t nargs, term result)
{
    struct translation t = {.c = c, .s = s, .arg = arg, .nargs = nargs, .ret = result};
    return term_is_loc(c->t, x) ? tr_loc(&t, x) : tr_val(&t, x);
}

/* 1: the conditions hold, 0: they cannot, -1: nobody knows. A condition on memory that is merely
 * unknown does not make a double acquisition uncertain; one on a scalar argument does. */
int decide(struct translation *t, const struct con *k, unsigned n)
{
    int verdict = 1;
    for (unsigned i = 0; i < n; i++) {
        term v = tr_val(t, k[i].val);
        int lo = k[i].lo == INT64_MIN ? 1 : state_decide(t->c->t, t->s, v, HD_OP_GE, k[i].lo);
        int hi = k[i].hi == INT64_MAX ? 1 : state_decide(t->c->t, t->s, v, HD_OP_LE, k[i].hi);
        int ne = !k[i].has_ne ? 1 : state_decide(t->c->t, t->s, v, HD_OP_NE, k[i].ne);
        bool other = k[i].lo == k[i].hi && state_decide(t->c->t, t->s, v, HD_OP_EQ, k[i].lo) == 0;
        if (lo == 0 || hi == 0 || ne == 0 || other)
            return 0;
        const struct term_node *r = term_at(t->c->t, term_root(t->c->t, k[i].val));
        bool scalar = r->kind == T_VAR && pdecl_ir(t->c->p, r->a)->kind == HD_DECL_PARAM &&
                      term_at(t->c->t, k[i].val)->depth <= 3;
        if (scalar && (lo < 0 || hi < 0 || ne < 0))
            verdict = -1;
    }
    return verdict;
}

unsigned tr_list(struct translation *t, const term *from, unsigned n, term **out)
{
    unsigned m = 0;
    *out = n ? hd_arena_array(&t->c->p->arena, term, n) : NULL;
    for (unsigned i = 0; i < n; i++) {
        term x = tr_loc(t, from[i]);
        if (x)
            (*out)[m++] = x;
    }
    return m;
}

/* Does every condition certainly hold? Unlike decide(), what is merely unknown does not count. */
bool certain(struct translation *t, const struct con *k, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        term v = tr_val(t, k[i].val);
        if ((k[i].lo != INT64_MIN && state_decide(t->c->t, t->s, v, HD_OP_GE, k[i].lo) != 1) ||
            (k[i].hi != INT64_MAX && state_decide(t->c->t, t->s, v, HD_OP_LE, k[i].hi) != 1) ||
            (k[i].has_ne && state_decide(t->c->t, t->s, v, HD_OP_NE, k[i].ne) != 1))
            return false;
    }
    return true;
}
