/* The end of a function: what its exits leave behind becomes the summary, and is judged (locks:
 * exit_locks.c). Handles nobody can reach any more are leaks; handles parked in fields and globals
 * are left to the whole program (obligations.c).
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "analyzer/flow/checks.h"
#include "analyzer/flow/exits.h"
#include "analyzer/flow/flow.h"
#include "analyzer/flow/handles.h"
#include "core/hash.h"

/* Does this exit tell callers that the function failed, by a negative number, a null pointer, or a
 * number where others return 0? */
static bool says_failed(const struct fctx *c, const struct exit_point *p)
{
    enum outcome out = outcome_of(c, p);
    if (is_failure(c, out))
        return true;
    bool zero = false;
    for (size_t i = 0; i < c->exits.len; i++)
        zero |= outcome_of(c, &c->exits.data[i]) == OUT_ZERO;
    return zero && (out == OUT_POS || out == OUT_NONZERO) && !returns_pointer(c) &&
           !returns_bool(c);
}

static void add_effect(struct fctx *c, struct exit_summary *x, struct effect f)
{
    if (term_is_public(c, f.key))
        x->effect[x->neffects++] = f;
}

/* A lock that other ways leave held and this one gave back, when callers see by the result which it
 * was. */
static bool is_given_back(struct fctx *c, const struct exit_point *p, const struct obj *o)
{
    bool some = false;
    for (size_t i = 0; o->res->kind == HD_KIND_LOCK && i < c->exits.len; i++) {
        const struct exit_point *x = &c->exits.data[i];
        if (lock_end(c, x->state, o->key) != END_HELD)
            continue;
        if (outcomes_overlap(outcome_of(c, p), outcome_of(c, x)))
            return false;
        some = true;
    }
    return some;
}

/* Effects on what callers can name. */
static void add_effects(struct fctx *c, const struct exit_point *p, struct exit_summary *x)
{
    const struct state *s = p->state;
    x->effect = hd_arena_array(&c->a, struct effect, s->nobj + 1);
    for (unsigned i = 0; i < s->nobj; i++) {
        struct effect f = {.key = s->obj[i].key, .obj = s->obj[i]};
        bool nothing = (f.obj.flags & OBJ_NEUTRAL) && !is_given_back(c, p, &f.obj);
        if (nothing || (f.obj.flags & OBJ_MULTI))
            continue;
        if (f.obj.res->kind == HD_KIND_LOCK) {
            bool settled = (f.obj.flags & OBJ_CALLEE) && lock_end(c, s, f.key) == END_HELD;
            if (settled) /* reported here: to callers the lock is unknown, not theirs */
                f.obj.state = HD_STATE_UNKNOWN;
            if (f.obj.entry == ENTRY_HELD && obj_is_held(c, &f.obj))
                continue;
            if (f.obj.entry == ENTRY_HELD && (s->acquired_some || loops_acquired(c, f.key)))
                /* most likely that one */
                f.obj.state = HD_STATE_UNKNOWN;
            if (obj_is_held(c, &f.obj) && lock_end(c, s, f.key) == END_OTHER)
                f.obj.state = HD_STATE_UNKNOWN;
            f.key = by_result(c, p, f.key);
            add_effect(c, x, f);
        } else if (!(f.obj.flags & OBJ_LOCAL) && f.obj.nlog) {
            add_effect(c, x, f);
        } else if (f.obj.flags & OBJ_LOCAL) {
            f.in_loc = true;
            f.obj.flags |= says_failed(c, p) ? OBJ_FAILED : 0;
            f.known = state_known(c->t, s, f.obj.key);
            unsigned k = 0;
            while (k < s->nenv && (s->env[k].val != f.obj.key || loc_is_local(c, s->env[k].loc)))
                k++;
            f.kept = k < s->nenv;
            term place = f.kept ? s->env[k].loc : 0;
            bool returned = p->value == f.obj.key;
            f.also = returned && place && term_is_public(c, place) ? place : 0;
            f.key = returned ? term_ret(c->t) : place;
            if (f.key)
                add_effect(c, x, f);
        }
    }
}

/* What is left in memory that callers can name, in their terms: flags such as `running`,
 * configuration objects, results handed out through parameters. */
