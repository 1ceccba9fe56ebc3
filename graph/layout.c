/* Where Graphviz puts nodes and arcs: read from its own records by the ids that dot.c gives them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "core/hash.h"
#include "graph/graphviz.h"
#include "graph/internal.h"

enum {
    MANY = 150, /* arcs above which those that others imply do not take part */
    GAP = 80,   /* points between blocks */
};

struct reading {
    const struct hd_graph *g;   /* the block that is laid out */
    const uint32_t *node, *arc; /* per node and arc of it: the number in the whole graph */
    struct hd_arena *a;
    struct hd_graph_layout *out;
    struct hd_graph_box size; /* of the block */
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
    return (struct hd_point){p.x, r->size.height - p.y};
}

static void read_node(const struct reading *r, Agnode_t *n)
{
    size_t i = number_of(n, "lock");
    if (i >= r->g->nnodes)
        return;
    struct hd_point middle = down(r, ND_coord(n));
    r->out->node[r->node[i]] =
        (struct hd_graph_box){middle.x, middle.y, ND_width(n) * 72, ND_height(n) * 72};
}

static void read_arc(const struct reading *r, Agedge_t *e)
{
    size_t i = number_of(e, "order");
    if (i >= r->g->narcs || !ED_spl(e) || ED_spl(e)->size < 1)
        return;
    const bezier *b = &ED_spl(e)->list[0];
    struct hd_graph_curve *c = &r->out->arc[r->arc[i]];
    c->point = hd_arena_array(r->a, struct hd_point, b->size + 1);
    for (size_t k = 0; k < (size_t)b->size; k++)
        c->point[c->npoints++] = down(r, b->list[k]);
    if (b->eflag)
        c->point[c->npoints++] = down(r, b->ep);
}

static int read_all(GVC_t *gvc, Agraph_t *graph, void *arg, struct hd_err *err)
{
    struct reading *r = arg;
    r->size = (struct hd_graph_box){.width = GD_bb(graph).UR.x, .height = GD_bb(graph).UR.y};
    for (Agnode_t *n = agfstnode(graph); n; n = agnxtnode(graph, n)) {
        read_node(r, n);
        for (Agedge_t *e = agfstout(graph, n); e; e = agnxtout(graph, e))
            read_arc(r, e);
    }
    return 0;
}

/* The graph of one block. `number` has room for all locks. */
static void cut_block(const struct hd_graph *g, const uint32_t *block, uint32_t which,
                      const bool *gone, uint32_t *number, struct reading *r, struct hd_arena *a)
{
    struct hd_graph *part = hd_arena_new(a, struct hd_graph);
    uint32_t *node = hd_arena_array(a, uint32_t, g->nnodes + 1);
    uint32_t *arc = hd_arena_array(a, uint32_t, g->narcs + 1);
    *part = *g;
    part->node = hd_arena_array(a, struct hd_graph_node, g->nnodes + 1);
    part->arc = hd_arena_array(a, struct hd_graph_arc, g->narcs + 1);
    part->nnodes = part->narcs = 0;
    for (uint32_t i = 0; i < g->nnodes; i++)
        if (block[i] == which) {
            number[i] = (uint32_t)part->nnodes;
            node[part->nnodes] = i;
            part->node[part->nnodes++] = g->node[i];
        }
    for (uint32_t i = 0; i < g->narcs; i++) {
        const struct hd_graph_arc *from = &g->arc[i];
        if ((gone && gone[i]) || block[from->from] != which || block[from->to] != which)
            continue;
        arc[part->narcs] = i;
        part->arc[part->narcs] = *from;
        part->arc[part->narcs].from = number[from->from];
        part->arc[part->narcs++].to = number[from->to];
    }
    r->g = part;
    r->node = node;
    r->arc = arc;
}

/* From where a block was laid out to where it stands. */
static void move_block(struct hd_graph_layout *l, const struct hd_graph *g, const uint32_t *block,
                       const struct hd_graph_box *at)
{
    for (size_t i = 0; i < g->nnodes; i++) {
        const struct hd_graph_box *b = &at[block[i]];
        l->node[i].x += b->x - b->width / 2;
        l->node[i].y += b->y - b->height / 2;
    }
    for (size_t i = 0; i < g->narcs; i++) {
        const struct hd_graph_box *b = &at[block[g->arc[i].from]];
        for (size_t k = 0; k < l->arc[i].npoints; k++) {
            l->arc[i].point[k].x += b->x - b->width / 2;
            l->arc[i].point[k].y += b->y - b->height / 2;
        }
    }
}

/* How far from its middle, as part of the way to (dx, dy), a line leaves a box. */
static double leaves(const struct hd_graph_box *b, double dx, double dy)
{
    double x = dx < 0 ? -dx : dx, y = dy < 0 ? -dy : dy;
    double w = x > 0 ? b->width / 2 / x : 0.5, h = y > 0 ? b->height / 2 / y : 0.5;
    double least = w < h ? w : h;
    return least < 0.5 ? least : 0.5;
}

/* Between blocks: a straight line from box to box. */
static void draw_between(const struct hd_graph *g, const uint32_t *block, const bool *gone,
                         struct hd_arena *keep, struct hd_graph_layout *l)
{
    for (size_t i = 0; i < g->narcs; i++) {
        const struct hd_graph_arc *arc = &g->arc[i];
        if (block[arc->from] == block[arc->to] || (gone && gone[i]))
            continue;
        const struct hd_graph_box *a = &l->node[arc->from], *b = &l->node[arc->to];
        double dx = b->x - a->x, dy = b->y - a->y;
        double from = leaves(a, dx, dy), to = 1 - leaves(b, dx, dy);
        const double at[] = {from, from + (to - from) / 3, from + (to - from) * 2 / 3, to, to};
        enum { POINTS = sizeof at / sizeof *at };
        struct hd_graph_curve *c = &l->arc[i];
        c->point = hd_arena_array(keep, struct hd_point, POINTS);
        for (c->npoints = 0; c->npoints < POINTS; c->npoints++)
            c->point[c->npoints] =
                (struct hd_point){a->x + dx * at[c->npoints], a->y + dy * at[c->npoints]};
    }
}

static int lay_out_blocks(const struct hd_graph *g, struct hd_arena *keep, struct hd_arena *a,
                          struct hd_graph_layout *l, struct hd_err *err)
{
    const struct hd_draw d = {.no_legend = true, .bare = true};
    const bool *gone = g->narcs > MANY ? hd_graph_reduce(g, a) : NULL;
    uint32_t blocks, *block = hd_graph_blocks(g, a, &blocks);
    uint32_t *number = hd_arena_array(a, uint32_t, g->nnodes + 1);
    struct hd_graph_box *box = hd_arena_array(a, struct hd_graph_box, blocks + 1);
    for (uint32_t i = 0; i < blocks; i++) {
        struct hd_arena own = {0};
        struct reading r = {.a = keep, .out = l};
        cut_block(g, block, i, gone, number, &r, &own);
        int rc = hd_graphviz(r.g, &d, read_all, &r, err);
        box[i] = r.size;
        hd_arena_free(&own);
        if (rc < 0)
            return -1;
    }
    hd_graph_pack(box, blocks, GAP, &l->width, &l->height);
    move_block(l, g, block, box);
    draw_between(g, block, gone, keep, l);
    return 0;
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
        if (lay_out_blocks(g, &kept_in, a, &kept, err) < 0) {
            kept.node = NULL;
            return -1;
        }
        kept_look = now;
    }
    copy(g, &kept, a, out);
    return 0;
}
