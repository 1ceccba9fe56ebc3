/* What branches and results teach about values: intervals with one excluded number, and comparisons
 * of two values in one normal form.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/state_internal.h"

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

bool op_on_numbers(unsigned op, int64_t x, int64_t y, int64_t *r)
{
    switch (op) {
    case HD_OP_ADD:
        return !__builtin_add_overflow(x, y, r);
    case HD_OP_SUB:
        return !__builtin_sub_overflow(x, y, r);
    case HD_OP_MUL:
        return !__builtin_mul_overflow(x, y, r);
    case HD_OP_REM:
    case HD_OP_DIV:
        if (x < 0 || y <= 0) /* what it is then depends on the type */
            return false;
        *r = op == HD_OP_REM ? x % y : x / y;
        return true;
    case HD_OP_AND:
        *r = x & y;
        return true;
    case HD_OP_OR:
        *r = x | y;
        return true;
    case HD_OP_XOR:
        *r = x ^ y;
        return true;
    case HD_OP_EQ:
        *r = x == y;
        return true;
    case HD_OP_LT:
        *r = x < y;
        return true;
    case HD_OP_LE:
        *r = x <= y;
        return true;
    default:
        return false;
    }
}

const struct con *state_con(const struct state *s, term val)
{
    for (unsigned i = s->told & told_bit(val) ? 0 : s->ncon; i < s->ncon; i++)
        if (s->con[i].val == val)
            return &s->con[i];
    return NULL;
}

static bool mentions(struct terms *t, term val, void *part)
{
    return term_contains(t, val, *(term *)part);
}

void state_drop_con(struct hd_arena *a, struct terms *t, struct state *s, term part)
{
    unsigned out = 0;
    for (unsigned i = 0; i < s->ncon; i++)
        if (!term_contains(t, s->con[i].val, part))
            s->con[out++] = s->con[i];
    s->ncon = (uint16_t)out;
    state_filter_imps(a, t, s, mentions, &part);
}

/* What is certain of a value without any constraint: addresses and functions are not null. */
static struct con base_con(const struct terms *t, term val)
{
    struct con c = {.val = val, .lo = INT64_MIN, .hi = INT64_MAX};
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
        c.hi = !(n->op == HD_OP_EQ && term_never_equal(t, n->a, (term)n->b));
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
        struct con c = {.val = e};
        put_con(a, s, &c);
    }
    return true;
}

void put_con(struct hd_arena *a, struct state *s, const struct con *c)
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
    note_told(s, c->val);
}

static int64_t add_clamped(int64_t x, int64_t k)
{
    int64_t r;
    if (x == INT64_MIN || x == INT64_MAX)
        return x; /* no bound stays no bound */
    return __builtin_add_overflow(x, k, &r) ? (k > 0 ? INT64_MAX : INT64_MIN) : r;
}

static int64_t minus(int64_t x)
{
    return x == INT64_MIN ? INT64_MAX : x == INT64_MAX ? INT64_MIN : -x;
}

static struct con negated(struct con of, term val)
{
    return (struct con){.val = val,
                        .lo = minus(of.hi),
                        .hi = minus(of.lo),
                        .ne = minus(of.ne),
                        .has_ne = of.has_ne};
}

/* What lies in memory stands before what an argument says; nothing depends on numbers of terms. */
static bool comes_after(const struct terms *t, term x, term y)
{
    const struct term_node *a = term_at(t, x), *b = term_at(t, y);
    if (a->depth != b->depth)
        return a->depth < b->depth;
    return a->name != b->name ? a->name > b->name : x > y;
}

/* A comparison that came from a callee may name its operands in the other order: what is known of
 * the one form (state_assume2) is known of this one. */
static struct con mirrored(const struct terms *t, const struct state *s, const struct con *c)
{
    const struct term_node *e = term_at(t, c->val);
    unsigned op = e->op == HD_OP_EQ ? HD_OP_EQ : e->op == HD_OP_LT ? HD_OP_LE : HD_OP_LT;
    for (unsigned i = 0; i < s->ncon; i++) {
        const struct con *k = &s->con[i];
        const struct term_node *n = term_at(t, k->val);
        if (n->kind != T_EXPR || n->op != op || n->a != e->b || n->b != e->a || k->lo != k->hi)
            continue;
        int64_t is = op == HD_OP_EQ ? k->lo : !k->lo;
        return (struct con){.val = c->val, .lo = is, .hi = is};
    }
    return *c;
}