static void add_sets(struct fctx *c, const struct exit_point *p, struct exit_summary *x)
{
    const struct state *s = p->state;
    x->set = hd_arena_array(&c->a, struct left, MAX_SETS);
    for (unsigned i = 0; i < s->nenv && x->nset < MAX_SETS; i++) {
        term loc = s->env[i].loc, val = s->env[i].val;
        if (!val || loc == x->out || loc_is_local(c, loc) || !term_is_public(c, loc))
            continue;
        bool public = term_is_public(c, val);
        struct con known = state_known(c->t, s, val);
        if (public)
            x->set[x->nset++] = (struct left){.loc = loc, .val = val};
        else if (!state_obj(s, val) && !con_is_open(&known))
            x->set[x->nset++] = (struct left){.loc = loc, .known = known};
    }
}

static bool not_zero(const struct con *k)
{
    return k->lo > 0 || k->hi < 0 || (k->has_ne && k->ne == 0);
}

static uint64_t exit_signature(const struct exit_summary *x)
{
    uint64_t h = hd_hash_mix((uint64_t)x->ret.lo, (uint64_t)x->ret.hi) ^ x->value ^
                 (uint64_t)x->ret.has_ne << 60 ^ (uint64_t)x->out << 20 ^
                 (uint64_t)x->not_locked << 61;
    for (unsigned i = 0; i < x->nset; i++)
        h += hd_hash_mix(x->set[i].loc, x->set[i].val) +
             (x->set[i].val ? 0 : not_zero(&x->set[i].known));
    for (unsigned i = 0; i < x->freed.n; i++)
        h += hd_hash_mix(x->freed.at[i].loc, 1);
    for (unsigned i = 0; i < x->neffects; i++) {
        const struct obj *o = &x->effect[i].obj;
        h += hd_hash_mix((uint64_t)x->effect[i].key << 32 | (uint64_t)o->state << 16 |
                             (uint64_t)o->entry << 8 | o->count,
                         o->nlog ? hd_hash(o->log, o->nlog < 4 ? o->nlog : 4) : 0);
        if (o->tally)
            h += hd_hash_mix(x->effect[i].key, o->tally->hash);
    }
    return h;
}

static bool is_private_value(struct terms *t, term val, void *c)
{
    (void)t;
    return !term_is_public(c, val);
}

static void add_conditions(struct fctx *c, const struct exit_point *p, struct exit_summary *x)
{
    x->cond = hd_arena_array(&c->a, struct con, MAX_CONDS);
    x->ncond = public_cons(c, p->state, x->cond);
    if (p->value && !term_is_public(c, p->value))
        state_rename_imps(&c->a, p->state, p->value, term_ret(c->t));
    state_filter_imps(&c->a, c->t, p->state, is_private_value, c);
    x->imp = hd_arena_array(&c->a, struct imp, MAX_IMPS); /* joins may add to it */
    x->nimp = p->state->nimp;
    if (x->nimp)
        memcpy(x->imp, p->state->imp, x->nimp * sizeof *x->imp);
}

static void join_sets(struct exit_summary *to, const struct exit_summary *from)
{
    for (unsigned i = 0; i < to->nset; i++)
        for (unsigned k = 0; k < from->nset; k++)
            if (to->set[i].loc == from->set[k].loc)
                to->set[i].known = con_hull(&to->set[i].known, &from->set[k].known);
}

/* Conditions that both exits have stay, widened to cover both. */
static void join_conditions(struct exit_summary *to, const struct exit_summary *from)
{
    unsigned out = 0;
    struct imp joined[MAX_IMPS];
    struct facts x = {to->cond, to->imp, to->ncond, to->nimp, UINT64_MAX},
                 y = {from->cond, from->imp, from->ncond, from->nimp, UINT64_MAX};
    to->nimp = imps_join(&x, &y, true, joined);
    memcpy(to->imp, joined, to->nimp * sizeof *joined);
    for (unsigned i = 0; i < to->ncond; i++)
        for (unsigned j = 0; j < from->ncond; j++) {
            if (to->cond[i].val != from->cond[j].val)
                continue;
            to->cond[out++] = con_hull(&to->cond[i], &from->cond[j]);
            break;
        }
    to->ncond = out;
}

