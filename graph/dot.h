/* What the files that write DOT share. Internal to graph/.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_GRAPH_DOT_H
#define HEDDLE_GRAPH_DOT_H

#include "graph/internal.h"

/* Okabe and Ito's; grey is for what is neither. */
#define COLOR_REAL "#d55e00"
#define COLOR_EXCUSED "#0072b2"
#define COLOR_PLAIN "#4d4d4d"
#define COLOR_NEW "#009e73"
#define COLOR_GONE "#cc79a7"
#define COLOR_SAME "#8c8c8c"

#define MAX_TEXT 56 /* columns of one line of a label; the middle of longer names goes */

/* Text from outside, safe inside quotes; of more than `max` columns the middle is left out. */
void hd_dot_text(struct hd_buf *b, const char *s, size_t max);

/* A table of what the looks mean; of a comparison when `compared`. */
void hd_dot_legend(struct hd_buf *b, bool compared);

void hd_dot_clusters(struct hd_buf *b, const struct hd_graph *g, enum hd_cluster by);

#endif
