/* Hash-consing of terms; see term.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/term.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/ir/ir.h"
#include "core/err.h"
#include "core/hash.h"

static uint64_t node_hash(const struct term_node *n)
{
    uint64_t x = (uint64_t)n->kind << 56 ^ (uint64_t)n->op << 40 ^ n->a;
    x = (x + n->b * 0x9e3779b97f4a7c15ULL) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 29)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 32);
}

/* A slot holds the number of a term and, above it, half of its hash: most others are told apart
 * without a look at them. */
static uint64_t slot_of(uint64_t hash, term x)
{
    return (hash & ~(uint64_t)UINT32_MAX) | x;
}

static bool node_eq(const struct term_node *x, const struct term_node *y)
{
    return x->kind == y->kind && x->op == y->op && x->a == y->a && x->b == y->b;
}

static void new_slots(struct term_table *table, size_t slots)
{
    free(table->slot);
    table->slots = slots;
    table->used = 0;
    table->slot = calloc(slots, sizeof *table->slot);
    if (!table->slot)
        hd_oom();
}

static void grow_table(struct term_table *table, const struct terms *t)
{
    struct term_table old = *table;
    table->slot = NULL;
    new_slots(table, old.slots * 2);
    table->used = old.used;
    for (size_t i = 0; i < old.slots; i++) {
        if (!old.slot[i])
            continue;
        uint64_t hash = node_hash(&t->node.data[(term)old.slot[i]]);
        size_t h = hash & (table->slots - 1);
        while (table->slot[h])
            h = (h + 1) & (table->slots - 1);
        table->slot[h] = old.slot[i];
    }
    free(old.slot);
}

enum { FIRST_SHARED = 1 << 14, FIRST_OWN = 1 << 10 };

void terms_init(struct terms *t)
{
    *t = (struct terms){0};
    hd_vec_push(&t->node, (struct term_node){0});
    new_slots(&t->shared, FIRST_SHARED);
    new_slots(&t->own, FIRST_OWN);
}

void terms_free(struct terms *t)
{
    hd_vec_free(&t->node);
    hd_vec_free(&t->mark);
    free(t->shared.slot);
    free(t->own.slot);
    *t = (struct terms){0};
}

void terms_forget_own(struct terms *t)
{
    if (t->own.slots > FIRST_OWN)
        new_slots(&t->own, FIRST_OWN);
    else if (t->own.used)
        memset(t->own.slot, 0, t->own.slots * sizeof *t->own.slot);
    t->own.used = 0;
}

/* Where the node is or would be. */
static size_t find(const struct term_table *table, const struct terms *t, const struct term_node *n,
                   uint64_t hash)
{
    size_t h = hash & (table->slots - 1);
    for (uint64_t at; (at = table->slot[h]) != 0; h = (h + 1) & (table->slots - 1))
        if (((at ^ hash) >> 32) == 0 && node_eq(&t->node.data[(term)at], n))
            break;
    return h;
}

static bool first_is_term(unsigned kind)
{
    static const bool yes[] = {
        [T_DEREF] = true, [T_FIELD] = true, [T_INDEX] = true, [T_INDEXV] = true, [T_ANY] = true,
        [T_ADDR] = true,  [T_INIT] = true,  [T_EXPR] = true,  [T_SELF] = false};
    return yes[kind];
}

static bool second_is_term(unsigned kind)
{
    return kind == T_EXPR || kind == T_INDEXV;
}

static bool is_own(const struct terms *t, const struct term_node *n)
{
    if (n->kind == T_SYM || n->kind == T_TEMP)
        return true;
    return first_is_term(n->kind) &&
           (term_at(t, n->a)->own || (second_is_term(n->kind) && term_at(t, (term)n->b)->own));
}

static uint64_t what_is_inside(const struct terms *t, const struct term_node *n);

static uint32_t decl_name(const struct terms *t, uint32_t decl)
{
    return t->decl_name ? t->decl_name[decl] : decl;
}

/* Numbers of terms and declarations differ from run to run, and with them would everything that is
 * decided by a bit of their hash. */
