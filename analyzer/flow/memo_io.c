/* Summaries and what else an analysis leaves, as bytes and back, and as a number that tells whether
 * two are the same. One description of each structure serves all three. Numbers have variable
 * length; declarations, functions, places and text are written once, in tables, by name; terms are
 * spelt out where a record first has them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/memo_internal.h"
#include "core/hash.h"

enum { DEEPEST = 40 /* terms in terms */, MODES = 8 };

/* Numbers --------------------------------------------------------------------------------------*/

static void write_number(struct hd_buf *b, uint64_t x)
{
    char byte[10];
    size_t n = 0;
    for (; x >= 0x80; x >>= 7)
        byte[n++] = (char)(x | 0x80);
    byte[n++] = (char)x;
    hd_buf_put(b, byte, n);
}

static uint64_t read_number(struct memo_io *o)
{
    uint64_t x = 0;
    for (unsigned shift = 0; o->at < o->end && shift < 64; shift += 7) {
        uint8_t byte = *o->at++;
        x |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return x;
    }
    o->bad = true;
    return 0;
}

uint64_t memo_io_number(struct memo_io *o, uint64_t x)
{
    if (o->to == MEMO_READ)
        return read_number(o);
    if (o->to == MEMO_WRITE)
        write_number(o->out, x);
    else
        hd_vec_push(&o->hash, x);
    return x;
}

/* A field of a structure, of whatever width. */
#define NUMBER(o, x)                                                                               \
    do {                                                                                           \
        uint64_t read_ = memo_io_number((o), (uint64_t)(x));                                       \
        (x) = (__typeof__(x))read_;                                                                \
        (o)->bad |= (uint64_t)(x) != read_;                                                        \
    } while (0)
#define SIGNED(o, x)                                                                               \
    do {                                                                                           \
        int64_t was_ = (int64_t)(x);                                                               \
        uint64_t read_ = memo_io_number((o), (uint64_t)was_ << 1 ^ (uint64_t)(was_ >> 63));        \
        (x) = (__typeof__(x))((int64_t)(read_ >> 1) ^ -(int64_t)(read_ & 1));                      \
    } while (0)
/* One of `n`. */
#define CHOICE(o, x, n)                                                                            \
    do {                                                                                           \
        uint64_t read_ = memo_io_number((o), (uint64_t)(x));                                       \
        (o)->bad |= read_ >= (n);                                                                  \
        (x) = read_ < (n) ? (__typeof__(x))read_ : 0;                                              \
    } while (0)

static bool flag(struct memo_io *o, bool b)
{
    return memo_io_number(o, b) != 0;
}
#define FLAG(o, x) ((x) = flag((o), (x)))

/* How many of something follow, each at least one byte. */
static size_t count(struct memo_io *o, size_t n)
{
    uint64_t x = memo_io_number(o, n);
    if (o->to == MEMO_READ && x > (uint64_t)(o->end - o->at))
        o->bad = true;
    return o->bad ? 0 : (size_t)x;
}

#define ARRAY(o, array, n)                                                                         \
    do {                                                                                           \
        (n) = (__typeof__(n))count((o), (n));                                                      \
        if ((o)->to == MEMO_READ)                                                                  \
            (array) = (n) ? hd_arena_alloc(&(o)->an->p->arena, sizeof *(array) * (n)) : NULL;      \
    } while (0)
#define VECTOR(o, v)                                                                               \
    do {                                                                                           \
        size_t n_ = count((o), (v)->len);                                                          \
        if ((o)->to == MEMO_READ && n_) {                                                          \
            hd_vec_reserve((v), n_);                                                               \
            memset((v)->data, 0, sizeof *(v)->data *n_);                                           \
        }                                                                                          \
        if ((o)->to == MEMO_READ)                                                                  \
            (v)->len = n_;                                                                         \
    } while (0)

/* Names ----------------------------------------------------------------------------------------*/

/* A reference into a table of the past: its number + 1, 0: none. */
static uint32_t look_up(struct memo_io *o, const uint32_t *table, size_t n)
{
    uint64_t x = read_number(o);
    if (x == 0)
        return UINT32_MAX;
    uint32_t found = x <= n ? table[x - 1] : UINT32_MAX;
    o->bad |= found == UINT32_MAX;
    return found;
}

