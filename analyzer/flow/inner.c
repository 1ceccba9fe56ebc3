/* Lock-order edges that only some calls of a function lead to: `if (nested) { lock(a); lock(b); }`.
 * Both locks are acquired further down, so no caller makes the edge; but callers know the
 * arguments. The edge goes up with its conditions as far as callers cannot rule them out, and
 * belongs to those threads whose outermost function still lists it. SPDX-License-Identifier:
 * Apache-2.0 */
#include "analyzer/flow/call_internal.h"
#include "analyzer/flow/flow.h"
#include "analyzer/flow/memo.h"
#include "analyzer/flow/translate.h"

static struct inner *find(struct summary *s, uint32_t func, uint32_t from, uint32_t to)
{
    for (size_t i = 0; i < s->inner.len; i++) {
        struct inner *x = &s->inner.data[i];
        if (x->func == func && x->from == from && x->to == to)
            return x;
    }
    return NULL;
}

/* Without arguments nobody can rule it out. */
static bool depends_on_arguments(const struct fctx *c, const struct con *k, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (on_argument(c, k[i].val))
            return true;
    return false;
}

void note_inner(struct fctx *c, const struct order_edge *e, const struct con *k, unsigned n)
{
    struct inner *x = find(c->sum, c->f, e->from, e->to);
    if (x && !x->ncond)
        return;
    if (x)
        widen_conds(x->cond, &x->ncond, k, n);
    if (x && !depends_on_arguments(c, x->cond, x->ncond))
        x->ncond = 0;
    if (x || c->sum->inner.len == MAX_INNER) /* no room: it can always happen */
        return;
    n = depends_on_arguments(c, k, n) ? n : 0;
    struct inner mine = {c->f, e->from, e->to, keep_cons(c, k, n), n};
    hd_vec_push(&c->sum->inner, mine);
}

static void inherit_one(struct translation *t, const struct state *s, const struct inner *x)
{
    struct fctx *c = t->c;
    struct con k[MAX_CONDS];
    if (decide(t, x->cond, x->ncond) == 0)
        return;
    struct inner *old = find(c->sum, x->func, x->from, x->to);
    if (old && !old->ncond)
        return;
    unsigned n = callee_conditions(t, s, x->cond, x->ncond, k);
    if (old) {
        widen_conds(old->cond, &old->ncond, k, n);
    } else if (c->sum->inner.len == MAX_INNER) {
        c->sum->inner_lost = true;
    } else {
        struct inner mine = {x->func, x->from, x->to, keep_cons(c, k, n), n};
        hd_vec_push(&c->sum->inner, mine);
    }
}

void inherit_inner(struct translation *t, const struct state *s, uint32_t callee)
{
    const struct summary *sum = summary_of(t->c, callee);
    struct summary *mine = t->c->sum;
    if (sum == mine)
        return;
    mine->inner_lost |= sum->inner_lost || !sum->done;
    for (size_t i = 0; i < sum->inner.len; i++) {
        const struct inner *x = &sum->inner.data[i];
        if (x->ncond || x->func != callee) /* its own that always happen need no list */
            inherit_one(t, s, x);
    }
}

bool edge_reached(const struct analysis *an, const struct order_edge *e, uint32_t root)
{
    const struct inner *x = find(&an->sum[e->func], e->func, e->from, e->to);
    bool always = !x || !x->ncond || e->is_try;
    return always || an->sum[root].inner_lost || find(&an->sum[root], e->func, e->from, e->to);
}
