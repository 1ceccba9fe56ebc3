/* Two locks of one class, acquired one inside the other, that a function knows by its arguments
 * only: `transfer(from, to)`. As classes they are one, and nothing follows from the order; a caller
 * that passes two objects by name makes it an order of these two. So the pair goes up in the
 * summary until both have names: then it is an edge between these instances.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/call_internal.h"
#include "analyzer/flow/flow.h"
#include "analyzer/flow/memo.h"
#include "analyzer/flow/translate.h"

enum { MAX_PAIRS = 16 };

/* What fields and elements of constant index lie in. */
static term base_of(const struct terms *t, term loc)
{
    while (term_at(t, loc)->kind == T_FIELD || term_at(t, loc)->kind == T_INDEX)
        loc = term_at(t, loc)->a;
    return loc;
}

/* A variable that there is once: a global one, or main's own. */
static bool is_variable(const struct fctx *c, term x)
{
    const struct term_node *n = term_at(c->t, x);
    if (n->kind != T_VAR)
        return false;
    unsigned kind = pdecl_ir(c->p, n->a)->kind;
    return kind == HD_DECL_GLOBAL || kind == HD_DECL_STATIC_LOCAL ||
           (kind == HD_DECL_LOCAL && c->p->func.data[c->f].is_main);
}

/* Does the name mean the same object wherever it is used? What a global pointer points to is set up
 * once, as a rule; what a call of main returned is one object unless a loop makes many. */
static bool is_instance(const struct fctx *c, term loc)
{
    term base = base_of(c->t, loc);
    const struct term_node *n = term_at(c->t, base);
    if (is_variable(c, base))
        return true;
    if (n->kind != T_DEREF)
        return false;
    const struct term_node *v = term_at(c->t, n->a);
    if (v->kind == T_INIT)
        return is_variable(c, base_of(c->t, v->a)) && !loc_is_local(c, v->a);
    return v->kind == T_SYM && !v->op && c->p->func.data[c->f].is_main && !c->loop[c->block];
}

/* Is it an element that not even callers could name? */
static bool is_any(const struct terms *t, term loc)
{
    for (;; loc = term_at(t, loc)->a) {
        unsigned kind = term_at(t, loc)->kind;
        if (kind == T_ANY)
            return true;
        if (kind != T_FIELD && kind != T_INDEX && kind != T_INDEXV)
            return false;
    }
}

/* That the way to a lock does not lead through a null pointer goes without saying. */
static void drop_null_tests(const struct fctx *c, struct pair *q)
{
    unsigned n = 0;
    for (unsigned i = 0; i < q->ncond; i++) {
        struct con k = q->cond[i], open = k;
        open.has_ne = false;
        bool test = k.has_ne && k.ne == 0 && con_is_open(&open) &&
                    (term_contains(c->t, q->from, k.val) || term_contains(c->t, q->to, k.val));
        if (!test)
            q->cond[n++] = k;
    }
    q->ncond = n;
}

static bool same_pair(const struct pair *x, const struct pair *y)
{
    return x->from == y->from && x->to == y->to && x->from_mode == y->from_mode &&
           x->to_mode == y->to_mode;
}

static void keep_pair(struct fctx *c, const struct pair *q)
{
    for (size_t i = 0; i < c->sum->pairs.len; i++) {
        struct pair *x = &c->sum->pairs.data[i];
        if (x->from == q->to && x->to == q->from) /* both orders: something decides which */
            x->decided = true;
        if (!same_pair(x, q))
            continue;
        widen_conds(x->cond, &x->ncond, q->cond, q->ncond);
        x->decided |= q->decided;
        return;
    }
    if (c->sum->pairs.len == MAX_PAIRS)
        return;
    struct pair n = *q;
    n.cond = keep_cons(c, q->cond, q->ncond);
    for (size_t i = 0; i < c->sum->pairs.len; i++)
        n.decided |= c->sum->pairs.data[i].from == q->to && c->sum->pairs.data[i].to == q->from;
    hd_vec_push(&c->sum->pairs, n);
}

/* The two objects, under names by which people can tell them apart. */
static void name_instances(struct fctx *c, struct order_edge *e, term from, term to)
{
    c->an->opaque = true;
    uint64_t *name = hd_map_put(&c->an->instance_name, from, NULL);
    if (!*name)
        *name = (uintptr_t)term_text(c, from);
    const char *first = (const char *)(uintptr_t)*name;
    name = hd_map_put(&c->an->instance_name, to, NULL);
    if (!*name)
        *name = (uintptr_t)term_text(c, to);
    const char *second = (const char *)(uintptr_t)*name;
    if (first && second && strcmp(first, second) == 0)
        *name = (uintptr_t)hd_arena_fmt(&c->p->arena, "next %s", second);
    e->instances = true;
    e->ordered = false;
    e->from = CLASS_TERM | from;
    e->to = CLASS_TERM | to;
}

