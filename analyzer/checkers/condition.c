/* Checks on condition waits that are no typestate: the lock that goes with the wait must be held,
 * no other lock may be, every wait on one condition passes the same lock, and somebody signals it.
 * What a wait in a callee breaks in its caller is reported at the call.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/checks.h"
#include "core/hash.h"

enum { MAX_WAITS = 16 };

/* Is there a native check of this name for the event? Its rule, or NULL. */
static const char *rule_of(const struct fctx *c, const char *check, int event)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, HD_KIND_COND);
    for (size_t i = 0; aut && i < aut->nchecks; i++)
        if (strcmp(aut->check[i].check, check) == 0 && aut->check[i].event == event)
            return aut->check[i].report;
    return NULL;
}

static bool may_be_same_lock(const struct fctx *c, term a, term b)
{
    return a == b || term_at(c->t, a)->kind == T_DEREF || term_at(c->t, b)->kind == T_DEREF;
}

static bool behind_pointer(const struct fctx *c, term lock)
{
    while (term_at(c->t, lock)->kind == T_FIELD || term_at(c->t, lock)->kind == T_INDEX)
        lock = term_at(c->t, lock)->a;
    return term_at(c->t, lock)->kind == T_DEREF;
}

/* The wait's own lock is not held by its name, another one is: `c->tasks.lock` and
 * `c->frame->tasks->lock` are most likely one. */
static bool is_own_by_another_name(const struct fctx *c, const struct obj *held, term lock,
                                   const struct obj *own)
{
    bool acquired = own && obj_is_held(c, own) && own->entry == ENTRY_FREE;
    return lock && !acquired && behind_pointer(c, held->key) && behind_pointer(c, lock);
}

/* Nobody calls it but those who start threads: what is not acquired here is not held. */
static bool is_outermost(const struct fctx *c)
{
    const struct pfunc *f = &c->p->func.data[c->f];
    return (f->spawned || c->p->func.data[c->f].is_main) && f->callers.len == 0;
}

/* A held lock that may be the one, under another name. */
static bool may_be_held(const struct fctx *c, const struct state *s, term lock)
{
    for (unsigned i = 0; i < s->nobj; i++)
        if (obj_is_held(c, &s->obj[i]) && s->obj[i].key != lock &&
            may_be_same_lock(c, s->obj[i].key, lock))
            return true;
    return false;
}

/* Another lock is held ------------------------------------------------------------ */

static void check_holding(struct fctx *c, struct state *s, const char *rule, const struct wait *w,
                          struct place at, const struct chain *chain)
{
    const struct obj *own = w->lock ? state_obj(s, w->lock) : NULL;
    for (unsigned i = 0; i < s->nobj && !c->broken && !(own && own->told); i++) {
        const struct obj *o = &s->obj[i];
        if (!obj_is_held(c, o) || o->entry == ENTRY_HELD || o->entry == ENTRY_SHARED || o->told ||
            (o->flags & (OBJ_MULTI | OBJ_ESCAPED)) || may_be_same_lock(c, o->key, w->lock) ||
            is_own_by_another_name(c, o, w->lock, own) ||
            is_listed(w->released, w->nreleased, o->key))
            continue;
        struct report r = report_of_lock(c, s, o, rule, at);
        r.chain = chain;
        r.note = "waits; whoever signals may need that lock";
        if (report_finding(c->an, &r))
            hd_vec_push(&c->an->held_waits,
                        (struct held_wait){c->an->findings.len - 1,
                                           w->cond ? lock_class(c, w->cond) : NO_DECL,
                                           lock_class(c, o->key), chain != NULL});
        return;
    }
}

static bool needs(const struct signal *g, uint32_t lock)
{
    for (unsigned i = 0; i < g->nneeds; i++)
        if (g->need[i] == lock)
            return true;
    return false;
}

/* A lock held around a call that waits inside is how locks are used: it is wrong where whoever
 * signals needs the lock, too. */
