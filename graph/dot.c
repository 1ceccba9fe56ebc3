/* DOT text for the lock-order graph. Evidence is told by the line (dashed: analyzer, dotted: run
 * time, solid: both), cycles by colour and by a second channel each, so that nothing depends on
 * colour alone: real ones are bold with doubled borders, excused ones have hollow heads and their
 * reason on them. A comparison tells by the line what is new (bold), gone (dashed) and in both
 * (thin), and the sides of evidence in words. Colours are from Okabe and Ito's palette, which
 * colour-blind readers can tell apart. Names come from programs and may hold anything: see
 * put_text.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "graph/dot.h"

#define MAX_SITES 2 /* pairs of sites on one edge; the tooltip has more */
#define MAX_TIP_SITES 12
#define BUSY 60     /* arcs above which only real cycles are labelled */
#define CROWDED 300 /* arcs above which the layout takes shortcuts */
#define HUGE_GRAPH 1500

static const char *name_of(const struct hd_graph *g, uint32_t node)
{
    const struct hd_lock_class *c = &g->facts->cls.data[g->node[node].cls];
    return c->name && *c->name ? c->name : c->key;
}

/* "src/a.c:12", or the function when the line is unknown. */
static void put_site(struct hd_buf *b, const struct hd_site *s, size_t max)
{
    if (s->file && s->line) {
        hd_dot_text(b, s->file, max);
        hd_buf_fmt(b, ":%u", s->line);
    } else {
        hd_dot_text(b, s->function ? s->function : s->file ? s->file : "?", max);
    }
}

/* Only the last part of the path: the tooltip has all of it. */
static void put_short_site(struct hd_buf *b, const struct hd_site *s)
{
    struct hd_site base = *s;
    const char *slash = s->file ? strrchr(s->file, '/') : NULL;
    if (slash && slash[1])
        base.file = slash + 1;
    put_site(b, &base, MAX_TEXT / 2);
}

static void put_url(struct hd_buf *b, const char *file, uint32_t line)
{
    hd_buf_str(b, ", URL=\"");
    for (const char *p = file; *p; p++) {
        bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
                     (*p >= '0' && *p <= '9') || strchr("-._/+", *p);
        if (plain)
            hd_buf_char(b, *p);
        else
            hd_buf_fmt(b, "%%%02X", (unsigned)(unsigned char)*p);
    }
    hd_buf_fmt(b, "#L%u\"", line);
}

/* A link to source is relative, so that it cannot lead anywhere but below the drawing's folder. */
static void put_link(struct hd_buf *b, const struct hd_draw *d, const struct hd_site *s,
                     const char *fingerprint)
{
    if (d->link_findings) {
        if (fingerprint)
            hd_buf_fmt(b, ", URL=\"#f-%s\"", fingerprint);
    } else if (s->file && s->line && s->file[0] != '/') {
        put_url(b, s->file, s->line);
    }
}

static const char *mark_class(enum hd_cycle_mark m)
{
    return m == HD_MARK_REAL ? " real" : m == HD_MARK_EXCUSED ? " excused" : "";
}

static const char *mark_color(enum hd_cycle_mark m)
{
    return m == HD_MARK_REAL ? COLOR_REAL : m == HD_MARK_EXCUSED ? COLOR_EXCUSED : COLOR_PLAIN;
}

/* For readers of DOT; Graphviz lets attributes of ours stand. */
static void put_change(struct hd_buf *b, enum hd_change c)
{
    if (hd_change_name(c))
        hd_buf_fmt(b, ", change=\"%s\"", hd_change_name(c));
}

static const char *change_class(enum hd_change c)
{
    return c == HD_CHANGE_NEW ? " new" : c == HD_CHANGE_GONE ? " gone" : "";
}

static const char *change_color(enum hd_change c)
{
    return c == HD_CHANGE_NEW ? COLOR_NEW : c == HD_CHANGE_GONE ? COLOR_GONE : COLOR_SAME;
}

static bool has_changed(enum hd_change c)
{
    return c == HD_CHANGE_NEW || c == HD_CHANGE_GONE;
}

