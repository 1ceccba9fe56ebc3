/* Events on objects: the automata at work. Locks are special in one way only: a function may act on
 * a lock of its caller, so what it must have been when the function began is inferred from the
 * first event (acquire: free; release: held) and becomes part of the function's contract.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/checks.h"
#include "analyzer/flow/flow.h"
#include "analyzer/flow/handles.h"
#include "analyzer/flow/memo.h"

unsigned obj_traits(const struct fctx *c, const struct obj *o)
{
    unsigned t = o->res->traits | o->traits;
    bool place = o->res->identity == HD_ID_ADDRESS || hd_resource_pointee(o->res);
    uint32_t cls = place ? term_class_decl(c->t, o->key) : NO_DECL;
    if (cls != NO_DECL)
        t |= c->p->decl.data[cls].traits;
    return t;
}

bool lock_traits_unknown(const struct fctx *c, const struct obj *o)
{
    uint32_t cls = term_class_decl(c->t, o->key);
    return cls != NO_DECL && c->p->decl.data[cls].traits_unknown;
}

bool obj_is_held(const struct fctx *c, const struct obj *o)
{
    return o->res->kind == HD_KIND_LOCK &&
           (o->state == c->an->lw.held || o->state == c->an->lw.shared);
}

enum hd_mode obj_mode(const struct fctx *c, const struct obj *o)
{
    return o->state == c->an->lw.shared ? HD_MODE_SHARED : HD_MODE_EXCLUSIVE;
}

bool is_multi(const struct fctx *c, term key)
{
    for (term x = key; x; x = term_at(c->t, x)->a) {
        const struct term_node *n = term_at(c->t, x);
        if (n->kind == T_ANY || (n->kind == T_SYM && n->op))
            return true;
        if (n->kind < T_DEREF || n->kind == T_INT || n->kind == T_SYM || n->kind >= T_FUNC ||
            n->kind == T_RET)
            return false;
    }
    return false;
}

/* Was the handle read from an array whose elements are not told apart? Then it may be any. */
static bool from_any_element(const struct fctx *c, const struct state *s, term key)
{
    for (unsigned i = 0; i < s->nenv; i++)
        if (s->env[i].val == key && is_multi(c, s->env[i].loc))
            return true;
    return false;
}

/* The end of some element of an array: it may be that of any handle or object that lies there, or
 * that an element leads to. */
static void any_may_end(struct fctx *c, struct state *s, term key, enum hd_kind kind)
{
    term array = 0;
    for (term x = key; x && !array; x = term_at(c->t, x)->a) {
        unsigned k = term_at(c->t, x)->kind;
        if (k == T_ANY)
            array = term_at(c->t, x)->a;
        else if (k != T_FIELD && k != T_DEREF && k != T_INIT && k != T_INDEX)
            return;
    }
    for (unsigned i = 0; array && i < s->nobj; i++) {
        struct obj *o = &s->obj[i];
        bool lies = term_is_loc(c->t, o->key) && term_is_part_of(c->t, o->key, array);
        for (unsigned k = 0; k < s->nenv && !lies; k++)
            lies = term_is_part_of(c->t, s->env[k].loc, array) &&
                   (s->env[k].val == o->key || term_deref(c->t, s->env[k].val) == o->key);
        if (lies && o->res->kind == kind)
            forget_obj(c, s, o->key, o->res);
    }
}

static void report_event(struct fctx *c, const struct state *s, const struct obj *o,
                         const struct event *e, const char *rule)
{
    if (c->broken || o->told || (o->flags & (OBJ_MULTI | OBJ_ESCAPED)))
        return;
    const char *name = o->name ? obj_text(c, o) : handle_text(c, s, o, e->place);
    bool here = o->at.loc == e->at.loc && o->at.unit == e->at.unit && !o->chain;
    const char *before = obj_is_held(c, o) ? "acquired here before" : NULL;
    struct report r = report_of(s, o, name, rule, e->at, here ? before : origin_note(c, o));
    r.subject = name ? name : o->res->id;
    r.chain = e->chain;
    r.is_note = is_homemade(o->res);
    r.note = e->via && !e->chain ? hd_arena_fmt(&c->p->arena, "calls %s", e->via) : NULL;
    if (e->op && e->op->misuse_rule && strcmp(e->op->misuse_rule, rule) == 0)
        r.detail = e->op->misuse_text;
    report_finding(c->an, &r);
}