static bool is_blocked(const struct analysis *an, const struct held_wait *h)
{
    unsigned all = 0, blocked = 0;
    for (size_t i = 0; h->cond != NO_DECL && i < an->signals.len; i++)
        if (an->signals.data[i].cond == h->cond) {
            all++;
            blocked += needs(&an->signals.data[i], h->lock);
        }
    return !h->in_callee || (all > 0 && blocked == all);
}

static void check_held_waits(struct analysis *an)
{
    size_t next = 0, out = 0;
    for (size_t i = 0; i < an->findings.len; i++) {
        bool kept = true;
        if (next < an->held_waits.len && an->held_waits.data[next].finding == i)
            kept = is_blocked(an, &an->held_waits.data[next++]);
        if (kept)
            an->findings.data[out++] = an->findings.data[i];
    }
    an->findings.len = out;
}

/* Another place, or the same reached another way: then only what both ways need. */
static void note_signal(struct fctx *c, const struct state *s, uint32_t cond, struct place at)
{
    struct signal g = {.cond = cond, .func = c->f, .at = at};
    c->an->opaque = true;
    for (unsigned i = 0; i < s->nobj && g.nneeds < MAX_NEEDS; i++)
        if (s->obj[i].res->kind == HD_KIND_LOCK && lock_class(c, s->obj[i].key) != NO_DECL)
            g.need[g.nneeds++] = lock_class(c, s->obj[i].key);
    for (size_t i = 0; i < c->an->signals.len; i++) {
        struct signal *x = &c->an->signals.data[i];
        if (x->cond != cond || x->at.unit != at.unit || x->at.loc != at.loc)
            continue;
        unsigned n = 0;
        for (unsigned k = 0; k < x->nneeds; k++)
            if (needs(&g, x->need[k]))
                x->need[n++] = x->need[k];
        x->nneeds = n;
        return;
    }
    hd_vec_push(&c->an->signals, g);
}

void note_lost_condition(struct fctx *c, const struct state *s, const struct hd_op_model *op,
                         hd_val arg, struct place at)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, HD_KIND_COND);
    unsigned tag = HD_VAL_TAG(arg);
    if (!aut || op->event != hd_automaton_event(aut, "signal") ||
        (tag != HD_V_ADDR && tag != HD_V_PATH))
        return;
    for (uint32_t path = HD_VAL_INDEX(arg); path; path = c->ir->paths[path].parent) {
        const struct hd_ir_path *q = &c->ir->paths[path];
        if (q->kind == HD_PATH_FIELD || q->kind == HD_PATH_VAR) {
            note_signal(c, s, c->p->unit.data[c->unit].decl[q->arg], at);
            return;
        }
    }
}

/* One lock per condition ---------------------------------------------------------- */

/* The object that a lock or condition is part of, and a number for the way down to it. */
static term part_of(const struct fctx *c, term x, uint64_t *way)
{
    *way = 0;
    for (; term_at(c->t, x)->kind == T_FIELD; x = term_at(c->t, x)->a)
        *way = hd_hash_mix(*way + 1, term_at(c->t, x)->b);
    if (*way == 0 && term_at(c->t, x)->kind == T_VAR)
        *way = hd_hash_mix(x, 1);
    return x;
}

static bool is_global(const struct fctx *c, term x)
{
    while (term_at(c->t, x)->kind == T_FIELD)
        x = term_at(c->t, x)->a;
    return term_at(c->t, x)->kind == T_VAR && !loc_is_local(c, x);
}

/* How sure it is that this condition always goes with this lock: both are parts of one object, or
 * both are there once. A lock or condition behind a pointer of its own may be any. */
static enum pairing pairing_of(const struct fctx *c, term cond, term lock)
{
    uint64_t way;
    term of = part_of(c, cond, &way);
    if (is_global(c, lock))
        return is_global(c, cond) ? PAIR_SURE : PAIR_GLOBAL;
    if (term_at(c->t, lock)->kind == T_FIELD && term_at(c->t, cond)->kind == T_FIELD &&
        of == part_of(c, lock, &way))
        return PAIR_SURE;
    return PAIR_UNKNOWN;
}

