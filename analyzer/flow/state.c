/* Disjuncts: bindings, constraints, objects and how two of them become one. See state.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/state.h"

#include <string.h>

#include "analyzer/ir/ir.h"
#include "core/hash.h"

struct state *state_new(struct hd_arena *a)
{
    return hd_arena_new(a, struct state);
}

struct state *state_copy(struct hd_arena *a, const struct state *s)
{
    struct state *n = hd_arena_dup(a, s, sizeof *s);
    n->env = hd_arena_dup(a, s->env, s->nenv * sizeof *s->env);
    n->con = hd_arena_dup(a, s->con, s->ncon * sizeof *s->con);
    n->obj = hd_arena_dup(a, s->obj, s->nobj * sizeof *s->obj);
    n->cap_env = s->nenv;
    n->cap_con = s->ncon;
    n->cap_obj = s->nobj;
    return n;
}

#define ROOM(a, array, n, cap)                                                                     \
    do {                                                                                           \
        if ((n) == (cap)) {                                                                        \
            uint16_t c_ = (uint16_t)((cap) ? (cap) * 2 : 8);                                       \
            void *p_ = hd_arena_alloc((a), c_ * sizeof *(array));                                  \
            if (n)                                                                                 \
                memcpy(p_, (array), (n) * sizeof *(array));                                        \
            (array) = p_;                                                                          \
            (cap) = c_;                                                                            \
        }                                                                                          \
    } while (0)

enum { MAX_FACTS = 512 }; /* per state; what comes beyond is not remembered */

/* Bindings -------------------------------------------------------------------------------------*/

static struct bind *find_bind(const struct state *s, term loc)
{
    for (unsigned i = 0; i < s->nenv; i++)
        if (s->env[i].loc == loc)
            return &s->env[i];
    return NULL;
}

term state_get(struct terms *t, const struct state *s, term loc)
{
    if (!loc)
        return 0;
    const struct bind *b = find_bind(s, loc);
    if (b)
        return b->val;
    const struct term_node *n = term_at(t, loc);
    if (n->kind == T_INDEX || n->kind == T_INDEXV) { /* an element written under another index */
        term any = term_any(t, term_at(t, loc)->a);
        b = find_bind(s, any);
        if (b)
            return b->val;
    }
    return term_init(t, loc);
}

static bool is_part_of(const struct terms *t, term x, term whole)
{
    while (x != whole) {
        const struct term_node *n = term_at(t, x);
        if (n->kind != T_FIELD && n->kind != T_INDEX && n->kind != T_INDEXV && n->kind != T_ANY)
            return false;
        x = n->a;
    }
    return true;
}

uint64_t state_content(const struct terms *t, const struct state *s, term loc)
{
    uint64_t h = 0;
    for (unsigned i = 0; i < s->nenv; i++)
        if (is_part_of(t, s->env[i].loc, loc))
            h += hd_hash_mix(s->env[i].loc, s->env[i].val);
    return h;
}

void state_set(struct hd_arena *a, struct terms *t, struct state *s, term loc, term val)
{
    if (!loc)
        return;
    unsigned out = 0;
    for (unsigned i = 0; i < s->nenv; i++)
        if (!is_part_of(t, s->env[i].loc, loc))
            s->env[out++] = s->env[i];
    s->nenv = (uint16_t)out;
    if (s->nenv >= MAX_FACTS)
        return;
    ROOM(a, s->env, s->nenv, s->cap_env);
    s->env[s->nenv++] = (struct bind){loc, val};
}

/* Constraints ----------------------------------------------------------------------------------*/

unsigned op_negate(unsigned op)
{
    static const uint8_t to[] = {
        [HD_OP_EQ] = HD_OP_NE, [HD_OP_NE] = HD_OP_EQ, [HD_OP_LT] = HD_OP_GE,
        [HD_OP_LE] = HD_OP_GT, [HD_OP_GT] = HD_OP_LE, [HD_OP_GE] = HD_OP_LT};
    return op <= HD_OP_GE ? to[op] : HD_OP_NONE;
}

unsigned op_mirror(unsigned op)
{
    static const uint8_t to[] = {
        [HD_OP_EQ] = HD_OP_EQ, [HD_OP_NE] = HD_OP_NE, [HD_OP_LT] = HD_OP_GT,
        [HD_OP_LE] = HD_OP_GE, [HD_OP_GT] = HD_OP_LT, [HD_OP_GE] = HD_OP_LE};
    return op <= HD_OP_GE ? to[op] : HD_OP_NONE;
}

