/* Directed graphs: components and cycles. All searches keep their own stack: a lock-order graph of
 * a large program is deep enough to make recursion a risk.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/digraph.h"

#include <string.h>

#include "core/err.h"

void hd_digraph_init(struct hd_digraph *g, uint32_t nodes)
{
    memset(g, 0, sizeof *g);
    g->nodes = nodes;
}

uint32_t hd_digraph_add(struct hd_digraph *g, uint32_t from, uint32_t to)
{
    hd_assert(from < g->nodes && to < g->nodes && !g->first);
    hd_vec_push(&g->arc, (struct hd_arc){from, to});
    return (uint32_t)(g->arc.len - 1);
}

static uint32_t *numbers(size_t n)
{
    uint32_t *p = calloc(n ? n : 1, sizeof *p);
    if (!p)
        hd_oom();
    return p;
}

/* Counting sort of the arcs by their tail keeps them in order of insertion. */
void hd_digraph_freeze(struct hd_digraph *g)
{
    hd_assert(!g->first);
    g->first = numbers((size_t)g->nodes + 2);
    g->order = numbers(g->arc.len);
    for (size_t i = 0; i < g->arc.len; i++)
        g->first[g->arc.data[i].from + 2]++;
    for (size_t v = 0; v < g->nodes; v++)
        g->first[v + 2] += g->first[v + 1];
    for (size_t i = 0; i < g->arc.len; i++)
        g->order[g->first[g->arc.data[i].from + 1]++] = (uint32_t)i;
}

void hd_digraph_free(struct hd_digraph *g)
{
    hd_vec_free(&g->arc);
    free(g->first);
    free(g->order);
    memset(g, 0, sizeof *g);
}

/* An open call of a search: the node and the next of its arcs, as an index into `order`. */
struct frame {
    uint32_t node, next;
};

struct tarjan {
    const struct hd_digraph *g;
    uint32_t *comp, *index, *low;
    hd_u32_vec stack;
    HD_VEC(struct frame) frame;
    uint32_t next_index, ncomps;
};

static void tarjan_enter(struct tarjan *t, uint32_t v)
{
    t->index[v] = t->low[v] = ++t->next_index;
    hd_vec_push(&t->stack, v);
    hd_vec_push(&t->frame, (struct frame){v, t->g->first[v]});
}

static void tarjan_leave(struct tarjan *t, uint32_t v)
{
    (void)hd_vec_pop(&t->frame);
    if (t->frame.len > 0) {
        uint32_t up = hd_vec_last(&t->frame).node;
        if (t->low[v] < t->low[up])
            t->low[up] = t->low[v];
    }
    if (t->low[v] != t->index[v])
        return;
    uint32_t w;
    do {
        w = hd_vec_pop(&t->stack);
        t->comp[w] = t->ncomps;
    } while (w != v);
    t->ncomps++;
}

static void tarjan_run(struct tarjan *t, uint32_t root)
{
    tarjan_enter(t, root);
    while (t->frame.len > 0) {
        uint32_t v = hd_vec_last(&t->frame).node;
        uint32_t *next = &hd_vec_last(&t->frame).next;
        if (*next == t->g->first[v + 1]) {
            tarjan_leave(t, v);
            continue;
        }
        uint32_t w = t->g->arc.data[t->g->order[(*next)++]].to;
        if (!t->index[w])
            tarjan_enter(t, w);
        else if (t->comp[w] == UINT32_MAX && t->index[w] < t->low[v])
            t->low[v] = t->index[w];
    }
}

uint32_t hd_digraph_scc(const struct hd_digraph *g, uint32_t *comp)
{
    hd_assert(g->first);
    struct tarjan t = {.g = g, .comp = comp, .index = numbers(g->nodes), .low = numbers(g->nodes)};
    for (uint32_t v = 0; v < g->nodes; v++)
        comp[v] = UINT32_MAX; /* no component yet: on the stack or not seen */
    for (uint32_t v = 0; v < g->nodes; v++)
        if (!t.index[v])
            tarjan_run(&t, v);
    free(t.index);
    free(t.low);
    hd_vec_free(&t.stack);
    hd_vec_free(&t.frame);
    return t.ncomps;
}

