/* heddle graph: the lock-order graph of a database, as a drawing or as DOT text.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/out.h"
#include "core/log.h"
#include "graph/graph.h"
#include "report/html.h"

/* Orders above which a drawing is easier to read without those that others imply. */
enum { CROWDED = 60 };

struct options {
    struct hd_common common;
    const char *format, *only, *cluster, *old;
    bool cycles, reduce, changed;
    long run, depth, min_count;
    enum hd_cluster by;
    struct hd_graph_options graph;
};

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

/* Returns how many orders went. */
static size_t leave_out_implied(struct hd_graph *g, struct hd_arena *a)
{
    const bool *gone = hd_graph_reduce(g, a);
    size_t kept = 0, all = g->narcs;
    for (size_t i = 0; i < all; i++)
        if (!gone[i])
            g->arc[kept++] = g->arc[i];
    g->narcs = kept;
    return all - kept;
}

/* "…; against OLD.db 2 orders new, 1 gone, 40 unchanged; 1 cycle new" */
static void tell_changes(const struct hd_graph *g, struct hd_buf *b)
{
    size_t n[HD_CHANGES], cycles[HD_CHANGES] = {0};
    hd_graph_count_changes(g, n);
    for (size_t i = 0; i < g->ncycles; i++)
        cycles[g->cycle[i].change] += !g->cycle[i].finding.filtered;
    hd_buf_fmt(b, "; against %s: %zu order%s new, %zu gone, %zu unchanged", g->against,
               n[HD_CHANGE_NEW], plural(n[HD_CHANGE_NEW]), n[HD_CHANGE_GONE], n[HD_CHANGE_SAME]);
    hd_buf_fmt(b, "; %zu cycle%s new, %zu gone", cycles[HD_CHANGE_NEW],
               plural(cycles[HD_CHANGE_NEW]), cycles[HD_CHANGE_GONE]);
}

/* Are all locks of the cycle in the drawing? */
static bool is_shown(const struct hd_graph *g, const struct hd_lock_cycle *y)
{
    size_t found = 0;
    for (size_t i = 0; i < y->len; i++)
        for (size_t k = 0; k < g->nnodes; k++)
            found += g->node[k].cls == y->cls[i];
    return found == y->len;
}

/* What a file got that nobody sees on the terminal: for `told`, which is said once it is written.
 */
static void tell(const struct options *o, const struct hd_graph *g, size_t implied,
                 struct hd_buf *told)
{
    if (implied)
        hd_info("%zu order%s left out that others imply; --no-reduce draws all", implied,
                plural(implied));
    if (!o->common.output)
        return;
    size_t real = 0, shown = 0;
    for (size_t i = 0; i < g->ncycles; i++) {
        bool in_sight = is_shown(g, &g->cycle[i]);
        shown += in_sight;
        real += in_sight && !g->cycle[i].finding.filtered;
    }
    hd_buf_fmt(told, "%s: %zu lock%s, %zu order%s, %zu cycle%s", o->common.output, g->nnodes,
               plural(g->nnodes), g->narcs, plural(g->narcs), real, plural(real));
    if (real < shown)
        hd_buf_fmt(told, " and %zu excused", shown - real);
    if (g->against)
        tell_changes(g, told);
}

static int write_graph(const struct options *o, struct hd_graph *g, struct hd_arena *a,
                       struct hd_buf *out, struct hd_buf *told, struct hd_err *err)
{
    const char *title = g->against
                            ? hd_arena_fmt(a, "Lock order: %s against %s", o->common.db, g->against)
                            : "Lock order";
    const struct hd_draw d = {.title = title, .cluster = o->by};
    size_t implied = o->reduce && g->narcs > CROWDED ? leave_out_implied(g, a) : 0;
    int rc = 0;
    if (o->graph.focus && !g->narcs)
        return hd_fail(err, "no lock order is near '%s'%s", o->graph.focus,
                       hd_graph_has(g->facts, o->graph.focus) ? "" : "; no lock is called so");
    if (strcmp(o->format, "dot") == 0)
        hd_graph_dot(g, &d, out);
    else if (strcmp(o->format, "json") == 0)
        hd_graph_json(g, out);
    else
        rc = hd_graph_svg(g, &d, out, err);
    if (rc == 0)
        tell(o, g, implied, told);
    return rc;
}

static int draw(const struct options *o, struct hd_store *s, struct hd_buf *out,
                struct hd_buf *told, struct hd_err *err)
{
    struct hd_arena a = {0};
    struct hd_graph_loaded l;
    int rc = hd_graph_load_against(s, o->run, o->old, &o->graph, &a, &l, err);
    if (rc == 0)
        rc = write_graph(o, &l.graph, &a, out, told, err);
    hd_graph_loaded_free(&l);
    hd_arena_free(&a);
    return rc;
}

/* Nobody should take a page about lock order for all that was found. */
static void tell_others(const struct options *o, size_t others, struct hd_buf *told)
{
    if (others)
        hd_buf_fmt(told,
                   "%zu other finding%s not about lock order: heddle report --db %s --format html",
                   others, others == 1 ? " is" : "s are", o->common.db);
}

static int page(const struct options *o, struct hd_store *s, struct hd_buf *out,
                struct hd_buf *told, struct hd_err *err)
{
    struct hd_arena a = {0};
    struct hd_report r = {.db = o->common.db};
    const struct hd_html_options html = {o->graph, o->run, true, o->old};
    char *text = NULL;
    size_t len = 0;
    FILE *f = open_memstream(&text, &len);
    if (!f)
        hd_oom();
    int rc = hd_report_load(&r, s, o->run, &a, err);
    if (rc == 0)
        rc = hd_html_write(&r, &html, f, err);
    if (fclose(f) != 0)
        hd_oom();
    if (rc == 0) {
        hd_buf_put(out, text, len);
        tell_others(o, hd_page_others(&r, &html), told);
    }
    free(text);
    hd_arena_free(&a);
    return rc;
}