const struct con *state_con(const struct state *s, term val)
{
    for (unsigned i = 0; i < s->ncon; i++)
        if (s->con[i].val == val)
            return &s->con[i];
    return NULL;
}

void state_drop_con(struct terms *t, struct state *s, term part)
{
    unsigned out = 0;
    for (unsigned i = 0; i < s->ncon; i++)
        if (!term_contains(t, s->con[i].val, part))
            s->con[out++] = s->con[i];
    s->ncon = (uint16_t)out;
}

/* What is certain of a value without any constraint: addresses and functions are not null. */
static struct con base_con(const struct terms *t, term val)
{
    struct con c = {val, INT64_MIN, INT64_MAX, 0, false};
    const struct term_node *n = term_at(t, val);
    if (n->kind == T_INT)
        c.lo = c.hi = (int64_t)n->b;
    else if (n->kind == T_ADDR || n->kind == T_FUNC || n->kind == T_STR)
        c.has_ne = true;
    else if (n->kind == T_EXPR && n->op == HD_OP_AND && term_at(t, (term)n->b)->kind == T_INT &&
             (int64_t)term_at(t, (term)n->b)->b >= 0) {
        c.lo = 0;
        c.hi = (int64_t)term_at(t, (term)n->b)->b;
    } else if (n->kind == T_EXPR && n->op >= HD_OP_EQ && n->op <= HD_OP_GE) {
        c.lo = 0;
        c.hi = 1;
    }
    return c;
}

/* Narrows `c` by `op n`; false when nothing is left. */
static bool narrow(struct con *c, unsigned op, int64_t n)
{
    switch (op) {
    case HD_OP_EQ:
        if (n < c->lo || n > c->hi || (c->has_ne && c->ne == n))
            return false;
        c->lo = c->hi = n;
        break;
    case HD_OP_NE:
        if (c->lo == n && c->hi == n)
            return false;
        if (c->lo == n)
            c->lo++;
        else if (c->hi == n)
            c->hi--;
        else if (!c->has_ne || n == 0) { /* one exclusion is remembered; 0 is the useful one */
            c->ne = n;
            c->has_ne = true;
        }
        break;
    case HD_OP_LT:
        if (n == INT64_MIN)
            return false;
        if (n - 1 < c->hi)
            c->hi = n - 1;
        break;
    case HD_OP_LE:
        if (n < c->hi)
            c->hi = n;
        break;
    case HD_OP_GT:
        if (n == INT64_MAX)
            return false;
        if (n + 1 > c->lo)
            c->lo = n + 1;
        break;
    case HD_OP_GE:
        if (n > c->lo)
            c->lo = n;
        break;
    default:
        return true;
    }
    while (c->has_ne && c->lo <= c->hi && (c->ne == c->lo || c->ne == c->hi)) {
        if (c->lo == c->hi)
            return false;
        if (c->ne == c->lo)
            c->lo++;
        else
            c->hi--;
        c->has_ne = false;
    }
    return c->lo <= c->hi;
}

static void put_con(struct hd_arena *a, struct state *s, const struct con *c);

/* A constraint remembers one excluded number; further ones (a switch's default) become facts about
 * the comparison itself. */
static bool exclude(struct hd_arena *a, struct terms *t, struct state *s, term val, unsigned op,
                    int64_t n)
{
    term e = term_expr(t, HD_OP_EQ, val, term_int(t, n));
    const struct con *k = e ? state_con(s, e) : NULL;
    if (op == HD_OP_EQ)
        return !(k && k->hi == 0);
    const struct con *have = state_con(s, val);
    if (!have || !have->has_ne || have->ne == n || n <= have->lo || n >= have->hi)
        return true;
    if (n == 0) /* zero gets the slot, the number that had it moves out */
        e = term_expr(t, HD_OP_EQ, val, term_int(t, have->ne));
    if (e && !state_con(s, e)) {
        struct con c = {e, 0, 0, 0, false};
        put_con(a, s, &c);
    }
    return true;
}

static void put_con(struct hd_arena *a, struct state *s, const struct con *c)
{
    for (unsigned i = 0; i < s->ncon; i++)
        if (s->con[i].val == c->val) {
            s->con[i] = *c;
            return;
        }
    if (s->ncon >= MAX_FACTS)
        return;
    ROOM(a, s->con, s->ncon, s->cap_con);
    s->con[s->ncon++] = *c;
}

