/* Facts that hold under a condition. Where paths meet, what one of them knew is lost as a plain
 * fact, but something remains: of the paths that skip `if (a && b)` one has !a and the other a &&
 * !b, and together they still know that b is false if a is true. Without that the same test further
 * down could not be seen to have the same answer.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/state_internal.h"

bool con_excludes(const struct con *x, const struct con *y)
{
    return x->hi < y->lo || y->hi < x->lo || (x->has_ne && y->lo == y->hi && y->lo == x->ne) ||
           (y->has_ne && x->lo == x->hi && x->lo == y->ne);
}

bool con_within(const struct con *x, const struct con *y)
{
    bool spares = !y->has_ne || (x->has_ne && x->ne == y->ne) || y->ne < x->lo || y->ne > x->hi;
    return x->lo >= y->lo && x->hi <= y->hi && spares;
}

static const struct con *fact_on(const struct facts *f, term val)
{
    for (unsigned i = f->told & told_bit(val) ? 0 : f->ncon; i < f->ncon; i++)
        if (f->con[i].val == val)
            return &f->con[i];
    return NULL;
}

static bool same_con(const struct con *x, const struct con *y)
{
    return x->val == y->val && con_within(x, y) && con_within(y, x);
}

static bool same_imp(const struct imp *x, const struct imp *y)
{
    bool same = x->nguards == y->nguards && same_con(&x->then, &y->then);
    for (unsigned i = 0; same && i < x->nguards; i++)
        same = same_con(&x->guard[i], &y->guard[i]);
    return same;
}

bool imps_equal(const struct state *x, const struct state *y)
{
    bool same = x->nimp == y->nimp;
    for (unsigned i = 0; same && i < x->nimp; i++)
        same = same_imp(&x->imp[i], &y->imp[i]);
    return same;
}

/* Does `p` hold on the paths that know `f`? */
static bool holds(const struct facts *f, const struct imp *p)
{
    const struct con *k = fact_on(f, p->then.val);
    if (k && con_within(k, &p->then))
        return true;
    for (unsigned i = 0; i < p->nguards; i++) {
        k = fact_on(f, p->guard[i].val);
        if (k && con_within(k, &p->guard[i]))
            return true; /* the condition is not met there */
    }
    for (unsigned i = 0; i < f->nimp; i++)
        if (same_imp(&f->imp[i], p))
            return true;
    return false;
}

static bool is_guard(const struct imp *p, term val)
{
    for (unsigned i = 0; i < p->nguards; i++)
        if (p->guard[i].val == val)
            return true;
    return false;
}

static void add(struct imp *out, unsigned *n, const struct imp *p)
{
    for (unsigned i = 0; i < *n; i++)
        if (same_imp(&out[i], p))
            return;
    if (*n == MAX_IMPS) { /* what was learned last is asked for soonest */
        memmove(out, out + 1, (MAX_IMPS - 1) * sizeof *out);
        (*n)--;
    }
    out[(*n)++] = *p;
}

/* Whatever only `y` knows holds when the guards of `p` do. */
static void learn_under(struct imp p, const struct facts *x, const struct facts *y, struct imp *out,
                        unsigned *n)
{
    for (unsigned i = 0; i < y->ncon; i++) {
        const struct con *k = fact_on(x, y->con[i].val);
        if ((k && con_within(k, &y->con[i])) || is_guard(&p, y->con[i].val))
            continue;
        p.then = y->con[i];
        add(out, n, &p);
    }
}

/* What `x` excludes and `y` knows: when it is not as in `x`, the paths of `y` were taken. */
static void learn(const struct facts *x, const struct facts *y, struct imp *out, unsigned *n)
{
    for (unsigned i = 0; i < x->ncon; i++) {
        const struct con *k = fact_on(y, x->con[i].val);
        if (k && con_excludes(k, &x->con[i]))
            learn_under((struct imp){.guard = {x->con[i]}, .nguards = 1}, x, y, out, n);
    }
    for (unsigned i = 0; i < x->nimp; i++) {
        const struct imp *m = &x->imp[i];
        const struct con *k = m->nguards < MAX_GUARDS ? fact_on(y, m->then.val) : NULL;
        if (!k || !con_excludes(k, &m->then))
            continue;
        struct imp p = *m;
        p.guard[p.nguards++] = p.then;
        learn_under(p, x, y, out, n);
    }
}

