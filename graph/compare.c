/* What changed between two lock-order graphs: the classes of both in one table, then one arc per
 * pair of them with what either graph knows of it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "graph/internal.h"

struct comparison {
    const struct hd_graph *side[2]; /* old, now */
    struct hd_arena *a;
    struct hd_lock_facts *facts;     /* of both */
    struct hd_strpool keys;          /* of facts->cls */
    const uint32_t *stands_for;      /* by class of facts */
    struct hd_map index;             /* (class, class) -> number of the arc */
    HD_VEC(struct hd_graph_arc) arc; /* ends are classes of facts */
};

static bool is_known(const struct hd_site *s)
{
    return s->file || s->function;
}

/* The number of a class among those of both graphs; what one side does not know of it the other
 * may. */
static uint32_t put_class(struct comparison *c, const struct hd_lock_class *from)
{
    uint32_t at = hd_strpool_put(&c->keys, from->key);
    if (at == c->facts->cls.len) {
        hd_vec_push(&c->facts->cls, *from);
        return at;
    }
    struct hd_lock_class *known = &c->facts->cls.data[at];
    if (is_known(&from->decl))
        known->decl = from->decl;
    if (is_known(&from->init))
        known->init = from->init;
    return at;
}

static void put_classes(struct comparison *c, const struct hd_graph *g)
{
    for (size_t i = 0; i < g->nnodes; i++)
        put_class(c, &g->facts->cls.data[g->node[i].cls]);
    for (size_t i = 0; i < g->ncycles; i++)
        for (size_t k = 0; k < g->cycle[i].len; k++)
            put_class(c, &g->facts->cls.data[g->cycle[i].cls[k]]);
}

static uint32_t class_of(const struct comparison *c, const struct hd_graph *g, uint32_t cls)
{
    return c->stands_for[hd_strpool_find(&c->keys, g->facts->cls.data[cls].key)];
}

/* Ways of the old graph: stacks, threads and other locks are numbers of its own database. */
static const struct hd_edge_context *without_ids(struct hd_arena *a,
                                                 const struct hd_edge_context *way)
{
    if (!way)
        return NULL;
    struct hd_edge_context *copy = hd_arena_dup(a, way, sizeof *way);
    copy->thread = 0;
    copy->from_stack = copy->to_stack = 0;
    copy->ngates = 0;
    return copy;
}

static void forget_ids(struct comparison *c, struct hd_graph_arc *arc)
{
    arc->sites = hd_arena_dup(c->a, arc->sites, arc->nsites * sizeof *arc->sites);
    for (size_t i = 0; i < arc->nsites; i++) {
        arc->sites[i].by_static = without_ids(c->a, arc->sites[i].by_static);
        arc->sites[i].by_runtime = without_ids(c->a, arc->sites[i].by_runtime);
    }
}

/* Both graphs have it, or two classes of one graph turned out to be one. */
static void unite(struct hd_graph_arc *old, const struct hd_graph_arc *now)
{
    if (old->change != HD_CHANGE_GONE) {
        old->evidence |= now->evidence;
        old->count += now->count;
        return;
    }
    enum hd_evidence evidence = old->old_evidence;
    uint64_t count = old->old_count;
    *old = *now;
    old->change = HD_CHANGE_SAME;
    old->old_evidence = evidence;
    old->old_count = count;
}

static void put_arc(struct comparison *c, int side, const struct hd_graph_arc *from)
{
    const struct hd_graph *g = c->side[side];
    struct hd_graph_arc arc = *from;
    arc.from = class_of(c, g, g->node[from->from].cls);
    arc.to = class_of(c, g, g->node[from->to].cls);
    arc.change = side ? HD_CHANGE_NEW : HD_CHANGE_GONE;
    if (!side) {
        arc.old_evidence = arc.evidence;
        arc.old_count = arc.count;
        forget_ids(c, &arc);
    }
    bool added;
    uint64_t *at = hd_map_put(&c->index, (uint64_t)arc.from << 32 | arc.to, &added);
    if (added) {
        *at = c->arc.len;
        hd_vec_push(&c->arc, arc);
    } else if (side) {
        unite(&c->arc.data[*at], &arc);
    }
}

/* What is known of the locks themselves: now's word, else that of the old graph. */
static void put_nodes(struct comparison *c, struct hd_graph *out, const uint32_t *node_of)
{
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < c->side[side]->nnodes; i++) {
            const struct hd_graph_node *from = &c->side[side]->node[i];
            uint32_t at = node_of[class_of(c, c->side[side], from->cls)];
            if (at == UINT32_MAX)
                continue;
            struct hd_graph_node *n = &out->node[at];
            n->change = !side                            ? HD_CHANGE_GONE
                        : n->change == HD_CHANGE_UNASKED ? HD_CHANGE_NEW
                        : n->change == HD_CHANGE_GONE    ? HD_CHANGE_SAME
                                                         : n->change;
            n->instances = from->instances;
            n->acquisitions = from->acquisitions;
            n->contended = from->contended;
        }
}

