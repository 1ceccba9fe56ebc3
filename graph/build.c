/* The graph to draw: facts gathered per pair of classes, cycles marked on them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "graph/internal.h"

#include <string.h>

struct builder {
    const struct hd_lock_facts *f;
    struct hd_arena *a;
    struct hd_happens happens;
    const uint32_t *class_of;
    struct hd_map index;             /* (class, class) -> arc */
    HD_VEC(struct hd_graph_arc) arc; /* ends are classes until the nodes are numbered */
};

static int compare_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

static int compare_site(const struct hd_site *a, const struct hd_site *b)
{
    int c = compare_text(a->file, b->file);
    if (c == 0)
        c = (a->line > b->line) - (a->line < b->line);
    if (c == 0)
        c = (a->column > b->column) - (a->column < b->column);
    return c ? c : compare_text(a->function, b->function);
}

static int by_sites(const void *pa, const void *pb)
{
    const struct hd_graph_sites *a = pa, *b = pb;
    int c = compare_site(&a->from, &b->from);
    return c ? c : compare_site(&a->to, &b->to);
}

static void add_edge(struct builder *b, const struct hd_edge *e)
{
    uint32_t from = b->class_of[e->from], to = b->class_of[e->to];
    if (from == UINT32_MAX || to == UINT32_MAX ||
        (from == to && e->from == e->to && !(e->evidence & HD_EV_STATIC)))
        return;
    bool added;
    uint64_t *at = hd_map_put(&b->index, (uint64_t)from << 32 | to, &added);
    if (added) {
        *at = b->arc.len;
        hd_vec_push(&b->arc, (struct hd_graph_arc){.from = from, .to = to});
    }
    struct hd_graph_arc *arc = &b->arc.data[*at];
    arc->evidence |= e->evidence;
    if (e->evidence & HD_EV_RUNTIME)
        arc->count += e->count;
    if (e->last_ms > arc->last_ms)
        arc->last_ms = e->last_ms;
    arc->nsites += e->ncontexts; /* room; counted anew when they are collected */
}

static void unite(struct hd_graph_sites *to, const struct hd_graph_sites *more)
{
    to->evidence |= more->evidence;
    if (!to->by_static)
        to->by_static = more->by_static;
    if (!to->by_runtime)
        to->by_runtime = more->by_runtime;
}

static void collect_sites(struct builder *b)
{
    hd_vec_foreach(arc, &b->arc)
    {
        arc->sites = hd_arena_array(b->a, struct hd_graph_sites, arc->nsites + 1);
        arc->nsites = 0;
    }
    hd_vec_foreach(e, &b->f->edge)
    {
        uint64_t key = (uint64_t)b->class_of[e->from] << 32 | b->class_of[e->to];
        const uint64_t *at = hd_map_get(&b->index, key);
        if (!at)
            continue;
        struct hd_graph_arc *arc = &b->arc.data[*at];
        for (size_t i = 0; i < e->ncontexts; i++) {
            const struct hd_edge_context *c = &e->context[i];
            bool is_static = hd_context_is_static(b->f, &b->happens, e, c);
            arc->sites[arc->nsites++] = (struct hd_graph_sites){
                c->from_site, c->to_site, is_static ? HD_EV_STATIC : HD_EV_RUNTIME,
                is_static ? c : NULL, is_static ? NULL : c};
        }
    }
    hd_vec_foreach(arc, &b->arc)
    {
        qsort(arc->sites, arc->nsites, sizeof *arc->sites, by_sites);
        size_t kept = 0;
        for (size_t i = 0; i < arc->nsites; i++) {
            if (kept && by_sites(&arc->sites[kept - 1], &arc->sites[i]) == 0)
                unite(&arc->sites[kept - 1], &arc->sites[i]);
            else
                arc->sites[kept++] = arc->sites[i];
        }
        arc->nsites = kept;
    }
}

/* Cycles come real ones first, so the first mark is the strongest. */
static void mark_cycles(struct builder *b, const struct hd_lock_cycle *cycle, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < cycle[i].len; k++) {
            uint32_t from = cycle[i].cls[k], to = cycle[i].cls[(k + 1) % cycle[i].len];
            const uint64_t *at = hd_map_get(&b->index, (uint64_t)from << 32 | to);
            if (!at || b->arc.data[*at].mark != HD_MARK_NONE)
                continue;
            struct hd_graph_arc *arc = &b->arc.data[*at];
            arc->mark = cycle[i].finding.filtered ? HD_MARK_EXCUSED : HD_MARK_REAL;
            arc->reason = cycle[i].finding.filtered;
            arc->fingerprint = cycle[i].finding.fingerprint;
        }
}