static int64_t add_clamped(int64_t x, int64_t k)
{
    int64_t r;
    if (x == INT64_MIN || x == INT64_MAX)
        return x; /* no bound stays no bound */
    return __builtin_add_overflow(x, k, &r) ? (k > 0 ? INT64_MAX : INT64_MIN) : r;
}

struct con state_known(const struct terms *t, const struct state *s, term val)
{
    struct con c = base_con(t, val);
    const struct con *k = state_con(s, val);
    const struct term_node *e = term_at(t, val);
    int64_t n;
    if (!k && e->kind == T_EXPR && (e->op == HD_OP_ADD || e->op == HD_OP_SUB) &&
        term_int_value(t, (term)e->b, &n) && n != INT64_MIN) {
        n = e->op == HD_OP_ADD ? n : -n;
        c = state_known(t, s, e->a);
        c.val = val;
        c.lo = add_clamped(c.lo, n);
        c.hi = add_clamped(c.hi, n);
        c.ne = add_clamped(c.ne, n);
        return c;
    }
    if (!k)
        return c;
    if (k->lo > c.lo)
        c.lo = k->lo;
    if (k->hi < c.hi)
        c.hi = k->hi;
    if (k->has_ne) {
        c.has_ne = true;
        c.ne = k->ne;
    }
    return c;
}

/* x + k op n says the same of x. Overflow is ignored: programs that rely on it are not our topic.
 */
static bool shift_sum(const struct terms *t, term *val, int64_t *n)
{
    const struct term_node *e = term_at(t, *val);
    if (e->kind != T_EXPR || (e->op != HD_OP_ADD && e->op != HD_OP_SUB))
        return false;
    int64_t k, m;
    if (!term_int_value(t, (term)e->b, &k))
        return false;
    if (e->op == HD_OP_ADD ? __builtin_sub_overflow(*n, k, &m) : __builtin_add_overflow(*n, k, &m))
        return false;
    *val = e->a;
    *n = m;
    return true;
}

bool state_assume(struct hd_arena *a, struct terms *t, struct state *s, term val, unsigned op,
                  int64_t n)
{
    if (!val || op == HD_OP_NONE)
        return true;
    while (shift_sum(t, &val, &n))
        ;
    const struct term_node *e = term_at(t, val);
    if (e->kind == T_EXPR && e->op >= HD_OP_EQ && e->op <= HD_OP_GE && n == 0 &&
        (op == HD_OP_NE || op == HD_OP_EQ)) {
        unsigned o = op == HD_OP_NE ? e->op : op_negate(e->op);
        return state_assume2(a, t, s, e->a, o, (term)e->b);
    }
    if ((op == HD_OP_EQ || op == HD_OP_NE) && e->kind != T_INT && !exclude(a, t, s, val, op, n))
        return false;
    e = term_at(t, val);
    struct con c = state_known(t, s, val);
    if (!narrow(&c, op, n))
        return false;
    if (e->kind != T_INT)
        put_con(a, s, &c);
    return true;
}

bool state_assume2(struct hd_arena *a, struct terms *t, struct state *s, term x, unsigned op,
                   term y)
{
    int64_t n;
    if (!x || !y)
        return true;
    if (term_int_value(t, y, &n))
        return state_assume(a, t, s, x, op, n);
    if (term_int_value(t, x, &n))
        return state_assume(a, t, s, y, op_mirror(op), n);
    if (x == y)
        return op == HD_OP_EQ || op == HD_OP_LE || op == HD_OP_GE;
    const struct con cx = state_known(t, s, x), cy = state_known(t, s, y);
    if (cx.lo == cx.hi)
        return state_assume(a, t, s, y, op_mirror(op), cx.lo);
    if (cy.lo == cy.hi)
        return state_assume(a, t, s, x, op, cy.lo);
    /* One form for a pair: EQ and LT, LE with the smaller number first. */
    bool want = true;
    if (op == HD_OP_NE || op == HD_OP_GE || op == HD_OP_GT) {
        op = op_negate(op);
        want = false;
    }
    if (op == HD_OP_EQ && x > y) {
        term z = x;
        x = y;
        y = z;
    } else if (x > y) { /* x < y is !(y <= x) */
        term z = x;
        x = y;
        y = z;
        op = op == HD_OP_LT ? HD_OP_LE : HD_OP_LT;
        want = !want;
    }
    term e = term_expr(t, op, x, y);
    if (!e)
        return true;
    struct con c = state_known(t, s, e);
    if (!narrow(&c, HD_OP_EQ, want))
        return false;
    put_con(a, s, &c);
    return true;
}

