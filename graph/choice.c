/* Is a cycle real? It is when one context per edge can be chosen so that all threads can stand at
 * their second acquisition at the same time and every one of them blocks:
 *   - no acquisition is a try or timed one, no lock is of doubtful identity (weak) unless a run
 *     stood in this very circle, and the edge is not between two instances of one class that are
 *     told apart by class only;
 *   - whoever waits asks for a mode that the next thread's hold excludes: readers do not exclude
 *     readers;
 *   - no lock is held by two of the threads, unless all hold it as readers (a gate lock: Agarwal,
 *     Wang, Stoller, "Detecting potential deadlocks with static analysis and run-time monitoring",
 *     PADTAD 2005, and the guarded cycles of Bensalem and Havelund, HVC 2005);
 *   - the threads are distinct and no two are ordered by creation and join;
 *   - where only the analyzer knows of an edge, its acquisitions are not far apart (design 031).
 * The search is plain backtracking over the contexts with a bound on its steps. When it fails it is
 * repeated with one condition lifted, then with as many kept as go together; what had to be lifted
 * names the excuse.
 * SPDX-License-Identifier: Apache-2.0 */
#include "graph/internal.h"

#include <string.h>

#define MAX_STEPS 20000
#define ALL 511u

static bool shared(enum hd_mode m)
{
    return m == HD_MODE_SHARED;
}

static uint32_t node_of(const struct hd_judged *g, int64_t lock)
{
    return g->by_class ? g->class_of[lock] : (uint32_t)lock;
}

/* One lock that a context holds: its gates, and behind them the first lock of the edge. */
static struct hd_gate held(const struct hd_edge_context *c, uint32_t from,
                           const struct hd_judged *g, size_t i, uint32_t *node)
{
    if (i < c->ngates) {
        *node = node_of(g, c->gate[i].lock_id);
        return c->gate[i];
    }
    *node = from;
    return (struct hd_gate){from, c->from_mode};
}

struct search {
    const struct hd_judged *g;
    const uint32_t *arc;
    size_t n; /* positions */
    const struct hd_way **way;
    size_t *pick;
    bool met;
    unsigned kept; /* conditions */
    size_t steps;
};

static const struct hd_judged_arc *arc_at(const struct search *s, size_t pos)
{
    return &s->g->arc.data[s->arc[pos]];
}

/* A lock that both positions hold and not both as readers; UINT32_MAX when there is none. The two
 * first locks differ by position in the cycle, except for instances of one class. */
static uint32_t common_gate(const struct search *s, size_t p, size_t q)
{
    const struct hd_edge_context *a = s->way[p]->context, *b = s->way[q]->context;
    uint32_t from_a = arc_at(s, p)->from, from_b = arc_at(s, q)->from, x, y;
    for (size_t i = 0; i <= a->ngates; i++) {
        struct hd_gate ga = held(a, from_a, s->g, i, &x);
        for (size_t k = 0; k <= b->ngates; k++) {
            struct hd_gate gb = held(b, from_b, s->g, k, &y);
            if (i == a->ngates && k == b->ngates)
                continue;
            if (x == y && !(shared(ga.mode) && shared(gb.mode)))
                return x;
        }
    }
    return UINT32_MAX;
}

static unsigned unary_faults(const struct search *s, size_t pos)
{
    const struct hd_way *w = s->way[pos];
    const struct hd_judged_arc *arc = arc_at(s, pos);
    return (w->weak && !s->met ? HD_EXCUSE_WEAK : 0u) | (w->context->is_try ? HD_EXCUSE_TRY : 0u) |
           (w->far && !s->met ? HD_EXCUSE_FAR : 0u) |
           (w->context->ordered    ? HD_EXCUSE_ORDERED_INSTANCES
            : arc->from == arc->to ? HD_EXCUSE_ONE_CLASS
                                   : 0u);
}

static bool pair_fits(const struct search *s, size_t p, size_t q)
{
    const struct hd_way *a = s->way[p], *b = s->way[q];
    if (s->kept & HD_EXCUSE_READERS) {
        bool p_waits = (p + 1) % s->n == q, q_waits = (q + 1) % s->n == p;
        if (p_waits && shared(a->context->to_mode) && shared(b->context->from_mode))
            return false;
        if (q_waits && shared(b->context->to_mode) && shared(a->context->from_mode))
            return false;
    }
    if (s->kept & HD_EXCUSE_THREAD && hd_happens_same(s->g->happens, a->at, b->at))
        return false;
    if (s->kept & HD_EXCUSE_GATE && common_gate(s, p, q) != UINT32_MAX)
        return false;
    return !(s->kept & HD_EXCUSE_HAPPENS_BEFORE && hd_happens_ordered(s->g->happens, a->at, b->at));
}

