/* What really can happen: every run of every thread is written down as a list of operations, one
 * for each choice of inputs and of answers of trylock; then two lists at a time are interleaved in
 * all ways.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "program.h"

enum { MAX_TRIES = 6, MAX_RUNS = 1 << (INPUTS + MAX_TRIES) };

struct run {
    struct op op[MAX_OPS];
    int len;
    bool clean; /* nobody did what is wrong whatever others do */
};

struct walk {
    const struct program *p;
    struct truth *t;
    unsigned inputs, tries; /* bits: the answers */
    int tried;              /* how many were asked */
    bool held[LOCKS];
    int depth;        /* of calls */
    int since[LOCKS]; /* the depth at which it was acquired */
    int branched;     /* the deepest call in which a condition was asked, since it began */
    bool stuck, impossible;
    struct run *run;
};

static void note(struct walk *w, enum op_kind kind, const struct statement *s)
{
    if (w->run->len == MAX_OPS)
        w->impossible = true;
    else
        w->run->op[w->run->len++] = (struct op){kind, s->what, s->line};
}

static void acquire(struct walk *w, const struct statement *s)
{
    note(w, OP_LOCK, s);
    if (w->held[s->what]) {
        /* What a callee does under a condition of its own is held against no caller: it may be
         * asked to do it when the lock is not held. */
        bool conditional = w->branched > w->since[s->what];
        w->t->double_acquire |= w->run->clean && !conditional;
        w->t->maybe_double |= !w->run->clean || conditional;
        w->run->clean = false;
        w->stuck = true;
    }
    w->held[s->what] = true;
    w->since[s->what] = w->depth;
}

static void release(struct walk *w, const struct statement *s)
{
    note(w, OP_UNLOCK, s);
    if (!w->held[s->what]) {
        w->t->wrong_unlock[s->line / 64 % 4] |= UINT64_C(1) << s->line % 64;
        w->t->misused = true;
        w->run->clean = false;
    }
    w->held[s->what] = false;
}

/* The answer of a trylock: the lock's own holder is refused; else both may be. */
static bool attempt(struct walk *w, const struct statement *s)
{
    bool wants = w->tried < MAX_TRIES && (w->tries >> w->tried & 1);
    w->tried++;
    if (wants && w->held[s->what])
        w->impossible = true;
    note(w, wants ? OP_TRIED : OP_REFUSED, s);
    if (wants) {
        w->held[s->what] = true;
        w->since[s->what] = w->depth;
    }
    return wants;
}

/* What happened in the call counts from here on as if it had happened here. */
static void come_back(struct walk *w)
{
    w->branched = w->branched > w->depth ? w->depth : w->branched;
    for (int i = 0; i < LOCKS; i++)
        w->since[i] = w->since[i] > w->depth ? w->depth : w->since[i];
}

/* false: the function returns. */
static bool walk_block(struct walk *w, int at)
{
    for (; at >= 0 && !w->stuck && !w->impossible; at = w->p->s[at].next) {
        const struct statement *s = &w->p->s[at];
        bool yes;
        switch (s->kind) {
        case K_LOCK:
            acquire(w, s);
            break;
        case K_UNLOCK:
            release(w, s);
            break;
        case K_CALL:
            w->depth++;
            walk_block(w, w->p->body[s->what]);
            w->depth--;
            come_back(w);
            break;
        case K_RETURN:
            return false;
        case K_TRY:
        case K_IF:
            w->branched = w->depth;
            yes = s->kind == K_TRY ? attempt(w, s) : (w->inputs >> s->what & 1) != s->negated;
            if (!walk_block(w, yes ? s->then : s->other))
                return false;
            break;
        }
    }
    return true;
}

static int all_runs(const struct program *p, int function, struct truth *t, struct run *runs)
{
    int n = 0;
    for (unsigned choice = 0; choice < MAX_RUNS; choice++) {
        struct run *r = &runs[n];
        *r = (struct run){.clean = true};
        struct walk w = {.p = p,
                         .t = t,
                         .inputs = choice & ((1 << INPUTS) - 1),
                         .tries = choice >> INPUTS,
                         .run = r};
        struct truth before = *t;
        walk_block(&w, p->body[function]);
        bool same = w.tried < MAX_TRIES && w.tries >> w.tried; /* as one that was looked at */
        if (w.impossible || same) {
            *t = before;
            continue;
        }
        for (int i = 0; i < LOCKS && !w.stuck; i++)
            if (w.held[i]) {
                t->misused = true;
                r->clean = false;
            }
        bool known = false;
        for (int i = 0; i < n && !known; i++)
            known = runs[i].len == r->len && runs[i].clean == r->clean &&
                    memcmp(runs[i].op, r->op, sizeof r->op) == 0;
        n += !known;
    }
    return n;
}