/* A thread is joined whose creation nobody looked at: once for each creation. */
static void report_unasked(struct fctx *c, const struct state *s, const struct obj *o,
                           const struct event *e)
{
    if (o->told || (o->flags & (OBJ_MULTI | OBJ_ESCAPED)))
        return;
    const char *name = o->name ? obj_text(c, o) : handle_text(c, s, o, e->place);
    struct report r = report_of(s, o, name, "thread-join-unstarted", e->at,
                                "the creation may fail here, and nobody looks at its result");
    r.subject = name ? name : o->res->id;
    r.chain = e->chain;
    r.detail = "when its creation failed, which nobody asks";
    r.note = e->via && !e->chain ? hd_arena_fmt(&c->p->arena, "calls %s", e->via) : NULL;
    r.key = place_key(o->at);
    r.confidence = HD_CONF_MEDIUM;
    report_finding(c->an, &r);
}

enum { MAX_COUNT = 3 };
static void step_count(struct obj *o, const struct hd_transition *t, int delta)
{
    int n = o->count;
    if (t->count_op == HD_COUNT_SET)
        n = (int)t->count;
    else if (t->count_op == HD_COUNT_ADD)
        n += (int)t->count;
    else if (t->count_op == HD_COUNT_ADD_DELTA)
        n += delta;
    o->count = (uint8_t)(n < 0 ? 0 : n > MAX_COUNT ? MAX_COUNT : n);
}

/* Moves `o` along its automaton; the rule that the step breaks, or NULL. */
static const char *step(const struct fctx *c, struct obj *o, const struct event *e)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, o->res->kind);
    unsigned traits = obj_traits(c, o) | (e->is_try ? HD_TRAIT_TRY : 0);
    const struct hd_transition *t =
        aut ? hd_automaton_step(aut, o->state, e->event, traits, o->count, e->delta) : NULL;
    if (!t) {
        o->state = HD_STATE_UNKNOWN;
        return NULL;
    }
    bool unknown = o->state == HD_STATE_UNKNOWN;
    if (t->to >= 0)
        o->state = (uint8_t)t->to;
    if (o->res->kind == HD_KIND_LOCK && t->count_op == HD_COUNT_ADD && (int)t->count > 0 &&
        o->count == MAX_COUNT) { /* how deep, nobody knows any more */
        o->state = HD_STATE_UNKNOWN;
        o->entry = ENTRY_NONE;
        o->marks |= MARK_DEEP;
    }
    step_count(o, t, e->delta);
    return unknown ? NULL : t->report;
}

/* Locks ----------------------------------------------------------------------------------------*/

static bool is_acquire(const struct fctx *c, int event)
{
    return event == c->an->lw.acquire || event == c->an->lw.acquire_shared;
}

static bool is_release(const struct fctx *c, int event)
{
    return event == c->an->lw.release || event == c->an->lw.release_shared;
}

/* A lock that this function meets for the first time: what the event needs, it was. */
static void first_meeting(const struct fctx *c, struct obj *o, const struct event *e)
{
    const struct lock_words *w = &c->an->lw;
    if (is_acquire(c, e->event) || e->event == w->recover) {
        o->state = (uint8_t)w->free;
        o->entry = ENTRY_FREE;
    } else if (e->event == w->release || e->event == w->wait_on) {
        o->state = (uint8_t)w->held;
        o->count = 1;
        o->entry = ENTRY_HELD;
        o->needed = e->at;
        o->needed_chain = e->chain;
    } else if (e->event == w->release_shared) {
        o->state = (uint8_t)w->shared;
        o->count = 1;
        o->entry = ENTRY_SHARED;
        o->needed = e->at;
        o->needed_chain = e->chain;
    } else {
        o->state = HD_STATE_UNKNOWN;
        if (e->event == w->init || e->event == w->destroy)
            o->state = (uint8_t)w->free;
    }
    o->at = e->at;
    o->chain = e->chain;
}

