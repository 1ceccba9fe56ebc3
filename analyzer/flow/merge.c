/* How two disjuncts become one: facts that differ are widened or dropped, locations that hold
 * different things get a name of their own. See state.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/state_internal.h"

bool lies_in_fresh(const struct terms *t, const struct state *s, term key)
{
    for (unsigned i = 0; i < s->nfresh; i++)
        if (term_is_part_of(t, key, s->fresh[i].base))
            return true;
    return false;
}

/* Initialised here, and nothing has happened to it since: all that may come is allowed. Whether it
 * is that or not known at all makes no path worth following apart, except in memory whose content
 * would count as undefined without. */
static bool rests(const struct kind_words *words, const struct obj *o)
{
    return o->state == words[o->res->kind].rest && o->res->identity == HD_ID_ADDRESS &&
           o->entry == ENTRY_NONE && !o->tally &&
           !(o->flags & (OBJ_NEUTRAL | OBJ_UNCHECKED | OBJ_TRY));
}

/* A handle that somebody else may know, or one of several that nothing is owed for: nobody here is
 * told anything about it any more. */
static bool is_given_up(const struct kind_words *words, const struct obj *o)
{
    bool several = (o->flags & OBJ_MULTI) && !(words[o->res->kind].owing >> (o->state & 31) & 1);
    return (several || (o->flags & OBJ_ESCAPED)) && o->res->identity != HD_ID_ADDRESS &&
           o->res->kind != HD_KIND_LOCK && !o->tally && !o->marks;
}

uint64_t state_signature(const struct terms *t, const struct state *s,
                         const struct kind_words *words)
{
    /* Objects in any order: sum. Where a lock failed, others are not to be taken for that path. */
    uint64_t h = s->not_locked * 4u + s->spawned * 2u + s->untracked;
    for (unsigned i = 0; i < s->ncleanups && i < MAX_CLEANUPS; i++)
        h = hd_hash_mix(h + 1, (uint64_t)s->cleanup[i].entry << 32 | s->cleanup[i].data);
    if (s->unstarted.array)
        h += hd_hash_mix(s->unstarted.array, s->unstarted.bound);
    for (unsigned i = 0; i < s->nobj; i++) {
        const struct obj *o = &s->obj[i];
        if (o->tally)
            h += hd_hash_mix(o->key, o->tally->hash);
        if (o->marks & MARK_CLOSER)
            h += hd_hash_mix(o->key, MARK_CLOSER);
        if ((o->flags & OBJ_NEUTRAL) || o->state == HD_STATE_UNKNOWN)
            continue; /* acquired and released again, or nothing known: no reason to keep apart */
        if (is_given_up(words, o) || (rests(words, o) && !lies_in_fresh(t, s, o->key)))
            continue;
        uint64_t w[2] = {(uint64_t)o->key << 32 | (uint64_t)o->state << 24 |
                             (uint64_t)o->count << 16 | (uint64_t)o->entry << 8 |
                             (o->flags & (OBJ_MULTI | OBJ_ESCAPED | OBJ_UNCHECKED | OBJ_TRY)),
                         o->traits};
        h += hd_hash(w, sizeof w);
    }
    return h;
}

static bool same_con(const struct con *x, const struct con *y)
{
    return x->lo == y->lo && x->hi == y->hi && x->has_ne == y->has_ne &&
           (!x->has_ne || x->ne == y->ne);
}

static bool same_tally(const struct tally *x, const struct tally *y)
{
    return x == y || (x && y && x->hash == y->hash && x->depth == y->depth);
}

static bool same_obj(const struct obj *x, const struct obj *y)
{
    return x->key == y->key && x->res == y->res && x->state == y->state && x->count == y->count &&
           x->entry == y->entry && x->flags == y->flags && x->traits == y->traits &&
           x->seq == y->seq && x->data == y->data && x->data_hash == y->data_hash &&
           x->entry_decl == y->entry_decl && x->at.unit == y->at.unit && x->at.loc == y->at.loc &&
           x->marks == y->marks && same_tally(x->tally, y->tally) &&
           x->closer.unit == y->closer.unit && x->closer.loc == y->closer.loc &&
           x->told == y->told && x->nlog == y->nlog && memcmp(x->log, y->log, sizeof x->log) == 0;
}