static struct con return_bounds(struct fctx *c, const struct exit_point *p)
{
    struct con k = {.lo = INT64_MIN, .hi = INT64_MAX};
    return p->value ? state_known(c->t, p->state, p->value) : k;
}

/* The same for as long as the program is analysed. */
static void *keep(struct fctx *c, const void *items, size_t size)
{
    return size ? hd_arena_dup(&c->p->arena, items, size) : NULL;
}

static bool has_effect_on(const struct exit_summary *x, const struct effect *f)
{
    for (unsigned e = 0; e < x->neffects; e++)
        if (x->effect[e].key == f->key && x->effect[e].in_loc == f->in_loc)
            return true;
    return false;
}

/* What some exit does to a lock, every exit may have done. */
static void share_effects(struct fctx *c, struct exit_summary *exit, unsigned n)
{
    HD_VEC(struct effect) all = {0};
    for (unsigned k = 0; k < n; k++)
        for (unsigned e = 0; e < exit[k].neffects; e++)
            if (exit[k].effect[e].obj.res->kind == HD_KIND_LOCK)
                hd_vec_push(&all, exit[k].effect[e]);
    for (unsigned k = 0; k < n; k++) {
        struct effect *own =
            hd_arena_array(&c->p->arena, struct effect, exit[k].neffects + all.len);
        if (exit[k].neffects)
            memcpy(own, exit[k].effect, exit[k].neffects * sizeof *own);
        exit[k].effect = own;
        hd_vec_foreach(f, &all) if (!has_effect_on(&exit[k], f)) own[exit[k].neffects++] = *f;
    }
    hd_vec_free(&all);
}

/* Some ways were not followed to their ends: callers cannot tell by anything which of the exits
 * that are known it was, and none of them says what became of a lock or handle. */
static void open_exits(struct fctx *c, struct exit_summary *exit, unsigned n)
{
    share_effects(c, exit, n);
    for (unsigned k = 0; k < n; k++) {
        exit[k].ncond = exit[k].nimp = 0;
        exit[k].ret = (struct con){.lo = INT64_MIN, .hi = INT64_MAX};
        for (unsigned e = 0; e < exit[k].neffects; e++)
            exit[k].effect[e].obj.state = HD_STATE_UNKNOWN;
    }
}

struct exits {
    struct exit_summary *exit;
    uint64_t sig[MAX_EXITS];
    unsigned n;
};

/* false: there are too many. */
static bool add_exit(struct exits *all, const struct exit_summary *x)
{
    uint64_t h = exit_signature(x);
    unsigned k = 0;
    while (k < all->n && all->sig[k] != h)
        k++;
    if (k == MAX_EXITS)
        return false;
    if (k == all->n) {
        all->sig[k] = h;
        all->exit[all->n++] = *x;
        return true;
    }
    join_conditions(&all->exit[k], x);
    join_sets(&all->exit[k], x);
    all->exit[k].handed = con_hull(&all->exit[k].handed, &x->handed);
    all->exit[k].wrote |= x->wrote;
    all->exit[k].unasked &= x->unasked;
    return true;
}

static struct exit_summary make_exit(struct fctx *c, const struct exit_point *p)
{
    struct exit_summary x = {.ret = return_bounds(c, p),
                             .wrote = p->state->wrote,
                             .not_locked = p->state->not_locked,
                             .unasked = p->state->guess != 0};
    add_conditions(c, p, &x);
    x.value = p->value && term_is_public(c, p->value) && !is_found(c, p) ? p->value : 0;
    const struct bind *out = found_out(c, p);
    if (out) {
        x.out = out->loc;
        x.handed = state_known(c->t, p->state, out->val);
    }
    add_effects(c, p, &x);
    add_sets(c, p, &x);
    x.freed = p->state->freed;
    return x;
}

/* Some lock answered with an error, and callers cannot see that: they count on the other exits. */
static bool fails_unseen(struct fctx *c, const struct exit_point *p)
{
    for (size_t i = 0; p->state->not_locked && i < c->exits.len; i++) {
        const struct exit_point *x = &c->exits.data[i];
        if (!x->thread_exit && !x->state->not_locked &&
            outcomes_overlap(outcome_of(c, p), outcome_of(c, x)))
            return true;
    }
    return false;
}