static void put_node_look(struct hd_buf *b, const struct hd_graph_node *n)
{
    if (n->mark == HD_MARK_REAL)
        hd_buf_str(b, ", color=\"" COLOR_REAL "\", penwidth=2.4, peripheries=2");
    else if (has_changed(n->change))
        hd_buf_fmt(b, ", color=\"%s\", penwidth=2", change_color(n->change));
    else if (n->mark != HD_MARK_NONE && n->change == HD_CHANGE_UNASKED)
        hd_buf_fmt(b, ", color=\"%s\"", mark_color(n->mark));
    if (n->change == HD_CHANGE_GONE)
        hd_buf_str(b, ", style=\"rounded,filled,dashed\"");
}

static void put_node(struct hd_buf *b, const struct hd_graph *g, uint32_t i,
                     const struct hd_draw *d)
{
    const struct hd_graph_node *n = &g->node[i];
    const struct hd_lock_class *c = &g->facts->cls.data[n->cls];
    const struct hd_site *at = c->decl.file ? &c->decl : &c->init;
    hd_buf_str(b, "  \"");
    hd_dot_text(b, c->key, 400);
    hd_buf_fmt(b, "\" [id=\"lock%u\", class=\"lock%s%s\", label=\"", i, mark_class(n->mark),
               change_class(n->change));
    if (has_changed(n->change))
        hd_buf_str(b, n->change == HD_CHANGE_NEW ? "+ " : "− ");
    hd_dot_text(b, name_of(g, i), MAX_TEXT);
    if (at->file) {
        hd_buf_str(b, "\\n");
        put_short_site(b, at);
    }
    if (n->instances > 1)
        hd_buf_fmt(b, "\\n%zu objects", n->instances);
    hd_buf_str(b, "\", tooltip=\"");
    hd_dot_text(b, name_of(g, i), 400);
    if (c->resource && *c->resource) {
        hd_buf_str(b, ", ");
        hd_dot_text(b, c->resource, 400);
    }
    if (at->file) {
        hd_buf_str(b, at == &c->decl ? ", declared at " : ", initialised at ");
        put_site(b, at, 400);
    }
    if (n->acquisitions)
        hd_buf_fmt(b, ", acquired %llu times, contended %llu times",
                   (unsigned long long)n->acquisitions, (unsigned long long)n->contended);
    hd_buf_char(b, '"');
    put_node_look(b, n);
    put_change(b, n->change);
    if (!d->link_findings)
        put_link(b, d, at, NULL);
    hd_buf_str(b, "];\n");
}

static void put_pairs(struct hd_buf *b, const struct hd_graph_arc *arc, size_t max, bool brief)
{
    size_t n = arc->nsites < max ? arc->nsites : max;
    for (size_t i = 0; i < n; i++) {
        const struct hd_graph_sites *s = &arc->sites[i];
        if (i)
            hd_buf_str(b, "\\n");
        if (brief)
            put_short_site(b, &s->from);
        else
            put_site(b, &s->from, 400);
        hd_buf_str(b, " → ");
        if (brief)
            put_short_site(b, &s->to);
        else
            put_site(b, &s->to, 400);
    }
    if (arc->nsites > n)
        hd_buf_fmt(b, "\\nand %zu more", arc->nsites - n);
}

static const char *evidence_style(enum hd_evidence e)
{
    return e == HD_EV_BOTH ? "solid" : e == HD_EV_RUNTIME ? "dotted" : "dashed";
}

static const char *evidence_text(enum hd_evidence e)
{
    return e == HD_EV_BOTH      ? "found by the analyzer and seen at run time"
           : e == HD_EV_RUNTIME ? "seen at run time"
                                : "found by the analyzer";
}

/* Between frames and in large graphs the label is put beside the line after the layout: as part of
 * it every order spans two ranks more, which takes ten times as long, and with frames Graphviz
 * (2.43 at least) loses curves and frees memory twice. */
