/* Several programs in one build: which of them show what the others do not. See order_internal.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/order_internal.h"
#include "core/hash.h"

enum { MAX_PROGRAMS = 64 };

/* What decides about the cycles of a program: its edges, what holds where the functions with edges
 * begin, and the threads that get there. Test programs of one library differ in little. */
struct signature {
    uint64_t *edges; /* set of edges that run */
    uint64_t *entry; /* by number in near: what holds at its entry, 0 when no edge of it runs */
    uint64_t *who;   /* by number in near: a set of roots: bit 0 main, else by candidate 1 + 2 i, or
                        2 + 2 i where there may be many */
    uint64_t late;   /* which threads main creates after others have ended: a sum */
    size_t size;     /* edges times roots */
};

struct signer {
    struct order *o;
    size_t nedges, nwho;  /* words of a set */
    struct signature now; /* of the program at hand */
};

static uint64_t hash_entry(const struct order *o, uint32_t f)
{
    const struct entry_facts *e = &o->entry[f];
    uint64_t h = hd_hash_mix(e->phases, e->multi);
    for (unsigned i = 0; i < e->held.n; i++)
        h += hd_hash_mix(e->held.cls[i], e->held.mode[i]);
    for (unsigned i = 0; i < e->joined.n; i++)
        h += hd_hash_mix(e->joined.decl[i], 2);
    return h | 1;
}

static void set(uint64_t *bits, size_t i)
{
    bits[i / 64] |= UINT64_C(1) << i % 64;
}

static bool unite(uint64_t *to, const uint64_t *from, size_t words)
{
    uint64_t added = 0;
    for (size_t w = 0; w < words; w++) {
        added |= from[w] & ~to[w];
        to[w] |= from[w];
    }
    return added != 0;
}

/* Roots of each function: callers come first, so that one round does it but for cycles of calls. */
static void spread_roots(const struct signer *s)
{
    const struct order *o = s->o;
    const struct near *n = &o->near;
    for (size_t i = 0; i < n->candidates.len; i++) {
        uint32_t f = n->candidates.data[i];
        if (!n->number[f] || !is_root(o, f))
            continue;
        bool many = o->spawned[f] && spawned_often(o, f);
        set(&s->now.who[(n->number[f] - 1) * s->nwho], f == o->main ? 0 : 1 + 2 * i + many);
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t f = 0; f < n->n; f++)
            for (uint32_t k = n->first[f]; k < n->first[f + 1]; k++) {
                uint32_t to = n->call[k].to;
                if (runs_here(o, n->func[to]) &&
                    unite(&s->now.who[to * s->nwho], &s->now.who[f * s->nwho], s->nwho))
                    changed |= to <= f;
            }
    }
}

static size_t count(const uint64_t *bits, size_t words)
{
    size_t n = 0;
    for (size_t w = 0; w < words; w++)
        n += (size_t)__builtin_popcountll(bits[w]);
    return n;
}

/* Of those that get to edges. */
static uint64_t hash_late(const struct order *o)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < o->an->spawns.len; i++) {
        const struct spawn *s = &o->an->spawns.data[i];
        uint32_t f = o->p->decl.data[s->entry].func;
        if (f == NO_FUNC || !o->near.number[f] || !runs_here(o, s->func))
            continue;
        for (unsigned k = 0; k < s->joined.n; k++)
            sum += hd_hash_mix(hd_hash_mix(s->at.unit, s->at.loc), s->joined.decl[k]);
    }
    return sum;
}

/* Leaves the program's signature in s->now. */
static void sign(struct signer *s, uint32_t prog)
{
    struct order *o = s->o;
    const struct near *n = &o->near;
    s->now.size = 0;
    if (n->n == 0)
        return;
    begin_program(o, prog);
    memset(s->now.edges, 0, s->nedges * sizeof *s->now.edges);
    memset(s->now.entry, 0, n->n * sizeof *s->now.entry);
    memset(s->now.who, 0, n->n * s->nwho * sizeof *s->now.who);
    spread_roots(s);
    s->now.late = hash_late(o);
    for (size_t i = 0; i < o->an->edges.len; i++) {
        const struct order_edge *e = &o->an->edges.data[i];
        uint32_t k = n->number[e->func] - 1;
        size_t roots = edge_runs(o, e) ? count(&s->now.who[k * s->nwho], s->nwho) : 0;
        if (roots == 0)
            continue;
        set(s->now.edges, i);
        s->now.entry[k] = hash_entry(o, e->func);
        s->now.size += roots;
    }
    end_program(o);
}

static bool lies_within(const uint64_t *a, const uint64_t *in, size_t words)
{
    for (size_t w = 0; w < words; w++)
        if (a[w] & ~in[w])
            return false;
    return true;
}

/* Does the other program show all that this one does? */
static bool is_part(const struct signer *s, const struct signature *a, const struct signature *of)
{
    if (a->late != of->late || !lies_within(a->edges, of->edges, s->nedges))
        return false;
    for (uint32_t k = 0; k < s->o->near.n; k++)
        if (a->entry[k] && (a->entry[k] != of->entry[k] ||
                            !lies_within(&a->who[k * s->nwho], &of->who[k * s->nwho], s->nwho)))
            return false;
    return true;
}

static struct signature new_signature(const struct signer *s, struct hd_arena *a)
{
    size_t n = s->o->near.n + 1;
    return (struct signature){.edges = hd_arena_array(a, uint64_t, s->nedges),
                              .entry = hd_arena_array(a, uint64_t, n),
                              .who = hd_arena_array(a, uint64_t, n * s->nwho)};
}

static uint32_t largest(const size_t *size, const bool *done, uint32_t n)
{
    uint32_t best = UINT32_MAX;
    for (uint32_t k = 0; k < n; k++)
        if (!done[k] && (best == UINT32_MAX || size[k] > size[best]))
            best = k;
    return best;
}

void judge_several(struct order *o, uint32_t n)
{
    struct hd_arena a = {0};
    struct signer s = {.o = o};
    s.nedges = o->an->edges.len / 64 + 1;
    s.nwho = (1 + 2 * o->near.candidates.len) / 64 + 1;
    s.now = new_signature(&s, &a);
    size_t *size = hd_arena_array(&a, size_t, n);
    bool *done = hd_arena_array(&a, bool, n);
    for (uint32_t k = 0; k < n; k++) {
        sign(&s, k);
        size[k] = s.now.size;
    }
    struct signature shown[MAX_PROGRAMS];
    for (uint32_t round = 0, nshown = 0; round < n && nshown < MAX_PROGRAMS; round++) {
        uint32_t next = largest(size, done, n);
        done[next] = true;
        sign(&s, next);
        bool covered = false;
        for (uint32_t i = 0; i < nshown && !covered; i++)
            covered = is_part(&s, &s.now, &shown[i]);
        if (covered)
            continue;
        shown[nshown++] = s.now;
        s.now = new_signature(&s, &a);
        judge_one(o, next);
    }
    hd_arena_free(&a);
}