/* The same field of the elements of one array: *x and *y are the indices. */
static bool in_one_array(const struct terms *t, term from, term to, term *x, term *y)
{
    while (term_at(t, from)->kind == T_FIELD && term_at(t, to)->kind == T_FIELD &&
           term_at(t, from)->b == term_at(t, to)->b) {
        from = term_at(t, from)->a;
        to = term_at(t, to)->a;
    }
    const struct term_node *f = term_at(t, from), *g = term_at(t, to);
    *x = (term)f->b;
    *y = (term)g->b;
    return f->kind == T_INDEXV && g->kind == T_INDEXV && f->a == g->a;
}

/* base + *plus */
static term split(const struct terms *t, term x, int64_t *plus)
{
    const struct term_node *n = term_at(t, x);
    *plus = 0;
    bool sum = n->kind == T_EXPR && n->op == HD_OP_ADD && term_int_value(t, (term)n->b, plus);
    return sum ? n->a : x;
}

/* Is `y` the neighbour of `x` in a ring: (x + k) % n? Then n, else 0. */
static int64_t ring_size(const struct terms *t, term x, term y)
{
    const struct term_node *rest = term_at(t, y);
    int64_t n, i, k;
    if (rest->kind != T_EXPR || rest->op != HD_OP_REM || !term_int_value(t, (term)rest->b, &n))
        return 0;
    bool next = split(t, x, &i) == split(t, rest->a, &k) && n > 1 && (k - i) % n != 0;
    return next ? n : 0;
}

/* Is one of the n indices treated unlike the others here? That a loop's first rounds are over does
 * not count. */
static bool is_told_apart(const struct fctx *c, const struct state *s, term index, int64_t n,
                          bool in_loop)
{
    int64_t plus;
    term x = split(c->t, index, &plus);
    for (unsigned i = 0; i < s->ncon; i++) {
        const struct con *k = &s->con[i];
        bool bounds = k->val == x;
        if (bounds && ((k->has_ne && k->ne + plus >= 0 && k->ne + plus < n) ||
                       k->hi < n - 1 - plus || k->lo > (in_loop ? n / 2 : 0) - plus))
            return true;
        if (!bounds && term_at(c->t, k->val)->kind == T_EXPR && term_contains(c->t, k->val, x))
            return true;
    }
    return false;
}

/* Each of many threads acquires its own element of an array, then its neighbour's, and the last
 * one's neighbour is the first: a ring, of which two neighbours stand for all. */
static bool note_ring(struct fctx *c, const struct state *s, const struct order_edge *e, term from,
                      term to, bool in_loop)
{
    term x, y;
    if (e->is_try || !in_one_array(c->t, from, to, &x, &y))
        return false;
    int64_t up = ring_size(c->t, x, y), down = ring_size(c->t, y, x);
    if ((!up && !down) || is_told_apart(c, s, up ? x : y, up ? up : down, in_loop))
        return false;
    struct order_edge ring = *e;
    name_instances(c, &ring, from, to);
    add_edge(c->an, &ring);
    name_instances(c, &ring, to, from);
    add_edge(c->an, &ring);
    return true;
}

void note_pair(struct fctx *c, const struct state *s, const struct order_edge *e, term from,
               term to)
{
    if (note_ring(c, s, e, from, to, false) || e->is_try || !term_is_public(c, from) ||
        !term_is_public(c, to) || (is_instance(c, from) && is_instance(c, to)) ||
        is_any(c->t, from) || is_any(c->t, to))
        return;
    struct con k[MAX_CONDS];
    struct pair q = {.from = from,
                     .to = to,
                     .from_res = e->from_res,
                     .to_res = e->to_res,
                     .from_mode = e->from_mode,
                     .to_mode = e->to_mode,
                     .decided = e->ordered,
                     .from_at = e->from_at,
                     .to_at = e->to_at,
                     .from_chain = e->from_chain,
                     .to_chain = e->to_chain,
                     .cond = k,
                     .ncond = public_cons(c, s, k),
                     .gates = e->gates};
    drop_null_tests(c, &q);
    keep_pair(c, &q);
}