#define TABLE(o, which, x)                                                                         \
    do {                                                                                           \
        uint32_t *at_ = &(o)->tables->which##_at[x];                                               \
        if (!*at_) {                                                                               \
            hd_vec_push(&(o)->tables->which, (x));                                                 \
            *at_ = (uint32_t)(o)->tables->which.len;                                               \
        }                                                                                          \
        write_number((o)->out, *at_);                                                              \
    } while (0)

uint32_t memo_io_func(struct memo_io *o, uint32_t f)
{
    if (o->to == MEMO_READ)
        return look_up(o, o->past->func, o->past->nfuncs);
    if (o->to == MEMO_HASH)
        hd_vec_push(&o->hash, f == NO_FUNC ? 0 : memo_func_name(o->keys, f));
    else if (f == NO_FUNC)
        write_number(o->out, 0);
    else
        TABLE(o, func, f);
    return f;
}

uint32_t memo_io_unit(struct memo_io *o, uint32_t unit)
{
    if (o->to == MEMO_READ)
        return look_up(o, o->past->unit, o->past->nunits);
    if (o->to == MEMO_HASH)
        hd_vec_push(&o->hash, memo_unit_name(o->keys->p, unit));
    else
        TABLE(o, unit, unit);
    return unit;
}

static uint32_t decl(struct memo_io *o, uint32_t d)
{
    if (o->to == MEMO_READ)
        return look_up(o, o->past->decl, o->past->ndecls);
    if (o->to == MEMO_HASH)
        hd_vec_push(&o->hash, memo_decl_key(o->keys, d));
    else if (d == NO_DECL)
        write_number(o->out, 0);
    else
        TABLE(o, decl, d);
    return d;
}
#define DECL(o, x) ((x) = decl((o), (x)))

static void hash_place(struct memo_io *o, struct place at)
{
    struct memo_spot s = memo_spot_of(o->keys, at);
    uint64_t part[] = {s.unit, s.file, (uint64_t)s.line << 1 | s.within, s.column, s.macro};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        hd_vec_push(&o->hash, part[i]);
    memo_io_func(o, at.func);
}

static void write_place(struct memo_io *o, struct place at)
{
    uint64_t *known = hd_map_put(&o->tables->place_at, memo_place_key(at), NULL);
    if (!*known) {
        hd_vec_push(&o->tables->place, at);
        *known = o->tables->place.len;
    }
    write_number(o->out, *known);
}

static void place(struct memo_io *o, struct place *at)
{
    bool none = !at->unit && !at->loc && !at->func;
    if (o->to == MEMO_READ) {
        uint64_t x = read_number(o);
        bool known = x && x <= o->past->nplaces && o->past->place_known[x - 1];
        o->bad |= x && !known;
        *at = known ? o->past->place[x - 1] : (struct place){0, 0, 0};
    } else if (none) {
        memo_io_number(o, 0);
    } else if (o->to == MEMO_HASH) {
        hash_place(o, *at);
    } else {
        write_place(o, *at);
    }
}

static void text(struct memo_io *o, const char **s)
{
    if (o->to == MEMO_READ) {
        uint64_t x = read_number(o);
        o->bad |= x > o->past->ntexts;
        *s = x && x <= o->past->ntexts ? o->past->text[x - 1] : NULL;
    } else if (o->to == MEMO_HASH) {
        hd_vec_push(&o->hash, *s ? hd_hash_str(*s) : 0);
    } else {
        write_number(o->out, *s ? hd_strpool_put(&o->tables->text, *s) + UINT64_C(1) : 0);
    }
}

static void resource(struct memo_io *o, const struct hd_resource **r)
{
    size_t n;
    const struct hd_resource *all = hd_model_resources(o->an->p->model, &n);
    uint64_t x = memo_io_number(o, *r ? (*r)->index + UINT64_C(1) : 0);
    o->bad |= x > n;
    *r = x && x <= n ? &all[x - 1] : NULL;
}

/* Terms ----------------------------------------------------------------------------------------*/

enum { TERM_NONE, TERM_NEW, TERM_FIRST };

static term put_term(struct memo_io *o, term x, unsigned deep);