int state_decide(const struct terms *t, const struct state *s, term val, unsigned op, int64_t n)
{
    if (!val)
        return -1;
    while (shift_sum(t, &val, &n))
        ;
    struct con c = state_known(t, s, val), d = c;
    if (!narrow(&c, op, n))
        return 0;
    return narrow(&d, op_negate(op), n) ? -1 : 1;
}

/* Objects --------------------------------------------------------------------------------------*/

struct obj *state_obj(const struct state *s, term key)
{
    for (unsigned i = 0; i < s->nobj; i++)
        if (s->obj[i].key == key)
            return &s->obj[i];
    return NULL;
}

struct obj *state_add_obj(struct hd_arena *a, struct state *s, term key,
                          const struct hd_resource *res)
{
    ROOM(a, s->obj, s->nobj, s->cap_obj);
    struct obj *o = &s->obj[s->nobj++];
    *o = (struct obj){.key = key, .res = res, .entry_decl = UINT32_MAX};
    return o;
}

void state_drop_obj(struct state *s, struct obj *o)
{
    unsigned i = (unsigned)(o - s->obj);
    memmove(o, o + 1, (s->nobj - i - 1) * sizeof *o);
    s->nobj--;
}

static bool is_bound(const struct state *s, term val)
{
    for (unsigned i = 0; i < s->nenv; i++)
        if (s->env[i].val == val)
            return true;
    return false;
}

/* Renaming -------------------------------------------------------------------------------------*/

struct retire {
    term sym, old;
};

static term retire_leaf(struct terms *t, term x, void *arg)
{
    const struct retire *r = arg;
    (void)t;
    return x == r->sym ? r->old : x;
}

/* The same term with `sym` old; elements indexed by it become any element. */
static term retire_term(struct terms *t, term x, const struct retire *r)
{
    if (!term_contains(t, x, r->sym))
        return x;
    struct term_node n = *term_at(t, x);
    if (n.kind == T_INDEXV && n.b && term_contains(t, (term)n.b, r->sym))
        return term_any(t, retire_term(t, n.a, r));
    switch (n.kind) {
    case T_DEREF:
        return term_deref(t, retire_term(t, n.a, r));
    case T_FIELD:
        return term_field(t, retire_term(t, n.a, r), (uint32_t)n.b);
    case T_INDEX:
        return term_index(t, retire_term(t, n.a, r), (int64_t)n.b);
    case T_ANY:
        return term_any(t, retire_term(t, n.a, r));
    case T_ADDR:
        return term_addr(t, retire_term(t, n.a, r));
    case T_INIT:
        return term_init(t, retire_term(t, n.a, r));
    default:
        return term_map(t, x, retire_leaf, (void *)r);
    }
}

/* Drops bindings of `loc` before entry `n`: the later binding of one location wins. */
static unsigned drop_earlier(struct state *s, unsigned n, term loc)
{
    for (unsigned k = 0; k < n; k++)
        if (s->env[k].loc == loc) {
            memmove(&s->env[k], &s->env[k + 1], (n - k - 1) * sizeof *s->env);
            return n - 1;
        }
    return n;
}

static void retire_env(struct terms *t, struct state *s, const struct retire *r)
{
    unsigned out = 0;
    for (unsigned i = 0; i < s->nenv; i++) {
        struct bind b = s->env[i];
        term loc = retire_term(t, b.loc, r);
        b.val = retire_term(t, b.val, r);
        if (loc != b.loc) {
            b.loc = loc;
            out = drop_earlier(s, out, loc);
        }
        if (b.loc)
            s->env[out++] = b;
    }
    s->nenv = (uint16_t)out;
}

static void retire_objs(struct terms *t, struct state *s, const struct retire *r)
{
    unsigned out = 0;
    for (unsigned i = 0; i < s->nobj; i++) {
        struct obj o = s->obj[i];
        if (term_contains(t, o.key, r->sym)) {
            o.key = retire_term(t, o.key, r);
            o.flags |= OBJ_MULTI;
        }
        if (term_contains(t, o.data, r->sym))
            o.data = retire_term(t, o.data, r);
        if (!o.key)
            continue;
        unsigned k = 0;
        while (k < out && s->obj[k].key != o.key)
            k++;
        if (k < out) { /* two that became one: known only where they agree */
            if (s->obj[k].state != o.state)
                s->obj[k].state = HD_STATE_UNKNOWN;
            s->obj[k].flags |= OBJ_MULTI;
        } else {
            s->obj[out++] = o;
        }
    }
    s->nobj = (uint16_t)out;
}

