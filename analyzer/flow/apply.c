/* A callee's summary at a call: its exits become our successors, each with what the callee did to
 * the objects it was given. What it does on the way: inherit.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/call_internal.h"
#include "analyzer/flow/checks.h"
#include "analyzer/flow/memo.h"
#include "analyzer/flow/translate.h"

/* The callee may come back with the lock held, but here it did not. */
static void given_back(struct fctx *c, struct state *s, term key, const struct effect *f,
                       struct place at)
{
    struct obj *o = state_obj(s, key);
    if (o)
        return; /* what is known of it stays true */
    o = state_add_obj(&c->a, s, key, f->obj.res);
    *o = f->obj;
    o->key = key;
    o->at = at;
    o->chain = chain_cons(c, f->obj.at, f->obj.chain);
}

static void lock_effect(struct fctx *c, struct state *s, term key, const struct effect *f,
                        struct place at, const char *callee)
{
    const struct lock_words *w = &c->an->lw;
    struct event e = {.res = f->obj.res,
                      .at = at,
                      .via = callee,
                      .event = lock_effect_event(c, f),
                      .checked = true, /* the acquisition itself says whether */
                      .flags = OBJ_CALLEE};
    bool releases = e.event == w->release || e.event == w->release_shared;
    e.chain = releases && f->obj.needed.loc ? chain_cons(c, f->obj.needed, f->obj.needed_chain)
                                            : chain_cons(c, f->obj.at, f->obj.chain);
    if (f->obj.state == HD_STATE_UNKNOWN) {
        forget_obj(c, s, key, f->obj.res);
        put_off_left(c, s, key, f, at);
        return;
    }
    if (f->obj.flags & OBJ_NEUTRAL) {
        given_back(c, s, key, f, at);
        return;
    }
    e.is_try = f->obj.flags & OBJ_TRY;
    if (f->obj.flags & OBJ_UNCHECKED)
        e.flags |= OBJ_UNCHECKED;
    if (e.event >= 0)
        apply_event(c, s, key, &e);
    bool destroyed = !obj_is_held(c, &f->obj) && f->obj.state != w->free;
    if (destroyed && e.event != w->destroy) { /* released first */
        e.event = w->destroy;
        apply_event(c, s, key, &e);
    }
}

/* A wrapper that is told what to run: what it ran for us. */
static void resolve_entry(struct translation *t, const struct effect *f, struct obj *o, term loc)
{
    struct fctx *c = t->c;
    o->runs = f->obj.runs ? tr_val(t, f->obj.runs) : 0;
    o->given = f->obj.given ? tr_val(t, f->obj.given) : 0;
    if (o->entry_decl == NO_DECL && o->runs && term_at(c->t, o->runs)->kind == T_FUNC)
        o->entry_decl = term_at(c->t, o->runs)->a;
    if (o->res->kind == HD_KIND_THREAD)
        note_creation(c, loc, o->entry_decl, o->given, o->at);
}

static void handle_effect(struct translation *t, struct state *s, term key, const struct effect *f,
                          unsigned k, struct place at, term kept, term *result, term also)
{
    struct fctx *c = t->c;
    bool returned = term_at(c->t, key)->kind == T_RET;
    term loc = returned ? 0 : key, val = name_handle(c, s, &loc, 2 + (k < 12 ? k : 12));
    unsigned many = term_at(c->t, val)->op ? OBJ_MULTI : 0;
    if (returned)
        *result = val;
    else
        place_handle(c, s, loc, val);
    struct obj *o = state_obj(s, val);
    if (!o)
        o = state_add_obj(&c->a, s, val, f->obj.res);
    uint32_t entry = f->obj.entry_decl;
    *o = f->obj;
    o->key = val;
    o->entry_decl = entry;
    o->data = 0;
    o->chain = chain_cons(c, f->obj.at, f->obj.chain);
    o->at = at;
    o->flags = (uint16_t)(OBJ_LOCAL | OBJ_CALLEE | many |
                          (f->obj.flags &
                           (OBJ_MULTI | OBJ_UNCHECKED | OBJ_ESCAPED | OBJ_LENT | OBJ_FAILED)));
    o->nlog = 0;
    resolve_entry(t, f, o, !returned ? loc : also ? also : kept);
    if (!many) /* a descriptor that is not negative, say */
        (void)state_assume_con(&c->a, c->t, s, val, &f->known);
    if (also) {
        place_handle(c, s, also, val);
        o = state_obj(s, val);
    }
    if (returned ? f->kept && (!also || !loc_is_local(c, also)) : !loc_is_local(c, loc))
        o->flags |= OBJ_PARKED; /* lives in memory that outlives this function: no leak of ours */
}

