/* What a callee does on its way, seen from the call: its acquisitions become edges and double
 * acquisitions of ours; where it waits or blocks, we do; what it throws leaves us, too.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/call_internal.h"
#include "analyzer/flow/checks.h"
#include "analyzer/flow/memo.h"
#include "analyzer/flow/translate.h"

/* A lock of ours that the callee acquires in a state in which it must not. */
static void check_acquired(struct translation *t, struct state *s, term lock, const struct acq *q,
                           struct place at, const term *released, unsigned nreleased)
{
    struct fctx *c = t->c;
    struct obj *o = state_obj(s, lock);
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, HD_KIND_LOCK);
    const struct fresh *fresh = !o && q->first ? fresh_of(c, s, lock) : NULL;
    int event = q->mode == HD_MODE_SHARED ? c->an->lw.acquire_shared : c->an->lw.acquire;
    if (o && !q->is_try && !q->owned && !q->asked_self && !is_listed(released, nreleased, lock) &&
        decide(t, q->cond, q->ncond) == 1)
        put_off_acquire(c, s, o, event, at, q->chain);
    struct obj begins = {.key = lock, .res = q->res, .state = (uint8_t)aut->start_decl};
    if (fresh && fresh->sure && certain(t, q->cond, q->ncond) && !q->res->constructed) {
        begins.at = fresh->at;
        o = &begins;
    }
    if (!o || c->broken || o->told || o->state == HD_STATE_UNKNOWN ||
        (o->flags & (OBJ_MULTI | OBJ_ESCAPED | OBJ_UNCHECKED)) || is_next_object(c, o, at))
        return;
    bool held = obj_is_held(c, o);
    bool refused = q->checked && (obj_traits(c, o) & HD_TRAIT_ERRORCHECK);
    if (held && (q->is_try || q->owned || q->asked_self || refused || lock_traits_unknown(c, o)))
        return;
    if (is_listed(released, nreleased, lock))
        return;
    const struct hd_transition *tr =
        hd_automaton_step(aut, o->state, event, obj_traits(c, o), o->count, 0);
    if (!tr || !tr->report || decide(t, q->cond, q->ncond) != 1)
        return;
    struct report r = report_of_lock(c, s, o, tr->report, at);
    r.origin_note = origin_note(c, o);
    r.chain = q->chain;
    report_finding(c->an, &r);
    if (!held && o != &begins)
        o->told = true;
}

unsigned callee_conditions(struct translation *t, const struct state *s, const struct con *k,
                           unsigned n, struct con out[MAX_CONDS])
{
    struct fctx *c = t->c;
    if (!t->ours) {
        t->ours = hd_arena_array(&c->a, struct con, MAX_CONDS);
        t->nours = public_cons(c, s, t->ours);
    }
    const struct con *mine = t->ours;
    unsigned nmine = t->nours, m = 0;
    for (unsigned i = 0; i < n && m < MAX_CONDS; i++) {
        struct con x = k[i];
        x.val = tr_val(t, x.val);
        if (x.val && term_at(c->t, x.val)->kind != T_INT && term_is_public(c, x.val))
            out[m++] = x;
    }
    for (unsigned i = 0; i < nmine && m < MAX_CONDS; i++) {
        bool known = false;
        for (unsigned j = 0; j < m; j++)
            known |= out[j].val == mine[i].val;
        if (!known)
            out[m++] = mine[i];
    }
    return m;
}

/* Our caller's locks that are not held when the callee acts: we have released them, or it has. */
static unsigned join_released(struct fctx *c, const struct state *s, const term *theirs, unsigned n,
                              term **out)
{
    term *mine;
    unsigned nmine = released_now(c, s, &mine);
    *out = nmine + n ? hd_arena_array(&c->p->arena, term, nmine + n) : NULL;
    if (nmine)
        memcpy(*out, mine, nmine * sizeof *mine);
    if (n)
        memcpy(*out + nmine, theirs, n * sizeof *theirs);
    return nmine + n;
}

/* For our callers: what the callee acquires under `theirs`, we acquire. `q` is in our terms but for
 * what we hold, have released and know. */
static void leave_acq(struct translation *t, const struct state *s, struct acq *q, term lock,
                      const struct acq *theirs)
{
    struct fctx *c = t->c;
    struct con k[MAX_CONDS];
    const struct obj *o = lock ? state_obj(s, lock) : NULL;
    struct acq *x = find_acq(c->sum, q, NULL);
    gates_held(c, s, q, lock);
    unsigned n = x && !x->ncond ? 0 : callee_conditions(t, s, theirs->cond, theirs->ncond, k);
    if (x) {
        if (x->ncond)
            widen_conds(x->cond, &x->ncond, k, n);
        gates_meet(&x->gates, &q->gates);
        x->checked &= q->checked;
        if (chain_length(q->chain) < chain_length(x->chain))
            x->chain = q->chain; /* the fewest calls tell it best */
        return;
    }
    q->cond = keep_cons(c, k, n);
    q->ncond = n;
    q->nreleased = join_released(c, s, q->released, q->nreleased, &q->released);
    q->owned = o && obj_is_held(c, o);
    q->first = q->first && !o && lock && fresh_of(c, s, lock);
    hd_vec_push(&c->sum->acqs, *q);
}