static void term_parts(struct memo_io *o, struct term_node *n, unsigned deep)
{
    switch ((enum term_kind)n->kind) {
    case T_VAR:
    case T_FUNC:
        DECL(o, n->a);
        o->bad |= n->a == NO_DECL;
        break;
    case T_FIELD:
        n->a = put_term(o, n->a, deep + 1);
        n->b = decl(o, (uint32_t)n->b);
        o->bad |= n->b == NO_DECL;
        break;
    case T_EXPR:
    case T_INDEXV:
        n->a = put_term(o, n->a, deep + 1);
        n->b = put_term(o, (term)n->b, deep + 1);
        break;
    case T_DEREF:
    case T_INDEX:
    case T_ANY:
    case T_ADDR:
    case T_INIT:
        n->a = put_term(o, n->a, deep + 1);
        SIGNED(o, n->b);
        break;
    case T_SYM: /* which one of its function: the number that it has there depends on others */
        n->b = (n->b >> 62 << 62) | o->syms++;
        NUMBER(o, n->b);
        NUMBER(o, n->name);
        break;
    default:
        NUMBER(o, n->a);
        SIGNED(o, n->b);
        break;
    }
}

static bool has_first(unsigned kind)
{
    return kind >= T_DEREF && kind <= T_ANY ? true
                                            : kind == T_ADDR || kind == T_INIT || kind == T_EXPR;
}

static term read_term(struct memo_io *o, unsigned deep)
{
    uint64_t x = read_number(o);
    if (x == TERM_NONE || o->bad)
        return 0;
    if (x != TERM_NEW) {
        o->bad |= x - TERM_FIRST >= o->terms.len;
        return o->bad ? 0 : o->terms.data[x - TERM_FIRST];
    }
    struct term_node n = {0};
    CHOICE(o, n.kind, T_SELF + 1u);
    NUMBER(o, n.op);
    CHOICE(o, n.depth, TERM_DEPTH + 1u);
    o->bad |= deep > DEEPEST || n.kind == T_UNKNOWN;
    if (!o->bad)
        term_parts(o, &n, deep);
    o->bad |= has_first(n.kind) && !n.a;
    term made = o->bad ? 0 : term_again(&o->an->p->terms, &n);
    hd_vec_push(&o->terms, made);
    return made;
}

static term put_term(struct memo_io *o, term x, unsigned deep)
{
    struct terms *t = &o->an->p->terms;
    if (o->to == MEMO_READ)
        return read_term(o, deep);
    if (!x) {
        memo_io_number(o, TERM_NONE);
        return 0;
    }
    while (o->term_at.len < t->node.len)
        hd_vec_push(&o->term_at, 0);
    if (o->term_at.data[x] >> 32 == o->round) {
        memo_io_number(o, (uint32_t)o->term_at.data[x] + (uint64_t)TERM_FIRST);
        return x;
    }
    struct term_node n = *term_at(t, x);
    memo_io_number(o, TERM_NEW);
    memo_io_number(o, n.kind);
    memo_io_number(o, n.op);
    memo_io_number(o, n.depth);
    term_parts(o, &n, deep);
    o->term_at.data[x] = (uint64_t)o->round << 32 | o->terms.len;
    hd_vec_push(&o->terms, x);
    return x;
}
#define TERM(o, x) ((x) = put_term((o), (x), 0))

void memo_io_start(struct memo_io *o)
{
    o->bad = false;
    o->round++;
    o->syms = 0;
    hd_vec_clear(&o->terms);
    hd_vec_clear(&o->hash);
}

/* Facts and objects ----------------------------------------------------------------------------*/

static void con(struct memo_io *o, struct con *k)
{
    enum { NE = 1, LOWEST = 2, HIGHEST = 4, NUMBERS = 8 };
    unsigned how = (k->has_ne ? NE : 0) | (k->lo == INT64_MIN ? LOWEST : 0) |
                   (k->hi == INT64_MAX ? HIGHEST : 0) | (k->ne ? NUMBERS : 0);
    TERM(o, k->val);
    NUMBER(o, how);
    k->has_ne = how & NE;
    if (how & LOWEST)
        k->lo = INT64_MIN;
    else
        SIGNED(o, k->lo);
    if (how & HIGHEST)
        k->hi = INT64_MAX;
    else
        SIGNED(o, k->hi);
    if (how & NUMBERS)
        SIGNED(o, k->ne);
}

#define CONS(o, array, n)                                                                          \
    do {                                                                                           \
        ARRAY(o, array, n);                                                                        \
        for (size_t i_ = 0; i_ < (n); i_++)                                                        \
            con((o), &(array)[i_]);                                                                \
    } while (0)
