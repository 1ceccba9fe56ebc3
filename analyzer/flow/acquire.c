/* Acquisitions as callers will see them, and the conditions under which a function does what it
 * does.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/checks.h"
#include "analyzer/flow/flow.h"
#include "analyzer/flow/memo.h"

/* Is it (an expression of) a scalar parameter? */
bool on_argument(const struct fctx *c, term val)
{
    const struct term_node *n = term_at(c->t, val);
    while (n->kind == T_EXPR)
        n = term_at(c->t, n->a);
    return n->kind == T_INIT && term_at(c->t, n->a)->kind == T_VAR;
}

/* Facts about parameters and globals that hold now: the conditions under which a callee did what
 * it did. */
unsigned public_cons(const struct fctx *c, const struct state *s, struct con out[MAX_CONDS])
{
    unsigned n = 0;
    for (unsigned round = 0; round < 2; round++) /* what arguments decide comes first */
        for (unsigned i = 0; i < s->ncon && n < MAX_CONDS; i++)
            if (on_argument(c, s->con[i].val) == (round == 0) && term_is_public(c, s->con[i].val))
                out[n++] = s->con[i];
    return n;
}

struct con *keep_cons(struct fctx *c, const struct con *k, unsigned n)
{
    return n ? hd_arena_dup(&c->p->arena, k, n * sizeof *k) : NULL;
}

struct con *keep_public_cons(struct fctx *c, const struct state *s, unsigned *n)
{
    struct con k[MAX_CONDS];
    *n = public_cons(c, s, k);
    return keep_cons(c, k, *n);
}

/* Met once more, under the conditions of either time. */
void widen_conds(struct con *k, unsigned *n, const struct con *other, unsigned nother)
{
    unsigned out = 0;
    for (unsigned i = 0; i < *n; i++)
        for (unsigned j = 0; j < nother; j++)
            if (k[i].val == other[j].val) {
                struct con both = con_hull(&k[i], &other[j]);
                if (!con_is_open(&both))
                    k[out++] = both;
                break;
            }
    *n = out;
}

/* Locks of the caller that are not held at this moment. */
unsigned released_now(struct fctx *c, const struct state *s, term **out)
{
    unsigned n = 0;
    *out = NULL;
    for (unsigned i = 0; i < s->nobj; i++)
        if ((s->obj[i].entry == ENTRY_HELD || s->obj[i].entry == ENTRY_SHARED) &&
            !obj_is_held(c, &s->obj[i])) {
            if (!*out)
                *out = hd_arena_array(&c->p->arena, term, s->nobj);
            (*out)[n++] = s->obj[i].key;
        }
    return n;
}

struct acq *find_acq(struct summary *sum, const struct acq *q, const struct place *at)
{
    for (size_t i = 0; i < sum->acqs.len; i++) {
        struct acq *x = &sum->acqs.data[i];
        bool same = at ? x->chain->at.loc == at->loc && x->chain->at.unit == at->unit &&
                             (x->lock || x->cls == q->cls)
                       : x->cls == q->cls;
        if (same && x->lock == q->lock && x->mode == q->mode && x->is_try == q->is_try)
            return x;
    }
    return NULL;
}

void record_acq(struct fctx *c, struct state *s, term lock, const struct event *e,
                enum hd_mode mode, bool first)
{
    struct con k[MAX_CONDS];
    struct acq q = {.lock = lock,
                    .cls = lock_class(c, lock),
                    .res = e->res,
                    .mode = mode,
                    .is_try = e->is_try,
                    .checked = e->checked,
                    .asked_self = s->asked_self,
                    .first = first && fresh_of(c, s, lock),
                    .chain = e->chain};
    record_edges(c, s, &q, NULL, e->at, e->older);
    if (q.cls != NO_DECL)
        note_for_all(c, MEMO_ACQUIRED, q.cls);
    q.lock = term_is_public(c, lock) ? lock : 0;
    if ((!q.lock && q.cls == NO_DECL) || c->sum->acqs.len >= MAX_ACQS)
        return;
    struct acq *x = find_acq(c->sum, &q, &e->at);
    gates_held(c, s, &q, lock);
    q.ncond = x && !x->ncond ? 0 : public_cons(c, s, k);
    if (x) {
        if (x->ncond)
            widen_conds(x->cond, &x->ncond, k, q.ncond);
        gates_meet(&x->gates, &q.gates);
        x->checked &= q.checked;
        x->first &= q.first;
        return;
    }
    if (q.cls != NO_DECL)
        q.cls = order_class(c, lock);
    q.cond = keep_cons(c, k, q.ncond);
    q.nreleased = released_now(c, s, &q.released);
    q.chain = chain_cons(c, e->at, e->chain);
    hd_vec_push(&c->sum->acqs, q);
}