static uint32_t syms_in_use(const struct terms *t, const struct state *s)
{
    uint32_t m = 0;
    for (unsigned i = 0; i < s->nenv; i++)
        m |= term_at(t, s->env[i].loc)->syms | term_at(t, s->env[i].val)->syms;
    for (unsigned i = 0; i < s->nobj; i++)
        m |= term_at(t, s->obj[i].key)->syms | term_at(t, s->obj[i].data)->syms;
    return m;
}

void state_forget_temps(struct terms *t, struct state *s, const uint8_t *keep)
{
    unsigned out = 0;
    for (unsigned i = 0; i < s->nenv; i++) {
        const struct term_node *n = term_at(t, s->env[i].loc);
        if (n->kind != T_TEMP || keep[n->a])
            s->env[out++] = s->env[i];
    }
    s->nenv = (uint16_t)out;
    uint32_t used = syms_in_use(t, s);
    out = 0;
    for (unsigned i = 0; i < s->ncon; i++)
        if ((term_at(t, s->con[i].val)->syms & ~used) == 0)
            s->con[out++] = s->con[i];
    s->ncon = (uint16_t)out;
}

void state_unset(struct terms *t, struct state *s, term loc)
{
    unsigned out = 0;
    for (unsigned i = 0; i < s->nenv; i++)
        if (!is_part_of(t, s->env[i].loc, loc) || state_obj(s, s->env[i].val))
            s->env[out++] = s->env[i];
    s->nenv = (uint16_t)out;
}

void state_retire(struct hd_arena *a, struct terms *t, struct state *s, term sym)
{
    struct retire r = {sym, term_sym(t, term_at(t, sym)->b, true)};
    bool *bound = hd_arena_array(a, bool, s->nobj + 1);
    state_drop_con(t, s, r.old);
    for (unsigned i = 0; i < s->nobj; i++)
        bound[i] = is_bound(s, s->obj[i].key);
    retire_env(t, s, &r);
    for (unsigned i = 0; i < s->nobj; i++)
        if (bound[i] && !is_bound(s, retire_term(t, s->obj[i].key, &r)))
            s->obj[i].flags |=
                OBJ_ESCAPED; /* some element of an array that a loop fills holds it */
    retire_objs(t, s, &r);
    unsigned out = 0;
    for (unsigned i = 0; i < s->ncon; i++) {
        struct con c = s->con[i];
        if (term_contains(t, c.val, sym))
            continue; /* what was known of one round says nothing of all earlier ones */
        s->con[out++] = c;
    }
    s->ncon = (uint16_t)out;
}

void state_note(struct hd_arena *a, struct state *s, struct place at, const char *note, bool branch)
{
    struct trail *n = hd_arena_new(a, struct trail);
    *n = (struct trail){s->trail, at, note, branch};
    s->trail = n;
}

/* Merging --------------------------------------------------------------------------------------*/