static struct order_edge edge_of(struct fctx *c, const struct pair *q, term from, term to)
{
    struct order_edge e = {.from_res = q->from_res,
                           .to_res = q->to_res,
                           .from_mode = q->from_mode,
                           .to_mode = q->to_mode,
                           .func = c->f,
                           .from_at = q->from_at,
                           .to_at = q->to_at,
                           .from_chain = q->from_chain,
                           .to_chain = q->to_chain,
                           .gates = q->gates};
    name_instances(c, &e, from, to);
    return e;
}

/* A caller of a function that acquires the pair. */
static void inherit_pair(struct translation *t, const struct state *s, const struct pair *q,
                         struct place at)
{
    struct fctx *c = t->c;
    term from = tr_loc(t, q->from), to = tr_loc(t, q->to);
    if (!from || !to || from == to || decide(t, q->cond, q->ncond) == 0 ||
        contract_ignores(c->p, c->f, "lock-order-cycle"))
        return;
    struct pair mine = *q;
    mine.decided |= instances_ordered(c, s, from, to);
    if (mine.decided)
        hd_vec_push(&c->decided, (struct decided_pair){from, to});
    mine.from_chain = chain_cons(c, q->from_at, q->from_chain);
    mine.to_chain = chain_cons(c, q->to_at, q->to_chain);
    mine.from_at = mine.to_at = at;
    if (is_instance(c, from) && is_instance(c, to)) {
        if (mine.decided)
            return;
        struct order_edge e = edge_of(c, &mine, from, to);
        e.phases = (uint8_t)(1u << phase_of(c, s));
        e.joined = s->joined;
        add_gates_of(c, s, &e, from, to);
        add_edge(c->an, &e);
        return;
    }
    if (!term_is_public(c, from) || !term_is_public(c, to) || is_any(c->t, from) ||
        is_any(c->t, to))
        return;
    struct con k[MAX_CONDS];
    mine.from = from;
    mine.to = to;
    mine.cond = k;
    mine.ncond = callee_conditions(t, s, q->cond, q->ncond, k);
    drop_null_tests(c, &mine);
    keep_pair(c, &mine);
}

void inherit_pairs(struct translation *t, const struct state *s, const struct summary *sum,
                   struct place at)
{
    hd_vec_clear(&t->c->decided);
    for (size_t i = 0; i < sum->pairs.len && sum != t->c->sum; i++)
        inherit_pair(t, s, &sum->pairs.data[i], at);
}

bool is_decided(const struct fctx *c, term one, term other)
{
    for (size_t i = 0; i < c->decided.len; i++) {
        const struct decided_pair *p = &c->decided.data[i];
        if ((p->one == one && p->other == other) || (p->one == other && p->other == one))
            return true;
    }
    return false;
}

/* Has a thread with this entry been joined already? Then it does not run beside the next one. */
static bool one_has_ended(const struct fctx *c, const struct state *s, uint32_t entry)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, HD_KIND_THREAD);
    uint32_t owing = owing_states(aut);
    for (unsigned i = 0; i < s->nobj; i++) {
        const struct obj *o = &s->obj[i];
        if (o->res->kind == HD_KIND_THREAD && o->entry_decl == entry &&
            (o->state == HD_STATE_UNKNOWN || !(owing >> o->state & 1)))
            return true;
    }
    return false;
}

void start_pairs(struct fctx *c, const struct state *s, const struct state *view, uint32_t entry,
                 const term *arg, uint32_t nargs)
{
    uint32_t f = c->p->decl.data[entry].func;
    const struct summary *sum = summary_of(c, f);
    c->an->opaque = true; /* edges of another function */
    struct translation t = {.c = c, .s = view, .arg = arg, .nargs = nargs};
    for (size_t i = 0; i < sum->pairs.len; i++) {
        const struct pair *q = &sum->pairs.data[i];
        term from = tr_loc(&t, q->from), to = tr_loc(&t, q->to);
        if (!from || !to || from == to || q->decided || decide(&t, q->cond, q->ncond) == 0 ||
            one_has_ended(c, s, entry) || instances_ordered(c, s, from, to))
            continue;
        struct order_edge e = edge_of(c, q, from, to);
        e.func = f;
        e.phases = 1u << PHASE_DURING;
        if (is_instance(c, from) && is_instance(c, to))
            add_edge(c->an, &e);
        else if (c->loop[c->block])
            note_ring(c, s, &e, from, to, true);
    }
}