#define TERMS(o, array, n)                                                                         \
    do {                                                                                           \
        ARRAY(o, array, n);                                                                        \
        for (size_t i_ = 0; i_ < (n); i_++)                                                        \
            TERM(o, (array)[i_]);                                                                  \
    } while (0)
#define DECLS(o, v)                                                                                \
    do {                                                                                           \
        VECTOR(o, v);                                                                              \
        for (size_t i_ = 0; i_ < (v)->len; i_++) {                                                 \
            DECL(o, (v)->data[i_]);                                                                \
            (o)->bad |= (v)->data[i_] == NO_DECL;                                                  \
        }                                                                                          \
    } while (0)

static void imp(struct memo_io *o, struct imp *p)
{
    CHOICE(o, p->nguards, MAX_GUARDS + 1u);
    for (unsigned i = 0; i < p->nguards; i++)
        con(o, &p->guard[i]);
    con(o, &p->then);
}

static void chain(struct memo_io *o, const struct chain **k)
{
    struct place at[MAX_CHAIN + 1] = {0};
    unsigned n = 0;
    for (const struct chain *x = o->to == MEMO_READ ? NULL : *k; x && n < MAX_CHAIN; x = x->next)
        at[n++] = x->at;
    CHOICE(o, n, MAX_CHAIN + 1u);
    for (unsigned i = 0; i < n; i++)
        place(o, &at[i]);
    if (o->to != MEMO_READ)
        return;
    *k = NULL;
    for (unsigned i = n; i-- > 0 && !o->bad;)
        *k = chain_of(o->an, at[i], *k);
}

static void joined(struct memo_io *o, struct joined *j)
{
    CHOICE(o, j->n, MAX_JOINED + 1u);
    for (unsigned i = 0; i < j->n; i++)
        DECL(o, j->decl[i]);
}

static void freed(struct memo_io *o, struct freed *f)
{
    CHOICE(o, f->n, MAX_FREED + 1u);
    for (unsigned i = 0; i < f->n; i++) {
        TERM(o, f->at[i].loc);
        place(o, &f->at[i].at);
        chain(o, &f->at[i].chain);
    }
}

/* Numbers of the kind's automaton. */
static void state(struct memo_io *o, struct obj *x)
{
    const struct hd_automaton *a =
        x->res ? hd_model_automaton(o->an->p->model, x->res->kind) : NULL;
    NUMBER(o, x->state);
    o->bad |= x->state != HD_STATE_UNKNOWN && (!a || x->state >= a->nstates);
    NUMBER(o, x->nlog);
    for (unsigned i = 0; i < sizeof x->log / sizeof *x->log; i++) {
        SIGNED(o, x->log[i]);
        o->bad |= x->log[i] < -1 || (a && x->log[i] > 0 && (size_t)x->log[i] >= a->nevents);
    }
}

static void obj(struct memo_io *o, struct obj *x)
{
    /* What a thread was given is compared by what terms happen to be called; the steps of a group
     * lead to other functions' duties. */
    o->bad |= o->to != MEMO_READ && (x->data || x->tally);
    TERM(o, x->key);
    resource(o, &x->res);
    o->bad |= !x->res;
    state(o, x);
    NUMBER(o, x->count);
    CHOICE(o, x->entry, ENTRY_SHARED + 1u);
    NUMBER(o, x->flags);
    text(o, &x->name);
    FLAG(o, x->told);
    NUMBER(o, x->traits);
    NUMBER(o, x->seq);
    NUMBER(o, x->data_hash);
    DECL(o, x->entry_decl);
    TERM(o, x->runs);
    TERM(o, x->given);
    place(o, &x->at);
    chain(o, &x->chain);
    NUMBER(o, x->marks);
    place(o, &x->closer);
    place(o, &x->needed);
    chain(o, &x->needed_chain);
}

static void effect(struct memo_io *o, struct effect *e)
{
    TERM(o, e->key);
    FLAG(o, e->in_loc);
    FLAG(o, e->kept);
    TERM(o, e->also);
    con(o, &e->known);
    obj(o, &e->obj);
}

