/* Locks at the exits of a function. One that is held at some exits is a defect or the function's
 * contract: callers see by the result, by memory or by an argument which it is.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/checks.h"
#include "analyzer/flow/exits.h"

/* Does a path of pointers and fields go through an element of an array? */
static bool passes_element(const struct terms *t, term x)
{
    for (;; x = term_at(t, x)->a) {
        const struct term_node *n = term_at(t, x);
        if (n->kind == T_INDEXV || n->kind == T_ANY ||
            (n->kind == T_INDEX && term_at(t, n->a)->kind == T_DEREF))
            return true;
        if (n->kind != T_FIELD && n->kind != T_INDEX && n->kind != T_DEREF && n->kind != T_INIT &&
            n->kind != T_ADDR)
            return false;
    }
}

/* An array of pointers that a loop walks: `p[0]` looks like any other pointer, but its neighbours
 * do not. Which of them are held nobody can say. */
static bool has_neighbours(const struct fctx *c, term key, uint32_t cls)
{
    for (size_t i = 0; c->has_loop && i < c->sum->acqs.len; i++) {
        term other = c->sum->acqs.data[i].lock;
        if (other && other != key && lock_class(c, other) == cls && passes_element(c->t, other) &&
            term_root(c->t, other) == term_root(c->t, key))
            return true;
    }
    return false;
}

/* An element picked by a variable may go by other names too. It is what its name says when nothing
 * else is done to elements of that array, and no loop walks over them under a name that stays. */
static bool is_one_of_many(struct fctx *c, const struct state *s, term key)
{
    uint32_t cls = lock_class(c, key);
    if (!term_has_index(c->t, key))
        return has_neighbours(c, key, cls);
    bool loops = loops_use_locks(c);
    if (!(term_at(c->t, key)->inside & TERM_SYM_BITS) && loops)
        return true;
    for (unsigned i = 0; i < s->nobj; i++) /* held as well: neither was released as the other */
        if (s->obj[i].key != key && s->obj[i].res->kind == HD_KIND_LOCK &&
            !(s->obj[i].flags & OBJ_NEUTRAL) && lock_class(c, s->obj[i].key) == cls &&
            (loops || !obj_is_held(c, &s->obj[i])))
            return true;
    return false;
}

/* A loop that acquires and releases one element after the other leaves no trace of any: when the
 * function only releases such locks that it acquired, they are released where they are not held. */
static enum lock_end absent_end(const struct fctx *c, const struct state *s, term key)
{
    uint32_t cls = term_has_index(c->t, key) ? lock_class(c, key) : NO_DECL;
    for (unsigned i = 0; i < s->nobj && cls != NO_DECL; i++)
        if (obj_is_held(c, &s->obj[i]) && lock_class(c, s->obj[i].key) == cls)
            return END_OTHER;
    return cls != NO_DECL && is_listed(c->sum->releases.data, c->sum->releases.len, cls) &&
                   !is_listed(c->sum->hands_over.data, c->sum->hands_over.len, cls)
               ? END_RELEASED
               : END_UNTOUCHED;
}

/* Was a lock of this class released on the way under a name of which nobody knows where it came
 * from? It may be this one. */
static bool released_unnamed(const struct fctx *c, const struct state *s, term key)
{
    uint32_t cls = lock_class(c, key);
    for (unsigned i = 0; i < s->nobj && cls != NO_DECL; i++) {
        const struct obj *o = &s->obj[i];
        if (o->key != key && o->res->kind == HD_KIND_LOCK && o->entry == ENTRY_HELD &&
            !obj_is_held(c, o) && term_at(c->t, term_root(c->t, o->key))->kind == T_SYM &&
            lock_class(c, o->key) == cls)
            return true;
    }
    return false;
}

bool loops_acquired(const struct fctx *c, term key)
{
    uint32_t cls = lock_class(c, key);
    if (!c->has_loop || cls == NO_DECL || !passes_element(c->t, key))
        return false;
    for (size_t i = 0; i < c->sum->acqs.len; i++) {
        const struct acq *q = &c->sum->acqs.data[i];
        if ((q->lock ? lock_class(c, q->lock) : q->cls) == cls)
            return true;
    }
    return false;
}

