/* The HTML page and the document it shows: for the report, for the graph command, and for whoever
 * serves both.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_HTML_H
#define HEDDLE_REPORT_HTML_H

#include "graph/graph.h"
#include "report/report.h"

struct hd_html_options {
    struct hd_graph_options graph;
    int64_t run;     /* facts of this run only; 0: of what holds now */
    bool graph_only; /* findings about lock order only, the drawing first */
    const char *old; /* database to compare the graph with; NULL: none */
};

/* One self-contained file: no network, no inline handlers, a content security policy that allows
 * its own script and style only, by their hashes. Every string from outside is data. 0, or -1 with
 * a message. */
int hd_html_write(const struct hd_report *r, const struct hd_html_options *o, FILE *out,
                  struct hd_err *err);

/* Findings that the page leaves out because they are not about lock order; hidden ones do not
 * count. */
size_t hd_page_others(const struct hd_report *r, const struct hd_html_options *o);

/* The document that the page shows, as JSON (docs/page-data.md). A graph that cannot be drawn is
 * no failure: the document says why. 0, or -1 with a message. */
int hd_page_data(const struct hd_report *r, const struct hd_html_options *o, FILE *out,
                 struct hd_err *err);

/* The same page without a document: it fetches one from `url`, relative to its own address, and
 * fetches it again every other second while a run goes on. */
void hd_page_live(FILE *out, const char *url);

#endif