/* Those on which some lock answered with an error come last: where there is no room for all, they
 * are what nobody counts on. */
static void gather_exits(struct fctx *c, struct exits *all)
{
    for (int failed = 0; failed < 2; failed++)
        for (size_t i = 0; i < c->exits.len; i++) {
            const struct exit_point *p = &c->exits.data[i];
            if (p->thread_exit || p->state->not_locked != (failed == 1) || fails_unseen(c, p))
                continue;
            struct exit_summary x = make_exit(c, p);
            c->gave_up |= !add_exit(all, &x) && !failed;
        }
}

static void build_summary(struct fctx *c)
{
    struct summary *sum = c->sum;
    struct exits all = {.exit = hd_arena_array(&c->a, struct exit_summary, MAX_EXITS)};
    struct exit_summary *exit = all.exit;
    gather_exits(c, &all);
    sum->nexits = all.n;
    for (unsigned k = 0; k < sum->nexits; k++) {
        struct exit_summary *x = &exit[k];
        x->imp = keep(c, x->imp, x->nimp * sizeof *x->imp);
        x->cond = keep(c, x->cond, x->ncond * sizeof *x->cond);
        x->set = keep(c, x->set, x->nset * sizeof *x->set);
        x->effect = keep(c, x->effect, x->neffects * sizeof *x->effect);
    }
    if (c->gave_up)
        open_exits(c, exit, sum->nexits);
    if (c->gave_up && sum->nexits == 0) { /* unknown, not never returning */
        exit[0] = (struct exit_summary){.ret = {.lo = INT64_MIN, .hi = INT64_MAX}};
        sum->nexits = 1;
    }
    sum->exit = keep(c, exit, sum->nexits * sizeof *exit);
}

/* Are there threads at this exit that nobody the caller can see will end? */
static bool loses_threads(const struct fctx *c, const struct exit_point *x)
{
    if (!x->state->spawned)
        return false;
    if (x->state->untracked)
        return true;
    for (unsigned i = 0; i < x->state->nobj; i++) {
        const struct obj *o = &x->state->obj[i];
        if (o->res->kind != HD_KIND_THREAD || !(o->flags & OBJ_LOCAL))
            continue;
        bool handed = x->value == o->key;
        for (unsigned k = 0; k < x->state->nenv; k++)
            handed |= x->state->env[k].val == o->key && term_is_public(c, x->state->env[k].loc);
        if (!handed || (o->flags & (OBJ_MULTI | OBJ_ESCAPED)))
            return phase_of(c, x->state) != PHASE_AFTER;
    }
    return false;
}

static void summarize_joins(struct fctx *c)
{
    bool first = true;
    for (size_t i = 0; i < c->exits.len; i++) {
        if (c->exits.data[i].thread_exit)
            continue;
        if (first)
            c->sum->joined = c->exits.data[i].state->joined;
        else
            joined_meet(&c->sum->joined, &c->exits.data[i].state->joined);
        first = false;
    }
}

/* The loop of a function that never ends: the first line of it. */
static struct place first_loop(const struct fctx *c)
{
    struct place best = {c->unit, 0, c->f};
    for (uint32_t b = 0; b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        uint32_t loc = blk->ninsns ? c->ir->insns[blk->insn].loc : blk->loc;
        if (c->loop[b] && loc && (!best.loc || c->ir->locs[loc].line < c->ir->locs[best.loc].line))
            best.loc = loc;
    }
    return best;
}

/* An acquisition that some way out went without is none that a caller can be blamed for. */
static void summarize_firsts(struct fctx *c)
{
    for (size_t i = 0; i < c->sum->acqs.len; i++)
        for (size_t k = 0; c->sum->acqs.data[i].first && k < c->exits.len; k++)
            c->sum->acqs.data[i].first =
                state_obj(c->exits.data[k].state, c->sum->acqs.data[i].lock) != NULL;
}

/* Does every way out leave a lock of this class held, under whatever name? Two pointers that were
 * exchanged to bring them in order, say. */
