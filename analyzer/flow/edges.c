/* Recording lock-order edges and calls made with locks held. An edge joins two lock classes; both
 * acquisitions, the modes, and the other locks held (gates) go with it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/flow.h"
#include "core/hash.h"

unsigned chain_length(const struct chain *k)
{
    unsigned n = 0;
    for (; k; k = k->next)
        n++;
    return n;
}

const struct chain *chain_of(struct analysis *an, struct place at, const struct chain *next)
{
    uint64_t where[3] = {(uint64_t)at.unit << 32 | at.loc, at.func, (uintptr_t)next};
    bool added;
    uint64_t *slot = hd_map_put(&an->chains, hd_hash(where, sizeof where), &added);
    if (!added)
        return *(const struct chain **)slot;
    struct chain *k = hd_arena_new(&an->p->arena, struct chain);
    *k = (struct chain){at, chain_length(next) + 1 < MAX_CHAIN ? next : NULL};
    *slot = (uintptr_t)k;
    return k;
}

const struct chain *chain_cons(struct fctx *c, struct place at, const struct chain *next)
{
    return chain_of(c->an, at, next);
}

/* Their addresses were compared on this path, or one object is reached from the other. */
bool instances_ordered(struct fctx *c, const struct state *s, term x, term y)
{
    term bx = x, by = y;
    while (term_at(c->t, bx)->kind >= T_FIELD && term_at(c->t, bx)->kind <= T_ANY)
        bx = term_at(c->t, bx)->a;
    while (term_at(c->t, by)->kind >= T_FIELD && term_at(c->t, by)->kind <= T_ANY)
        by = term_at(c->t, by)->a;
    bool parts = bx == by && term_at(c->t, bx)->kind == T_VAR; /* of one variable: not reached */
    if (!parts && (term_contains(c->t, bx, by) || term_contains(c->t, by, bx)))
        return true;
    for (unsigned i = 0; i < s->ncon; i++) {
        const struct term_node *e = term_at(c->t, s->con[i].val);
        if (e->kind != T_EXPR || (e->op != HD_OP_LT && e->op != HD_OP_LE) || !e->b)
            continue;
        term l = term_root(c->t, e->a), r = term_root(c->t, (term)e->b);
        term rx = term_root(c->t, bx), ry = term_root(c->t, by);
        if ((l == rx && r == ry) || (l == ry && r == rx))
            return true;
    }
    return false;
}

static bool counts_as_held(const struct fctx *c, const struct obj *o)
{
    return obj_is_held(c, o) && o->entry != ENTRY_HELD && o->entry != ENTRY_SHARED;
}

/* On different paths different locks may be held as well: an edge for each set, unless there are
 * many. What a set holds is summed up, for its order means nothing. */
static uint64_t *find_edge(struct analysis *an, const struct order_edge *e, bool *added)
{
    enum { MAX_VARIANTS = 4 };
    uint64_t k[6] = {(uint64_t)e->from << 32 | e->to,
                     (uint64_t)e->func << 32 | (uint64_t)e->from_mode << 8 | e->to_mode,
                     (uint64_t)e->from_at.unit << 32 | e->from_at.loc,
                     (uint64_t)e->to_at.unit << 32 | e->to_at.loc,
                     (uint64_t)e->instances << 2 | (uint64_t)e->is_try << 1 | e->ordered};
    for (unsigned i = 0; i < e->gates.n; i++) {
        uint64_t one = (uint64_t)e->gates.mode[i] << 32 | e->gates.cls[i];
        k[5] += hd_hash(&one, sizeof one);
    }
    uint64_t *at = hd_map_get(&an->edge_keys, hd_hash(k, sizeof k));
    *added = false;
    if (at)
        return at;
    uint64_t *variants = hd_map_put(&an->edge_keys, hd_hash(k, 5 * sizeof *k), NULL);
    if (++*variants > MAX_VARIANTS)
        k[5] = 0;
    return hd_map_put(&an->edge_keys, hd_hash(k, sizeof k), added);
}