static int by_key(const void *pa, const void *pb, void *facts)
{
    const struct hd_lock_facts *f = facts;
    const struct hd_graph_node *a = pa, *b = pb;
    return strcmp(f->cls.data[a->cls].key, f->cls.data[b->cls].key);
}

static int by_ends(const void *pa, const void *pb)
{
    const struct hd_graph_arc *a = pa, *b = pb;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return (a->to > b->to) - (a->to < b->to);
}

static void count_objects(const struct builder *b, struct hd_graph *g, const uint32_t *node_of)
{
    for (size_t i = 0; i < b->f->lock.len; i++) {
        const struct hd_lock *l = &b->f->lock.data[i];
        if (b->class_of[i] == UINT32_MAX || node_of[b->class_of[i]] == UINT32_MAX)
            continue;
        struct hd_graph_node *n = &g->node[node_of[b->class_of[i]]];
        n->instances += l->address != 0;
        n->acquisitions += l->acquisitions;
        n->contended += l->contended;
    }
}

static void renumber_ends(struct hd_graph *g, const uint32_t *node_of)
{
    for (size_t i = 0; i < g->narcs; i++) {
        struct hd_graph_arc *arc = &g->arc[i];
        arc->from = node_of[arc->from];
        arc->to = node_of[arc->to];
        for (int end = 0; end < 2; end++) {
            struct hd_graph_node *n = &g->node[end ? arc->to : arc->from];
            if (arc->mark > n->mark && arc->change != HD_CHANGE_GONE)
                n->mark = arc->mark;
        }
    }
    qsort(g->arc, g->narcs, sizeof *g->arc, by_ends);
}

void hd_graph_number(const struct hd_lock_facts *f, const struct hd_graph_arc *arc, size_t n,
                     const struct hd_graph_options *o, struct hd_arena *a, struct hd_graph *g,
                     uint32_t **numbers)
{
    uint32_t *node_of = *numbers = hd_arena_array(a, uint32_t, f->cls.len + 1);
    memset(node_of, 0xff, f->cls.len * sizeof *node_of);
    bool *keep = hd_arena_array(a, bool, n + 1);
    hd_graph_select(f, arc, n, o, keep);
    g->arc = hd_arena_array(a, struct hd_graph_arc, n + 1);
    g->node = hd_arena_array(a, struct hd_graph_node, 2 * n + 1);
    for (size_t i = 0; i < n; i++) {
        if (!keep[i])
            continue;
        g->arc[g->narcs++] = arc[i];
        for (int end = 0; end < 2; end++) {
            uint32_t c = end ? arc[i].to : arc[i].from;
            if (node_of[c] == UINT32_MAX)
                g->node[g->nnodes++].cls = c;
            node_of[c] = 0;
        }
    }
    qsort_r(g->node, g->nnodes, sizeof *g->node, by_key, (void *)f);
    for (uint32_t i = 0; i < g->nnodes; i++)
        node_of[g->node[i].cls] = i;
    renumber_ends(g, node_of);
}

void hd_graph_build(const struct hd_lock_facts *f, const struct hd_graph_options *o,
                    const struct hd_stack_source *stacks, struct hd_arena *a, struct hd_graph *out)
{
    *out = (struct hd_graph){.facts = f};
    hd_lock_cycle_vec cycles = {0};
    hd_lock_order_cycles(f, stacks, a, &cycles);
    out->cycle = hd_arena_dup(a, cycles.data, cycles.len * sizeof *cycles.data);
    out->ncycles = cycles.len;
    hd_vec_free(&cycles);
    struct builder b = {.f = f, .a = a, .class_of = hd_lock_classes(f, a)};
    hd_happens_init(&b.happens, f);
    hd_vec_foreach(e, &f->edge) add_edge(&b, e);
    collect_sites(&b);
    mark_cycles(&b, out->cycle, out->ncycles);
    uint32_t *node_of;
    hd_graph_number(f, b.arc.data, b.arc.len, o, a, out, &node_of);
    count_objects(&b, out, node_of);
    hd_vec_free(&b.arc);
    hd_map_free(&b.index);
    hd_happens_free(&b.happens);
}