static void exit_of(struct memo_io *o, struct exit_summary *x)
{
    CONS(o, x->cond, x->ncond);
    ARRAY(o, x->imp, x->nimp);
    for (unsigned i = 0; i < x->nimp; i++)
        imp(o, &x->imp[i]);
    NUMBER(o, x->wrote);
    ARRAY(o, x->effect, x->neffects);
    for (unsigned i = 0; i < x->neffects; i++)
        effect(o, &x->effect[i]);
    ARRAY(o, x->set, x->nset);
    for (unsigned i = 0; i < x->nset; i++) {
        TERM(o, x->set[i].loc);
        TERM(o, x->set[i].val);
        con(o, &x->set[i].known);
    }
    freed(o, &x->freed);
    con(o, &x->ret);
    TERM(o, x->out);
    con(o, &x->handed);
    TERM(o, x->value);
    FLAG(o, x->not_locked);
    FLAG(o, x->unasked);
}

/* Things that happen in calls ------------------------------------------------------------------*/

/* A class of locks as order_class() makes it. */
static uint32_t cls(struct memo_io *o, uint32_t c)
{
    bool is_term = c != NO_DECL && (c & CLASS_TERM);
    FLAG(o, is_term);
    if (!is_term)
        return decl(o, c);
    term x = put_term(o, c & ~CLASS_TERM, 0);
    o->bad |= !x || term_class_decl(&o->an->p->terms, x) == UINT32_MAX; /* ends in no lock */
    return CLASS_TERM | x;
}

static void gates(struct memo_io *o, struct gates *g)
{
    CHOICE(o, g->n, MAX_GATES + 1u);
    for (unsigned i = 0; i < g->n; i++) {
        g->cls[i] = cls(o, g->cls[i]);
        o->bad |= g->cls[i] == NO_DECL;
        CHOICE(o, g->mode[i], MODES);
    }
}

static void acq(struct memo_io *o, struct acq *q)
{
    TERM(o, q->lock);
    q->cls = cls(o, q->cls);
    resource(o, &q->res);
    CHOICE(o, q->mode, MODES);
    FLAG(o, q->is_try);
    FLAG(o, q->checked);
    FLAG(o, q->asked_self);
    FLAG(o, q->first);
    FLAG(o, q->owned);
    CONS(o, q->cond, q->ncond);
    TERMS(o, q->released, q->nreleased);
    gates(o, &q->gates);
    chain(o, &q->chain);
    o->bad |= !q->res;
}

static void inner(struct memo_io *o, struct inner *x)
{
    bool call = x->from == NO_FUNC;
    FLAG(o, call);
    x->func = memo_io_func(o, x->func);
    x->from = call ? NO_FUNC : cls(o, x->from);
    x->to = call ? memo_io_func(o, x->to) : cls(o, x->to);
    o->bad |= call && x->to == NO_FUNC;
    gates(o, &x->gates);
    CONS(o, x->cond, x->ncond);
    o->bad |= x->func == NO_FUNC;
}

static void pair(struct memo_io *o, struct pair *q)
{
    TERM(o, q->from);
    TERM(o, q->to);
    resource(o, &q->from_res);
    resource(o, &q->to_res);
    CHOICE(o, q->from_mode, MODES);
    CHOICE(o, q->to_mode, MODES);
    FLAG(o, q->decided);
    place(o, &q->from_at);
    place(o, &q->to_at);
    chain(o, &q->from_chain);
    chain(o, &q->to_chain);
    CONS(o, q->cond, q->ncond);
    gates(o, &q->gates);
    o->bad |= !q->from_res || !q->to_res;
}

static void wait(struct memo_io *o, struct wait *w)
{
    TERM(o, w->cond);
    TERM(o, w->lock);
    FLAG(o, w->untimed);
    FLAG(o, w->judged);
    FLAG(o, w->needs);
    FLAG(o, w->once);
    CONS(o, w->known, w->nknown);
    TERMS(o, w->released, w->nreleased);
    text(o, &w->fn);
    chain(o, &w->chain);
    o->bad |= !w->chain;
}

static void blocking(struct memo_io *o, struct blocks *b)
{
    text(o, &b->what);
    FLAG(o, b->callback);
    NUMBER(o, b->depth);
    CONS(o, b->cond, b->ncond);
    TERMS(o, b->released, b->nreleased);
    chain(o, &b->chain);
    o->bad |= !b->what || !b->chain;
}

static void flags_of(struct memo_io *o, struct summary *s)
{
    bool *const all[] = {&s->done,          &s->spawns,          &s->yields,     &s->lets_wait,
                         &s->self_detaches, &s->always_detaches, &s->ends,       &s->meets_some,
                         &s->acquires_some, &s->asked_self,      &s->dispatches, &s->deeds_lost,
                         &s->loses_threads, &s->lets_time_pass,  &s->inner_lost, &s->has_edges};
    uint64_t bits = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        bits |= (uint64_t)*all[i] << i;
    NUMBER(o, bits);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        *all[i] = bits >> i & 1;
}