static uint32_t name_of(const struct terms *t, const struct term_node *n)
{
    uint64_t a = n->a, b = n->b;
    if (n->kind == T_VAR || n->kind == T_FUNC)
        a = decl_name(t, n->a);
    else if (first_is_term(n->kind))
        a = term_at(t, n->a)->name;
    if (n->kind == T_FIELD)
        b = decl_name(t, (uint32_t)n->b);
    else if (second_is_term(n->kind))
        b = term_at(t, (term)n->b)->name;
    uint64_t x = (uint64_t)n->kind << 56 ^ (uint64_t)n->op << 40 ^ a;
    x = (x + b * 0x9e3779b97f4a7c15ULL) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 29)) * 0x94d049bb133111ebULL;
    return (uint32_t)(x >> 32);
}

static term intern(struct terms *t, struct term_node n)
{
    uint64_t hash = node_hash(&n);
    n.own = is_own(t, &n);
    struct term_table *table = n.own ? &t->own : &t->shared;
    size_t h = find(table, t, &n, hash);
    if (table->slot[h])
        return (term)table->slot[h];
    if ((table->used + 1) * 3 > table->slots * 2) {
        grow_table(table, t);
        h = find(table, t, &n, hash);
    }
    if (n.kind != T_SYM)
        n.name = name_of(t, &n);
    n.inside = what_is_inside(t, &n);
    if (n.kind == T_FIELD || n.kind == T_INDEX || n.kind == T_INDEXV || n.kind == T_ANY)
        t->node.data[n.a].has_parts = true;
    hd_vec_push(&t->node, n);
    table->used++;
    table->slot[h] = slot_of(hash, (term)t->node.len - 1);
    return (term)t->node.len - 1;
}

enum { SYM_BITS = 44 };

static term leaf(struct terms *t, enum term_kind k, uint32_t a, uint64_t b, unsigned op)
{
    return intern(
        t, (struct term_node){.kind = (uint8_t)k, .depth = 1, .op = (uint8_t)op, .a = a, .b = b});
}

static uint64_t what_is_inside(const struct terms *t, const struct term_node *n)
{
    if (n->kind == T_SYM)
        return UINT64_C(1) << hd_hash_mix(n->name, n->op) % SYM_BITS;
    if (!first_is_term(n->kind))
        return 0;
    uint64_t inside = term_at(t, n->a)->inside;
    if (second_is_term(n->kind))
        inside |= term_at(t, (term)n->b)->inside;
    if (n->kind == T_INIT)
        inside |= UINT64_C(1) << (SYM_BITS +
                                  hd_hash_mix(term_at(t, n->a)->name, T_INIT) % (64 - SYM_BITS));
    return inside;
}

static term grow(struct terms *t, enum term_kind k, term a, uint64_t b, unsigned op, unsigned depth)
{
    if (!a || depth > TERM_DEPTH)
        return 0;
    return intern(
        t, (struct term_node){
               .kind = (uint8_t)k, .depth = (uint8_t)depth, .op = (uint8_t)op, .a = a, .b = b});
}

static unsigned depth_of(const struct terms *t, term x)
{
    return term_at(t, x)->depth;
}

term term_var(struct terms *t, uint32_t decl)
{
    return leaf(t, T_VAR, decl, 0, 0);
}

term term_temp(struct terms *t, uint32_t n)
{
    return leaf(t, T_TEMP, n, 0, 0);
}

term term_deref(struct terms *t, term v)
{
    if (term_at(t, v)->kind == T_ADDR)
        return term_at(t, v)->a;
    if (term_at(t, v)->kind == T_INT) /* *NULL names nothing */
        return 0;
    return grow(t, T_DEREF, v, 0, 0, depth_of(t, v) + 1);
}

term term_field(struct terms *t, term loc, uint32_t decl)
{
    return grow(t, T_FIELD, loc, decl, 0, depth_of(t, loc) + 1);
}

term term_index(struct terms *t, term loc, int64_t n)
{
    const struct term_node *l = term_at(t, loc);
    if (l->kind == T_DEREF && n == 0)
        return loc;         /* p[0] is *p */
    if (l->kind == T_INDEX) /* element of an element: pointer arithmetic on a decayed array */
        return term_index(t, l->a, (int64_t)l->b + n);
    return grow(t, T_INDEX, loc, (uint64_t)n, 0, depth_of(t, loc) + 1);
}

term term_element(struct terms *t, term loc, int64_t n)
{
    if (term_at(t, loc)->kind == T_DEREF && n == 0)
        return grow(t, T_INDEX, loc, 0, 0, depth_of(t, loc) + 1);
    return term_index(t, loc, n);
}

