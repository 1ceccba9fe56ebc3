/* The lock-order graph of the page's document: locks, orders with the ways they came about, and
 * where to draw them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "report/page_parts.h"

enum {
    MAX_WAYS = 8,    /* of one order, of each side of evidence */
    MAX_DRAWN = 5000 /* orders; the layout of more takes minutes */
};

struct page_graph {
    struct hd_page_tables *t;
    struct hd_json_out *j;
    struct hd_graph g;
    struct hd_graph_layout layout;
    bool drawn;
    struct hd_map thread; /* key -> index + 1 into the facts' threads */
};

static const char *name_of(const struct hd_lock_class *c)
{
    return c->name && *c->name ? c->name : c->key;
}

static const char *mark_name(enum hd_cycle_mark m)
{
    return m == HD_MARK_REAL ? "real" : m == HD_MARK_EXCUSED ? "excused" : "none";
}

static void put_change(struct hd_json_out *j, enum hd_change c)
{
    if (hd_change_name(c))
        hd_jo_mstr(j, "change", hd_change_name(c));
}

static void put_node(struct page_graph *p, size_t i)
{
    const struct hd_graph_node *n = &p->g.node[i];
    const struct hd_lock_class *c = &p->g.facts->cls.data[n->cls];
    struct hd_json_out *j = p->j;
    hd_jo_open(j, '{');
    hd_jo_mstr(j, "name", name_of(c));
    hd_jo_mstr(j, "key", c->key);
    hd_jo_mstr(j, "kind", c->resource);
    hd_jo_key(j, "declared");
    hd_page_site(p->t, j, &c->decl, 1);
    hd_jo_key(j, "initialised");
    hd_page_site(p->t, j, &c->init, 1);
    hd_jo_muint(j, "objects", n->instances);
    hd_jo_muint(j, "acquisitions", n->acquisitions);
    hd_jo_muint(j, "contended", n->contended);
    hd_jo_mstr(j, "mark", mark_name(n->mark));
    put_change(j, n->change);
    if (p->drawn) {
        const struct hd_graph_box *b = &p->layout.node[i];
        hd_jo_key(j, "box");
        hd_jo_open(j, '[');
        hd_jo_fixed(j, b->x);
        hd_jo_fixed(j, b->y);
        hd_jo_fixed(j, b->width);
        hd_jo_fixed(j, b->height);
        hd_jo_close(j, ']');
    }
    hd_jo_close(j, '}');
}

static void put_end(struct page_graph *p, const char *key, enum hd_mode mode,
                    const struct hd_site *site, int64_t stack)
{
    hd_jo_key(p->j, key);
    hd_jo_open(p->j, '{');
    hd_jo_mstr(p->j, "mode", hd_mode_name(mode));
    hd_jo_key(p->j, "at");
    hd_page_site(p->t, p->j, site, 2);
    hd_jo_mint(p->j, "stack", stack);
    hd_jo_close(p->j, '}');
}

static const char *thread_name(const struct page_graph *p, uint64_t key)
{
    const uint64_t *at = hd_map_get(&p->thread, key);
    const struct hd_thread *t = at ? &p->g.facts->thread.data[*at - 1] : NULL;
    if (!t)
        return "";
    return t->name && *t->name ? t->name : t->entry.function ? t->entry.function : "";
}

static void put_gates(struct page_graph *p, const struct hd_edge_context *c)
{
    if (!c->ngates)
        return;
    hd_jo_key(p->j, "gates");
    hd_jo_open(p->j, '[');
    for (size_t i = 0; i < c->ngates; i++)
        if ((uint64_t)c->gate[i].lock_id < p->g.facts->lock.len)
            hd_jo_str(p->j, p->g.facts->lock.data[c->gate[i].lock_id].label);
    hd_jo_close(p->j, ']');
}

/* One way in which an order came about. */
static void put_way(struct page_graph *p, const struct hd_edge_context *c, bool is_static)
{
    int64_t from, to;
    if (is_static) {
        from = hd_page_calls(p->t, c->from_calls, c->nfrom_calls, &c->from_site);
        to = hd_page_calls(p->t, c->calls, c->ncalls, &c->to_site);
    } else {
        from = hd_page_stack(p->t, c->from_stack);
        to = hd_page_stack(p->t, c->to_stack);
    }
    hd_jo_open(p->j, '{');
    hd_jo_mstr(p->j, "evidence", is_static ? "static" : "runtime");
    hd_jo_mstr(p->j, "thread", thread_name(p, c->thread));
    put_end(p, "from", c->from_mode, &c->from_site, from);
    put_end(p, "to", c->to_mode, &c->to_site, to);
    put_gates(p, c);
    if (c->is_try)
        hd_jo_mbool(p->j, "try", true);
    if (c->ordered)
        hd_jo_mbool(p->j, "ordered", true);
    hd_jo_close(p->j, '}');
}

static void put_ways(struct page_graph *p, const struct hd_graph_arc *arc)
{
    size_t put[2] = {0};
    uint64_t more = 0;
    hd_jo_key(p->j, "ways");
    hd_jo_open(p->j, '[');
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < arc->nsites; i++) {
            const struct hd_graph_sites *s = &arc->sites[i];
            const struct hd_edge_context *c = side ? s->by_runtime : s->by_static;
            if (c && put[side]++ < MAX_WAYS)
                put_way(p, c, !side);
            else if (c)
                more++;
        }
    hd_jo_close(p->j, ']');
    if (more)
        hd_jo_muint(p->j, "more_ways", more);
}