static void put_edge_label(struct hd_buf *b, const struct hd_graph_arc *arc, bool busy, bool beside)
{
    if (busy && arc->mark != HD_MARK_REAL && !has_changed(arc->change))
        return; /* the tooltip has it */
    hd_buf_fmt(b, ", %s=\"", beside ? "xlabel" : "label");
    if (has_changed(arc->change))
        hd_buf_fmt(b, "%s (%s)\\n", arc->change == HD_CHANGE_NEW ? "+ new" : "− gone",
                   hd_evidence_name(arc->evidence));
    if (arc->mark == HD_MARK_EXCUSED && arc->reason) {
        hd_buf_str(b, "cycle excused: ");
        hd_dot_text(b, arc->reason, MAX_TEXT);
        hd_buf_str(b, "\\n");
    }
    put_pairs(b, arc, busy ? 1 : MAX_SITES, true);
    if (!arc->nsites)
        hd_buf_str(b, "no thread gets there");
    if (arc->count > 1)
        hd_buf_fmt(b, "%s≥%llu×", arc->nsites ? "\\n" : "", (unsigned long long)arc->count);
    hd_buf_char(b, '"');
}

/* Colour and width: in a busy drawing all but real cycles step back. */
static void put_edge_look(struct hd_buf *b, const struct hd_graph_arc *arc, bool busy)
{
    hd_buf_fmt(b, ", style=\"%s\"", evidence_style(arc->evidence));
    if (arc->mark != HD_MARK_NONE)
        hd_buf_fmt(b, ", color=\"%s\", fontcolor=\"%s\"", mark_color(arc->mark),
                   mark_color(arc->mark));
    if (arc->mark == HD_MARK_REAL)
        hd_buf_str(b, ", penwidth=2.6, arrowsize=1.1");
    else if (busy)
        hd_buf_str(b, ", penwidth=0.7, arrowsize=0.6");
    else if (arc->mark == HD_MARK_EXCUSED || arc->evidence == HD_EV_RUNTIME)
        hd_buf_str(b, ", penwidth=1.6"); /* dots are faint */
}

/* The same for a comparison; two strands are a cycle, as two borders are. */
static void put_change_look(struct hd_buf *b, const struct hd_graph_arc *arc, bool busy)
{
    const char *color = change_color(arc->change);
    hd_buf_fmt(b, ", style=\"%s\"", arc->change == HD_CHANGE_GONE ? "dashed" : "solid");
    hd_buf_fmt(b, ", color=\"%s%s\"", color, arc->mark == HD_MARK_REAL ? ":" COLOR_REAL : "");
    if (has_changed(arc->change))
        hd_buf_fmt(b, ", penwidth=%s, arrowsize=1.1", arc->change == HD_CHANGE_NEW ? "2.6" : "1.8");
    else
        hd_buf_str(b, busy ? ", penwidth=0.7, arrowsize=0.6" : ", penwidth=1");
    put_change(b, arc->change);
}

/* A thread that meets an order again and again is not counted each time. */
static void put_times(struct hd_buf *b, uint64_t n)
{
    if (n == 1)
        hd_buf_str(b, " at least once");
    else
        hd_buf_fmt(b, " at least %llu times", (unsigned long long)n);
}

static void put_tip(struct hd_buf *b, const struct hd_graph *g, const struct hd_graph_arc *arc)
{
    struct hd_buf tip = {0};
    hd_dot_text(&tip, name_of(g, arc->from), 400);
    hd_buf_str(&tip, " → ");
    hd_dot_text(&tip, name_of(g, arc->to), 400);
    hd_buf_fmt(&tip, ", %s", evidence_text(arc->evidence));
    if (arc->count)
        put_times(&tip, arc->count);
    if (hd_change_name(arc->change))
        hd_buf_fmt(&tip, ", %s", hd_change_name(arc->change));
    if (arc->change == HD_CHANGE_SAME) {
        hd_buf_fmt(&tip, " (before: %s", evidence_text(arc->old_evidence));
        if (arc->old_count)
            put_times(&tip, arc->old_count);
        hd_buf_char(&tip, ')');
    }
    if (arc->reason) {
        hd_buf_str(&tip, ", on a cycle that is excused: ");
        hd_dot_text(&tip, arc->reason, 400);
    }
    hd_buf_str(&tip, "\\n");
    put_pairs(&tip, arc, MAX_TIP_SITES, false);
    hd_buf_fmt(b, ", tooltip=\"%s\", labeltooltip=\"%s\"", hd_buf_cstr(&tip), hd_buf_cstr(&tip));
    hd_buf_free(&tip);
}