static bool always_keeps(const struct fctx *c, uint32_t cls)
{
    for (size_t i = 0; i < c->exits.len; i++) {
        const struct state *s = c->exits.data[i].state;
        bool keeps = c->exits.data[i].thread_exit;
        for (unsigned k = 0; k < s->nobj && !keeps; k++)
            keeps = s->obj[k].entry == ENTRY_FREE && obj_is_held(c, &s->obj[k]) &&
                    lock_class(c, s->obj[k].key) == cls;
        if (!keeps)
            return false;
    }
    return true;
}

/* Comes back with a lock held that callers have no name for: a mutex that a getter made, say.
 * Whoever releases what it did not acquire releases that one. */
static bool keeps_some_lock(struct fctx *c, const struct exit_point *x)
{
    const struct state *s = x->state;
    bool keeps = s->acquired_some;
    for (unsigned i = 0; i < s->nobj; i++) {
        uint32_t cls = lock_class(c, s->obj[i].key);
        keeps |= s->obj[i].entry == ENTRY_FREE && obj_is_held(c, &s->obj[i]) &&
                 (cls == NO_DECL || always_keeps(c, cls)) && !loc_is_local(c, s->obj[i].key) &&
                 !term_is_public(c, by_result(c, x, s->obj[i].key));
    }
    return keeps && !s->released_some;
}

/* Who goes on when a lock answered with an error, and does not tell, counts on that it never does:
 * as callers do who do not look at the answer. */
static void drop_unlocked(struct fctx *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->exits.len; i++) {
        const struct exit_point *p = &c->exits.data[i];
        bool told = true;
        for (size_t k = 0; p->state->not_locked && told && k < c->exits.len; k++) {
            const struct exit_point *x = &c->exits.data[k];
            told = x->state->not_locked || x->thread_exit != p->thread_exit ||
                   !outcomes_overlap(outcome_of(c, p), outcome_of(c, x));
        }
        if (told)
            c->exits.data[n++] = *p;
    }
    c->exits.len = n;
}

static int by_line(const void *a, const void *b)
{
    const struct exit_point *x = a, *y = b;
    if (x->at.loc != y->at.loc)
        return x->at.loc < y->at.loc ? -1 : 1;
    return 0;
}

void finish_function(struct fctx *c)
{
    drop_unlocked(c);
    c->finds = finds_result(c);
    c->hands_out = hands_out(c);
    for (size_t i = 0; i < c->exits.len; i++) {
        c->sum->acquires_some |= keeps_some_lock(c, &c->exits.data[i]);
        c->sum->meets_some |= c->exits.data[i].state->acquired_some;
    }
    if (c->sum->acquires_some)
        link_add(c->p, &c->an->acquires_some, c->f);
    c->sum->ends = c->exits.len > 0 || c->gave_up || c->broken;
    if (!c->sum->ends)
        c->sum->endless = first_loop(c);
    c->sum->always_detaches = c->sum->self_detaches;
    for (size_t i = 0; i < c->exits.len; i++)
        c->sum->always_detaches &= c->exits.data[i].state->detached;
    summarize_firsts(c);
    summarize_joins(c);
    for (size_t i = 0; c->sum->asked_self && i < c->sum->acqs.len; i++)
        c->sum->acqs.data[i].asked_self = true;
    for (size_t i = 0; i < c->exits.len; i++)
        c->sum->loses_threads |= loses_threads(c, &c->exits.data[i]);
    if (c->exits.len > 0)
        qsort(c->exits.data, c->exits.len, sizeof *c->exits.data, by_line);
    for (size_t i = 0; i < c->exits.len; i++) {
        c->now = c->exits.data[i].state;
        judge_locks_of(c, &c->exits.data[i]);
        judge_releases_of(c, &c->exits.data[i]);
        if (!c->exits.data[i].thread_exit)
            check_thread_locals(c, c->exits.data[i].state);
        if (!c->exits.data[i].thread_exit)
            judge_handles_of(c, &c->exits.data[i]);
    }
    judge_rounds(c);
    promise_judge(c);
    find_duties(c);
    find_closes(c);
    judge_channels(c);
    build_summary(c);
    promise_complete(c);
}