static void logged_effect(struct fctx *c, struct state *s, term key, const struct effect *f,
                          struct place at, const char *callee)
{
    if (f->obj.nlog > 4) {
        forget_obj(c, s, key, f->obj.res);
        return;
    }
    for (unsigned i = 0; i < f->obj.nlog; i++) {
        struct event e = {.res = f->obj.res,
                          .event = f->obj.log[i],
                          .at = at,
                          .via = callee,
                          .chain = chain_cons(c, f->obj.at, f->obj.chain)};
        apply_event(c, s, key, &e);
    }
}

static bool assume_cons(struct translation *t, struct state *n, const struct con *k, unsigned count)
{
    struct fctx *c = t->c;
    for (unsigned i = 0; i < count; i++) {
        term v = tr_val(t, k[i].val);
        if (v && !state_assume_con(&c->a, c->t, n, v, &k[i]))
            return false;
    }
    return true;
}

bool conditions_possible(struct fctx *c, const struct state *s, const term *arg, uint32_t nargs,
                         const struct con *k, unsigned n)
{
    struct translation t = {c, s, arg, nargs};
    return assume_cons(&t, state_copy(&c->a, s), k, n);
}

/* What follows from what, in the caller's terms; false when it contradicts what is known. */
static bool assume_imps(struct translation *t, struct state *n, const struct exit_summary *x)
{
    struct fctx *c = t->c;
    for (unsigned i = 0; i < x->nimp; i++) {
        struct imp p = x->imp[i];
        bool named = (p.then.val = tr_val(t, p.then.val)) != 0;
        for (unsigned g = 0; g < p.nguards; g++)
            named &= (p.guard[g].val = tr_val(t, p.guard[g].val)) != 0;
        if (named && !state_imply(&c->a, c->t, n, &p))
            return false;
    }
    return true;
}

/* What the callee left in memory; false when its bounds contradict what is known. */
static bool leave_sets(struct fctx *c, struct state *n, const struct left *set,
                       const struct exit_summary *x)
{
    for (unsigned k = 0; k < x->nset; k++) {
        if (!set[k].loc)
            continue;
        if (set[k].val) {
            state_set(&c->a, c->t, n, set[k].loc, set[k].val);
        } else if (!x->set[k].val && !state_obj(n, state_get(c->t, n, set[k].loc))) {
            havoc_loc(c, n, set[k].loc);
            term now = state_get(c->t, n, set[k].loc);
            if (!state_assume_con(&c->a, c->t, n, now, &set[k].known))
                return false;
        }
    }
    return true;
}

/* Does every call free this memory, unless the pointer is null? */
static bool always_freed(const struct fctx *c, const struct summary *sum, term loc)
{
    for (unsigned i = 0; i < sum->nexits; i++) {
        const struct exit_summary *x = &sum->exit[i];
        bool freed = false;
        for (unsigned k = 0; k < x->freed.n; k++)
            freed |= x->freed.at[k].loc == loc;
        for (unsigned k = 0; k < x->ncond; k++)
            freed |=
                x->cond[k].lo == 0 && x->cond[k].hi == 0 && term_deref(c->t, x->cond[k].val) == loc;
        if (!freed)
            return false;
    }
    return true;
}