void add_edge(struct analysis *an, const struct order_edge *e)
{
    bool added;
    uint64_t *at = find_edge(an, e, &added);
    if (added) {
        *at = an->edges.len;
        hd_vec_push(&an->edges, *e);
        return;
    }
    /* Seen on another path: only what both paths held gates it. */
    struct order_edge *old = &an->edges.data[*at];
    old->phases |= e->phases;
    joined_meet(&old->joined, &e->joined);
    gates_meet(&old->gates, &e->gates);
}

/* `group.lock.m`, which is another class than `manager.lock.m`. */
static bool is_embedded(const struct fctx *c, uint32_t cls)
{
    term x = cls & CLASS_TERM && cls != NO_DECL ? term_root(c->t, cls & ~CLASS_TERM) : 0;
    return x && term_at(c->t, x)->kind == T_VAR &&
           pdecl_ir(c->p, term_at(c->t, x)->a)->kind == HD_DECL_FIELD;
}

/* Perhaps one class in the end: only the whole program shows which are told apart. */
static bool same_declaration(const struct fctx *c, uint32_t x, uint32_t y)
{
    if (is_embedded(c, x) && is_embedded(c, y))
        return x == y;
    if (x & CLASS_TERM && x != NO_DECL)
        x = term_class_decl(c->t, x & ~CLASS_TERM);
    if (y & CLASS_TERM && y != NO_DECL)
        y = term_class_decl(c->t, y & ~CLASS_TERM);
    return x == y && x != NO_DECL;
}

/* Locks that pointers lead to: fields of other names may point to the same two. */
static bool are_pointers(const struct fctx *c, term x, term y)
{
    return term_at(c->t, x)->kind == T_DEREF && term_at(c->t, y)->kind == T_DEREF;
}

void gates_add(struct gates *g, uint32_t cls, enum hd_mode mode)
{
    if (g->n == MAX_GATES)
        return;
    g->cls[g->n] = cls;
    g->mode[g->n++] = (uint8_t)mode;
}

bool gates_equal(const struct gates *x, const struct gates *y)
{
    struct gates both = *x;
    gates_meet(&both, y);
    return x->n == y->n && both.n == x->n;
}

/* What both lists of locks have, in the first; its new length. */
static unsigned meet(uint32_t *cls, uint8_t *mode, unsigned n, const uint32_t *with_cls,
                     const uint8_t *with_mode, unsigned nwith)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < n; i++)
        for (unsigned j = 0; j < nwith; j++)
            if (cls[i] == with_cls[j] && mode[i] == with_mode[j]) {
                cls[kept] = cls[i];
                mode[kept++] = mode[i];
                break;
            }
    return kept;
}

void gates_meet(struct gates *g, const struct gates *with)
{
    g->n = (uint8_t)meet(g->cls, g->mode, g->n, with->cls, with->mode, with->n);
}

/* The class of a lock that is held, for other threads to meet; NO_DECL. */
static uint32_t held_class(const struct fctx *c, const struct obj *o)
{
    return counts_as_held(c, o) ? order_class(c, o->key) : NO_DECL;
}

static void add_gates(struct gates *gates, const struct fctx *c, const struct state *s, term from,
                      term lock, const term *released, unsigned nreleased)
{
    for (unsigned k = 0; k < s->nobj; k++) {
        const struct obj *g = &s->obj[k];
        uint32_t gc = held_class(c, g);
        if (g->key != from && gc != NO_DECL && g->key != lock &&
            !is_listed(released, nreleased, g->key))
            gates_add(gates, gc, obj_mode(c, g));
    }
}

void add_gates_of(struct fctx *c, const struct state *s, struct order_edge *e, term from, term to)
{
    add_gates(&e->gates, c, s, from, to, NULL, 0);
}

void gates_held(const struct fctx *c, const struct state *s, struct acq *q, term lock)
{
    add_gates(&q->gates, c, s, lock, lock, q->released, q->nreleased);
}