term term_any_element(struct terms *t, term loc)
{
    struct term_node n = *term_at(t, loc);
    if (n.kind == T_FIELD) {
        term a = term_any_element(t, n.a);
        return a ? term_field(t, a, (uint32_t)n.b) : 0;
    }
    return n.kind == T_INDEX || n.kind == T_INDEXV || n.kind == T_ANY ? term_any(t, n.a) : 0;
}

term term_indexv(struct terms *t, term loc, term value)
{
    int64_t n;
    if (!value)
        return term_any(t, loc);
    if (term_int_value(t, value, &n))
        return term_element(t, loc, n);
    unsigned d = depth_of(t, loc), e = depth_of(t, value);
    if (term_at(t, loc)->kind == T_INDEX)
        loc = term_at(t, loc)->a;
    return grow(t, T_INDEXV, loc, value, 0, (d > e ? d : e) + 1);
}

term term_any(struct terms *t, term loc)
{
    const struct term_node *l = term_at(t, loc);
    if (l->kind == T_ANY)
        return loc;
    if (l->kind == T_INDEX)
        loc = l->a;
    return grow(t, T_ANY, loc, 0, 0, depth_of(t, loc) + 1);
}

term term_ret(struct terms *t)
{
    return leaf(t, T_RET, 0, 0, 0);
}

term term_int(struct terms *t, int64_t n)
{
    return leaf(t, T_INT, 0, (uint64_t)n, 0);
}

term term_addr(struct terms *t, term loc)
{
    if (term_at(t, loc)->kind == T_DEREF)
        return term_at(t, loc)->a;
    return grow(t, T_ADDR, loc, 0, 0, depth_of(t, loc) + 1);
}

term term_init(struct terms *t, term loc)
{
    term known = term_at(t, loc)->made;
    if (known || !loc)
        return known;
    known = grow(t, T_INIT, loc, 0, 0, depth_of(t, loc) + 1);
    t->node.data[loc].made = known;
    return known;
}

/* Two names that belong together know each other from when the second is made. */
static term sym(struct terms *t, uint64_t id, bool old, uint32_t name)
{
    struct term_node n = {.kind = T_SYM, .depth = 1, .op = !old, .b = id};
    size_t had = t->node.len;
    term other = (term)t->own.slot[find(&t->own, t, &n, node_hash(&n))];
    n.op = old;
    n.name = other ? term_at(t, other)->name : name;
    term x = intern(t, n);
    if (t->node.len == had)
        return x;
    if (old && other)
        t->node.data[other].made = x;
    else if (!old)
        t->node.data[x].made = other;
    return x;
}

term term_sym(struct terms *t, uint64_t id, bool old)
{
    return sym(t, id, old, (uint32_t)(hd_hash_mix(id, 1) >> 32));
}

term term_sym_at(struct terms *t, uint32_t id, term loc, bool old)
{
    return sym(t, (uint64_t)id << 32 | loc, old,
               (uint32_t)(hd_hash_mix(id, term_at(t, loc)->name) >> 32));
}

term term_old_sym(const struct terms *t, term sym)
{
    return term_at(t, sym)->op ? sym : term_at(t, sym)->made;
}

term term_func(struct terms *t, uint32_t decl)
{
    return leaf(t, T_FUNC, decl, 0, 0);
}

term term_expr(struct terms *t, unsigned op, term a, term b)
{
    unsigned d = depth_of(t, a), e = depth_of(t, b);
    if (!b && op != HD_OP_NOT && op != HD_OP_NEG)
        return 0;
    return grow(t, T_EXPR, a, b, op, (d > e ? d : e) + 1);
}

term term_str(struct terms *t)
{
    return leaf(t, T_STR, 0, 0, 0);
}

term term_self(struct terms *t)
{
    return leaf(t, T_SELF, 0, 0, 0);
}

term term_again(struct terms *t, const struct term_node *n)
{
    if (n->kind == T_INIT)
        return term_init(t, n->a);
    if (n->kind == T_SYM)
        return sym(t, n->b, n->op, n->name);
    return intern(t, (struct term_node){
                         .kind = n->kind, .op = n->op, .depth = n->depth, .a = n->a, .b = n->b});
}

bool term_is_loc(const struct terms *t, term x)
{
    unsigned k = term_at(t, x)->kind;
    return k >= T_VAR && k <= T_RET;
}

