/* The lock-order graph as JSON.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/json.h"

#include <stdlib.h>

#include "graph/internal.h"

static void put(json_t *o, const char *key, json_t *v)
{
    if (!v || json_object_set_new(o, key, v) < 0)
        hd_oom();
}

static void add(json_t *list, json_t *v)
{
    if (!v || json_array_append_new(list, v) < 0)
        hd_oom();
}

static json_t *place(const struct hd_site *s)
{
    if (!s->file && !s->function)
        return json_null();
    json_t *o = json_object();
    put(o, "file", hd_json_str(s->file));
    put(o, "line", json_integer(s->line));
    put(o, "column", json_integer(s->column));
    put(o, "function", hd_json_str(s->function));
    return o;
}

static const char *mark(enum hd_cycle_mark m)
{
    return m == HD_MARK_REAL ? "real" : m == HD_MARK_EXCUSED ? "excused" : NULL;
}

static json_t *lock(const struct hd_graph *g, const struct hd_graph_node *n)
{
    const struct hd_lock_class *c = &g->facts->cls.data[n->cls];
    json_t *o = json_object();
    put(o, "key", hd_json_str(c->key));
    put(o, "name", hd_json_str(c->name));
    put(o, "resource", hd_json_str(c->resource));
    put(o, "declared", place(&c->decl));
    put(o, "initialised", place(&c->init));
    put(o, "objects", json_integer((json_int_t)n->instances));
    put(o, "acquisitions", json_integer((json_int_t)n->acquisitions));
    put(o, "contended", json_integer((json_int_t)n->contended));
    put(o, "cycle", hd_json_str(mark(n->mark)));
    return o;
}

static json_t *order(const struct hd_graph *g, const struct hd_graph_arc *arc)
{
    json_t *o = json_object(), *sites = json_array();
    put(o, "from", hd_json_str(g->facts->cls.data[g->node[arc->from].cls].key));
    put(o, "to", hd_json_str(g->facts->cls.data[g->node[arc->to].cls].key));
    put(o, "evidence", hd_json_str(hd_evidence_name(arc->evidence)));
    put(o, "count", json_integer((json_int_t)arc->count));
    put(o, "cycle", hd_json_str(mark(arc->mark)));
    put(o, "excuse", hd_json_str(arc->reason));
    put(o, "fingerprint", hd_json_str(arc->fingerprint));
    for (size_t i = 0; i < arc->nsites; i++) {
        json_t *s = json_object();
        put(s, "from", place(&arc->sites[i].from));
        put(s, "to", place(&arc->sites[i].to));
        put(s, "evidence", hd_json_str(hd_evidence_name(arc->sites[i].evidence)));
        add(sites, s);
    }
    put(o, "sites", sites);
    return o;
}

void hd_graph_json(const struct hd_graph *g, struct hd_buf *out)
{
    json_t *o = json_object(), *locks = json_array(), *orders = json_array(),
           *cycles = json_array();
    for (size_t i = 0; i < g->nnodes; i++)
        add(locks, lock(g, &g->node[i]));
    for (size_t i = 0; i < g->narcs; i++)
        add(orders, order(g, &g->arc[i]));
    for (size_t i = 0; i < g->ncycles; i++) {
        json_t *c = json_object(), *keys = json_array();
        for (size_t k = 0; k < g->cycle[i].len; k++)
            add(keys, hd_json_str(g->facts->cls.data[g->cycle[i].cls[k]].key));
        put(c, "locks", keys);
        put(c, "excuse", hd_json_str(g->cycle[i].finding.filtered));
        put(c, "fingerprint", hd_json_str(g->cycle[i].finding.fingerprint));
        add(cycles, c);
    }
    put(o, "locks", locks);
    put(o, "orders", orders);
    put(o, "cycles", cycles);
    char *text = hd_json_dump(o);
    json_decref(o);
    hd_buf_str(out, text);
    free(text);
}
