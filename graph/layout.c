/* Where Graphviz puts nodes and arcs: read from its own records by the ids that dot.c gives them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "core/hash.h"
#include "graph/graphviz.h"

enum { MANY = 150 }; /* arcs above which those that others imply do not take part */

struct reading {
    const struct hd_graph *g; /* what is laid out */
    const uint32_t *original; /* per arc of it: the number in the whole graph */
    struct hd_arena *a;
    struct hd_graph_layout *out;
};

/* The number behind `word` in an object's id, or SIZE_MAX. */
static size_t number_of(void *object, const char *word)
{
    static char key[] = "id"; /* agget wants it writable */
    const char *id = agget(object, key);
    size_t n = strlen(word);
    return id && strncmp(id, word, n) == 0 ? strtoul(id + n, NULL, 10) : SIZE_MAX;
}

static struct hd_point down(const struct reading *r, pointf p)
{
    return (struct hd_point){p.x, r->out->height - p.y};
}

static void read_node(const struct reading *r, Agnode_t *n)
{
    size_t i = number_of(n, "lock");
    if (i >= r->g->nnodes)
        return;
    struct hd_point middle = down(r, ND_coord(n));
    r->out->node[i] =
        (struct hd_graph_box){middle.x, middle.y, ND_width(n) * 72, ND_height(n) * 72};
}

static void read_arc(const struct reading *r, Agedge_t *e)
{
    size_t i = number_of(e, "order");
    if (i >= r->g->narcs || !ED_spl(e) || ED_spl(e)->size < 1)
        return;
    const bezier *b = &ED_spl(e)->list[0];
    struct hd_graph_curve *c = &r->out->arc[r->original[i]];
    c->point = hd_arena_array(r->a, struct hd_point, b->size + 1);
    for (size_t k = 0; k < (size_t)b->size; k++)
        c->point[c->npoints++] = down(r, b->list[k]);
    if (b->eflag)
        c->point[c->npoints++] = down(r, b->ep);
}

static int read_all(GVC_t *gvc, Agraph_t *graph, void *arg, struct hd_err *err)
{
    struct reading *r = arg;
    r->out->width = GD_bb(graph).UR.x;
    r->out->height = GD_bb(graph).UR.y;
    for (Agnode_t *n = agfstnode(graph); n; n = agnxtnode(graph, n)) {
        read_node(r, n);
        for (Agedge_t *e = agfstout(graph, n); e; e = agnxtout(graph, e))
            read_arc(r, e);
    }
    return 0;
}

/* What takes part in the layout; returns the numbers that those arcs have in the whole. */
static const uint32_t *choose_arcs(const struct hd_graph *g, struct hd_graph *part,
                                   struct hd_arena *a)
{
    uint32_t *original = hd_arena_array(a, uint32_t, g->narcs + 1);
    const bool *gone = g->narcs > MANY ? hd_graph_reduce(g, a) : NULL;
    part->arc = hd_arena_array(a, struct hd_graph_arc, g->narcs + 1);
    part->narcs = 0;
    for (uint32_t i = 0; i < g->narcs; i++)
        if (!gone || !gone[i]) {
            original[part->narcs] = i;
            part->arc[part->narcs++] = g->arc[i];
        }
    return original;
}

static uint64_t mix_text(uint64_t h, const char *text)
{
    return hd_hash_mix(h, text ? hd_hash_str(text) : 0);
}

/* Of all that the drawing depends on. */
static uint64_t look(const struct hd_graph *g)
{
    uint64_t h = hd_hash_mix(g->nnodes, g->narcs);
    for (size_t i = 0; i < g->nnodes; i++) {
        const struct hd_graph_node *n = &g->node[i];
        const struct hd_lock_class *c = &g->facts->cls.data[n->cls];
        h = mix_text(mix_text(mix_text(mix_text(h, c->key), c->name), c->decl.file), c->init.file);
        h = hd_hash_mix(h, (uint64_t)c->decl.line << 32 | c->init.line);
        h = hd_hash_mix(h, n->instances << 8 | n->mark << 4 | n->change);
    }
    for (size_t i = 0; i < g->narcs; i++) {
        const struct hd_graph_arc *a = &g->arc[i];
        h = hd_hash_mix(h, (uint64_t)a->from << 32 | a->to);
        h = hd_hash_mix(h, (uint64_t)a->mark << 8 | a->evidence << 4 | a->change);
    }
    return h;
}

static void copy(const struct hd_graph *g, const struct hd_graph_layout *from, struct hd_arena *a,
                 struct hd_graph_layout *to)
{
    *to = *from;
    to->node = hd_arena_dup(a, from->node, (g->nnodes + 1) * sizeof *from->node);
    to->arc = hd_arena_dup(a, from->arc, (g->narcs + 1) * sizeof *from->arc);
    for (size_t i = 0; i < g->narcs; i++)
        to->arc[i].point =
            hd_arena_dup(a, from->arc[i].point, from->arc[i].npoints * sizeof *from->arc[i].point);
}

/* The latest drawing is kept: a server is asked for the same one every other second. Like all of
 * Graphviz here for one thread. */
int hd_graph_layout(const struct hd_graph *g, struct hd_arena *a, struct hd_graph_layout *out,
                    struct hd_err *err)
{
    static struct hd_arena kept_in;
    static struct hd_graph_layout kept;
    static uint64_t kept_look;
    const struct hd_draw d = {.no_legend = true, .bare = true};
    uint64_t now = look(g);
    *out = (struct hd_graph_layout){0};
    if (!g->nnodes)
        return 0;
    if (!kept.node || now != kept_look) {
        hd_arena_free(&kept_in);
        kept = (struct hd_graph_layout){
            .node = hd_arena_array(&kept_in, struct hd_graph_box, g->nnodes + 1),
            .arc = hd_arena_array(&kept_in, struct hd_graph_curve, g->narcs + 1)};
        memset(kept.node, 0, (g->nnodes + 1) * sizeof *kept.node);
        memset(kept.arc, 0, (g->narcs + 1) * sizeof *kept.arc);
        struct hd_graph part = *g;
        struct reading r = {&part, choose_arcs(g, &part, a), &kept_in, &kept};
        if (hd_graphviz(&part, &d, read_all, &r, err) < 0) {
            kept.node = NULL;
            return -1;
        }
        kept_look = now;
    }
    copy(g, &kept, a, out);
    return 0;
}