/* Interleavings ---------------------------------------------------------------------------------*/

struct pair {
    const struct run *r[2];
    uint8_t seen[MAX_OPS + 1][MAX_OPS + 1];
    struct truth *t;
};

/* Who holds the lock when each of the two has come so far; -1: nobody. In a clean run that follows
 * from the two places alone. */
static int holder(const struct pair *x, const int at[2], int lock)
{
    for (int k = 0; k < 2; k++) {
        bool held = false;
        for (int i = 0; i < at[k]; i++) {
            const struct op *o = &x->r[k]->op[i];
            if (o->lock == lock && o->kind != OP_REFUSED)
                held = o->kind != OP_UNLOCK;
        }
        if (held)
            return k;
    }
    return -1;
}

static bool can_go(const struct pair *x, const int at[2], int k)
{
    const struct op *o = &x->r[k]->op[at[k]];
    int h = holder(x, at, o->lock);
    switch (o->kind) {
    case OP_LOCK:
    case OP_TRIED:
        return h < 0;
    case OP_REFUSED:
        return h >= 0;
    default:
        return true;
    }
}

static unsigned held_after(unsigned held, const struct op *o)
{
    unsigned bit = 1U << o->lock;
    return o->kind == OP_REFUSED ? held : o->kind == OP_UNLOCK ? held & ~bit : held | bit;
}

static void explore(struct pair *x, int a, int b)
{
    int at[2] = {a, b};
    if (x->seen[a][b])
        return;
    x->seen[a][b] = 1;
    bool waits[2];
    for (int k = 0; k < 2; k++) {
        bool more = at[k] < x->r[k]->len;
        waits[k] = more && x->r[k]->op[at[k]].kind == OP_LOCK && !can_go(x, at, k);
        if (more && !waits[k] && can_go(x, at, k))
            explore(x, a + (k == 0), b + (k == 1));
    }
    if (waits[0] && waits[1]) {
        int l = x->r[0]->op[a].lock, m = x->r[1]->op[b].lock;
        if (holder(x, at, l) == 1 && holder(x, at, m) == 0)
            x->t->cycle[l][m] = x->t->cycle[m][l] = true;
    }
}

/* Both orders of two locks in two threads, and no third lock that both hold (GoodLock: K. Havelund,
 * "Using Runtime Analysis to Guide Model Checking of Java Programs", 2000). The order is not kept,
 * even when something else happens to prevent the deadlock, such as who refuses a trylock when. */
static void find_orders(const struct run *first, const struct run *second, struct truth *t)
{
    unsigned mine = 0;
    for (int i = 0; i < first->len; i++) {
        const struct op *a = &first->op[i];
        unsigned theirs = 0;
        for (int k = 0; a->kind == OP_LOCK && k < second->len; k++) {
            const struct op *b = &second->op[k];
            bool both = b->kind == OP_LOCK && (mine >> b->lock & 1) && (theirs >> a->lock & 1) &&
                        (mine & theirs) == 0;
            if (both)
                t->both_orders[a->lock][b->lock] = t->both_orders[b->lock][a->lock] = true;
            theirs = held_after(theirs, b);
        }
        mine = held_after(mine, a);
    }
}

void find_truth(const struct program *p, struct truth *t)
{
    static struct run first[MAX_RUNS], second[MAX_RUNS];
    static struct pair x;
    *t = (struct truth){0};
    /* What nobody calls is judged for itself. */
    struct truth alone = {0};
    for (int f = 0; f < FUNCTIONS - 2; f++)
        all_runs(p, f, &alone, first);
    memcpy(t->wrong_unlock, alone.wrong_unlock, sizeof t->wrong_unlock);
    t->maybe_double = alone.double_acquire || alone.maybe_double;
    int n = all_runs(p, FUNCTIONS - 2, t, first), m = all_runs(p, FUNCTIONS - 1, t, second);
    for (int i = 0; i < n; i++)
        for (int k = 0; k < m; k++) {
            if (!first[i].clean || !second[k].clean || !first[i].len || !second[k].len)
                continue;
            memset(x.seen, 0, sizeof x.seen);
            x.r[0] = &first[i];
            x.r[1] = &second[k];
            x.t = t;
            explore(&x, 0, 0);
            find_orders(&first[i], &second[k], t);
        }
}