/* The variable or pointer that a location begins at, and the steps from there. */
static unsigned steps_to(const struct terms *t, term loc, term step[TERM_DEPTH])
{
    unsigned n = 0;
    for (; n < TERM_DEPTH; loc = term_at(t, loc)->a) {
        unsigned kind = term_at(t, loc)->kind;
        step[n++] = loc;
        if (kind != T_FIELD && kind != T_INDEX)
            break;
    }
    return n;
}

/* Do two parts of one location lie beside each other? */
static bool are_beside(const struct terms *t, const struct term_node *x, const struct term_node *y)
{
    if (x->kind == T_INDEX && y->kind == T_INDEX)
        return x->b != y->b;
    return x->kind == T_FIELD && y->kind == T_FIELD && x->b != y->b && t->decl_record &&
           t->decl_record[x->b] && t->decl_record[x->b] == t->decl_record[y->b];
}

bool term_never_equal(const struct terms *t, term x, term y)
{
    const struct term_node *a = term_at(t, x), *b = term_at(t, y);
    if ((a->kind != T_ADDR && a->kind != T_FUNC) || (b->kind != T_ADDR && b->kind != T_FUNC))
        return false;
    if (a->kind == T_FUNC || b->kind == T_FUNC)
        return x != y;
    term mine[TERM_DEPTH], theirs[TERM_DEPTH];
    unsigned n = steps_to(t, a->a, mine), m = steps_to(t, b->a, theirs);
    a = term_at(t, mine[n - 1]);
    b = term_at(t, theirs[m - 1]);
    if (mine[n - 1] != theirs[m - 1])
        return a->kind == T_VAR && b->kind == T_VAR;
    while (n > 1 && m > 1 && mine[n - 1] == theirs[m - 1])
        n--, m--;
    return are_beside(t, term_at(t, mine[n - 1]), term_at(t, theirs[m - 1]));
}

bool term_int_value(const struct terms *t, term x, int64_t *n)
{
    if (term_at(t, x)->kind != T_INT)
        return false;
    *n = (int64_t)term_at(t, x)->b;
    return true;
}

bool term_contains(const struct terms *t, term x, term part)
{
    uint64_t need = term_at(t, part)->inside;
    if ((term_at(t, x)->inside & need) != need)
        return false;
    for (;;) {
        if (x == part)
            return true;
        const struct term_node *n = term_at(t, x);
        if (second_is_term(n->kind) && n->b && term_contains(t, (term)n->b, part))
            return true;
        if (!first_is_term(n->kind))
            return false;
        x = n->a;
    }
}

bool term_is_part_of(const struct terms *t, term x, term whole)
{
    while (x != whole) {
        const struct term_node *n = term_at(t, x);
        if (n->kind != T_FIELD && n->kind != T_INDEX && n->kind != T_INDEXV && n->kind != T_ANY)
            return false;
        x = n->a;
    }
    return true;
}

void term_each(struct terms *t, term x, void (*f)(struct terms *t, term part, void *arg), void *arg)
{
    for (;;) {
        const struct term_node n = *term_at(t, x);
        f(t, x, arg);
        if (second_is_term(n.kind) && n.b)
            term_each(t, (term)n.b, f, arg);
        if (!first_is_term(n.kind))
            return;
        x = n.a;
    }
}

/* Marks ----------------------------------------------------------------------------------------*/

void terms_mark_begin(struct terms *t)
{
    if (++t->round == 1u << 28) { /* old marks must not come to life again */
        t->round = 1;
        memset(t->mark.data, 0, t->mark.len * sizeof *t->mark.data);
    }
}

bool term_marked(const struct terms *t, term x, unsigned set)
{
    uint32_t m = x < t->mark.len ? t->mark.data[x] : 0;
    return m >> 4 == t->round && (m & 1u << set);
}

void term_mark(struct terms *t, term x, unsigned set)
{
    while (t->mark.len < t->node.len)
        hd_vec_push(&t->mark, 0);
    while (!term_marked(t, x, set)) {
        uint32_t *m = &t->mark.data[x];
        *m = (*m >> 4 == t->round ? *m : t->round << 4) | 1u << set;
        const struct term_node *n = term_at(t, x);
        if (second_is_term(n->kind) && n->b)
            term_mark(t, (term)n->b, set);
        if (!first_is_term(n->kind))
            return;
        x = n->a;
    }
}