void memo_io_summary(struct memo_io *o, struct summary *s)
{
    o->bad |= s->duties.len || s->starts.len || s->deeds.len || s->closes.len;
    flags_of(o, s);
    place(o, &s->endless);
    joined(o, &s->joined);
    ARRAY(o, s->exit, s->nexits);
    for (unsigned i = 0; i < s->nexits; i++)
        exit_of(o, &s->exit[i]);
    VECTOR(o, &s->acqs);
    hd_vec_foreach(q, &s->acqs) acq(o, q);
    VECTOR(o, &s->pairs);
    hd_vec_foreach(q, &s->pairs) pair(o, q);
    VECTOR(o, &s->inner);
    hd_vec_foreach(x, &s->inner) inner(o, x);
    VECTOR(o, &s->blocks);
    hd_vec_foreach(q, &s->blocks) blocking(o, q);
    VECTOR(o, &s->waits);
    hd_vec_foreach(q, &s->waits) wait(o, q);
    VECTOR(o, &s->thrown);
    hd_vec_foreach(q, &s->thrown)
    {
        CONS(o, q->cond, q->ncond);
        chain(o, &q->chain);
    }
    DECLS(o, &s->mods);
    VECTOR(o, &s->outs);
    hd_vec_foreach(x, &s->outs) TERM(o, *x);
    DECLS(o, &s->releases);
    DECLS(o, &s->hands_over);
    DECLS(o, &s->spawned);
    NUMBER(o, s->shown);
    VECTOR(o, &s->kept);
    hd_vec_foreach(x, &s->kept) TERM(o, *x);
}

/* What an analysis leaves for the judgements at the end ----------------------------------------*/

static void edge(struct memo_io *o, struct order_edge *e)
{
    e->from = cls(o, e->from);
    e->to = cls(o, e->to);
    resource(o, &e->from_res);
    resource(o, &e->to_res);
    CHOICE(o, e->from_mode, MODES);
    CHOICE(o, e->to_mode, MODES);
    FLAG(o, e->is_try);
    FLAG(o, e->ordered);
    FLAG(o, e->instances);
    NUMBER(o, e->phases);
    joined(o, &e->joined);
    e->func = memo_io_func(o, e->func);
    place(o, &e->from_at);
    place(o, &e->to_at);
    chain(o, &e->from_chain);
    chain(o, &e->to_chain);
    gates(o, &e->gates);
    o->bad |=
        !e->from_res || !e->to_res || e->func == NO_FUNC || e->from == NO_DECL || e->to == NO_DECL;
}

static void held_call(struct memo_io *o, struct held_call *h)
{
    h->from = memo_io_func(o, h->from);
    h->to = memo_io_func(o, h->to);
    ARRAY(o, h->cls, h->n);
    if (o->to == MEMO_READ)
        h->mode = hd_arena_array(&o->an->p->arena, uint8_t, h->n + 1);
    for (unsigned i = 0; i < h->n; i++) {
        h->cls[i] = cls(o, h->cls[i]);
        o->bad |= h->cls[i] == NO_DECL;
        CHOICE(o, h->mode[i], MODES);
    }
    FLAG(o, h->in_loop);
    NUMBER(o, h->phases);
    joined(o, &h->joined);
    o->bad |= h->from == NO_FUNC || h->to == NO_FUNC;
}

static void noted(struct memo_io *o, struct memo_noted *n)
{
    CHOICE(o, n->what, MEMO_FREED + 1u);
    n->func = memo_io_func(o, n->func);
    o->bad |= n->func == NO_FUNC;
    if (n->what == MEMO_FREED) /* a record's key */
        NUMBER(o, n->key);
    else
        n->key = decl(o, (uint32_t)n->key);
}

void memo_io_outputs(struct memo_io *o, struct memo_outputs *out)
{
    VECTOR(o, &out->edges);
    hd_vec_foreach(e, &out->edges) edge(o, e);
    VECTOR(o, &out->held);
    hd_vec_foreach(h, &out->held) held_call(o, h);
    VECTOR(o, &out->noted);
    hd_vec_foreach(n, &out->noted) noted(o, n);
}