static void inherit_acq(struct translation *t, struct state *s, const struct acq *q,
                        struct place at)
{
    struct fctx *c = t->c;
    if (!in_one_program(c, q->chain) || decide(t, q->cond, q->ncond) == 0)
        return;
    struct acq n = *q;
    term lock = n.lock = q->lock ? tr_loc(t, q->lock) : 0;
    n.nreleased = tr_list(t, q->released, q->nreleased, &n.released);
    n.cls = lock ? order_class(c, lock) : q->cls;
    if (n.cls == NO_DECL)
        n.cls = q->cls;
    if (lock)
        check_acquired(t, s, lock, q, at, n.released, n.nreleased);
    record_edges(c, s, &n, t, at, 0);
    n.lock = lock && term_is_public(c, lock) ? lock : 0;
    if ((!n.lock && n.cls == NO_DECL) || c->sum->acqs.len >= MAX_ACQS)
        return;
    n.chain = chain_cons(c, at, q->chain);
    leave_acq(t, s, &n, lock, q);
}

void inherit_acqs(struct translation *t, struct state *s, const struct summary *sum,
                  struct place at)
{
    for (size_t k = 0; k < sum->acqs.len; k++)
        inherit_acq(t, s, &sum->acqs.data[k], at);
}

/* A function calls itself: what it has been seen to acquire so far, it acquires again. */
void acquire_again(struct translation *t, struct state *s, struct place at)
{
    struct fctx *c = t->c;
    for (size_t k = 0; k < c->sum->acqs.len; k++) {
        struct acq q = c->sum->acqs.data[k];
        term lock = q.lock ? tr_loc(t, q.lock) : 0, *released;
        unsigned n = tr_list(t, q.released, q.nreleased, &released);
        if (lock)
            check_acquired(t, s, lock, &q, at, released, n);
    }
}

static void inherit_blocking(struct translation *t, struct state *s, const struct blocks *b,
                             struct place at)
{
    struct fctx *c = t->c;
    struct blocks theirs = *b, mine = *b;
    if (!in_one_program(c, b->chain) || decide(t, b->cond, b->ncond) == 0)
        return;
    theirs.nreleased = tr_list(t, b->released, b->nreleased, &theirs.released);
    report_blocking(c, s, at, &theirs);
    mine.depth = b->depth + 1;
    mine.chain = chain_cons(c, at, b->chain);
    struct con k[MAX_CONDS];
    mine.cond = k;
    mine.ncond = callee_conditions(t, s, b->cond, b->ncond, k);
    mine.nreleased = join_released(c, s, theirs.released, theirs.nreleased, &mine.released);
    leave_blocking(c, mine);
}

static void inherit_wait(struct translation *t, struct state *s, const struct wait *w,
                         struct place at)
{
    struct fctx *c = t->c;
    int happens = decide(t, w->known, w->nknown);
    if (happens == 0 || !in_one_program(c, w->chain))
        return;
    struct wait mine = *w, theirs = *w;
    term *ours;
    unsigned n = released_now(c, s, &ours);
    mine.cond = w->cond ? tr_loc(t, w->cond) : 0;
    mine.lock = w->lock ? tr_loc(t, w->lock) : 0;
    mine.once = false; /* found out about every call by itself */
    theirs.nreleased = tr_list(t, w->released, w->nreleased, &theirs.released);
    mine.nreleased = n + theirs.nreleased;
    mine.released = mine.nreleased ? hd_arena_array(&c->p->arena, term, mine.nreleased) : NULL;
    if (n)
        memcpy(mine.released, ours, n * sizeof *ours);
    if (theirs.nreleased)
        memcpy(mine.released + n, theirs.released, theirs.nreleased * sizeof *ours);
    mine.chain = chain_cons(c, at, w->chain);
    /* what is waited for lies in memory, and nobody knows it beforehand */
    bool sure = true;
    for (unsigned i = 0; happens != 1 && i < w->nknown; i++) {
        term v = w->known[i].val;
        sure &= !on_argument(c, v) || (w->lock && term_contains(c->t, w->lock, v)) ||
                (w->cond && term_contains(c->t, w->cond, v));
    }
    check_called_wait(c, s, &mine, at, sure, &theirs);
}

void inherit_waits(struct translation *t, struct state *s, const struct summary *sum,
                   struct place at)
{
    for (size_t k = 0; k < sum->blocks.len; k++)
        inherit_blocking(t, s, &sum->blocks.data[k], at);
    for (size_t k = 0; k < sum->waits.len; k++)
        inherit_wait(t, s, &sum->waits.data[k], at);
}

/* What the callee throws leaves this function too, unless something here catches it. */
void inherit_thrown(struct translation *t, const struct hd_ir_insn *i, uint32_t callee)
{
    struct fctx *c = t->c;
    const struct summary *sum = summary_of(c, callee);
    uint32_t kept = HD_DECL_F_NOEXCEPT | HD_DECL_F_DTOR; /* what ends the program at once */
    if ((i->flags & HD_INSN_F_CAUGHT) ||
        (pdecl_ir(c->p, c->p->func.data[callee].decl)->flags & kept))
        return;
    for (size_t k = 0; k < sum->thrown.len; k++)
        if (decide(t, sum->thrown.data[k].cond, sum->thrown.data[k].ncond) != 0)
            add_thrown(c, t->s, here(c, i->loc), sum->thrown.data[k].chain);
}

const struct acq *entry_acquires(struct fctx *c, const struct state *s, uint32_t entry, term data,
                                 term lock, enum hd_mode mode)
{
    uint32_t f = entry == NO_DECL ? NO_FUNC : c->p->decl.data[entry].func;
    if (f == NO_FUNC)
        return NULL;
    struct translation t = {.c = c, .s = s, .arg = &data, .nargs = 1};
    const struct summary *sum = summary_of(c, f);
    for (size_t i = 0; i < sum->acqs.len; i++) {
        const struct acq *q = &sum->acqs.data[i];
        if (!q->is_try && q->lock && tr_loc(&t, q->lock) == lock &&
            (q->mode != HD_MODE_SHARED || mode != HD_MODE_SHARED) &&
            decide(&t, q->cond, q->ncond) == 1)
            return q;
    }
    return NULL;
}