enum lock_end lock_end(struct fctx *c, const struct state *s, term key)
{
    const struct obj *o = state_obj(s, key);
    if (!o)
        return absent_end(c, s, key);
    if ((o->flags & (OBJ_MULTI | OBJ_ESCAPED)) || is_one_of_many(c, s, key) ||
        (obj_is_held(c, o) && released_unnamed(c, s, key)))
        return END_OTHER;
    if (obj_is_held(c, o))
        return o->told || o->entry == ENTRY_HELD || o->entry == ENTRY_SHARED ? END_OTHER : END_HELD;
    return o->state == c->an->lw.free && o->entry == ENTRY_FREE ? END_RELEASED : END_OTHER;
}

enum verdict { V_CONTRACT, V_BUG, V_ASK_CALLERS, V_ASK_PROGRAM };

static bool has_callers(const struct fctx *c)
{
    const struct pfunc *f = &c->p->func.data[c->f];
    return f->callers.len > 0;
}

/* Does the exit leave the address of what the lock lies in where a parameter points to? */
static bool is_handed_out(struct fctx *c, const struct exit_point *x, term lock)
{
    const struct state *s = x->state;
    for (unsigned i = 0; i < s->nenv; i++) {
        const struct term_node *n = term_at(c->t, s->env[i].loc);
        if (n->kind == T_DEREF && term_is_public(c, n->a) && reaches_lock(c, s->env[i].val, lock))
            return true;
    }
    return false;
}

/* Is this lock held at the exit, and does it lie in what the exit returns or hands out? */
static bool is_held_in_result(struct fctx *c, const struct exit_point *x, const struct obj *o)
{
    return obj_is_held(c, o) &&
           ((x->value && reaches_lock(c, x->value, o->key)) || is_handed_out(c, x, o->key));
}

/* Who climbs hand over hand comes back with the object where it stops, its lock held: at one exit
 * that is the one it was given, at another one the lock of that was released and a further one is
 * held. */
static bool stops_at_result(struct fctx *c, const struct exit_point *held, term key)
{
    const struct obj *ours = state_obj(held->state, key);
    if (!ours || !is_held_in_result(c, held, ours))
        return false;
    for (size_t i = 0; i < c->exits.len; i++) {
        const struct exit_point *x = &c->exits.data[i];
        const struct obj *theirs = state_obj(x->state, key);
        for (unsigned k = 0; (!theirs || !obj_is_held(c, theirs)) && k < x->state->nobj; k++) {
            const struct obj *o = &x->state->obj[k];
            if (o->key != key && o->res == ours->res && is_held_in_result(c, x, o) &&
                lock_class(c, o->key) == lock_class(c, key))
                return true;
        }
    }
    return false;
}

static bool holds_in_result(struct fctx *c, const struct exit_point *x, uint32_t cls)
{
    for (unsigned k = 0; k < x->state->nobj; k++)
        if (lock_class(c, x->state->obj[k].key) == cls &&
            is_held_in_result(c, x, &x->state->obj[k]))
            return true;
    return false;
}

/* A loop goes from one object to the next with their locks, and comes back with one of them that is
 * held: what is held at an exit may be that one under the name that it had in another round. */
static bool walks_to_result(struct fctx *c, const struct exit_point *held, term key)
{
    bool of_some_round = held->value && term_at(c->t, held->value)->kind == T_SYM;
    if (!loops_use_locks(c))
        return false;
    for (size_t i = 0; of_some_round && i < c->exits.len; i++)
        if (holds_in_result(c, &c->exits.data[i], lock_class(c, key)))
            return true;
    return holds_in_result(c, held, lock_class(c, key));
}

/* An object that unlocks while it lives locks again at its end: a lock that it refers to, not one
 * of its own. */
static bool locks_again(const struct fctx *c, term key)
{
    if (!(c->ir->decls[c->fn->decl].flags & HD_DECL_F_DTOR) || c->fn->nparams == 0)
        return false;
    term this = term_var(c->t, c->p->unit.data[c->unit].decl[c->fn->param]);
    return term_leads_out_of(c->t, key, term_deref(c->t, term_init(c->t, this)));
}