static void put_edge(struct hd_buf *b, const struct hd_graph *g, size_t i, const struct hd_draw *d)
{
    const struct hd_graph_arc *arc = &g->arc[i];
    hd_buf_str(b, "  \"");
    hd_dot_text(b, g->facts->cls.data[g->node[arc->from].cls].key, 400);
    hd_buf_str(b, "\" -> \"");
    hd_dot_text(b, g->facts->cls.data[g->node[arc->to].cls].key, 400);
    hd_buf_fmt(b, "\" [id=\"order%zu\", class=\"order%s %s%s\"", i, mark_class(arc->mark),
               hd_evidence_name(arc->evidence), change_class(arc->change));
    if (!d->bare)
        put_edge_label(b, arc, g->narcs > BUSY,
                       d->cluster != HD_CLUSTER_NONE || g->narcs > CROWDED);
    put_tip(b, g, arc);
    (g->against ? put_change_look : put_edge_look)(b, arc, g->narcs > BUSY);
    if (arc->mark == HD_MARK_EXCUSED)
        hd_buf_str(b, ", arrowhead=\"empty\"");
    put_link(b, d, arc->nsites ? &arc->sites[0].to : &(struct hd_site){0}, arc->fingerprint);
    hd_buf_str(b, "];\n");
}

void hd_graph_dot(const struct hd_graph *g, const struct hd_draw *d, struct hd_buf *b)
{
    const struct hd_draw plain = {0};
    d = d ? d : &plain;
    hd_buf_str(b, "digraph \"lock order\" {\n"
                  "  graph [rankdir=\"LR\", charset=\"UTF-8\", bgcolor=\"transparent\", "
                  "nodesep=0.35, ranksep=0.7, pad=0.2, fontname=\"Arial\", fontsize=14, "
                  "labelloc=\"t\", tooltip=\" \"");
    if (d->title) {
        hd_buf_str(b, ", label=\"");
        hd_dot_text(b, d->title, 120);
        hd_buf_char(b, '"');
    }
    if (g->narcs > CROWDED) { /* a good layout of a large graph takes minutes */
        const char *limit = d->bare || g->narcs > HUGE_GRAPH ? "0.5" : "2";
        hd_buf_fmt(b, ", nslimit=%s, nslimit1=%s, mclimit=0.3, splines=\"%s\"", limit, limit,
                   d->bare ? "line" : "polyline");
    }
    hd_buf_str(b, "];\n"
                  "  node [shape=\"box\", style=\"rounded,filled\", fillcolor=\"white\", "
                  "color=\"" COLOR_PLAIN "\", fontname=\"Arial\", fontsize=12, "
                  "margin=\"0.16,0.08\"];\n"
                  "  edge [color=\"" COLOR_PLAIN "\", fontname=\"Arial\", fontsize=9, "
                  "fontcolor=\"" COLOR_PLAIN "\", arrowsize=0.8];\n");
    for (uint32_t i = 0; i < g->nnodes; i++)
        put_node(b, g, i, d);
    for (size_t i = 0; i < g->narcs; i++)
        put_edge(b, g, i, d);
    if (d->cluster != HD_CLUSTER_NONE)
        hd_dot_clusters(b, g, d->cluster);
    if (!g->nnodes)
        hd_buf_str(b, "  \"none\" [shape=\"plaintext\", style=\"\", tooltip=\" \", "
                      "label=\"No lock was acquired while another was held.\"];\n");
    else if (!d->no_legend)
        hd_dot_legend(b, g->against);
    hd_buf_str(b, "}\n");
}