static bool same_rest(const struct state *x, const struct state *y)
{
    if (x->joined.n != y->joined.n || x->freed.n != y->freed.n || x->ncleanups != y->ncleanups ||
        x->nfresh != y->nfresh)
        return false;
    for (unsigned i = 0; i < x->joined.n; i++)
        if (!joined_has(&y->joined, x->joined.decl[i]))
            return false;
    for (unsigned i = 0; i < x->freed.n; i++)
        if (x->freed.at[i].loc != y->freed.at[i].loc)
            return false;
    for (unsigned i = 0; i < x->ncleanups && i < MAX_CLEANUPS; i++)
        if (x->cleanup[i].entry != y->cleanup[i].entry || x->cleanup[i].data != y->cleanup[i].data)
            return false;
    for (unsigned i = 0; i < x->nfresh; i++)
        if (x->fresh[i].base != y->fresh[i].base || x->fresh[i].sure != y->fresh[i].sure)
            return false;
    if (x->handed.n != y->handed.n || x->handed.many != y->handed.many ||
        memcmp(x->handed.val, y->handed.val, x->handed.n * sizeof *x->handed.val) != 0 ||
        x->yielded != y->yielded || x->unseen != y->unseen || x->waited != y->waited)
        return false;
    return x->wrote == y->wrote && x->spawned == y->spawned && x->asked_self == y->asked_self &&
           x->unstarted.array == y->unstarted.array && x->unstarted.bound == y->unstarted.bound &&
           x->detached == y->detached && x->failing == y->failing &&
           x->not_locked == y->not_locked && x->guess == y->guess && x->dead == y->dead &&
           x->untracked == y->untracked && x->acquired_some == y->acquired_some &&
           x->released_some == y->released_some;
}

bool state_equal(const struct state *x, const struct state *y)
{
    if (x->nenv != y->nenv || x->ncon != y->ncon || x->nobj != y->nobj || !same_rest(x, y) ||
        !imps_equal(x, y))
        return false;
    for (unsigned i = 0; i < x->ncon; i++)
        if (x->con[i].val != y->con[i].val || !same_con(&x->con[i], &y->con[i]))
            return false;
    for (unsigned i = 0; i < x->nobj; i++)
        if (!same_obj(&x->obj[i], &y->obj[i]))
            return false;
    return !x->nenv || memcmp(x->env, y->env, x->nenv * sizeof *x->env) == 0;
}

/* The weakest constraint that both imply. */
struct con con_hull(const struct con *x, const struct con *y)
{
    struct con c = {
        .val = x->val, .lo = x->lo < y->lo ? x->lo : y->lo, .hi = x->hi > y->hi ? x->hi : y->hi};
    const struct con *n = x->has_ne ? x : y;
    if (!n->has_ne) { /* both lie to one side of 0 each: 0 itself is excluded */
        if ((x->hi < 0 && y->lo > 0) || (y->hi < 0 && x->lo > 0))
            c.has_ne = true;
        return c;
    }
    const struct con *o = n == x ? y : x;
    if ((o->has_ne && o->ne == n->ne) || n->ne < o->lo || n->ne > o->hi) {
        c.has_ne = true;
        c.ne = n->ne;
    }
    return c;
}

bool con_is_open(const struct con *c)
{
    return c->lo == INT64_MIN && c->hi == INT64_MAX && !c->has_ne;
}

static bool merge_imps(struct hd_arena *a, struct state *into, const struct state *from,
                       bool learning)
{
    struct imp joined[MAX_IMPS];
    struct facts x = {into->con, into->imp, into->ncon, into->nimp, into->told},
                 y = {from->con, from->imp, from->ncon, from->nimp, from->told};
    unsigned n = imps_join(&x, &y, learning, joined);
    bool changed = learning ? n > 0 || into->nimp : n != into->nimp;
    put_imps(a, into, joined, n);
    return changed;
}

static bool merge_cons(struct terms *t, struct state *into, const struct state *from, bool widen)
{
    bool changed = false;
    unsigned out = 0;
    for (unsigned i = 0; i < into->ncon; i++) {
        struct con mine = into->con[i], other = state_known(t, from, mine.val);
        struct con h = con_hull(&mine, &other);
        if (same_con(&h, &mine)) {
            into->con[out++] = mine;
            continue;
        }
        changed = true;
        if (widen) {
            if (h.lo < mine.lo)
                h.lo = INT64_MIN;
            if (h.hi > mine.hi)
                h.hi = INT64_MAX;
        }
        if (!con_is_open(&h))
            into->con[out++] = h;
    }
    into->ncon = (uint16_t)out;
    return changed;
}