static bool position_fits(struct search *s, size_t pos)
{
    s->way[pos] = &arc_at(s, pos)->way.data[s->pick[pos]];
    if (unary_faults(s, pos) & s->kept)
        return false;
    for (size_t i = 0; i < pos; i++)
        if (!pair_fits(s, i, pos))
            return false;
    if (!s->g->by_class || pos + 1 < s->n)
        return true;
    /* Cycles of run-time edges alone are judged on objects, not on classes. */
    for (size_t i = 0; i < s->n; i++)
        if (s->way[i]->at.is_static)
            return true;
    return false;
}

static bool search_run(struct search *s, unsigned kept)
{
    s->kept = kept;
    s->steps = 0;
    size_t pos = 0;
    s->pick[0] = 0;
    for (;;) {
        if (++s->steps > MAX_STEPS)
            return false;
        if (s->pick[pos] >= arc_at(s, pos)->way.len) {
            if (pos == 0)
                return false;
            s->pick[--pos]++;
        } else if (!position_fits(s, pos)) {
            s->pick[pos]++;
        } else if (pos + 1 == s->n) {
            return true;
        } else {
            s->pick[++pos] = 0;
        }
    }
}

static const char *gate_text(const struct search *s, struct hd_arena *a)
{
    for (size_t p = 0; p < s->n; p++)
        for (size_t q = p + 1; q < s->n; q++) {
            uint32_t gate = common_gate(s, p, q);
            if (gate != UINT32_MAX)
                return hd_arena_fmt(a, "gate lock %s",
                                    s->g->f->cls.data[hd_judged_class(s->g, gate)].name);
        }
    return "gate lock";
}

static const char *order_text(const struct search *s)
{
    for (size_t p = 0; p < s->n; p++)
        for (size_t q = p + 1; q < s->n; q++)
            if (hd_happens_apart(s->g->happens, s->way[p]->at, s->way[q]->at))
                return "different programs";
    return "ordered by create/join";
}

static const char *excuse_text(const struct search *s, unsigned excuse, struct hd_arena *a)
{
    switch (excuse) {
    case HD_EXCUSE_WEAK:
        return "weak identity";
    case HD_EXCUSE_TRY:
        return "trylock";
    case HD_EXCUSE_ORDERED_INSTANCES:
        return "ordered instances";
    case HD_EXCUSE_ONE_CLASS:
        return "instances of one class";
    case HD_EXCUSE_READERS:
        return "read-read";
    case HD_EXCUSE_GATE:
        return gate_text(s, a);
    case HD_EXCUSE_HAPPENS_BEFORE:
        return order_text(s);
    case HD_EXCUSE_FAR:
        return "far apart";
    default:
        return "single thread";
    }
}

/* In which order excuses are tried: what is a matter of the code before what is one of the run. */
static const unsigned EXCUSES[] = {
    HD_EXCUSE_TRY,    HD_EXCUSE_ORDERED_INSTANCES, HD_EXCUSE_READERS,   HD_EXCUSE_GATE,
    HD_EXCUSE_THREAD, HD_EXCUSE_HAPPENS_BEFORE,    HD_EXCUSE_ONE_CLASS, HD_EXCUSE_WEAK,
    HD_EXCUSE_FAR,
};
#define NEXCUSES (sizeof EXCUSES / sizeof *EXCUSES)

/* Several conditions fail at once: keeps as many as go together, names the others. */
static const char *excuse_several(struct search *s, struct hd_arena *a)
{
    unsigned kept = 0;
    for (size_t i = NEXCUSES; i-- > 0;)
        if (search_run(s, kept | EXCUSES[i]))
            kept |= EXCUSES[i];
    if (!search_run(s, kept))
        return NULL;
    const char *text = NULL;
    for (size_t i = 0; i < NEXCUSES; i++) {
        if (kept & EXCUSES[i])
            continue;
        const char *one = excuse_text(s, EXCUSES[i], a);
        text = text ? hd_arena_fmt(a, "%s, %s", text, one) : one;
    }
    return text;
}

static const char *excuse_of(struct search *s, struct hd_arena *a)
{
    if (search_run(s, ALL))
        return NULL;
    bool cut = s->steps > MAX_STEPS;
    for (size_t i = 0; i < NEXCUSES; i++)
        if (search_run(s, ALL & ~EXCUSES[i]))
            return cut ? "too many contexts to decide" : excuse_text(s, EXCUSES[i], a);
    const char *text = excuse_several(s, a);
    if (text && !cut)
        return text;
    search_run(s, 0); /* any choice will do for the witness */
    return "too many contexts to decide";
}

void hd_choose(const struct hd_judged *g, const uint32_t *arc, size_t n, bool met,
               struct hd_arena *a, struct hd_choice *out)
{
    size_t len = n == 1 ? 2 : n;
    uint32_t *position = hd_arena_array(a, uint32_t, len);
    for (size_t i = 0; i < len; i++)
        position[i] = arc[i % n];
    struct search s = {.g = g, .arc = position, .n = len, .met = met};
    s.way = hd_arena_array(a, const struct hd_way *, len);
    s.pick = hd_arena_array(a, size_t, len);
    out->excuse = excuse_of(&s, a);
    out->way = s.way;
    out->len = len;
}