struct con state_known(const struct terms *t, const struct state *s, term val)
{
    struct con c = base_con(t, val);
    const struct con *k = state_con(s, val);
    const struct term_node *e = term_at(t, val);
    int64_t n;
    if (!k && e->kind == T_EXPR && e->op == HD_OP_NEG)
        return negated(state_known(t, s, e->a), val);
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
    if (!k && e->kind == T_EXPR && (e->op == HD_OP_EQ || e->op == HD_OP_LT || e->op == HD_OP_LE) &&
        c.lo != c.hi && comes_after(t, e->a, (term)e->b))
        return mirrored(t, s, &c);
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

/* x + k op n says the same of x, and so does -x. Overflow is ignored: programs that rely on it are
 * not our topic. */
static bool shift_sum(const struct terms *t, term *val, unsigned *op, int64_t *n)
{
    const struct term_node *e = term_at(t, *val);
    if (e->kind == T_EXPR && e->op == HD_OP_NEG && *n != INT64_MIN) {
        *val = e->a;
        *op = op_mirror(*op);
        *n = -*n;
        return true;
    }
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
    while (shift_sum(t, &val, &op, &n))
        ;
    const struct term_node *e = term_at(t, val);
    if (e->kind == T_EXPR && e->op >= HD_OP_EQ && e->op <= HD_OP_GE) { /* 0 or 1 */
        struct con no = {.hi = 0}, yes = {.lo = 1, .hi = 1};
        bool may_not = narrow(&no, op, n), may = narrow(&yes, op, n);
        return may == may_not
                   ? may
                   : state_assume2(a, t, s, e->a, may ? e->op : op_negate(e->op), (term)e->b);
    }
    if ((op == HD_OP_EQ || op == HD_OP_NE) && e->kind != T_INT && !exclude(a, t, s, val, op, n))
        return false;
    e = term_at(t, val);
    struct con c = state_known(t, s, val), before = c;
    if (!narrow(&c, op, n))
        return false;
    if (e->kind == T_INT)
        return true;
    put_con(a, s, &c);
    return !s->nimp || con_within(&before, &c) || fire_imps(a, t, s, val);
}

/* The same field of two objects: `x->id` and `y->id`. Where they differ, so do x and y. */
static void objects_differ(struct hd_arena *a, struct terms *t, struct state *s, term x, term y)
{
    const struct term_node *m = term_at(t, x), *n = term_at(t, y);
    while (m->kind == n->kind && m->b == n->b && m->a != n->a &&
           (m->kind == T_FIELD || m->kind == T_DEREF || m->kind == T_INIT)) {
        x = m->a;
        y = n->a;
        bool pointers = m->kind == T_DEREF;
        m = term_at(t, x);
        n = term_at(t, y);
        term same = pointers ? term_expr(t, HD_OP_EQ, comes_after(t, x, y) ? y : x,
                                         comes_after(t, x, y) ? x : y)
                             : 0;
        if (same)
            put_con(a, s, &(struct con){.val = same});
    }
}

/* How two values may compare. */
enum { LESS = 1, SAME = 2, MORE = 4 };

static unsigned relation(unsigned op)
{
    return op == HD_OP_EQ ? SAME : op == HD_OP_LT ? LESS : LESS | SAME;
}

/* What is known of that, by the forms in which comparisons are kept. */
static unsigned relations(struct terms *t, const struct state *s, term x, term y)
{
    static const unsigned ops[] = {HD_OP_EQ, HD_OP_LT, HD_OP_LE};
    unsigned may = LESS | SAME | MORE;
    for (unsigned i = 0; i < 3 && s->ncon; i++) {
        term e = term_expr(t, ops[i], x, y);
        const struct con *k = e ? state_con(s, e) : NULL;
        if (k && k->lo == 1)
            may &= relation(ops[i]);
        else if (k && k->hi == 0)
            may &= ~relation(ops[i]);
    }
    return may;
}

/* Addresses of the same part of what two pointers lead to compare as the pointers do: `&x->m` and
 * `&y->m`. */
static void compare_pointers(const struct terms *t, term *x, term *y)
{
    const struct term_node *m = term_at(t, *x), *n = term_at(t, *y);
    if (m->kind != T_ADDR || n->kind != T_ADDR)
        return;
    do {
        m = term_at(t, m->a);
        n = term_at(t, n->a);
    } while (m->kind == n->kind && m->b == n->b && (m->kind == T_FIELD || m->kind == T_INDEX));
    if (m->kind == T_DEREF && n->kind == T_DEREF) {
        *x = m->a;
        *y = n->a;
    }
}

bool state_assume2(struct hd_arena *a, struct terms *t, struct state *s, term x, unsigned op,
                   term y)
{
    int64_t n;
    if (!x || !y)
        return true;
    compare_pointers(t, &x, &y);
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
    /* One form for a pair, whatever the terms' numbers: EQ and LT, LE with the smaller name first.
     */
    bool want = true;
    if (op == HD_OP_NE || op == HD_OP_GE || op == HD_OP_GT) {
        op = op_negate(op);
        want = false;
    }
    if (op == HD_OP_EQ && comes_after(t, x, y)) {
        term z = x;
        x = y;
        y = z;
    } else if (comes_after(t, x, y)) { /* x < y is !(y <= x) */
        term z = x;
        x = y;
        y = z;
        op = op == HD_OP_LT ? HD_OP_LE : HD_OP_LT;
        want = !want;
    }
    term e = term_expr(t, op, x, y);
    if (!e)
        return true;
    if (!(relations(t, s, x, y) & (want ? relation(op) : ~relation(op))))
        return false;
    struct con c = state_known(t, s, e), before = c;
    if (!narrow(&c, HD_OP_EQ, want))
        return false;
    put_con(a, s, &c);
    if (op == HD_OP_LE ? !want : want == (op == HD_OP_LT))
        objects_differ(a, t, s, x, y);
    return !s->nimp || con_within(&before, &c) || fire_imps(a, t, s, e);
}

int state_decide(const struct terms *t, const struct state *s, term val, unsigned op, int64_t n)
{
    if (!val)
        return -1;
    while (shift_sum(t, &val, &op, &n))
        ;
    struct con c = state_known(t, s, val), d = c;
    if (!narrow(&c, op, n))
        return 0;
    return narrow(&d, op_negate(op), n) ? -1 : 1;
}

bool state_allows(const struct terms *t, const struct state *s, term val, const struct con *k)
{
    struct con c = state_known(t, s, val);
    return narrow(&c, HD_OP_GE, k->lo) && narrow(&c, HD_OP_LE, k->hi) &&
           (!k->has_ne || narrow(&c, HD_OP_NE, k->ne));
}