/* In memory that nobody has filled it is in no defined state. */
static void begin_in_fresh(struct fctx *c, const struct state *s, struct obj *o)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, o->res->kind);
    const struct fresh *f = fresh_of(c, s, o->key);
    if (!f || !f->sure || !aut || aut->start_decl < 0 || o->res->constructed)
        return;
    o->state = (uint8_t)aut->start_decl;
    o->entry = ENTRY_NONE;
    o->flags |= OBJ_LOCAL;
    o->at = f->at;
    o->chain = NULL;
}

void push_unique(void *vec, uint32_t x)
{
    HD_VEC(uint32_t) *v = vec;
    for (size_t i = 0; i < v->len; i++)
        if (v->data[i] == x)
            return;
    hd_vec_push(v, x);
}

/* The same statement again, on an object reached through memory: in a loop that is more likely
 * another object than the same one. */
static bool again_elsewhere(const struct fctx *c, term key, const struct obj *before,
                            const struct event *e)
{
    if (!c->loop[c->block] || before->at.loc != e->at.loc || before->at.unit != e->at.unit)
        return false;
    if (term_at(c->t, key)->kind == T_INIT)
        return !loc_is_local(c, term_at(c->t, key)->a);
    while (term_at(c->t, key)->kind >= T_FIELD && term_at(c->t, key)->kind <= T_ANY)
        key = term_at(c->t, key)->a;
    if (term_at(c->t, key)->kind != T_DEREF)
        return false;
    const struct term_node *p = term_at(c->t, term_at(c->t, key)->a);
    return p->kind != T_INIT || term_at(c->t, p->a)->kind != T_VAR;
}

/* Is it the next object that the same statement of a loop comes to? */
bool is_next_object(const struct fctx *c, const struct obj *o, struct place at)
{
    const struct event e = {.at = at};
    return !obj_is_held(c, o) && again_elsewhere(c, o->key, o, &e);
}

/* Waited on with a condition, then acquired: the function does not count on callers who hold it. */
static void report_waited(struct fctx *c, const struct state *s, const struct obj *o,
                          const struct event *e)
{
    const char *name = handle_text(c, s, o, 0);
    struct report r = {.rule = "cond-wait-unlocked",
                       .at = o->at,
                       .name = name,
                       .subject = name ? name : o->res->id,
                       .chain = o->chain,
                       .origin = e->at,
                       .origin_chain = e->chain,
                       .origin_note = "the function acquires it here, behind the wait",
                       .note = "waits without holding it",
                       .confidence = -1};
    if (!c->broken && !o->told)
        report_finding(c->an, &r);
}

/* Released although nobody looked at whether the attempt to acquire it came to anything. */
static void report_ignored(struct fctx *c, const struct state *s, const struct obj *o,
                           const struct event *e)
{
    const char *name = o->name ? obj_text(c, o) : handle_text(c, s, o, 0);
    struct place at = o->at;
    for (const struct chain *k = o->chain; k; k = k->next) /* where it was tried */
        at = k->at;
    struct report r = {.rule = "lock-result-ignored",
                       .at = at,
                       .name = name,
                       .subject = name ? name : o->res->id,
                       .is_note = is_homemade(o->res),
                       .note = "nobody looks at whether this attempt succeeds",
                       .confidence = -1};
    bool silent = c->broken || o->told || (o->flags & (OBJ_MULTI | OBJ_ESCAPED));
    struct hd_finding *f = silent ? NULL : report_finding(c->an, &r);
    if (f)
        add_step(c->an, f, "", e->at, "released here, acquired or not");
}