/* The callee frees memory with a lock in it that we hold, without having released it. */
static void freed_while_held(struct fctx *c, const struct state *n, const struct summary *sum,
                             const struct exit_summary *x, const term *key, const term *gone,
                             struct place at)
{
    for (unsigned k = 0; k < x->freed.n; k++)
        for (unsigned i = 0; i < n->nobj && gone[k]; i++) {
            const struct obj *o = &n->obj[i];
            bool released = false;
            for (unsigned e = 0; e < x->neffects; e++)
                released |= key[e] == o->key && x->effect[e].obj.entry != ENTRY_NONE;
            const struct freed_at *f = &x->freed.at[k];
            if (obj_is_held(c, o) && !released && term_is_part_of(c->t, o->key, gone[k]) &&
                always_freed(c, sum, f->loc))
                report_freed_held(c, n, o, at, chain_cons(c, f->at, f->chain));
        }
}

/* Handles are ended or used; a lock is when it is destroyed (the last reference went, perhaps). */
static bool is_end(const struct fctx *c, const struct obj *o)
{
    return o->res->kind != HD_KIND_LOCK ||
           (o->state != c->an->lw.free && o->state != HD_STATE_UNKNOWN && !obj_is_held(c, o));
}

/* Does an effect concern something that has no name but through the result? */
static bool names_result(struct terms *t, const struct exit_summary *x)
{
    term name = x->value ? x->value : term_ret(t);
    for (unsigned e = 0; e < x->neffects; e++)
        if (!x->effect[e].in_loc && term_contains(t, x->effect[e].key, name))
            return true;
    return false;
}

/* A place of nobody's where a value keeps its meaning while others are renamed. */
static term set_aside(struct fctx *c, unsigned k)
{
    return term_temp(c->t, UINT32_MAX - k);
}

/* What an exit speaks of, in the caller's terms. */
struct exit_names {
    term *key, *also, *gone;
    struct left *set;
    bool *maybe, *secret;
};

/* Memory that this function made and a callee freed: its locks are only names that go. */
static void forget_locks_in(const struct fctx *c, struct state *n, term gone)
{
    for (unsigned i = 0; gone && i < n->nobj && !term_is_public(c, gone); i++) {
        struct obj *o = &n->obj[i];
        if (o->res->kind != HD_KIND_LOCK || !term_is_part_of(c->t, o->key, gone))
            continue;
        o->state = HD_STATE_UNKNOWN;
        o->flags = (uint16_t)((o->flags & ~OBJ_NEUTRAL) | OBJ_ESCAPED);
    }
}

struct ended_in {
    const struct terms *t;
    const struct summary *sum;
};

/* Does some way through the callee do something to what lies at a place with this declaration? */
static bool is_touched(uint32_t decl, const void *arg)
{
    const struct ended_in *in = arg;
    if (decl == NO_DECL)
        return true;
    for (unsigned i = 0; i < in->sum->nexits; i++)
        for (unsigned e = 0; e < in->sum->exit[i].neffects; e++) {
            term key = in->sum->exit[i].effect[e].key;
            if (term_at(in->t, key)->kind == T_INIT)
                key = term_at(in->t, key)->a;
            if (term_class_decl(in->t, key) == decl)
                return true;
        }
    return false;
}

/* The callee always frees memory with a handle in it, on which it does nothing. */
static void freed_with_handles(struct fctx *c, struct state *n, const struct summary *sum,
                               const struct freed_at *f, term gone, const struct ending *e)
{
    struct ended_in in = {c->t, sum};
    if (always_freed(c, sum, f->loc) && !(sum->shown & parameter_bit(c, f->loc)))
        report_freed_handles(c, n, gone, e->at, e->chain, is_touched, &in);
}