static bool same_cycle(const struct hd_lock_cycle *x, const struct hd_lock_cycle *y)
{
    return !x->finding.filtered == !y->finding.filtered &&
           strcmp(x->finding.fingerprint, y->finding.fingerprint) == 0;
}

/* Now's cycles in their order, then those that are gone. */
static void put_cycles(struct comparison *c, struct hd_graph *out)
{
    const struct hd_graph *old = c->side[0];
    out->cycle = hd_arena_array(c->a, struct hd_lock_cycle, old->ncycles + c->side[1]->ncycles + 1);
    for (int side = 1; side >= 0; side--) {
        const struct hd_graph *g = c->side[side], *other = c->side[!side];
        for (size_t i = 0; i < g->ncycles; i++) {
            struct hd_lock_cycle y = g->cycle[i];
            bool known = false;
            for (size_t k = 0; k < other->ncycles && !known; k++)
                known = same_cycle(&y, &other->cycle[k]);
            if (!side && known)
                continue;
            uint32_t *cls = hd_arena_array(c->a, uint32_t, y.len);
            for (size_t k = 0; k < y.len; k++)
                cls[k] = class_of(c, g, y.cls[k]);
            y.cls = cls;
            y.change = known ? HD_CHANGE_SAME : side ? HD_CHANGE_NEW : HD_CHANGE_GONE;
            out->cycle[out->ncycles++] = y;
        }
    }
}

void hd_graph_compare(const struct hd_graph *now, const struct hd_graph *old,
                      const struct hd_graph_options *o, struct hd_arena *a,
                      struct hd_lock_facts *facts, struct hd_graph *out)
{
    struct comparison c = {.side = {old, now}, .a = a, .facts = facts};
    struct hd_graph_options rest = o ? *o : (struct hd_graph_options){0};
    rest.only = HD_EV_NONE; /* each side was asked on its own */
    *out = (struct hd_graph){.facts = facts};
    *facts = *now->facts;
    memset(&facts->cls, 0, sizeof facts->cls);
    memset(&facts->cls_id, 0, sizeof facts->cls_id);
    for (int side = 0; side < 2; side++)
        put_classes(&c, c.side[side]);
    c.stands_for = hd_classes_stand_for(facts, a);
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < c.side[side]->narcs; i++)
            put_arc(&c, side, &c.side[side]->arc[i]);
    uint32_t *node_of;
    hd_graph_number(facts, c.arc.data, c.arc.len, &rest, a, out, &node_of);
    put_nodes(&c, out, node_of);
    put_cycles(&c, out);
    hd_vec_free(&c.arc);
    hd_map_free(&c.index);
    hd_strpool_free(&c.keys);
}

void hd_graph_facts_free(struct hd_lock_facts *facts)
{
    hd_vec_free(&facts->cls);
    *facts = (struct hd_lock_facts){0};
}

int hd_graph_load_against(struct hd_store *s, int64_t run, const char *old_path,
                          const struct hd_graph_options *o, struct hd_arena *a,
                          struct hd_graph_loaded *l, struct hd_err *err)
{
    struct hd_store *past = NULL;
    struct hd_graph now, old;
    *l = (struct hd_graph_loaded){0};
    if (!old_path)
        return hd_graph_load(s, run, o, a, &l->now, &l->graph, err);
    const struct hd_graph_options each = {.only = o ? o->only : HD_EV_NONE};
    int rc = hd_store_open(&past, old_path, HD_STORE_READ, err);
    if (rc == 0)
        rc = hd_graph_load(past, 0, &each, a, &l->old, &old, err);
    hd_store_close(past);
    if (rc == 0)
        rc = hd_graph_load(s, run, &each, a, &l->now, &now, err);
    if (rc != 0)
        return -1;
    hd_graph_compare(&now, &old, o, a, &l->both, &l->graph);
    l->graph.against = hd_arena_str(a, old_path);
    return 0;
}

void hd_graph_loaded_free(struct hd_graph_loaded *l)
{
    hd_graph_facts_free(&l->both);
    hd_lock_facts_free(&l->now);
    hd_lock_facts_free(&l->old);
}

const char *hd_change_name(enum hd_change c)
{
    return c == HD_CHANGE_NEW    ? "new"
           : c == HD_CHANGE_GONE ? "gone"
           : c == HD_CHANGE_SAME ? "unchanged"
                                 : NULL;
}

void hd_graph_count_changes(const struct hd_graph *g, size_t n[HD_CHANGES])
{
    memset(n, 0, HD_CHANGES * sizeof *n);
    for (size_t i = 0; i < g->narcs; i++)
        n[g->arc[i].change]++;
}