static void lock_event(struct fctx *c, struct state *s, term key, const struct event *e)
{
    struct obj *o = state_obj(s, key);
    bool fresh = !o;
    if (!o) {
        o = state_add_obj(&c->a, s, key, e->res);
        first_meeting(c, o, e);
        begin_in_fresh(c, s, o);
        if (e->event == c->an->lw.wait_on && !e->chain && !needed(c, s, key, e->at)) {
            o->state = HD_STATE_UNKNOWN;
            o->entry = ENTRY_NONE;
            o->told = true;
            return;
        }
        o->marks |= e->event == c->an->lw.wait_on ? MARK_WAITED : 0;
        if (is_multi(c, key)) {
            o->flags |= OBJ_MULTI;
            o->entry = ENTRY_NONE;
        }
    }
    if (e->event == c->an->lw.wait_on && o->told && o->state == HD_STATE_UNKNOWN)
        return;
    o->res = e->res; /* a lock that its type alone told: the call knows better what kind it is */
    uint32_t cls = lock_class(c, key);
    if (is_acquire(c, e->event) && !obj_is_held(c, o))
        record_acq(c, s, key, e, e->event == c->an->lw.acquire ? HD_MODE_EXCLUSIVE : HD_MODE_SHARED,
                   fresh);
    o = state_obj(s, key);
    if (is_release(c, e->event) && cls != NO_DECL) {
        push_unique(&c->sum->releases, cls);
        note_release(c, cls);
        if (fresh)
            push_unique(&c->sum->hands_over, cls);
    }
    if ((o->flags & OBJ_MULTI) || (o->marks & MARK_DEEP)) {
        o->state = HD_STATE_UNKNOWN;
        return;
    }
    if (is_acquire(c, e->event) && !e->is_try && !e->chain)
        put_off_acquire(c, s, o, e->event, e->at, NULL);
    o->marks &= (uint8_t)~MARK_PUT_OFF;
    if (is_acquire(c, e->event) && o->state == HD_STATE_UNKNOWN && !lock_traits_unknown(c, o)) {
        o->state = (uint8_t)c->an->lw.free;
        o->entry = ENTRY_NONE;
    }
    o->traits |= e->traits;
    bool was_held = obj_is_held(c, o);
    bool unchecked = (o->flags & OBJ_UNCHECKED) && (o->flags & OBJ_TRY);
    if (is_release(c, e->event) && was_held && unchecked)
        report_ignored(c, s, o, e);
    struct obj before = *o;
    const char *rule = step(c, o, e);
    if (rule && (lock_traits_unknown(c, o) || (!was_held && before.state != c->an->lw.free &&
                                               again_elsewhere(c, key, &before, e))))
        rule = NULL;
    /* An element of an array of locks may be held under another name, unless it was acquired
     * and released under this one. */
    bool elsewhere = term_has_index(c->t, key) || s->acquired_some;
    s->released_some |= is_release(c, e->event) && before.entry != ENTRY_FREE;
    if (rule && is_release(c, e->event) && elsewhere && before.entry != ENTRY_FREE)
        rule = NULL;
    /* How deep a caller holds it, nobody here knows. */
    if (rule && is_release(c, e->event) && before.entry == ENTRY_HELD &&
        (obj_traits(c, o) & HD_TRAIT_RECURSIVE))
        o->state = HD_STATE_UNKNOWN, rule = NULL;
    /* Who acquired it twice releases it twice: that is the same defect. */
    if (rule && is_release(c, e->event) && (before.marks & MARK_TWICE))
        rule = NULL;
    if (rule && is_acquire(c, e->event) && (before.marks & MARK_WAITED)) {
        report_waited(c, s, &before, e);
        rule = NULL;
        o->told = true;
    }
    if (rule && !(before.flags & OBJ_UNCHECKED)) {
        report_event(c, s, &before, e, rule);
        o->told = true;
        if (o->state == HD_STATE_UNKNOWN) /* reported once: what follows from it is not */
            o->flags |= OBJ_ESCAPED;
        if (is_acquire(c, e->event))
            o->marks |= MARK_TWICE;
        if (is_acquire(c, e->event)) /* the same defect is not reported at the exits again */
            *hd_map_put(&c->an->acquired_twice, (uint64_t)before.at.unit << 32 | before.at.loc,
                        NULL) = 1;
    }
    o = state_obj(s, key);
    if ((is_acquire(c, e->event) || e->event == c->an->lw.recover) && obj_is_held(c, o)) {
        if (!was_held) {
            o->at = e->at;
            o->chain = e->chain;
            o->seq = ++s->seq;
            o->flags = (uint16_t)((o->flags & ~(OBJ_UNCHECKED | OBJ_TRY | OBJ_CALLEE)) | e->flags |
                                  (e->is_try ? OBJ_TRY : 0));
            bool alone = c->p->func.data[c->f].is_main && phase_of(c, s) == PHASE_BEFORE;
            o->marks = alone ? MARK_ALONE : 0;
            o->name = term_text(c, key);
            state_note(&c->a, s, e->at, hd_arena_fmt(&c->p->arena, "acquires '%s'", o->name),
                       false);
        }
    } else if (was_held && !obj_is_held(c, o)) {
        state_note(&c->a, s, e->at, hd_arena_fmt(&c->p->arena, "releases '%s'", term_text(c, key)),
                   false);
    }
    o->flags &= (uint16_t)~OBJ_NEUTRAL;
    if (o->entry == ENTRY_FREE && o->state == c->an->lw.free)
        o->flags |= OBJ_NEUTRAL;
}