static void check_partner(struct fctx *c, struct state *s, const char *rule, const struct wait *w,
                          struct place at, const struct chain *chain)
{
    struct cond_use mine = {.cond = lock_class(c, w->cond),
                            .lock = lock_class(c, w->lock),
                            .at = at,
                            .untimed = w->untimed,
                            .pairing = pairing_of(c, w->cond, w->lock)};
    uint64_t way;
    c->an->opaque = true;
    part_of(c, w->cond, &way);
    uint64_t *known = hd_map_put(&c->an->cond_of, way ? way : mine.cond, NULL);
    if (!*known) {
        hd_vec_push(&c->an->conds, mine);
        *known = c->an->conds.len;
        return;
    }
    struct cond_use *u = &c->an->conds.data[*known - 1];
    u->untimed |= mine.untimed;
    if (u->pairing == PAIR_UNKNOWN) {
        mine.untimed = u->untimed;
        *u = mine;
        return;
    }
    if (!rule || mine.lock == NO_DECL || u->lock == NO_DECL || u->lock == mine.lock || c->broken ||
        !link_together(c->p, u->at.func, c->f) || mine.pairing == PAIR_UNKNOWN ||
        (mine.pairing != PAIR_SURE && u->pairing != PAIR_SURE))
        return;
    const char *name = pdecl_label(c->p, mine.cond);
    struct report r = {.rule = rule,
                       .at = at,
                       .name = name,
                       .state = s,
                       .origin = u->at,
                       .origin_note = hd_arena_fmt(&c->p->arena, "waited on with '%s' here",
                                                   pdecl_label(c->p, u->lock)),
                       .chain = chain,
                       .note = hd_arena_fmt(&c->p->arena, "waited on with '%s' here",
                                            pdecl_label(c->p, mine.lock)),
                       .confidence = -1};
    report_finding(c->an, &r);
}

/* The lock itself ----------------------------------------------------------------- */

/* A condition that keeps a pointer to its lock: which one that is, nobody here knows, so any lock
 * that is held may be it. */
static bool may_be_another(const struct fctx *c, const struct state *s, term lock)
{
    bool behind = false;
    for (term x = lock; !behind && term_at(c->t, x)->kind >= T_DEREF; x = term_at(c->t, x)->a) {
        unsigned kind = term_at(c->t, x)->kind;
        if (kind == T_RET || kind == T_INT || kind == T_SYM || kind >= T_FUNC)
            break;
        behind = kind == T_INIT && term_at(c->t, term_at(c->t, x)->a)->kind != T_VAR;
    }
    for (unsigned i = 0; behind && i < s->nobj; i++)
        if (obj_is_held(c, &s->obj[i]))
            return true;
    return false;
}

/* The callee counts on a lock of its caller. Still our callers' business afterwards? */
static bool check_held(struct fctx *c, struct state *s, const struct wait *w, struct place at,
                       bool sure)
{
    const struct obj *o = w->lock ? state_obj(s, w->lock) : NULL;
    if (!w->lock ||
        (o && (o->state == HD_STATE_UNKNOWN || o->told || (o->flags & (OBJ_MULTI | OBJ_ESCAPED)))))
        return false;
    if (o && obj_is_held(c, o))
        return o->entry == ENTRY_HELD;
    if (!o && may_be_another(c, s, w->lock))
        return false;
    if (!o && !is_outermost(c))
        return true;
    bool made_here = o && o->entry == ENTRY_NONE; /* perhaps nobody else knows the object yet */
    if (!sure || c->broken || made_here || may_be_held(c, s, w->lock))
        return false;
    struct report r = {
        .rule = "cond-wait-unlocked",
        .at = at,
        .name = term_text(c, w->lock),
        .state = s,
        .chain = w->chain,
        .note = hd_arena_fmt(&c->p->arena, "the lock is not held, and %s waits with it", w->fn),
        .confidence = -1};
    report_finding(c->an, &r);
    return false;
}

/* Waits --------------------------------------------------------------------------- */