static void put_path(struct page_graph *p, size_t i)
{
    const struct hd_graph_curve *c = &p->layout.arc[i];
    hd_jo_key(p->j, "path");
    hd_jo_open(p->j, '[');
    for (size_t k = 0; k < c->npoints; k++) {
        hd_jo_fixed(p->j, c->point[k].x);
        hd_jo_fixed(p->j, c->point[k].y);
    }
    hd_jo_close(p->j, ']');
}

static void put_edge(struct page_graph *p, size_t i)
{
    const struct hd_graph_arc *arc = &p->g.arc[i];
    struct hd_json_out *j = p->j;
    hd_jo_open(j, '{');
    hd_jo_muint(j, "from", arc->from);
    hd_jo_muint(j, "to", arc->to);
    hd_jo_mstr(j, "evidence", hd_evidence_name(arc->evidence));
    hd_jo_muint(j, "count", arc->count);
    hd_jo_mint(j, "last_ms", arc->last_ms);
    hd_jo_mstr(j, "mark", mark_name(arc->mark));
    if (arc->reason)
        hd_jo_mstr(j, "reason", arc->reason);
    if (arc->fingerprint)
        hd_jo_mstr(j, "finding", arc->fingerprint);
    put_change(j, arc->change);
    if (arc->change == HD_CHANGE_SAME) {
        hd_jo_mstr(j, "old_evidence", hd_evidence_name(arc->old_evidence));
        hd_jo_muint(j, "old_count", arc->old_count);
    }
    put_ways(p, arc);
    if (p->drawn)
        put_path(p, i);
    hd_jo_close(j, '}');
}

static void put_cycle(struct page_graph *p, const struct hd_lock_cycle *y)
{
    hd_jo_open(p->j, '{');
    hd_jo_key(p->j, "locks");
    hd_jo_open(p->j, '[');
    for (size_t i = 0; i < y->len; i++)
        hd_jo_str(p->j, name_of(&p->g.facts->cls.data[y->cls[i]]));
    hd_jo_close(p->j, ']');
    hd_jo_mstr(p->j, "finding", y->finding.fingerprint);
    if (y->finding.filtered) {
        const char *why = hd_excuse_why(y->finding.filtered);
        hd_jo_mstr(p->j, "reason", y->finding.filtered);
        hd_jo_mstr(p->j, "why", why ? why : "");
    }
    put_change(p->j, y->change);
    hd_jo_close(p->j, '}');
}

static void put_lists(struct page_graph *p)
{
    hd_jo_key(p->j, "nodes");
    hd_jo_open(p->j, '[');
    for (size_t i = 0; i < p->g.nnodes; i++)
        put_node(p, i);
    hd_jo_close(p->j, ']');
    hd_jo_key(p->j, "edges");
    hd_jo_open(p->j, '[');
    for (size_t i = 0; i < p->g.narcs; i++)
        put_edge(p, i);
    hd_jo_close(p->j, ']');
    hd_jo_key(p->j, "cycles");
    hd_jo_open(p->j, '[');
    for (size_t i = 0; i < p->g.ncycles; i++)
        put_cycle(p, &p->g.cycle[i]);
    hd_jo_close(p->j, ']');
}

/* A graph that cannot be drawn is said where it would stand: the rest is worth having. */
static void lay_out(struct page_graph *p, struct hd_arena *a)
{
    struct hd_err why = {0};
    if (p->g.narcs > MAX_DRAWN)
        hd_fail(&why,
                "%zu orders are too many to draw: heddle graph --cycles draws those that matter",
                p->g.narcs);
    else
        p->drawn = hd_graph_layout(&p->g, a, &p->layout, &why) == 0;
    if (p->drawn) {
        hd_jo_key(p->j, "width");
        hd_jo_fixed(p->j, p->layout.width);
        hd_jo_key(p->j, "height");
        hd_jo_fixed(p->j, p->layout.height);
    } else {
        hd_jo_mstr(p->j, "error", why.msg);
    }
}

int hd_page_graph(struct hd_page_tables *t, struct hd_json_out *j, const struct hd_html_options *o,
                  struct hd_err *err)
{
    static const struct hd_lock_facts none;
    struct hd_arena a = {0};
    struct hd_graph_loaded l = {.graph.facts = &none};
    struct page_graph p = {.t = t, .j = j};
    int rc = 0;
    if (t->r->store)
        rc = hd_graph_load_against(t->r->store, o->run, o->old, &o->graph, &a, &l, err);
    p.g = l.graph;
    hd_jo_key(j, "graph");
    hd_jo_open(j, '{');
    if (rc == 0) {
        for (size_t i = 0; i < p.g.facts->thread.len; i++)
            *hd_map_put(&p.thread, p.g.facts->thread.data[i].key, NULL) = i + 1;
        if (p.g.against)
            hd_jo_mstr(j, "against", p.g.against);
        lay_out(&p, &a);
        put_lists(&p);
    }
    hd_jo_close(j, '}');
    hd_map_free(&p.thread);
    hd_graph_loaded_free(&l);
    hd_arena_free(&a);
    return rc;
}