/* Is it the function's contract to return with the lock held at this exit? */
static enum verdict judge(struct fctx *c, const struct exit_point *held, term key)
{
    bool released = false, same = false, released_zero = false, constants = true;
    const struct obj *ours = state_obj(held->state, key);
    uint32_t cls = lock_class(c, key);
    bool wraps_try = ours && (ours->flags & OBJ_TRY) &&
                     !is_listed(c->sum->releases.data, c->sum->releases.len, cls);
    enum outcome mine = outcome_of(c, held);
    for (size_t i = 0; i < c->exits.len; i++) {
        const struct exit_point *x = &c->exits.data[i];
        enum lock_end end = lock_end(c, x->state, key);
        if (x->thread_exit || end == END_HELD || end == END_OTHER)
            continue;
        if (memory_tells(c, held, x, key) || (end == END_RELEASED && argument_tells(c, held, x)))
            return V_CONTRACT;
        if (end != END_RELEASED)
            continue;
        enum outcome o = outcome_of(c, x);
        struct con v = x->value ? state_known(c->t, x->state, x->value)
                                : (struct con){.lo = INT64_MIN, .hi = INT64_MAX};
        constants &= v.lo == v.hi;
        const struct obj *theirs = state_obj(x->state, key);
        wraps_try &= theirs && theirs->seq == 0; /* the attempt failed there */
        released = true;
        same |= outcomes_overlap(mine, o);
        released_zero |= o == OUT_ZERO;
    }
    const struct pfunc *f = &c->p->func.data[c->f];
    if (!released && (lock_keeper(c, held, key) || locks_again(c, key)))
        return V_CONTRACT; /* for who finds the address there, or made the object */
    if (released && (stops_at_result(c, held, key) || walks_to_result(c, held, key)))
        return V_CONTRACT;
    if (!released) {
        if (has_callers(c))
            return cls == NO_DECL || callers_may_release(c->an, c->f, cls) ? V_CONTRACT
                                                                           : V_ASK_PROGRAM;
        return f->spawned || c->p->func.data[c->f].is_main ? V_BUG : V_ASK_PROGRAM;
    }
    /* A number that is not fixed against error codes that are: `-1, or the length with the lock
     * held`. */
    struct con own = held->value ? state_known(c->t, held->state, held->value) : (struct con){0};
    if (same && constants && own.lo != own.hi && mine != OUT_VOID)
        return V_ASK_CALLERS;
    if (same)
        return V_BUG;
    if (is_failure(c, mine))
        return V_BUG;
    bool seen = f->callers.len > 0 &&
                (c->p->whole || (c->ir->decls[c->fn->decl].flags & HD_DECL_F_INTERNAL));
    if (!wraps_try && seen && cls != NO_DECL && !callers_may_release(c->an, c->f, cls))
        return V_BUG; /* nobody who calls it knows of such a contract */
    if (wraps_try || mine == OUT_ZERO || returns_pointer(c) || returns_bool(c) || !released_zero)
        return V_CONTRACT;
    return V_ASK_CALLERS;
}

static void report_held(struct fctx *c, const struct exit_point *x, term key)
{
    const struct obj *o = state_obj(x->state, key);
    c->an->opaque = true;
    if (hd_map_get(&c->an->acquired_twice, (uint64_t)o->at.unit << 32 | o->at.loc))
        return;
    struct report r = report_of_lock(c, x->state, o, "lock-held-at-return", x->at);
    r.note = "returns with the lock held";
    report_finding(c->an, &r);
}

static void ask_later(struct fctx *c, const struct exit_point *x, term key, bool by_callers)
{
    uint32_t cls = lock_class(c, key);
    const struct obj *o = state_obj(x->state, key);
    if (cls == NO_DECL)
        return;
    c->an->opaque = true;
    for (size_t i = 0; i < c->an->pending.len; i++)
        if (c->an->pending.data[i].func == c->f && c->an->pending.data[i].cls == cls)
            return;
    hd_vec_push(&c->an->pending,
                (struct pending){.func = c->f,
                                 .cls = cls,
                                 .lock = key,
                                 .by_callers = by_callers,
                                 .at = x->at,
                                 .origin = o->at,
                                 .origin_chain = o->chain,
                                 .name = obj_text(c, o),
                                 .trail = keep_trail(&c->p->arena, x->state->trail)});
}

/* A thread ends here: by a call, or because its entry returns to nobody. */
static void report_thread_end(struct fctx *c, const struct exit_point *x, term key)
{
    const struct obj *o = state_obj(x->state, key);
    c->an->opaque = true;
    if (c->broken || (x->thread_exit && guard_holds(c, x->state, key)) ||
        hd_map_get(&c->an->acquired_twice, (uint64_t)o->at.unit << 32 | o->at.loc))
        return;
    struct report r = report_of_lock(c, x->state, o, "lock-held-at-exit", x->at);
    r.note = "the thread ends with the lock held";
    report_finding(c->an, &r);
}