static void note_wait(struct fctx *c, const struct state *s, struct wait w)
{
    if (c->sum->waits.len >= MAX_WAITS)
        return;
    for (size_t i = 0; i < c->sum->waits.len; i++) {
        struct wait *x = &c->sum->waits.data[i];
        if (x->chain->at.loc == w.chain->at.loc && x->lock == w.lock && x->cond == w.cond) {
            x->needs |= w.needs;
            return;
        }
    }
    if (w.lock && !term_is_public(c, w.lock))
        w.lock = 0, w.needs = false;
    if (w.cond && !term_is_public(c, w.cond))
        w.cond = 0;
    w.known = keep_public_cons(c, s, &w.nknown);
    hd_vec_push(&c->sum->waits, w);
}

static void judge_wait(struct fctx *c, struct state *s, struct wait *w, struct place at,
                       const struct chain *chain)
{
    int wait = hd_automaton_event(hd_model_automaton(c->p->model, HD_KIND_COND), "wait");
    const char *holding = rule_of(c, "event-holding-other-lock", wait);
    if (holding)
        check_holding(c, s, holding, w, at, chain);
    if (w->judged || !w->cond || !w->lock || lock_class(c, w->cond) == NO_DECL)
        return;
    check_partner(c, s, rule_of(c, "one-partner", wait), w, at, chain);
    w->judged = true;
}

void check_called_wait(struct fctx *c, struct state *s, struct wait *w, struct place at, bool sure,
                       const struct wait *theirs)
{
    struct wait seen = *w;
    seen.released = theirs->released;
    seen.nreleased = theirs->nreleased;
    seen.chain = theirs->chain;
    if (w->needs)
        w->needs = check_held(c, s, &seen, at, sure);
    if (sure)
        judge_wait(c, s, &seen, at, theirs->chain);
    w->judged = seen.judged;
    note_wait(c, s, *w);
}

/* The class of a condition that somebody signals. A lambda knows the variables of the function
 * around it: no class of locks, as each call of that has its own, but whoever waits on it in any
 * call has to do with this lambda. */
static uint32_t signaled_class(const struct fctx *c, term cond)
{
    uint32_t d = lock_class(c, cond);
    const struct term_node *root = term_at(c->t, term_root(c->t, cond));
    if (d == NO_DECL && root->kind == T_VAR && is_captured(c, root->a))
        d = term_class_decl(c->t, cond);
    return d;
}

void check_condition(struct fctx *c, struct state *s, const struct hd_op_model *op, term cond,
                     term partner, struct place at)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, HD_KIND_COND);
    if (!aut || !cond)
        return;
    uint32_t cls = signaled_class(c, cond);
    if (op->event == hd_automaton_event(aut, "signal") && cls != NO_DECL)
        note_signal(c, s, cls, at);
    if (!partner)
        return;
    const struct obj *o = state_obj(s, partner);
    struct wait w = {.cond = cond,
                     .lock = partner,
                     .untimed = op->event == hd_automaton_event(aut, "wait"),
                     .needs = o && o->entry == ENTRY_HELD && obj_is_held(c, o),
                     .fn = op->shown,
                     .chain = chain_cons(c, at, NULL)};
    judge_wait(c, s, &w, at, NULL);
    w.nreleased = released_now(c, s, &w.released);
    note_wait(c, s, w);
}

bool needed(struct fctx *c, const struct state *s, term lock, struct place at)
{
    uint32_t cls = lock_class(c, lock);
    if (may_be_held(c, s, lock))
        return false;
    if (cls != NO_DECL)
        hd_vec_push(&c->an->needs_held, (struct needs_held){cls, at, c->f});
    return cls == NO_DECL || !is_outermost(c);
}

/* The whole program --------------------------------------------------------------- */

/* Functions that can run: what main, threads, handlers and pointers reach. Methods may be
 * called in ways that we do not see. */
