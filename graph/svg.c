/* The drawing: Graphviz's own library lays the DOT text out and renders into memory; no program is
 * started and no file is written. Graphviz finds its layout engine and renderer through plugins
 * that a machine may lack; then the message names the package.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "core/log.h"
#include "graph/graphviz.h"

#define HINT "install graphviz (on Debian and Ubuntu: apt-get install graphviz)"

/* One context for the life of the process: Graphviz's text layout keeps a pointer to a font name
 * that belongs to the context and compares with it when the next graph is drawn. */
static GVC_t *context(void)
{
    static GVC_t *gvc;
    if (!gvc)
        gvc = gvContext();
    return gvc;
}

/* What Graphviz had to say first. It speaks through a callback without an argument, in pieces:
 * "Error", ": ", the message. */
static char complaint[256];

static int on_complaint(char *text)
{
    size_t len = strlen(complaint);
    if (text && !strchr(complaint, '\n'))
        snprintf(complaint + len, sizeof complaint - len, "%s", text);
    return 0;
}

static const char *complained(const char *otherwise)
{
    complaint[strcspn(complaint, "\r\n")] = '\0';
    const char *text = strncmp(complaint, "Error: ", 7) == 0 ? complaint + 7 : complaint;
    return *text ? text : otherwise;
}

int hd_graphviz(const struct hd_graph *g, const struct hd_draw *d,
                int (*use)(GVC_t *gvc, Agraph_t *laid_out, void *arg, struct hd_err *err),
                void *arg, struct hd_err *err)
{
    complaint[0] = '\0';
    agseterr(AGERR); /* warnings about single labels are no business of the user's */
    agusererrf old = agseterrf(on_complaint);
    GVC_t *gvc = context();
    int rc = -1;
    if (!gvc) {
        hd_fail(err, "Graphviz does not start; %s", HINT);
    } else {
        struct hd_buf dot = {0};
        hd_graph_dot(g, d, &dot);
        Agraph_t *graph = agmemread(hd_buf_cstr(&dot));
        if (!graph) {
            hd_fail(err, "Graphviz does not read the graph: %s", complained("no reason given"));
        } else if (gvLayout(gvc, graph, "dot") != 0) {
            hd_fail(err, "Graphviz cannot lay the graph out (%s); %s",
                    complained("no plugin for \"dot\""), HINT);
        } else {
            rc = use(gvc, graph, arg, err);
            gvFreeLayout(gvc, graph);
        }
        if (graph)
            agclose(graph);
        hd_buf_free(&dot);
    }
    agseterrf(old);
    return rc;
}

static int render(GVC_t *gvc, Agraph_t *graph, void *arg, struct hd_err *err)
{
    struct hd_buf *out = arg;
    char *data = NULL;
    unsigned len = 0;
    int rc = gvRenderData(gvc, graph, "svg", &data, &len);
    const char *svg = rc == 0 && data ? strstr(data, "<svg") : NULL;
    if (svg)
        hd_buf_put(out, svg, len - (size_t)(svg - data));
    else
        rc = hd_fail(err, "Graphviz cannot render SVG (%s); %s",
                     complained("no plugin for \"svg\""), HINT);
    if (data)
        gvFreeRenderData(data);
    return rc == 0 ? 0 : -1;
}

int hd_graph_svg(const struct hd_graph *g, const struct hd_draw *d, struct hd_buf *out,
                 struct hd_err *err)
{
    return hd_graphviz(g, d, render, out, err);
}