/* Breadth first from `from` to `to` inside a component; via[v] is the arc + 1 that reached v. */
static bool search_back(const struct hd_digraph *g, const uint32_t *comp, uint32_t from,
                        uint32_t to, uint32_t *via)
{
    hd_u32_vec queue = {0};
    hd_vec_push(&queue, from);
    bool found = false;
    for (size_t head = 0; head < queue.len && !found; head++) {
        uint32_t v = queue.data[head];
        for (uint32_t i = g->first[v]; i < g->first[v + 1] && !found; i++) {
            uint32_t a = g->order[i], w = g->arc.data[a].to;
            if (comp[w] != comp[from] || via[w] || w == from)
                continue;
            via[w] = a + 1;
            found = w == to;
            hd_vec_push(&queue, w);
        }
    }
    hd_vec_free(&queue);
    return found;
}

size_t hd_digraph_shortest_cycle(const struct hd_digraph *g, const uint32_t *comp, uint32_t arc,
                                 hd_u32_vec *out)
{
    uint32_t from = g->arc.data[arc].from, to = g->arc.data[arc].to;
    hd_vec_clear(out);
    if (comp[from] != comp[to])
        return 0;
    if (from == to) {
        hd_vec_push(out, arc);
        return 1;
    }
    uint32_t *via = numbers(g->nodes);
    bool found = search_back(g, comp, to, from, via);
    hd_assert(found); /* both ends are in one component */
    hd_vec_push(out, arc);
    for (uint32_t v = from; v != to; v = g->arc.data[via[v] - 1].from)
        hd_vec_push(out, via[v] - 1);
    /* The path was collected backwards: turn everything behind `arc` around. */
    for (size_t i = 1, j = out->len - 1; i < j; i++, j--) {
        uint32_t x = out->data[i];
        out->data[i] = out->data[j];
        out->data[j] = x;
    }
    free(via);
    return out->len;
}

/* The enumeration: all cycles of exactly `length` arcs whose smallest node is `root`. */
struct search {
    const struct hd_digraph *g;
    const uint32_t *comp;
    const struct hd_cycle_bounds *bound;
    struct hd_cycles *out;
    struct hd_digraph back; /* all arcs turned around, for the distances */
    uint32_t *dist;         /* arcs to the root over nodes >= root; UINT32_MAX: no way */
    bool *on_path;
    uint32_t root;
    size_t length, steps;
    hd_u32_vec path, touched;
    HD_VEC(struct frame) frame;
};

static void search_distances(struct search *s, uint32_t root)
{
    hd_vec_foreach(v, &s->touched) s->dist[*v] = UINT32_MAX;
    hd_vec_clear(&s->touched);
    s->root = root;
    s->dist[root] = 0;
    hd_vec_push(&s->touched, root);
    for (size_t head = 0; head < s->touched.len; head++) {
        uint32_t v = s->touched.data[head];
        if (s->dist[v] >= s->bound->length)
            continue;
        for (uint32_t i = s->back.first[v]; i < s->back.first[v + 1]; i++, s->steps++) {
            uint32_t w = s->back.arc.data[s->back.order[i]].to;
            if (w < root || s->comp[w] != s->comp[root] || s->dist[w] != UINT32_MAX)
                continue;
            s->dist[w] = s->dist[v] + 1;
            hd_vec_push(&s->touched, w);
        }
    }
}

static void search_push(struct search *s, uint32_t v)
{
    s->on_path[v] = true;
    hd_vec_push(&s->frame, (struct frame){v, s->g->first[v]});
}

static void search_pop(struct search *s)
{
    s->on_path[hd_vec_pop(&s->frame).node] = false;
    if (s->path.len > 0)
        (void)hd_vec_pop(&s->path);
}

static void search_found(struct search *s, uint32_t last_arc)
{
    hd_vec_foreach(a, &s->path) hd_vec_push(&s->out->arc, *a);
    hd_vec_push(&s->out->arc, last_arc);
    hd_vec_push(&s->out->start, (uint32_t)s->out->arc.len);
}

static bool search_exhausted(const struct search *s)
{
    return s->out->start.len > s->bound->count || s->steps > s->bound->steps;
}

static void search_root(struct search *s)
{
    search_push(s, s->root);
    while (s->frame.len > 0 && !search_exhausted(s)) {
        uint32_t v = hd_vec_last(&s->frame).node, *next = &hd_vec_last(&s->frame).next;
        if (*next == s->g->first[v + 1]) {
            search_pop(s);
            continue;
        }
        s->steps++;
        uint32_t a = s->g->order[(*next)++], w = s->g->arc.data[a].to;
        size_t left = s->length - s->path.len - 1; /* arcs after this one */
        if (left == 0) {
            if (w == s->root)
                search_found(s, a);
        } else if (w > s->root && !s->on_path[w] && s->dist[w] <= left) {
            hd_vec_push(&s->path, a);
            search_push(s, w);
        }
    }
    while (s->frame.len > 0)
        search_pop(s);
}