/* Everything else
 * ------------------------------------------------------------------------------*/

uint32_t owing_states(const struct hd_automaton *aut)
{
    uint32_t m = 0;
    for (size_t i = 0; i < aut->nat_end; i++)
        if (aut->at_end[i].report)
            m |= aut->at_end[i].state;
    return m;
}

/* Does the event end an obligation? */
bool is_discharge(const struct hd_automaton *aut, int event, unsigned traits)
{
    uint32_t owing = owing_states(aut);
    for (unsigned st = 0; st < aut->nstates; st++) {
        if (!(owing >> st & 1))
            continue;
        const struct hd_transition *t = hd_automaton_step(aut, (int)st, event, traits, 1, 0);
        if (t && t->to >= 0 && t->to != HD_STATE_UNKNOWN && !(owing >> t->to & 1))
            return true;
    }
    return false;
}

/* Does the event begin an obligation? */
bool is_creation(const struct hd_automaton *aut, int event, unsigned traits)
{
    int start = aut->start_decl >= 0 ? aut->start_decl : 0;
    const struct hd_transition *t = hd_automaton_step(aut, start, event, traits, 0, 0);
    uint32_t owing = owing_states(aut);
    return t && t->to >= 0 && t->to != HD_STATE_UNKNOWN && (owing >> t->to & 1) &&
           !(owing >> start & 1);
}

static void note_discharge_at(struct fctx *c, uint32_t decl, bool in_callee)
{
    for (size_t i = 0; i < c->discharges.len; i++)
        if (c->discharges.data[i].decl == decl && c->discharges.data[i].block == c->block)
            return;
    hd_vec_push(&c->discharges, (struct discharge){decl, c->block, in_callee});
}

/* Remembers that whatever lives at the place of this handle gets discharged. */
static void note_discharge(struct fctx *c, term key, bool in_callee)
{
    term loc = key;
    if (term_at(c->t, loc)->kind == T_INIT)
        loc = term_at(c->t, loc)->a;
    if (!term_is_loc(c->t, loc))
        return;
    if (term_class_decl(c->t, loc) == UINT32_MAX) /* memory without a name, an array's perhaps */
        note_discharge_at(c, UINT32_MAX, in_callee);
    for (term x = loc; x; x = term_at(c->t, x)->a) { /* the field, and what it is part of */
        uint32_t d = term_class_decl(c->t, x);
        if (d != UINT32_MAX) {
            note_for_all(c, MEMO_DISCHARGED, d);
            push_unique(&c->discharged_here, d);
            note_discharge_at(c, d, in_callee);
        }
        unsigned k = term_at(c->t, x)->kind;
        if (k == T_VAR || k == T_TEMP || k == T_SYM || k == T_INT || k >= T_FUNC || k == T_RET)
            break;
    }
}

static void self_event(struct fctx *c, struct state *s, const struct event *e, bool discharge)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, e->res->kind);
    if (e->event == hd_automaton_event(aut, "join")) {
        struct report r = {
            .rule = "thread-join-self",
            .at = e->at,
            .subject = "self",
            .state = s,
            .chain = e->chain,
            .chain_note = "the join",
            .note = e->via && e->chain
                        ? hd_arena_fmt(&c->p->arena, "%s joins the calling thread", e->via)
                        : "the calling thread waits for its own end",
            .confidence = -1};
        if (!c->broken)
            report_finding(c->an, &r);
    } else if (discharge) {
        c->sum->self_detaches = s->detached = true;
    }
}

void log_event(struct obj *o, int event)
{
    if (o->nlog < 4)
        o->log[o->nlog] = (int8_t)event;
    if (o->nlog < 5)
        o->nlog++;
}