static int parse_only(struct options *o)
{
    static const struct {
        const char *word;
        enum hd_evidence only;
    } row[] = {{"static", HD_EV_STATIC}, {"runtime", HD_EV_RUNTIME}, {"both", HD_EV_BOTH}};
    if (!o->only)
        return 0;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        if (strcmp(o->only, row[i].word) == 0) {
            o->graph.only = row[i].only;
            return 0;
        }
    hd_error("--only is static, runtime or both, not '%s'", o->only);
    return -1;
}

static int parse_cluster(struct options *o)
{
    static const char *const word[] = {"", "file", "struct", "module"};
    for (int i = 1; o->cluster && i < 4; i++)
        if (strcmp(o->cluster, word[i]) == 0)
            o->by = (enum hd_cluster)i;
    if (o->cluster && o->by == HD_CLUSTER_NONE) {
        hd_error("--cluster is file, struct or module, not '%s'", o->cluster);
        return -1;
    }
    return 0;
}

static int parse(struct options *o, int argc, char **argv)
{
    const struct hd_opt own[] = {
        {"format", 'f', HD_OPT_STRING, &o->format, "F", "svg (default), dot, json or html",
         "svg dot json html"},
        {"cycles", 0, HD_OPT_FLAG, &o->cycles, NULL, "only what lies on a cycle, real or excused"},
        {"only", 0, HD_OPT_STRING, &o->only, "EVIDENCE", "orders known to static, runtime or both",
         "static runtime both"},
        {"focus", 0, HD_OPT_STRING, &o->graph.focus, "LOCK",
         "only what is near this lock (its name, its key, or a part of either)"},
        {"depth", 0, HD_OPT_INT, &o->depth, "N", "… up to N orders away (default 1)"},
        {"min-count", 0, HD_OPT_INT, &o->min_count, "N",
         "leave out orders that were seen fewer than N times at run time only"},
        {"cluster", 0, HD_OPT_STRING, &o->cluster, "BY",
         "frames around the locks of a file, struct or module (folder)", "file struct module"},
        {"reduce", 0, HD_OPT_FLAG, &o->reduce, NULL,
         "draw orders, too, that follow from others (in drawings; dot and json have all)"},
        {"diff", 0, HD_OPT_STRING, &o->old, "OLD.db",
         "compare with another database: orders that are new, gone and in both"},
        {"changed", 0, HD_OPT_FLAG, &o->changed, NULL, "… and leave out those in both"},
        {"run", 0, HD_OPT_INT, &o->run, "ID", "only what this run saw (see heddle report --runs)"},
        {0},
    };
    int npos, rest;
    int rc = hd_opt_parse(NULL, own, &o->common, argc, argv, &npos, &rest);
    if (rc)
        return rc;
    if (npos || rest < argc) {
        hd_error("graph takes no arguments, only options; a database is named with --db");
        return -1;
    }
    if (strcmp(o->format, "svg") != 0 && strcmp(o->format, "dot") != 0 &&
        strcmp(o->format, "json") != 0 && strcmp(o->format, "html") != 0) {
        hd_error("--format is svg, dot, json or html, not '%s'", o->format);
        return -1;
    }
    if (o->depth < 0 || o->min_count < 0) {
        hd_error("--depth and --min-count are numbers from 0 on");
        return -1;
    }
    o->graph.depth = (unsigned)o->depth;
    o->graph.min_count = (uint64_t)o->min_count;
    o->reduce &= strcmp(o->format, "svg") == 0;
    if (o->run < 0) {
        hd_error("--run is the number of a run; heddle report --runs lists them");
        return -1;
    }
    if (o->changed && !o->old) {
        hd_error("--changed goes with --diff OLD.db");
        return -1;
    }
    o->graph.cycles_only = o->cycles;
    o->graph.changed_only = o->changed;
    return parse_only(o) < 0 || parse_cluster(o) < 0 ? -1 : 0;
}

/* A run that does not exist has no graph; an empty drawing would hide the mistake. */
static int check_run(const struct options *o, struct hd_store *s, struct hd_err *err)
{
    if (!o->run)
        return 0;
    struct hd_arena a = {0};
    hd_run_vec runs = {0};
    int rc = hd_store_load_runs(s, &a, &runs, err);
    bool found = false;
    hd_vec_foreach(r, &runs) found |= r->id == o->run;
    if (rc == 0 && !found)
        rc = hd_fail(err, "%s has no run %ld; heddle report --runs lists them", o->common.db,
                     o->run);
    hd_vec_free(&runs);
    hd_arena_free(&a);
    return rc;
}

int hd_cmd_graph(int argc, char **argv)
{
    struct options o = {.format = "svg", .depth = 1, .reduce = true};
    int rc = parse(&o, argc, argv);
    if (rc)
        return rc < 0;
    struct hd_err err = {0};
    struct hd_store *s = NULL;
    struct hd_buf out = {0}, told = {0};
    rc = hd_store_open(&s, o.common.db, HD_STORE_READ, &err);
    if (rc == 0)
        rc = check_run(&o, s, &err);
    if (rc == 0)
        rc = strcmp(o.format, "html") == 0 ? page(&o, s, &out, &told, &err)
                                           : draw(&o, s, &out, &told, &err);
    if (rc == 0)
        rc = hd_out_write(&o.common, &out, &err);
    if (rc == 0 && told.len)
        hd_info("%s", hd_buf_cstr(&told));
    hd_buf_free(&told);
    hd_buf_free(&out);
    hd_store_close(s);
    if (rc < 0)
        hd_error("%s", err.msg);
    return rc < 0;
}