static void search_begin(struct search *s)
{
    uint32_t nodes = s->g->nodes;
    s->dist = numbers(nodes);
    memset(s->dist, 0xff, nodes * sizeof *s->dist);
    s->on_path = calloc(nodes ? nodes : 1, sizeof *s->on_path);
    if (!s->on_path)
        hd_oom();
    hd_digraph_init(&s->back, nodes);
    hd_vec_foreach(a, &s->g->arc) hd_digraph_add(&s->back, a->to, a->from);
    hd_digraph_freeze(&s->back);
}

static void search_end(struct search *s)
{
    hd_digraph_free(&s->back);
    hd_vec_free(&s->path);
    hd_vec_free(&s->touched);
    hd_vec_free(&s->frame);
    free(s->dist);
    free(s->on_path);
}

/* Which nodes lie on a cycle at all: in a component of several nodes or with a loop. */
static bool *cyclic_nodes(const struct hd_digraph *g, const uint32_t *comp, uint32_t *longest)
{
    bool *cyclic = calloc(g->nodes ? g->nodes : 1, sizeof *cyclic);
    uint32_t *size = numbers(g->nodes);
    if (!cyclic)
        hd_oom();
    *longest = 0;
    for (uint32_t v = 0; v < g->nodes; v++)
        size[comp[v]]++;
    hd_vec_foreach(a, &g->arc) if (comp[a->from] == comp[a->to]) cyclic[a->from] = true;
    for (uint32_t v = 0; v < g->nodes; v++)
        if (cyclic[v] && size[comp[v]] > *longest)
            *longest = size[comp[v]];
    free(size);
    return cyclic;
}

static void turn_to_smallest(const struct hd_digraph *g, hd_u32_vec *cycle, hd_u32_vec *out)
{
    size_t least = 0;
    for (size_t i = 1; i < cycle->len; i++)
        if (g->arc.data[cycle->data[i]].from < g->arc.data[cycle->data[least]].from)
            least = i;
    for (size_t i = 0; i < cycle->len; i++)
        hd_vec_push(out, cycle->data[(least + i) % cycle->len]);
}

/* When a bound was met: a shortest cycle for each arc that no cycle found so far runs through. */
static void cover_rest(const struct hd_digraph *g, const uint32_t *comp, struct hd_cycles *out)
{
    bool *covered = calloc(g->arc.len ? g->arc.len : 1, sizeof *covered);
    if (!covered)
        hd_oom();
    hd_vec_foreach(a, &out->arc) covered[*a] = true;
    hd_u32_vec cycle = {0};
    for (uint32_t a = 0; a < g->arc.len; a++) {
        if (covered[a] || hd_digraph_shortest_cycle(g, comp, a, &cycle) == 0)
            continue;
        turn_to_smallest(g, &cycle, &out->arc);
        hd_vec_push(&out->start, (uint32_t)out->arc.len);
        hd_vec_foreach(b, &cycle) covered[*b] = true;
    }
    hd_vec_free(&cycle);
    free(covered);
}

void hd_digraph_cycles(const struct hd_digraph *g, const struct hd_cycle_bounds *b,
                       struct hd_cycles *out)
{
    memset(out, 0, sizeof *out);
    hd_vec_push(&out->start, 0);
    uint32_t *comp = numbers(g->nodes), longest;
    hd_digraph_scc(g, comp);
    bool *cyclic = cyclic_nodes(g, comp, &longest);
    struct search s = {.g = g, .comp = comp, .bound = b, .out = out};
    search_begin(&s);
    for (s.length = 1; s.length <= b->length && s.length <= longest; s.length++)
        for (uint32_t v = 0; v < g->nodes && !search_exhausted(&s); v++)
            if (cyclic[v]) {
                search_distances(&s, v);
                search_root(&s);
            }
    out->complete = !search_exhausted(&s) && longest <= b->length;
    if (!out->complete)
        cover_rest(g, comp, out);
    search_end(&s);
    free(cyclic);
    free(comp);
}

void hd_cycles_free(struct hd_cycles *c)
{
    hd_vec_free(&c->arc);
    hd_vec_free(&c->start);
}
