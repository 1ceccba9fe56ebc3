/* Lock-order edges that only some calls of a function lead to: `if (nested) { lock(a); lock(b); }`.
 * Both locks are acquired further down, so no caller makes the edge; but callers know the
 * arguments. The edge, or a call on the way to it, goes up with its conditions as far as callers
 * cannot rule them out, and belongs to those threads whose outermost function still lists it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/call_internal.h"
#include "analyzer/flow/flow.h"
#include "analyzer/flow/memo.h"
#include "analyzer/flow/translate.h"

static struct inner *find(const struct summary *s, const struct inner *q)
{
    for (size_t i = 0; i < s->inner.len; i++) {
        struct inner *x = &s->inner.data[i];
        if (x->func == q->func && x->from == q->from && x->to == q->to &&
            gates_equal(&x->gates, &q->gates))
            return x;
    }
    return NULL;
}

static struct inner of_edge(const struct order_edge *e)
{
    return (struct inner){.func = e->func, .from = e->from, .to = e->to, .gates = e->gates};
}

static struct inner of_call(uint32_t caller, uint32_t callee)
{
    return (struct inner){.func = caller, .from = NO_FUNC, .to = callee};
}

/* What happens in this function, under `k`, the next time or (x NULL) the first. Only what is said
 * of arguments counts: nobody can rule out the rest. */
static void note(struct fctx *c, const struct inner *q, struct inner *x, struct con *k, unsigned n)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < n; i++)
        if (on_argument(c, k[i].val))
            k[kept++] = k[i];
    if (x)
        widen_conds(x->cond, &x->ncond, k, kept);
    if (x || c->sum->inner.len == MAX_INNER) /* no room: it can always happen */
        return;
    struct inner mine = *q;
    mine.ncond = kept;
    mine.cond = keep_cons(c, k, kept);
    hd_vec_push(&c->sum->inner, mine);
}

void note_inner(struct fctx *c, const struct state *s, const struct order_edge *e,
                const struct acq *q, struct translation *t)
{
    struct con k[MAX_CONDS];
    const struct inner key = of_edge(e);
    struct inner *x = find(c->sum, &key);
    c->sum->has_edges = true;
    if (x && !x->ncond)
        return;
    unsigned n = t ? callee_conditions(t, s, q->cond, q->ncond, k) : public_cons(c, s, k);
    note(c, &key, x, k, n);
}

static void inherit_one(struct translation *t, const struct state *s, const struct inner *q)
{
    struct fctx *c = t->c;
    struct con k[MAX_CONDS];
    struct inner *old = find(c->sum, q);
    bool full = !old && c->sum->inner.len == MAX_INNER;
    if ((old && !old->ncond) || (full && c->sum->inner_lost) || decide(t, q->cond, q->ncond) == 0)
        return;
    c->sum->inner_lost |= full;
    if (!full)
        note(c, q, old, k, callee_conditions(t, s, q->cond, q->ncond, k));
}

void inherit_inner(struct translation *t, const struct state *s, uint32_t callee)
{
    const struct summary *sum = summary_of(t->c, callee);
    struct summary *mine = t->c->sum;
    mine->has_edges |= sum->has_edges;
    mine->inner_lost |= sum->inner_lost || !sum->done;
    if (sum == mine || !sum->has_edges)
        return;
    const struct inner call = of_call(t->c->f, callee);
    struct inner *known = find(mine, &call);
    struct con k[MAX_CONDS];
    if (!known || known->ncond)
        note(t->c, &call, known, k, callee_conditions(t, s, NULL, 0, k));
    for (size_t i = 0; i < sum->inner.len; i++) {
        const struct inner *x = &sum->inner.data[i];
        if (x->ncond || x->func != callee) /* its own that always happen need no list */
            inherit_one(t, s, x);
    }
}

static bool is_conditional(const struct analysis *an, const struct inner *q)
{
    const struct inner *x = find(&an->sum[q->func], q);
    return x && x->ncond;
}

static bool is_reached(const struct analysis *an, const struct inner *q, uint32_t root)
{
    return an->sum[root].inner_lost || find(&an->sum[root], q);
}

bool edge_reached(const struct analysis *an, const struct order_edge *e, uint32_t root)
{
    const struct inner q = of_edge(e);
    return e->is_try || !is_conditional(an, &q) || is_reached(an, &q, root);
}

bool is_inner_call(const struct analysis *an, uint32_t caller, uint32_t callee)
{
    const struct inner q = of_call(caller, callee);
    return is_conditional(an, &q);
}

bool call_reached(const struct analysis *an, uint32_t caller, uint32_t callee, uint32_t root)
{
    const struct inner q = of_call(caller, callee);
    return is_reached(an, &q, root);
}