static void take_exit(struct translation *t, struct state *n, const struct exit_summary *x,
                      const struct summary *sum, const struct hd_ir_insn *i, const char *callee,
                      const struct exit_names *names, state_vec *out)
{
    struct fctx *c = t->c;
    term *key = names->key, *also = names->also, *gone = names->gone;
    struct left *set = names->set;
    bool *maybe = names->maybe, *secret = names->secret;
    if (!assume_cons(t, n, x->cond, x->ncond))
        return;
    term value = x->value ? tr_val(t, x->value) : 0, result = 0, out_loc = 0, handed = 0;
    if (x->out) {
        out_loc = tr_loc(t, x->out);
        t->ret = handed = fresh(c, n, 15);
    } else if (!value && names_result(c->t, x)) {
        result = fresh(c, n, 0);
        t->ret = result;
        t->is_ret = x->value;
    }
    for (unsigned e = 0; e < x->neffects;
         e++) { /* all names first: effects change what they mean */
        const struct effect *f = &x->effect[e];
        key[e] = f->in_loc || term_is_loc(c->t, f->key) ? tr_loc(t, f->key) : tr_val(t, f->key);
        also[e] = f->also ? tr_loc(t, f->also) : 0;
    }
    for (unsigned k = 0; k < x->nset; k++) {
        set[k] = x->set[k];
        set[k].loc = tr_loc(t, set[k].loc);
        set[k].val = tr_val(t, set[k].val);
    }
    for (unsigned k = 0; k < x->freed.n; k++)
        gone[k] = tr_loc(t, x->freed.at[k].loc);
    for (unsigned k = 0; k < x->nset; k++) /* what is written may be what they are named by */
        if (set[k].val)
            state_set(&c->a, c->t, n, set_aside(c, k), set[k].val);
    if (value)
        state_set(&c->a, c->t, n, set_aside(c, MAX_SETS), value);
    havoc_written(c, n, sum, x->wrote, t->arg, t->nargs);
    if (value)
        havoc_read(c, n, sum, x->wrote, value);
    for (size_t k = 0; k < t->merged->nwrites; k++)
        if (was_written(x->wrote, t->merged->write[k].number))
            n->wrote |= t->merged->write[k].bit;
    for (size_t m = 0; m < sum->outs.len; m++) {
        term loc = tr_loc(t, sum->outs.data[m]);
        note_write(c, n, loc);
        if (loc && !state_obj(n, state_get(c->t, n, loc)))
            havoc_loc(c, n, loc);
    }
    for (unsigned k = 0; k < x->nset; k++)
        if (set[k].val) {
            set[k].val = state_get(c->t, n, set_aside(c, k));
            state_unbind(n, set_aside(c, k));
        }
    if (value) {
        value = state_get(c->t, n, set_aside(c, MAX_SETS));
        state_unbind(n, set_aside(c, MAX_SETS));
    }
    if (!leave_sets(c, n, set, x))
        return;
    if (out_loc) {
        state_set(&c->a, c->t, n, out_loc, handed);
        if (!state_assume_con(&c->a, c->t, n, handed, &x->handed))
            return;
    }
    /* Released only under conditions that we cannot decide, and a lock that we know nothing of: it
     * may or may not be our caller's. */
    for (unsigned e = 0; e < x->neffects; e++) {
        const struct obj *o = &x->effect[e].obj;
        maybe[e] = key[e] && !state_obj(n, key[e]) &&
                   (o->entry == ENTRY_HELD || o->entry == ENTRY_SHARED) &&
                   is_uncertain(t, sum, x, &x->effect[e]);
    }
    for (unsigned e = 0; e < x->neffects; e++)
        secret[e] = key[e] && !x->effect[e].in_loc && is_end(c, &x->effect[e].obj) &&
                    is_secret(t, sum, x, &x->effect[e]);
    for (unsigned e = 0; e < x->neffects; e++)
        if (key[e] && !x->effect[e].in_loc && not_taken(t, n, sum, x, &x->effect[e], key[e]))
            return;
    freed_while_held(c, n, sum, x, key, gone, here(c, i->loc));
    for (unsigned e = 0; e < x->neffects; e++) {
        const struct effect *f = &x->effect[e];
        if (!key[e])
            continue;
        if (f->in_loc)
            handle_effect(t, n, key[e], f, e, here(c, i->loc), i->dst ? eval_path(c, n, i->dst) : 0,
                          &result, also[e]);
        else if (f->obj.res->kind == HD_KIND_LOCK && maybe[e])
            forget_obj(c, n, key[e], f->obj.res);
        else if (f->obj.res->kind == HD_KIND_LOCK)
            lock_effect(c, n, key[e], f, here(c, i->loc), callee);
        else if (f->obj.tally && f->obj.nlog == 1)
            group_replay(c, n, t->s, t->arg, t->nargs, key[e], &f->obj, f->obj.tally,
                         here(c, i->loc));
        else if (term_at(c->t, key[e])->kind != T_SELF || !sum->asked_self)
            logged_effect(c, n, key[e], f, here(c, i->loc), callee);
        if (secret[e])
            forget_obj(c, n, key[e], f->obj.res);
    }
    for (unsigned k = 0; k < x->freed.n; k++) {
        const struct freed_at *f = &x->freed.at[k];
        struct ending e = {.at = here(c, i->loc),
                           .chain = chain_cons(c, f->at, f->chain),
                           .how = "is freed",
                           .freed = true};
        freed_with_handles(c, n, sum, f, gone[k], &e);
        memory_gone(c, n, gone[k], &e);
        freed_add(c, n, gone[k], e.at, e.chain);
        forget_locks_in(c, n, gone[k]);
    }
    if (!result)
        result = value;
    if (!result)
        result = fresh(c, n, 0);
    t->ret = result;
    n->guess = x->unasked ? result : n->guess;
    if (!state_assume_con(&c->a, c->t, n, result, &x->ret) || !assume_imps(t, n, x))
        return;
    if (i->dst) {
        term loc = eval_path(c, n, i->dst);
        note_write(c, n, loc);
        unset_forget(c, n, state_get(c->t, n, loc));
        state_set(&c->a, c->t, n, loc, result);
    }
    hd_vec_push(out, n);
}