static bool *reachable(const struct program *p, struct hd_arena *a)
{
    bool *seen = hd_arena_array(a, bool, p->func.len + 1);
    HD_VEC(uint32_t) queue = {0};
    for (uint32_t f = 0; f < p->func.len; f++) {
        const struct pfunc *fn = &p->func.data[f];
        bool method =
            pdecl_ir(p, fn->decl)->flags & (HD_DECL_F_METHOD | HD_DECL_F_CTOR | HD_DECL_F_DTOR);
        const struct pdecl *d = &p->decl.data[fn->decl];
        if (fn->is_main || fn->spawned || fn->signal_handler || fn->address_taken ||
            d->address_taken || method || (func_of(p, f)->flags & (HD_FUNC_INIT | HD_FUNC_LAMBDA)))
            hd_vec_push(&queue, f);
    }
    for (size_t head = 0; head < queue.len; head++) {
        uint32_t f = queue.data[head];
        if (seen[f])
            continue;
        seen[f] = true;
        for (size_t k = 0; k < p->func.data[f].calls.len; k++)
            hd_vec_push(&queue, p->func.data[f].calls.data[k].to);
    }
    hd_vec_free(&queue);
    return seen;
}

/* A local that a closure has by a name that does not lead back to it: it may be signaled there. */
static bool may_go_unseen(const struct program *p, uint32_t cond)
{
    return pdecl_ir(p, cond)->flags & HD_DECL_F_RENAMED_UNSEEN;
}

static program_set signalers(struct analysis *an, uint32_t cond, const bool *runs)
{
    program_set who = NULL;
    for (size_t i = 0; i < an->signals.len; i++)
        if (an->signals.data[i].cond == cond && runs[an->signals.data[i].func])
            link_add(an->p, &who, an->signals.data[i].func);
    return who;
}

/* Waits that only the whole program can judge: nobody ever signals the condition, or nobody ever
 * acquires the lock that the wait passes. */
static void check_never_signaled(struct analysis *an)
{
    const struct hd_automaton *aut = hd_model_automaton(an->p->model, HD_KIND_COND);
    const char *rule = NULL;
    for (size_t i = 0; aut && i < aut->nchecks; i++)
        if (strcmp(aut->check[i].check, "event-without") == 0)
            rule = aut->check[i].report;
    if (!rule || !an->p->whole)
        return;
    struct hd_arena a = {0};
    const bool *runs = reachable(an->p, &a);
    for (size_t i = 0; i < an->conds.len; i++) {
        const struct cond_use *u = &an->conds.data[i];
        if (!u->untimed || u->cond == NO_DECL || !runs[u->at.func] || may_go_unseen(an->p, u->cond))
            continue;
        program_set who = signalers(an, u->cond, runs);
        if (link_without(an->p, u->at.func, who, NULL) == NO_PROGRAM)
            continue;
        uint32_t prog = link_without(an->p, u->at.func, who, users_of_place(an->p, u->cond));
        if (prog == NO_PROGRAM)
            continue;
        const char *name = pdecl_label(an->p, u->cond);
        struct report r = {.rule = rule,
                           .at = u->at,
                           .name = name,
                           .note = hd_arena_fmt(
                               &an->p->arena, "waited on here; nothing that runs in %s signals it",
                               link_program_text(an->p, prog)),
                           .key = u->cond,
                           .confidence = HD_CONF_MEDIUM};
        report_finding(an, &r);
    }
    hd_arena_free(&a);
}

void check_conditions(struct analysis *an)
{
    check_held_waits(an);
    check_never_signaled(an);
    for (size_t i = 0; i < an->needs_held.len; i++) {
        const struct needs_held *n = &an->needs_held.data[i];
        const struct pfunc *f = &an->p->func.data[n->func];
        bool root = (f->spawned || f->is_main) && f->callers.len == 0;
        const uint64_t *who = link_noted(&an->acquired, n->cls);
        bool ours = an->p->whole || is_private(an->p, n->cls);
        bool never = ours && link_without(an->p, n->func, who, NULL) != NO_PROGRAM &&
                     link_without(an->p, n->func, who, users_of_place(an->p, n->cls)) != NO_PROGRAM;
        if ((!root && !never) || (func_of(an->p, n->func)->flags & HD_FUNC_BROKEN))
            continue;
        const char *name = pdecl_label(an->p, n->cls);
        struct report r = {.rule = "cond-wait-unlocked",
                           .at = n->at,
                           .name = name,
                           .confidence = HD_CONF_MEDIUM,
                           .note = "waits without holding it"};
        report_finding(an, &r);
    }
}