term term_map(struct terms *t, term x, term_leaf_fn f, void *arg)
{
    struct term_node n = *term_at(t, x); /* by value: the table may move */
    switch (n.kind) {
    case T_VAR:
    case T_TEMP:
    case T_SYM:
    case T_FUNC:
    case T_RET:
    case T_SELF:
        return f(t, x, arg);
    case T_INIT:
        if (term_at(t, n.a)->kind == T_VAR) {
            term r = f(t, x, arg);
            return r;
        }
        return term_init(t, term_map(t, n.a, f, arg));
    case T_DEREF:
        return term_deref(t, term_map(t, n.a, f, arg));
    case T_FIELD:
        return term_field(t, term_map(t, n.a, f, arg), (uint32_t)n.b);
    case T_INDEX:
        return term_index(t, term_map(t, n.a, f, arg), (int64_t)n.b);
    case T_INDEXV: {
        term l = term_map(t, n.a, f, arg), v = term_map(t, (term)n.b, f, arg);
        return term_indexv(t, l, v);
    }
    case T_ANY:
        return term_any(t, term_map(t, n.a, f, arg));
    case T_ADDR:
        return term_addr(t, term_map(t, n.a, f, arg));
    case T_EXPR: {
        term a = term_map(t, n.a, f, arg), b = n.b ? term_map(t, (term)n.b, f, arg) : 0;
        return n.b && !b ? 0 : term_expr(t, n.op, a, b);
    }
    default:
        return x;
    }
}

term term_replace(struct terms *t, term x, term from, term to)
{
    if (x == from)
        return to;
    struct term_node n = *term_at(t, x); /* by value: the table may move */
    if (!first_is_term(n.kind) || !term_contains(t, x, from))
        return x;
    term a = term_replace(t, n.a, from, to);
    term b = second_is_term(n.kind) && n.b ? term_replace(t, (term)n.b, from, to) : (term)n.b;
    switch (n.kind) {
    case T_DEREF:
        return term_deref(t, a);
    case T_FIELD:
        return term_field(t, a, (uint32_t)n.b);
    case T_INDEX:
        return term_index(t, a, (int64_t)n.b);
    case T_INDEXV:
        return term_indexv(t, a, b);
    case T_ANY:
        return term_any(t, a);
    case T_ADDR:
        return term_addr(t, a);
    case T_INIT:
        return term_init(t, a);
    default:
        return term_expr(t, n.op, a, b);
    }
}

term term_root(const struct terms *t, term x)
{
    while (first_is_term(term_at(t, x)->kind))
        x = term_at(t, x)->a;
    return x;
}

bool term_has_index(const struct terms *t, term x)
{
    for (;; x = term_at(t, x)->a) {
        const struct term_node *n = term_at(t, x);
        if (n->kind == T_INDEXV || n->kind == T_ANY ||
            (n->kind == T_INDEX && term_at(t, n->a)->kind == T_DEREF))
            return true;
        if (n->kind != T_FIELD && n->kind != T_INDEX)
            return false;
    }
}

term term_goes_through(const struct terms *t, term x, uint32_t decl)
{
    for (;; x = term_at(t, x)->a) {
        const struct term_node *n = term_at(t, x);
        if (n->kind == T_INIT && term_class_decl(t, n->a) == decl)
            return n->a;
        term b = second_is_term(n->kind) && n->b ? term_goes_through(t, (term)n->b, decl) : 0;
        if (b)
            return b;
        if (!first_is_term(n->kind))
            return 0;
    }
}

bool term_leads_out_of(const struct terms *t, term x, term whole)
{
    for (;; x = term_at(t, x)->a) {
        const struct term_node *n = term_at(t, x);
        if ((n->kind == T_INIT && term_is_part_of(t, n->a, whole)) ||
            (second_is_term(n->kind) && n->b && term_leads_out_of(t, (term)n->b, whole)))
            return true;
        if (!first_is_term(n->kind))
            return false;
    }
}

uint32_t term_class_decl(const struct terms *t, term loc)
{
    for (;;) {
        const struct term_node *n = term_at(t, loc);
        switch (n->kind) {
        case T_FIELD:
            return (uint32_t)n->b;
        case T_VAR:
            return n->a;
        case T_INDEX:
        case T_INDEXV:
        case T_ANY:
            loc = n->a;
            break;
        case T_DEREF: /* *p where p is a field or global that points to a lock of its own */
            if (term_at(t, n->a)->kind == T_INIT) {
                loc = term_at(t, n->a)->a;
                break;
            }
            return UINT32_MAX;
        default:
            return UINT32_MAX;
        }
    }
}