/* As take_exit, with room for the names as long as it takes. */
static void try_exit(struct translation *t, struct state *n, const struct exit_summary *x,
                     const struct summary *sum, const struct hd_ir_insn *i, state_vec *out,
                     const char *callee)
{
    struct hd_arena *a = &t->c->a;
    unsigned effects = x->neffects;
    struct exit_names names = {
        .key = hd_arena_array(a, term, effects),
        .also = hd_arena_array(a, term, effects),
        .gone = hd_arena_array(a, term, MAX_FREED),
        .set = hd_arena_array(a, struct left, x->nset),
        .maybe = hd_arena_array(a, bool, effects),
        .secret = hd_arena_array(a, bool, effects),
    };
    take_exit(t, n, x, sum, i, callee, &names, out);
    hd_arena_give_back(a, names.key, effects * sizeof *names.key);
    hd_arena_give_back(a, names.also, effects * sizeof *names.also);
    hd_arena_give_back(a, names.gone, MAX_FREED * sizeof *names.gone);
    hd_arena_give_back(a, names.set, x->nset * sizeof *names.set);
    hd_arena_give_back(a, names.maybe, effects * sizeof *names.maybe);
    hd_arena_give_back(a, names.secret, effects * sizeof *names.secret);
}

/* A callee left a lock held that has no name here: it may be one that was released before. */
static void doubt_released(struct fctx *c, struct state *s)
{
    for (unsigned i = 0; i < s->nobj; i++)
        if (s->obj[i].res->kind == HD_KIND_LOCK && s->obj[i].entry == ENTRY_FREE &&
            !obj_is_held(c, &s->obj[i]))
            s->obj[i].state = HD_STATE_UNKNOWN;
}

static bool has_locked_exit(const struct summary *sum)
{
    for (unsigned k = 0; k < sum->nexits; k++)
        if (!sum->exit[k].not_locked)
            return true;
    return false;
}