/* One of the two states, and what it mentions: every term of it is marked in the set `all`, every
 * value with a constraint in the set `con`. Marks outlive what they stand for; they only say what
 * need not be looked for. */
struct side {
    struct state *s;
    unsigned all;
    bool marked;
};

static void mark_side(struct terms *t, struct side *d)
{
    const struct state *s = d->s;
    if (d->marked)
        return;
    d->marked = true;
    for (unsigned i = 0; i < s->nenv; i++) {
        term_mark(t, s->env[i].loc, d->all);
        term_mark(t, s->env[i].val, d->all);
    }
    for (unsigned i = 0; i < s->nobj; i++) {
        term_mark(t, s->obj[i].key, d->all);
        term_mark(t, s->obj[i].data, d->all);
    }
    for (unsigned i = 0; i < s->nfresh; i++)
        term_mark(t, s->fresh[i].base, d->all);
    for (unsigned i = 0; i < s->ncon; i++) {
        term_mark(t, s->con[i].val, d->all);
    }
    for (unsigned i = 0; i < s->nimp; i++) {
        term_mark(t, s->imp[i].then.val, d->all);
        for (unsigned g = 0; g < s->imp[i].nguards; g++)
            term_mark(t, s->imp[i].guard[g].val, d->all);
    }
}

static void add_con(struct hd_arena *a, struct terms *t, struct side *d, const struct con *c)
{
    put_con(a, d->s, c);
    if (d->marked)
        term_mark(t, c->val, d->all);
}

/* Most names of a join are new to the state: nothing to rename then. */
static void retire(struct hd_arena *a, struct terms *t, struct side *d, term sym)
{
    term old = term_old_sym(t, sym);
    mark_side(t, d);
    if (!term_marked(t, sym, d->all) && !(old && term_marked(t, old, d->all)))
        return;
    state_retire(a, t, d->s, sym);
    d->marked = false;
    mark_side(t, d);
}

/* What is known of things reached through the value `now` holds under its new name as well. */
static unsigned derived_cons(struct terms *t, const struct state *s, term now, term sym,
                             struct con *out, unsigned max)
{
    unsigned n = 0, kind = term_at(t, now)->kind;
    const uint64_t need = term_at(t, now)->inside;
    for (unsigned i = 0; i < s->ncon && n < max && (kind == T_SYM || kind == T_INIT); i++) {
        const struct con *k = &s->con[i];
        if (k->val == now || (term_at(t, k->val)->inside & need) != need ||
            !term_contains(t, k->val, now) || term_contains(t, k->val, sym))
            continue;
        out[n] = *k;
        out[n].val = term_replace(t, k->val, now, sym);
        n += out[n].val != 0;
    }
    return n;
}

/* A location that holds different things gets a name of its own for what it holds after the
 * merge, with the bounds that both share. */
static void rebind(struct hd_arena *a, struct terms *t, struct side *d, term loc, term sym,
                   bool is_new)
{
    struct state *s = d->s;
    term now = state_get(t, s, loc);
    if (now == sym)
        return;
    struct con c = state_known(t, s, now);
    c.val = sym;
    struct con derived[8];
    unsigned n = derived_cons(t, s, now, sym, derived, 8);
    if (!is_new)
        retire(a, t, d, sym);
    state_set(a, t, s, loc, sym);
    if (d->marked) {
        term_mark(t, loc, d->all);
        term_mark(t, sym, d->all);
    }
    for (unsigned i = 0; i < n; i++)
        add_con(a, t, d, &derived[i]);
    struct obj *o = state_obj(s, now);
    if (o && !is_bound(s, now))
        o->flags |= OBJ_ESCAPED; /* as in state_retire */
    if (!con_is_open(&c))
        add_con(a, t, d, &c);
}

/* What `x` comes to when `name` is the number `n`. */
static bool value_for(const struct terms *t, term x, term name, int64_t n, int64_t *r)
{
    int64_t a, b;
    const struct term_node *e = term_at(t, x);
    if (x == name) {
        *r = n;
        return true;
    }
    return term_int_value(t, x, r) ||
           (e->kind == T_EXPR && e->b && value_for(t, e->a, name, n, &a) &&
            value_for(t, (term)e->b, name, n, &b) && op_on_numbers(e->op, a, b, r));
}