/* Acquired more often than anybody counts on some way: how often it is released, nobody knows. */
static bool nests_on_some_way(const struct fctx *c, term key)
{
    for (size_t i = 0; i < c->exits.len; i++) {
        const struct obj *o = state_obj(c->exits.data[i].state, key);
        if (o && (o->marks & MARK_DEEP))
            return true;
    }
    return false;
}

void judge_locks_of(struct fctx *c, struct exit_point *x)
{
    c->now = x->state;
    const struct pfunc *f = &c->p->func.data[c->f];
    bool entry = f->own_thread && f->callers.len == 0 && !c->p->func.data[c->f].is_main;
    for (unsigned i = 0; i < x->state->nobj; i++) {
        struct obj *o = &x->state->obj[i];
        if (o->res->kind != HD_KIND_LOCK || lock_end(c, x->state, o->key) != END_HELD ||
            (o->flags & OBJ_UNCHECKED) || nests_on_some_way(c, o->key))
            continue;
        if (x->thread_exit) {
            report_thread_end(c, x, o->key);
            continue;
        }
        bool promised = promise_covers(c, x->state, x->value, o->key);
        enum verdict v =
            c->broken || x->state->asked_self || promised ? V_CONTRACT : judge(c, x, o->key);
        if (entry && v != V_CONTRACT)
            report_thread_end(c, x, o->key);
        else if (v == V_BUG)
            report_held(c, x, o->key);
        else if (v != V_CONTRACT)
            ask_later(c, x, o->key, v == V_ASK_CALLERS);
        if (v == V_ASK_PROGRAM || v == V_ASK_CALLERS)
            o->marks |= MARK_PUT_OFF;
        if (v != V_CONTRACT)
            o->flags |= OBJ_CALLEE; /* marks: callers owe nothing for it, see add_effects */
        else
            o->flags &= (uint16_t)~OBJ_CALLEE;
    }
}

/* Can both exits be those of one call? */
static bool is_compatible(struct fctx *c, const struct con *k, unsigned n, struct state *with)
{
    bool yes = true;
    for (unsigned j = 0; j < n && yes; j++) {
        struct state *both = state_copy(&c->a, with);
        yes = state_assume(&c->a, c->t, both, k[j].val, HD_OP_GE, k[j].lo) &&
              state_assume(&c->a, c->t, both, k[j].val, HD_OP_LE, k[j].hi) &&
              (!k[j].has_ne || state_assume(&c->a, c->t, both, k[j].val, HD_OP_NE, k[j].ne));
    }
    return yes;
}

/* Released at `held` without having been acquired, while others acquired the lock first: the
 * failure path jumped over the acquisition. That is sure when the caller cannot tell one of them
 * from it, and when calls like this one fail in any case: no contract is about them. Where a lock
 * answered with an error, it may be this one. */
static void judge_release(struct fctx *c, const struct exit_point *held, const struct obj *o)
{
    if (c->broken || held->state->acquired_some || held->state->not_locked ||
        !is_failure(c, outcome_of(c, held)))
        return;
    struct con k[MAX_CONDS];
    unsigned n = public_cons(c, held->state, k);
    bool same = false, other = false, succeeds = false;
    for (size_t i = 0; i < c->exits.len; i++) {
        const struct exit_point *x = &c->exits.data[i];
        bool compatible = is_compatible(c, k, n, x->state);
        bool released = lock_end(c, x->state, o->key) == END_RELEASED;
        same |= released && compatible;
        other |= released;
        succeeds |= compatible && !is_failure(c, outcome_of(c, x));
    }
    if (!same && (!other || succeeds || c->gave_up))
        return;
    struct report r = {.rule = "lock-not-held",
                       .at = o->needed,
                       .name = obj_text(c, o),
                       .state = held->state,
                       .chain = o->needed_chain,
                       .confidence = -1,
                       .note = "released on a path that did not acquire it"};
    report_finding(c->an, &r);
}

void judge_releases_of(struct fctx *c, const struct exit_point *x)
{
    for (unsigned i = 0; i < x->state->nobj; i++) {
        const struct obj *o = &x->state->obj[i];
        if (o->res->kind == HD_KIND_LOCK && o->entry == ENTRY_HELD && !obj_is_held(c, o) &&
            !promise_needs(c, o->key) && o->state != HD_STATE_UNKNOWN &&
            !(o->flags & (OBJ_MULTI | OBJ_ESCAPED)))
            judge_release(c, x, o);
    }
}