/* An event on a handle that is certainly zero here: no object was ever made. */
static void zero_event(struct fctx *c, struct state *s, term key, const struct event *e,
                       const struct hd_automaton *aut)
{
    struct obj none = {.key = key, .res = e->res, .state = (uint8_t)aut->start_zeroed, .at = e->at};
    const struct obj *failed = state_obj(s, key);
    if (failed && failed->state == HD_STATE_UNKNOWN)
        return; /* its creation has failed, and nobody looked: what follows is not another
                   defect */
    if (state_decide(c->t, s, key, HD_OP_EQ, 0) != 1 || aut->start_zeroed < 0 ||
        e->res->identity == HD_ID_ID)
        return;
    struct obj before = none;
    const char *rule = step(c, &none, e);
    if (rule && !s->guess)
        report_event(c, s, &before, e, rule);
}

/* The thread whose handle lies at this place has ended. */
static void note_join(struct fctx *c, struct state *s, term key)
{
    if (is_multi(c, key))
        return;
    if (term_at(c->t, key)->kind == T_INIT && !term_has_index(c->t, term_at(c->t, key)->a))
        joined_add(&s->joined, term_class_decl(c->t, term_at(c->t, key)->a));
    if (term_is_loc(c->t, key) && !term_has_index(c->t, key) &&
        term_class_decl(c->t, key) != NO_DECL)
        joined_add(&s->joined, term_class_decl(c->t, key)); /* the object is the thread */
    for (unsigned i = 0; i < s->nenv; i++)
        if (s->env[i].val == key && !term_has_index(c->t, s->env[i].loc) &&
            term_class_decl(c->t, s->env[i].loc) != UINT32_MAX)
            joined_add(&s->joined, term_class_decl(c->t, s->env[i].loc));
}

/* A format for the witness: an object comes into a state. */
static const char *became(enum hd_kind kind, const char *state)
{
    static const char *const thread[][2] = {{"none", "'%s' holds no thread"},
                                            {"running", "the thread of '%s' is started"},
                                            {"finished", "'%s' is joined"}};
    for (size_t i = 0; kind == HD_KIND_THREAD && i < sizeof thread / sizeof *thread; i++)
        if (strcmp(thread[i][0], state) == 0)
            return thread[i][1];
    return "'%s' is %s now";
}

static bool is_unmade(const struct hd_automaton *aut, uint8_t state)
{
    return state == aut->start_decl || state == aut->start_zeroed;
}

/* Control came here by a flag in memory that this function sets on other paths, and whose value
 * from before we do not know: it most likely says whether the object was made. */
static bool asked_own_flag(const struct fctx *c, const struct state *s)
{
    for (unsigned i = 0; i < s->ncon; i++) {
        term val = s->con[i].val;
        while (term_at(c->t, val)->kind == T_EXPR)
            val = term_at(c->t, val)->a;
        if (term_at(c->t, val)->kind != T_INIT)
            continue;
        uint32_t d = term_class_decl(c->t, term_at(c->t, val)->a);
        if (d != UINT32_MAX && *mod_number(c->an, d))
            return true;
    }
    return false;
}

/* Nobody asked whether the creation failed, so it is no path that anybody thinks of. Of threads the
 * rule is that one asks. */
static bool is_guess(const struct state *s, const struct event *e)
{
    return s->guess && e->res->kind != HD_KIND_THREAD;
}

