/* What a callee does to an object on some of its exits only: is it certain at this call, and does
 * the caller get to know?
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/checks.h"
#include "analyzer/flow/translate.h"

/* May the callee, called like this, leave by this exit? */
static bool is_possible(struct translation *t, const struct exit_summary *x)
{
    for (unsigned i = 0; i < x->ncond; i++) {
        term v = tr_val(t, x->cond[i].val);
        if (v && !state_allows(t->c->t, t->s, v, &x->cond[i]))
            return false;
    }
    return true;
}

static bool has_effect(const struct exit_summary *x, const struct effect *f)
{
    for (unsigned k = 0; k < x->neffects; k++)
        if (x->effect[k].key == f->key && x->effect[k].obj.entry == f->obj.entry)
            return true;
    return false;
}

static bool is_known_effect(const struct exit_summary *x, const struct effect *f)
{
    for (unsigned k = 0; k < x->neffects; k++) {
        const struct obj *o = &x->effect[k].obj;
        if (x->effect[k].key == f->key && o->entry == f->obj.entry)
            return o->res->kind == HD_KIND_LOCK ? o->state != HD_STATE_UNKNOWN : o->nlog <= 4;
    }
    return false;
}

/* Does the callee do this to the object on some of its exits only? */
static bool is_optional(const struct summary *sum, const struct effect *f)
{
    for (unsigned i = 0; i < sum->nexits; i++)
        if (!has_effect(&sum->exit[i], f))
            return true;
    return false;
}

/* May the callee, called like this, come back without having done it? */
bool is_uncertain(struct translation *t, const struct summary *sum, const struct exit_summary *x,
                  const struct effect *f)
{
    if (!is_optional(sum, f))
        return false;
    if (!certain(t, x->cond, x->ncond))
        return true;
    for (unsigned i = 0; i < sum->nexits; i++)
        if (!has_effect(&sum->exit[i], f) && is_possible(t, &sum->exit[i]))
            return true;
    return false;
}

/* Can the caller find out afterwards that it was exit `x` and not `y`? By the result, or by what
 * lies in memory now, unless that went with the object. */
static bool can_tell(const struct exit_summary *x, const struct exit_summary *y, bool by_memory)
{
    if (x->ret.hi < y->ret.lo || y->ret.hi < x->ret.lo ||
        (x->ret.has_ne && y->ret.lo == x->ret.ne && y->ret.hi == x->ret.ne) ||
        (y->ret.has_ne && x->ret.lo == y->ret.ne && x->ret.hi == y->ret.ne))
        return true;
    for (unsigned i = 0; i < x->nset && by_memory; i++) {
        bool same = false;
        for (unsigned k = 0; k < y->nset && !same; k++)
            same = x->set[i].loc == y->set[k].loc && x->set[i].val == y->set[k].val;
        if (!same)
            return true;
    }
    return false;
}

/* Is the exit taken only when there is no such handle? */
static bool without_handle(const struct exit_summary *x, term key)
{
    for (unsigned i = 0; i < x->ncond; i++)
        if (x->cond[i].val == key && x->cond[i].lo == 0 && x->cond[i].hi == 0)
            return true;
    return false;
}

/* … and nothing tells the caller whether it did? An exit that left it unknown is one that may not
 * have done it. */
bool is_secret(struct translation *t, const struct summary *sum, const struct exit_summary *x,
               const struct effect *f)
{
    for (unsigned i = 0; i < sum->nexits; i++)
        if (!is_known_effect(&sum->exit[i], f) &&
            !can_tell(x, &sum->exit[i], f->obj.res->kind != HD_KIND_LOCK) &&
            !without_handle(&sum->exit[i], f->key) && is_possible(t, &sum->exit[i]))
            return true;
    return false;
}

static bool would_report(const struct fctx *c, const struct obj *o, int event)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, o->res->kind);
    const struct hd_transition *step =
        aut && o->state != HD_STATE_UNKNOWN
            ? hd_automaton_step(aut, o->state, event, obj_traits(c, o), o->count, 0)
            : NULL;
    return step && step->report;
}

/* What the callee did to the lock, as one event; -1 when it is as it was. */
int lock_effect_event(const struct fctx *c, const struct effect *f)
{
    const struct lock_words *w = &c->an->lw;
    unsigned st = f->obj.state, from = f->obj.entry;
    bool held = obj_is_held(c, &f->obj);
    if (from == ENTRY_FREE && held)
        return st == (unsigned)w->held ? w->acquire : w->acquire_shared;
    if (from == ENTRY_HELD && !held)
        return w->release;
    if (from == ENTRY_SHARED && !held)
        return w->release_shared;
    if (from == ENTRY_NONE && st == (unsigned)w->free)
        return w->init;
    return !held && st != (unsigned)w->free ? w->destroy : -1;
}

/* An exit whose conditions we cannot decide, and that would be a misuse here: the program knows
 * what it does, this exit is not taken. */
bool not_taken(struct translation *t, const struct state *n, const struct summary *sum,
               const struct exit_summary *x, const struct effect *f, term key)
{
    struct fctx *c = t->c;
    const struct obj *o = state_obj(n, key);
    if (term_at(c->t, key)->kind == T_SELF) /* it compares itself with the thread, surely */
        return is_uncertain(t, sum, x, f);
    if (f->obj.res->kind != HD_KIND_LOCK)
        return o && f->obj.nlog && would_report(c, o, f->obj.log[0]) && is_uncertain(t, sum, x, f);
    const struct pfunc *fn = &c->p->func.data[c->f];
    bool outermost = (fn->spawned || c->p->func.data[c->f].is_main) && fn->callers.len == 0;
    if (f->obj.res->kind != HD_KIND_LOCK || (o && o->state == HD_STATE_UNKNOWN) ||
        (!o && !outermost) || !is_uncertain(t, sum, x, f))
        return false;
    bool needs = f->obj.entry == ENTRY_HELD || f->obj.entry == ENTRY_SHARED;
    return o ? would_report(c, o, lock_effect_event(c, f)) : needs;
}