/* Where one side has a number and the other a name, facts on what is computed from the name
 * (`i % 3 == 0`) hold on the side of the number, too, if they are true of it. */
static void facts_of_number(struct hd_arena *a, struct terms *t, struct side *d,
                            const struct state *other, term sym, term number)
{
    int64_t n, r;
    const uint64_t need = term_at(t, sym)->inside;
    if (!term_int_value(t, number, &n))
        return;
    for (unsigned i = 0; i < other->ncon; i++) {
        const struct con *k = &other->con[i];
        if (k->val == sym || (term_at(t, k->val)->inside & need) != need ||
            !value_for(t, k->val, sym, n, &r))
            continue;
        struct con is = {.lo = r, .hi = r};
        if (con_within(&is, k))
            add_con(a, t, d, k);
    }
}

/* As state_get; both states have most locations in the same order, so `*at` is where to look first.
 */
static term get_near(struct terms *t, const struct state *s, term loc, unsigned *at)
{
    if (*at < s->nenv && s->env[*at].loc == loc)
        return s->env[(*at)++].val;
    const struct bind *b = state_bind(s, loc);
    if (!b)
        return state_get(t, s, loc);
    *at = (unsigned)(b - s->env) + 1;
    return b->val;
}

static bool merge_env(struct hd_arena *a, struct terms *t, struct state *into, struct state *from,
                      uint64_t join_id)
{
    bool changed = false;
    struct side x = {.s = into, .all = 0}, y = {.s = from, .all = 1};
    terms_mark_begin(t);
    HD_VEC(term) locs = {0};
    for (unsigned i = 0; i < into->nenv; i++)
        hd_vec_push(&locs, into->env[i].loc);
    for (unsigned i = 0; i < from->nenv; i++)
        if (!state_bind(into, from->env[i].loc))
            hd_vec_push(&locs, from->env[i].loc);
    unsigned at = 0, there = 0;
    for (size_t i = 0; i < locs.len; i++) {
        term loc = locs.data[i], mine = get_near(t, into, loc, &at);
        term theirs = get_near(t, from, loc, &there);
        if (mine == theirs)
            continue;
        /* what any element holds is no single value */
        bool many = term_any_element(t, loc) == loc;
        size_t terms = t->node.len;
        term sym = term_sym_at(t, (uint32_t)join_id, loc, many);
        bool is_new = t->node.len != terms;
        changed |= mine != sym;
        rebind(a, t, &x, loc, sym, is_new);
        rebind(a, t, &y, loc, sym, is_new);
        facts_of_number(a, t, &x, from, sym, mine);
        facts_of_number(a, t, &y, into, sym, theirs);
        at -= at > 0; /* a binding that changes goes to the end */
        there -= there > 0;
    }
    hd_vec_free(&locs);
    return changed;
}

/* Objects that the signature leaves out: one that either side knows nothing of is unknown, one that
 * is free again stays only when both have it. */
static bool merge_objs(struct hd_arena *a, struct state *into, const struct state *from,
                       const struct kind_words *words)
{
    bool changed = false;
    for (unsigned i = 0; i < into->nobj;) {
        struct obj *o = &into->obj[i];
        const struct obj *f = state_obj(from, o->key);
        bool differs = !f || f->state != o->state;
        bool unknown =
            o->state == HD_STATE_UNKNOWN || (f && f->state == HD_STATE_UNKNOWN) ||
            (differs && (is_given_up(words, o) || rests(words, o) || (f && rests(words, f))));
        if (unknown) {
            changed |= o->state != HD_STATE_UNKNOWN;
            o->state = HD_STATE_UNKNOWN;
            o->flags = (uint16_t)((o->flags | (f ? f->flags : 0)) & ~OBJ_NEUTRAL);
            o->entry = ENTRY_NONE;
            if (!o->tally && (!f || f->nlog != o->nlog))
                o->nlog = o->nlog || (f && f->nlog) ? 5 : 0;
        } else if (differs) {
            state_drop_obj(into, o);
            changed = true;
            continue;
        } else {
            o->flags |= f->flags & (OBJ_PARKED | OBJ_LENT | OBJ_CALLEE);
            changed |= o->told && !f->told;
            o->told &= f->told;
        }
        uint8_t both = o->marks & (f ? f->marks : 0);
        both |=
            (uint8_t)((o->marks | (f ? f->marks : 0)) & (MARK_RECEIVED | MARK_TWICE | MARK_DEEP));
        changed |= both != o->marks;
        o->marks = both;
        i++;
    }
    for (unsigned i = 0; i < from->nobj; i++) {
        const struct obj *f = &from->obj[i];
        bool unknown = f->state == HD_STATE_UNKNOWN || is_given_up(words, f) || rests(words, f);
        if (unknown && !state_obj(into, f->key)) {
            struct obj *o = state_add_obj(a, into, f->key, f->res);
            *o = *f;
            o->state = HD_STATE_UNKNOWN;
            o->entry = ENTRY_NONE;
            o->marks &= MARK_RECEIVED | MARK_DEEP;
            o->nlog = o->nlog ? 5 : 0;
            changed = true;
        }
    }
    return changed;
}