static void value_event(struct fctx *c, struct state *s, term key, const struct event *e)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, e->res->kind);
    if (!aut)
        return;
    if (term_at(c->t, key)->kind == T_INT ||
        (e->res->identity == HD_ID_POINTER && state_decide(c->t, s, key, HD_OP_EQ, 0) == 1)) {
        zero_event(c, s, key, e, aut);
        return;
    }
    bool discharge = is_discharge(aut, e->event, e->res->traits | e->traits);
    if (term_at(c->t, key)->kind == T_SELF) {
        self_event(c, s, e, discharge);
        return;
    }
    struct obj *o = state_obj(s, key);
    if (discharge) {
        note_discharge(c, key, e->chain != NULL);
        for (unsigned i = 0; i < s->nenv; i++)
            if (s->env[i].val == key)
                note_discharge(c, s->env[i].loc, e->chain != NULL);
        if (e->res->kind == HD_KIND_THREAD && e->event == hd_automaton_event(aut, "join")) {
            note_join(c, s, key);
            note_join_site(c, s, key, o, e);
        }
    }
    if ((o && (o->flags & OBJ_MULTI)) ||
        (!o && (is_multi(c, key) || from_any_element(c, s, key)))) {
        if (o && discharge)
            state_drop_obj(s, o);
        else if (discharge)
            any_may_end(c, s, key, e->res->kind);
        return;
    }
    if (!o) {
        o = state_add_obj(&c->a, s, key, e->res);
        bool creation = is_creation(aut, e->event, e->res->traits | e->traits);
        o->state = (uint8_t)(creation && aut->start_decl >= 0 ? aut->start_decl : HD_STATE_UNKNOWN);
        bool ours = creation && (loc_is_local(c, key) || is_own_memory(c, key, NULL));
        o->flags = ours ? OBJ_LOCAL : 0;
        o->at = e->at;
        if (e->res->identity == HD_ID_ADDRESS)
            begin_in_fresh(c, s, o);
    }
    if (!(o->flags & OBJ_LOCAL))
        log_event(o, e->event);
    if (discharge && (o->flags & OBJ_UNCHECKED) && e->res->kind == HD_KIND_THREAD && !c->broken &&
        !e->is_try) {
        report_unasked(c, s, o, e);
        o->flags &= (uint16_t)~OBJ_UNCHECKED;
    }
    o->traits |= e->traits;
    struct obj before = *o;
    /* a descriptor that we know nothing of need not be of this resource */
    bool anything = before.state == HD_STATE_UNKNOWN && e->res->identity == HD_ID_ID &&
                    !is_creation(aut, e->event, e->res->traits | e->traits);
    if (e->res->kind == HD_KIND_CHANNEL)
        channel_event(c, s, key, e);
    const char *rule = step(c, o, e);
    if (anything)
        o->state = HD_STATE_UNKNOWN;
    if (discharge && o->state != HD_STATE_UNKNOWN)
        o->flags &= (uint16_t)~OBJ_ESCAPED; /* whoever else knows it: it has come to its end */
    if (rule && !again_elsewhere(c, key, &before, e) &&
        !(is_unmade(aut, before.state) && (asked_own_flag(c, s) || is_guess(s, e))))
        report_event(c, s, &before, e, rule);
    o->told |= rule && is_unmade(aut, before.state); /* each further use is the same defect */
    if (o->state != before.state && o->state != HD_STATE_UNKNOWN) {
        /* an obligation keeps the place where it began: a timer is created, then armed */
        uint32_t owing = owing_states(aut);
        bool still = before.state != HD_STATE_UNKNOWN && (owing >> before.state & 1) &&
                     (owing >> o->state & 1);
        if (!still) {
            o->at = e->at;
            o->chain = e->chain;
        }
        const char *name = handle_text(c, s, o, 0);
        state_note(&c->a, s, e->at,
                   hd_arena_fmt(&c->p->arena, became(e->res->kind, aut->states[o->state]),
                                name ? name : e->res->id, aut->states[o->state]),
                   false);
    }
}

/* A handle may be the address of a record that the program owns: libraries with both kinds of
 * objects use one function for both. */
static struct obj *pointed_to(struct fctx *c, const struct state *s, term key,
                              const struct hd_resource *res)
{
    term loc = res->identity == HD_ID_POINTER ? term_deref(c->t, key) : 0;
    struct obj *o = loc ? state_obj(s, loc) : NULL;
    return o && o->res->kind == res->kind && o->res->identity == HD_ID_ADDRESS ? o : NULL;
}

/* On this path two pointers were found to be equal: the lock may be known by the other one. */
static term by_equal_pointer(struct fctx *c, const struct state *s, term key)
{
    for (unsigned i = 0; i < s->ncon && !state_obj(s, key); i++) {
        const struct term_node n = *term_at(c->t, s->con[i].val);
        if (n.kind != T_EXPR || n.op != HD_OP_EQ || s->con[i].lo != 1)
            continue;
        term other[] = {term_replace(c->t, key, n.a, (term)n.b),
                        term_replace(c->t, key, (term)n.b, n.a)};
        for (unsigned k = 0; k < 2; k++)
            if (other[k] && state_obj(s, other[k]))
                return other[k];
    }
    return key;
}

