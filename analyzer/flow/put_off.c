/* A function leaves a lock held on all its ways, and only the rest of the program tells whether
 * that is its contract (struct pending). Until then the lock is unknown to its callers, so that the
 * one defect is not told again at each of them. But who acquires it once more waits for himself if
 * it is the contract: that is found on the way, and told when it is settled.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/call_internal.h"
#include "analyzer/flow/flow.h"

/* Where the lock was really acquired. */
static struct place origin_of(const struct obj *o)
{
    struct place at = o->at;
    for (const struct chain *k = o->chain; k; k = k->next)
        at = k->at;
    return at;
}

void put_off_left(struct fctx *c, struct state *s, term key, const struct effect *f,
                  struct place at)
{
    struct obj *o = state_obj(s, key);
    if (!o || !(f->obj.marks & MARK_PUT_OFF))
        return;
    o->marks |= MARK_PUT_OFF;
    o->at = at;
    o->chain = chain_cons(c, f->obj.at, f->obj.chain);
}

void put_off_acquire(struct fctx *c, const struct state *s, const struct obj *o, int event,
                     struct place at, const struct chain *chain)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, HD_KIND_LOCK);
    if (!(o->marks & MARK_PUT_OFF) || o->state != HD_STATE_UNKNOWN || c->broken ||
        (o->flags & OBJ_MULTI) || lock_traits_unknown(c, o))
        return;
    const struct hd_transition *tr =
        hd_automaton_step(aut, c->an->lw.held, event, obj_traits(c, o), 1, 0);
    if (!tr || !tr->report)
        return;
    struct report r = report_of_lock(c, s, o, tr->report, at);
    r.chain = chain;
    c->an->opaque = true;
    if (!report_finding(c->an, &r))
        return;
    struct put_off p = {hd_vec_pop(&c->an->findings), origin_of(o)};
    hd_vec_push(&c->an->put_off, p);
}

void put_off_settle(struct analysis *an, const struct pending *q)
{
    const struct obj o = {.at = q->origin, .chain = q->origin_chain};
    struct place at = origin_of(&o);
    hd_vec_foreach(p, &an->put_off)
    {
        if (p->origin.unit == at.unit && p->origin.loc == at.loc)
            hd_vec_push(&an->findings, p->finding);
    }
}
