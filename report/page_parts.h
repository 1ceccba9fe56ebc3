/* Parts of the page's document, each a member of the object that is open. Internal to the page.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_PAGE_PARTS_H
#define HEDDLE_REPORT_PAGE_PARTS_H

#include "report/html.h"
#include "report/page_tables.h"

/* Is this finding one that the page shows? */
bool hd_page_wants(const struct hd_finding *f, const struct hd_html_options *o);

/* "graph": nodes, edges with the ways they came about, and where to draw them. */
int hd_page_graph(struct hd_page_tables *t, struct hd_json_out *j, const struct hd_html_options *o,
                  struct hd_err *err);
/* "locks": use and contention; "samples": how runs went over time. */
int hd_page_locks(struct hd_page_tables *t, struct hd_json_out *j, const struct hd_html_options *o,
                  struct hd_err *err);
int hd_page_samples(struct hd_page_tables *t, struct hd_json_out *j, struct hd_err *err);

#endif