void record_edges(struct fctx *c, const struct state *s, const struct acq *q, struct translation *t,
                  struct place at, uint32_t older)
{
    term lock = q->lock;
    uint32_t cls = lock ? order_class(c, lock) : q->cls;
    if ((cls == NO_DECL && !lock) || contract_ignores(c->p, c->f, "lock-order-cycle"))
        return;
    for (unsigned i = 0; i < s->nobj; i++) {
        const struct obj *h = &s->obj[i];
        uint32_t from = order_class(c, h->key);
        bool pair = lock && (same_declaration(c, from, cls) || are_pointers(c, h->key, lock));
        bool decided = lock && q->chain && is_decided(c, h->key, lock);
        if (h->key == lock || (!pair && (from == NO_DECL || cls == NO_DECL)) ||
            (older && h->seq >= older) || !counts_as_held(c, h) || decided ||
            is_listed(q->released, q->nreleased, h->key))
            continue;
        struct order_edge e = {
            .from = from,
            .to = cls,
            .from_res = h->res,
            .to_res = q->res,
            .from_mode = obj_mode(c, h),
            .to_mode = q->mode,
            .is_try = q->is_try,
            .joined = s->joined,
            .phases = (uint8_t)(1u << phase_of(c, s)),
            .func = c->f,
            .from_at = h->at,
            .to_at = at,
            .from_chain = h->chain,
            .to_chain = q->chain,
            .gates = q->gates,
        };
        add_gates(&e.gates, c, s, h->key, lock, q->released, q->nreleased);
        e.ordered = pair && instances_ordered(c, s, h->key, lock);
        if (pair)
            note_pair(c, s, &e, h->key, lock);
        e.ordered = same_declaration(c, from, cls) && (!lock || e.ordered);
        if (from == NO_DECL || cls == NO_DECL)
            continue;
        add_edge(c->an, &e);
        note_edge_beside(c, s, &e);
        if (!e.is_try) /* who only tries waits for nobody */
            note_inner(c, s, &e, q, t);
    }
}

static void intersect(struct held_call *h, const struct held_call *with)
{
    h->n = meet(h->cls, h->mode, h->n, with->cls, with->mode, with->n);
    h->in_loop |= with->in_loop;
    h->phases |= with->phases;
    joined_meet(&h->joined, &with->joined);
}

void keep_held_call(struct analysis *an, const struct held_call *h)
{
    *hd_map_put(&an->held_keys, (uint64_t)h->from << 32 | h->to, NULL) = an->held_calls.len;
    hd_vec_push(&an->held_calls, *h);
}

void record_held_call(struct fctx *c, const struct state *s, uint32_t callee)
{
    const uint64_t *at = hd_map_get(&c->an->held_keys, (uint64_t)c->f << 32 | callee);
    struct held_call h = {.to = callee,
                          .joined = s->joined,
                          .from = c->f,
                          .in_loop = c->loop[c->block],
                          .phases = (uint8_t)(1u << phase_of(c, s))};
    h.cls = hd_arena_array(&c->a, uint32_t, s->nobj);
    h.mode = hd_arena_array(&c->a, uint8_t, s->nobj);
    for (unsigned i = 0; i < s->nobj; i++) {
        uint32_t cls = held_class(c, &s->obj[i]);
        if (cls == NO_DECL)
            continue;
        h.cls[h.n] = cls;
        h.mode[h.n++] = (uint8_t)obj_mode(c, &s->obj[i]);
    }
    if (at) {
        intersect(&c->an->held_calls.data[*at], &h);
    } else {
        struct held_call kept = h;
        kept.cls = h.n ? hd_arena_dup(&c->p->arena, h.cls, h.n * sizeof *h.cls) : NULL;
        kept.mode = h.n ? hd_arena_dup(&c->p->arena, h.mode, h.n * sizeof *h.mode) : NULL;
        keep_held_call(c->an, &kept);
    }
    hd_arena_give_back(&c->a, h.cls, s->nobj * sizeof *h.cls);
    hd_arena_give_back(&c->a, h.mode, s->nobj * sizeof *h.mode);
}