void apply_summary(struct fctx *c, struct state *s, const struct hd_ir_insn *i, uint32_t callee,
                   const term *arg, uint32_t nargs, bool maybe, state_vec *out)
{
    const struct summary *sum = summary_of(c, callee);
    struct translation t = {.c = c, .s = s, .arg = arg, .nargs = nargs};
    if ((func_of(c->p, callee)->flags & HD_FUNC_LAMBDA) && c->p->func.data[callee].unit == c->unit)
        t.lambda = func_of(c->p, callee);
    struct place at = here(c, i->loc);
    record_held_call(c, s, callee);
    inherit_pairs(&t, s, sum, at);
    if (sum != c->sum)
        inherit_acqs(&t, s, sum, at);
    inherit_inner(&t, s, callee);
    if (sum != c->sum && !maybe) {
        inherit_waits(&t, s, sum, at);
        inherit_thrown(&t, i, callee);
    }
    fresh_passed(c, s, arg, nargs);
    released_on_some_exits(&t, s, sum);
    if (sum != c->sum && !maybe)
        inherit_deeds(c, s, s, sum, arg, nargs, NO_DECL, at);
    const struct merged_callee merged = *merge_callee(c, sum);
    t.merged = &merged;
    if (sum == c->sum && sum->done && !maybe)
        acquire_again(&t, s, at);
    for (unsigned k = 0; k < sum->joined.n && sum->done && !maybe; k++)
        joined_add(&s->joined, sum->joined.decl[k]);
    inherit_order(c, s, sum, arg, nargs);
    for (uint32_t n = 0; n < nargs && n < 64; n++)
        if (sum->shown >> n & 1)
            c->sum->shown |= parameter_bit(c, arg[n]);
    s->spawned |= sum->spawns;
    s->detached |= sum->always_detaches && !maybe;
    s->asked_self |= sum->asked_self;
    s->acquired_some |= sum->acquires_some;
    if (sum->acquires_some)
        doubt_released(c, s);
    s->untracked |= sum->spawns && sum->loses_threads;
    for (size_t k = 0; k < t.merged->nwrites && (maybe || !sum->done); k++)
        s->wrote |= t.merged->write[k].bit;
    if (sum->lets_time_pass)
        time_passes(c, s, sum->dispatches);
    hd_arena_give_back(&c->a, t.ours, MAX_CONDS * sizeof *t.ours);
    if (maybe)
        return;
    if (!sum->done) { /* recursion: the first round knows nothing of the callee */
        if (i->dst)
            state_set(&c->a, c->t, s, eval_path(c, s, i->dst), fresh(c, s, 0));
        hd_vec_push(out, s);
        return;
    }
    const char *name = func_name(c->p, callee);
    size_t none = out->len;
    bool ignored = i->flags & (HD_INSN_F_UNUSED | HD_INSN_F_VOIDED);
    for (unsigned k = 0; k < sum->nexits; k++) {
        if (ignored && sum->exit[k].not_locked && has_locked_exit(sum))
            continue;
        struct state *n = state_copy(&c->a, s);
        t.s = s;
        t.ret = t.is_ret = 0;
        size_t before = out->len;
        try_exit(&t, n, &sum->exit[k], sum, i, out, name);
        if (out->len == before) { /* this exit cannot be the one */
            state_drop(&c->a, n);
            continue;
        }
        for (size_t o = before; o < out->len; o++)
            out->data[o]->not_locked |= sum->exit[k].not_locked;
        homemade_call(c, n, s, callee, arg, nargs, at);
        if (sum->starts.len)
            inherit_starts(c, n, sum, arg, nargs, at);
    }
    if (out->len == none && sum->nexits) { /* it ends the program: for what is done to it */
        struct state *n = state_copy(&c->a, s);
        homemade_call(c, n, s, callee, arg, nargs, at);
        state_drop(&c->a, n);
    }
    state_drop(&c->a, s);
}