void handed_add(struct handed *h, term val)
{
    for (unsigned i = 0; i < h->n; i++)
        if (h->val[i] == val)
            return;
    if (h->n < MAX_HANDED)
        h->val[h->n++] = val;
    else
        h->many = true;
}

static bool merge_handed(struct state *into, const struct state *from)
{
    struct handed *h = &into->handed;
    unsigned n = h->n, flags = h->many + into->unseen * 2u + into->waited * 4u;
    for (unsigned i = 0; i < from->handed.n; i++)
        handed_add(h, from->handed.val[i]);
    h->many |= from->handed.many;
    into->unseen |= from->unseen;
    into->yielded |= from->yielded;
    into->waited &= from->waited;
    return n != h->n || flags != h->many + into->unseen * 2u + into->waited * 4u;
}

bool joined_has(const struct joined *j, uint32_t decl)
{
    for (unsigned i = 0; i < j->n; i++)
        if (j->decl[i] == decl)
            return true;
    return false;
}

void joined_add(struct joined *j, uint32_t decl)
{
    if (!joined_has(j, decl) && j->n < MAX_JOINED)
        j->decl[j->n++] = decl;
}

void joined_drop(struct joined *j, uint32_t decl)
{
    for (unsigned i = 0; i < j->n; i++)
        if (j->decl[i] == decl)
            j->decl[i--] = j->decl[--j->n];
}

void joined_meet(struct joined *j, const struct joined *with)
{
    for (unsigned i = 0; i < j->n; i++)
        if (!joined_has(with, j->decl[i]))
            j->decl[i--] = j->decl[--j->n];
}

/* Only memory that both know to be without content. */
static bool merge_fresh(struct state *into, const struct state *from)
{
    unsigned fresh = into->nfresh;
    bool changed = false;
    for (unsigned i = 0; i < into->nfresh; i++) {
        unsigned k = 0;
        while (k < from->nfresh && from->fresh[k].base != into->fresh[i].base)
            k++;
        if (k == from->nfresh) {
            into->fresh[i--] = into->fresh[--into->nfresh];
        } else if (into->fresh[i].sure && !from->fresh[k].sure) {
            into->fresh[i].sure = false;
            changed = true;
        }
    }
    return changed || fresh != into->nfresh;
}

bool state_merge(struct hd_arena *a, struct terms *t, struct state *into, struct state *from,
                 uint64_t join_id, enum merging how, const struct kind_words *words)
{
    bool changed = merge_env(a, t, into, from, join_id);
    changed |= into->failing && !from->failing;
    into->failing &= from->failing;
    changed |= into->not_locked && !from->not_locked;
    into->not_locked &= from->not_locked;
    changed |= into->guess && into->guess != from->guess;
    into->guess = into->guess == from->guess ? into->guess : 0;
    changed |= into->detached && !from->detached;
    into->detached &= from->detached;
    changed |= merge_imps(a, into, from, how == MERGE_FIRST);
    changed |= merge_cons(t, into, from, how == MERGE_WIDEN);
    changed |= merge_objs(a, into, from, words);
    changed |= (from->wrote & ~into->wrote) != 0;
    into->wrote |= from->wrote;
    changed |= (from->acquired_some && !into->acquired_some) ||
               (from->released_some && !into->released_some);
    into->acquired_some |= from->acquired_some;
    into->released_some |= from->released_some;
    changed |= merge_fresh(into, from);
    changed |= merge_handed(into, from);
    unsigned had = into->joined.n;
    joined_meet(&into->joined, &from->joined);
    changed |= into->joined.n != had;
    had = into->freed.n;
    freed_meet(&into->freed, &from->freed);
    changed |= into->freed.n != had;
    return changed;
}
