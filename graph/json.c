/* The lock-order graph as JSON.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/json.h"

#include <stdlib.h>

#include "graph/internal.h"

static json_t *place(const struct hd_site *s)
{
    if (!s->file && !s->function)
        return json_null();
    json_t *o = json_object();
    hd_json_put(o, "file", hd_json_str(s->file));
    hd_json_put(o, "line", json_integer(s->line));
    hd_json_put(o, "column", json_integer(s->column));
    hd_json_put(o, "function", hd_json_str(s->function));
    return o;
}

static const char *mark(enum hd_cycle_mark m)
{
    return m == HD_MARK_REAL ? "real" : m == HD_MARK_EXCUSED ? "excused" : NULL;
}

static void put_status(json_t *o, enum hd_change c)
{
    if (hd_change_name(c))
        hd_json_put(o, "status", hd_json_str(hd_change_name(c)));
}

static json_t *lock(const struct hd_graph *g, const struct hd_graph_node *n)
{
    const struct hd_lock_class *c = &g->facts->cls.data[n->cls];
    json_t *o = json_object();
    hd_json_put(o, "key", hd_json_str(c->key));
    hd_json_put(o, "name", hd_json_str(c->name));
    hd_json_put(o, "resource", hd_json_str(c->resource));
    hd_json_put(o, "declared", place(&c->decl));
    hd_json_put(o, "initialised", place(&c->init));
    hd_json_put(o, "objects", hd_json_number(n->instances));
    hd_json_put(o, "acquisitions", hd_json_number(n->acquisitions));
    hd_json_put(o, "contended", hd_json_number(n->contended));
    hd_json_put(o, "cycle", hd_json_str(mark(n->mark)));
    put_status(o, n->change);
    return o;
}

static json_t *order(const struct hd_graph *g, const struct hd_graph_arc *arc)
{
    json_t *o = json_object(), *sites = json_array();
    hd_json_put(o, "from", hd_json_str(g->facts->cls.data[g->node[arc->from].cls].key));
    hd_json_put(o, "to", hd_json_str(g->facts->cls.data[g->node[arc->to].cls].key));
    hd_json_put(o, "evidence", hd_json_str(hd_evidence_name(arc->evidence)));
    hd_json_put(o, "count", hd_json_number(arc->count));
    hd_json_put(o, "cycle", hd_json_str(mark(arc->mark)));
    hd_json_put(o, "excuse", hd_json_str(arc->reason));
    hd_json_put(o, "fingerprint", hd_json_str(arc->fingerprint));
    for (size_t i = 0; i < arc->nsites; i++) {
        json_t *s = json_object();
        hd_json_put(s, "from", place(&arc->sites[i].from));
        hd_json_put(s, "to", place(&arc->sites[i].to));
        hd_json_put(s, "evidence", hd_json_str(hd_evidence_name(arc->sites[i].evidence)));
        hd_json_add(sites, s);
    }
    hd_json_put(o, "sites", sites);
    put_status(o, arc->change);
    if (arc->old_evidence) {
        json_t *before = json_object();
        hd_json_put(before, "evidence", hd_json_str(hd_evidence_name(arc->old_evidence)));
        hd_json_put(before, "count", hd_json_number(arc->old_count));
        hd_json_put(o, "before", before);
    }
    return o;
}

void hd_graph_json(const struct hd_graph *g, struct hd_buf *out)
{
    json_t *o = json_object(), *locks = json_array(), *orders = json_array(),
           *cycles = json_array();
    for (size_t i = 0; i < g->nnodes; i++)
        hd_json_add(locks, lock(g, &g->node[i]));
    for (size_t i = 0; i < g->narcs; i++)
        hd_json_add(orders, order(g, &g->arc[i]));
    for (size_t i = 0; i < g->ncycles; i++) {
        json_t *c = json_object(), *keys = json_array();
        for (size_t k = 0; k < g->cycle[i].len; k++)
            hd_json_add(keys, hd_json_str(g->facts->cls.data[g->cycle[i].cls[k]].key));
        hd_json_put(c, "locks", keys);
        hd_json_put(c, "excuse", hd_json_str(g->cycle[i].finding.filtered));
        hd_json_put(c, "fingerprint", hd_json_str(g->cycle[i].finding.fingerprint));
        put_status(c, g->cycle[i].change);
        hd_json_add(cycles, c);
    }
    hd_json_put(o, "locks", locks);
    hd_json_put(o, "orders", orders);
    hd_json_put(o, "cycles", cycles);
    if (g->against) {
        size_t n[HD_CHANGES];
        json_t *diff = json_object();
        hd_graph_count_changes(g, n);
        hd_json_put(diff, "against", hd_json_str(g->against));
        for (int c = HD_CHANGE_SAME; c < HD_CHANGES; c++)
            hd_json_put(diff, hd_change_name(c), hd_json_number(n[c]));
        hd_json_put(o, "diff", diff);
    }
    char *text = hd_json_dump(o);
    json_decref(o);
    hd_buf_str(out, text);
    free(text);
}