uint64_t state_signature(const struct state *s)
{
    uint64_t h = s->spawned * 2u + s->untracked; /* objects in any order: sum */
    for (unsigned i = 0; i < s->nobj; i++) {
        const struct obj *o = &s->obj[i];
        if ((o->flags & OBJ_NEUTRAL) || o->state == HD_STATE_UNKNOWN)
            continue; /* acquired and released again, or nothing known: no reason to keep apart */
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

/* The weakest constraint that both imply. */
static struct con hull(const struct con *x, const struct con *y)
{
    struct con c = {x->val, x->lo < y->lo ? x->lo : y->lo, x->hi > y->hi ? x->hi : y->hi, 0, false};
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

static bool trivial(const struct con *c)
{
    return c->lo == INT64_MIN && c->hi == INT64_MAX && !c->has_ne;
}

static bool merge_cons(struct terms *t, struct state *into, const struct state *from, bool widen)
{
    bool changed = false;
    unsigned out = 0;
    for (unsigned i = 0; i < into->ncon; i++) {
        struct con mine = into->con[i], other = state_known(t, from, mine.val);
        struct con h = hull(&mine, &other);
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
        if (!trivial(&h))
            into->con[out++] = h;
    }
    into->ncon = (uint16_t)out;
    return changed;
}

/* A location that holds different things gets a name of its own for what it holds after the
 * merge, with the bounds that both share. */
/* What is known of things reached through the value `now` holds under its new name as well. */
static unsigned derived_cons(struct terms *t, const struct state *s, term now, term sym,
                             struct con *out, unsigned max)
{
    unsigned n = 0, kind = term_at(t, now)->kind;
    for (unsigned i = 0; i < s->ncon && n < max && (kind == T_SYM || kind == T_INIT); i++) {
        const struct con *k = &s->con[i];
        if (k->val == now || !term_contains(t, k->val, now) || term_contains(t, k->val, sym))
            continue;
        out[n] = *k;
        out[n].val = term_replace(t, k->val, now, sym);
        n += out[n].val != 0;
    }
    return n;
}

static void rebind(struct hd_arena *a, struct terms *t, struct state *s, term loc, term sym)
{
    term now = state_get(t, s, loc);
    if (now == sym)
        return;
    struct con c = state_known(t, s, now);
    c.val = sym;
    struct con derived[8];
    unsigned n = derived_cons(t, s, now, sym, derived, 8);
    state_retire(a, t, s, sym);
    state_set(a, t, s, loc, sym);
    for (unsigned i = 0; i < n; i++)
        put_con(a, s, &derived[i]);
    struct obj *o = state_obj(s, now);
    if (o && !is_bound(s, now))
        o->flags |= OBJ_ESCAPED; /* as in state_retire */
    if (!trivial(&c))
        put_con(a, s, &c);
}

static bool merge_env(struct hd_arena *a, struct terms *t, struct state *into, struct state *from,
                      uint64_t join_id)
{
    bool changed = false;
    HD_VEC(term) locs = {0};
    for (unsigned i = 0; i < into->nenv; i++)
        hd_vec_push(&locs, into->env[i].loc);
    for (unsigned i = 0; i < from->nenv; i++)
        if (!find_bind(into, from->env[i].loc))
            hd_vec_push(&locs, from->env[i].loc);
    for (size_t i = 0; i < locs.len; i++) {
        term loc = locs.data[i];
        if (state_get(t, into, loc) == state_get(t, from, loc))
            continue;
        term sym = term_sym(t, join_id << 32 | loc, false);
        if (state_get(t, into, loc) != sym)
            changed = true;
        rebind(a, t, into, loc, sym);
        rebind(a, t, from, loc, sym);
    }
    hd_vec_free(&locs);
    return changed;
}

/* Objects that the signature leaves out: one that either side knows nothing of is unknown, one that
 * is free again stays only when both have it. */
static bool merge_objs(struct hd_arena *a, struct state *into, const struct state *from)
{
    bool changed = false;
    for (unsigned i = 0; i < into->nobj;) {
        struct obj *o = &into->obj[i];
        const struct obj *f = state_obj(from, o->key);
        bool unknown = o->state == HD_STATE_UNKNOWN || (f && f->state == HD_STATE_UNKNOWN);
        if (unknown) {
            changed |= o->state != HD_STATE_UNKNOWN;
            o->state = HD_STATE_UNKNOWN;
            o->flags = (uint8_t)((o->flags | (f ? f->flags : 0)) & ~OBJ_NEUTRAL);
            o->entry = ENTRY_NONE;
            if (!f || f->nlog != o->nlog)
                o->nlog = o->nlog || (f && f->nlog) ? 5 : 0;
        } else if (!f || f->state != o->state) {
            state_drop_obj(into, o);
            changed = true;
            continue;
        } else {
            o->flags |= f->flags & (OBJ_PARKED | OBJ_CALLEE);
        }
        i++;
    }
    for (unsigned i = 0; i < from->nobj; i++)
        if (from->obj[i].state == HD_STATE_UNKNOWN && !state_obj(into, from->obj[i].key)) {
            struct obj *o = state_add_obj(a, into, from->obj[i].key, from->obj[i].res);
            *o = from->obj[i];
            o->nlog = o->nlog ? 5 : 0;
            changed = true;
        }
    return changed;
}

bool state_merge(struct hd_arena *a, struct terms *t, struct state *into, struct state *from,
                 uint64_t join_id, bool widen)
{
    bool changed = merge_env(a, t, into, from, join_id);
    changed |= merge_cons(t, into, from, widen);
    changed |= merge_objs(a, into, from);
    return changed;
}