void apply_event(struct fctx *c, struct state *s, term key, const struct event *e)
{
    if (key && e->res->kind == HD_KIND_LOCK && is_release(c, e->event))
        key = by_equal_pointer(c, s, key);
    if (!key && e->res->kind == HD_KIND_LOCK && is_acquire(c, e->event) && !e->is_try)
        s->acquired_some = true;
    if (!key || e->event < 0)
        return;
    struct obj *owned = pointed_to(c, s, key, e->res);
    if (owned) {
        struct event of_record = *e;
        of_record.res = owned->res;
        apply_event(c, s, owned->key, &of_record);
        return;
    }
    if (e->event == c->an->kind[e->res->kind].init)
        note_remade(c, key);
    const struct obj *o = state_obj(s, key);
    if (!o && e->res->kind == HD_KIND_LOCK && is_release(c, e->event) &&
        release_kept(c, s, key, e->res))
        return;
    if (o && o->res->kind != e->res->kind) { /* a general function: not what we took it for */
        forget_obj(c, s, key, o->res);
        return;
    }
    if (e->res->kind == HD_KIND_LOCK)
        lock_event(c, s, key, e);
    else if (e->res->kind == HD_KIND_WAITGROUP)
        group_event(c, s, key, e);
    else
        value_event(c, s, key, e);
    if (e->res->armed_field)
        show_armed(c, s, key, e->res);
}

/* Escapes
 * --------------------------------------------------------------------------------------*/

void forget_obj(struct fctx *c, struct state *s, term key, const struct hd_resource *res)
{
    struct obj *o = state_obj(s, key);
    if (!o && key)
        o = pointed_to(c, s, key, res);
    if (!o && key)
        o = state_add_obj(&c->a, s, key, res);
    if (o) {
        o->state = HD_STATE_UNKNOWN;
        o->entry = ENTRY_NONE;
        o->flags = (uint16_t)((o->flags & ~OBJ_NEUTRAL) | OBJ_ESCAPED);
        o->nlog = 5; /* callers know nothing of it either */
        o->marks &= (uint8_t)~MARK_PUT_OFF;
    }
}

/* Somebody we cannot see gets `value`. The object that it names is no longer known. Objects
 * inside the memory that it points to may get another owner, so nobody here owes anything for
 * them, but keep their state unless the callee seems to act on `locks` or `handles`. */
void escape_value(struct fctx *c, struct state *s, term value, bool locks, bool handles)
{
    escape_kinds(c, s, value, locks, handles, ~0u);
}

void escape_kinds(struct fctx *c, struct state *s, term value, bool locks, bool handles,
                  unsigned kinds)
{
    term loc = term_deref(c->t, value);
    if (loc && term_at(c->t, loc)->kind == T_INDEX && term_at(c->t, loc)->b == 0)
        loc = term_at(c->t, loc)->a; /* an array is handed over by its first element */
    for (unsigned i = 0; i < s->nobj; i++) {
        struct obj *o = &s->obj[i];
        if (!(kinds >> o->res->kind & 1))
            continue;
        bool lock = o->res->kind == HD_KIND_LOCK;
        bool itself = o->key == value || o->key == loc, inside = false;
        if (loc && term_is_loc(c->t, o->key))
            inside = term_is_part_of(c->t, o->key, loc);
        if (loc && term_at(c->t, o->key)->kind == T_INIT) /* a handle that was there before */
            inside = term_is_part_of(c->t, term_at(c->t, o->key)->a, loc);
        for (unsigned k = 0; loc && k < s->nenv; k++)
            if (s->env[k].val == o->key && term_is_part_of(c->t, s->env[k].loc, loc)) {
                inside = true;
                itself |= s->env[k].loc == loc;
            }
        if (inside && !lock)
            o->flags |= OBJ_PARKED | OBJ_LENT;
        if (!itself && !(inside && (lock ? locks : handles)))
            continue;
        o->state = HD_STATE_UNKNOWN;
        o->flags = (uint16_t)((o->flags & ~OBJ_NEUTRAL) | OBJ_ESCAPED);
        o->nlog = 5;
    }
}
