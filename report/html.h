/* The HTML page, for the report and for the graph command.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_HTML_H
#define HEDDLE_REPORT_HTML_H

#include "graph/graph.h"
#include "report/report.h"

struct hd_html_options {
    struct hd_graph_options graph;
    int64_t run;     /* facts of this run only; 0: of what holds now */
    bool graph_only; /* findings about lock order only, the drawing first */
};

/* One self-contained file: no network, no inline handlers, a content security policy that allows
 * its own script and style only. Every string from outside is escaped. 0, or -1 with a message. */
int hd_html_write(const struct hd_report *r, const struct hd_html_options *o, FILE *out,
                  struct hd_err *err);

#endif