unsigned imps_join(const struct facts *x, const struct facts *y, bool learning, struct imp *out)
{
    unsigned n = 0;
    for (unsigned i = 0; i < x->nimp; i++)
        if (holds(y, &x->imp[i]))
            add(out, &n, &x->imp[i]);
    if (!learning)
        return n;
    for (unsigned i = 0; i < y->nimp; i++)
        if (holds(x, &y->imp[i]))
            add(out, &n, &y->imp[i]);
    learn(x, y, out, &n);
    learn(y, x, out, &n);
    return n;
}

void put_imps(struct hd_arena *a, struct state *s, const struct imp *p, unsigned n)
{
    s->imp = hd_arena_dup(a, p, n * sizeof *p);
    s->nimp = (uint16_t)n;
}

/* If g1 and g2 then not: if g1 then not g2. */
static bool contrapose(struct hd_arena *a, struct terms *t, struct state *s, const struct imp *p)
{
    struct imp q = *p;
    q.then = q.guard[--q.nguards];
    return state_imply(a, t, s, &q);
}

bool state_imply(struct hd_arena *a, struct terms *t, struct state *s, const struct imp *p)
{
    struct imp left = {.then = p->then};
    for (unsigned i = 0; i < p->nguards; i++) {
        struct con k = state_known(t, s, p->guard[i].val);
        if (con_within(&k, &p->guard[i]))
            return true;
        if (!con_excludes(&k, &p->guard[i]))
            left.guard[left.nguards++] = p->guard[i];
    }
    struct con now = state_known(t, s, p->then.val);
    if (con_within(&now, &p->then))
        return true;
    if (left.nguards && con_excludes(&now, &p->then))
        return contrapose(a, t, s, &left);
    if (left.nguards) {
        struct imp all[MAX_IMPS];
        unsigned n = s->nimp;
        if (n)
            memcpy(all, s->imp, n * sizeof *all);
        add(all, &n, &left);
        put_imps(a, s, all, n);
        return true;
    }
    return state_assume_con(a, t, s, p->then.val, &p->then);
}

bool state_assume_con(struct hd_arena *a, struct terms *t, struct state *s, term val,
                      const struct con *k)
{
    return (k->lo == INT64_MIN || state_assume(a, t, s, val, HD_OP_GE, k->lo)) &&
           (k->hi == INT64_MAX || state_assume(a, t, s, val, HD_OP_LE, k->hi)) &&
           (!k->has_ne || state_assume(a, t, s, val, HD_OP_NE, k->ne));
}

void state_rename_imps(struct hd_arena *a, struct state *s, term val, term name)
{
    struct imp *all = hd_arena_dup(a, s->imp, s->nimp * sizeof *all);
    for (unsigned i = 0; i < s->nimp; i++) {
        if (all[i].then.val == val)
            all[i].then.val = name;
        for (unsigned g = 0; g < all[i].nguards; g++)
            if (all[i].guard[g].val == val)
                all[i].guard[g].val = name;
    }
    s->imp = all;
}

bool fire_imps(struct hd_arena *a, struct terms *t, struct state *s, term val)
{
    for (unsigned i = 0; i < s->nimp; i++) {
        struct imp p = s->imp[i];
        struct con now = state_known(t, s, p.then.val);
        if (p.then.val == val && con_excludes(&now, &p.then) && !contrapose(a, t, s, &p))
            return false;
        if (!is_guard(&p, val))
            continue;
        bool met = true;
        for (unsigned g = 0; g < p.nguards && met; g++) {
            struct con k = state_known(t, s, p.guard[g].val);
            met = con_excludes(&k, &p.guard[g]);
        }
        if (met && !con_within(&now, &p.then) && !state_assume_con(a, t, s, p.then.val, &p.then))
            return false;
    }
    return true;
}

void state_filter_imps(struct hd_arena *a, struct terms *t, struct state *s,
                       bool (*gone)(struct terms *t, term val, void *arg), void *arg)
{
    struct imp left[MAX_IMPS];
    unsigned n = 0;
    for (unsigned i = 0; i < s->nimp; i++) {
        bool drop = gone(t, s->imp[i].then.val, arg);
        for (unsigned g = 0; g < s->imp[i].nguards && !drop; g++)
            drop = gone(t, s->imp[i].guard[g].val, arg);
        if (!drop)
            left[n++] = s->imp[i];
    }
    if (n < s->nimp)
        put_imps(a, s, left, n);
}
