/* Graphviz inside this process, for svg.c and layout.c. Internal to graph/.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_GRAPH_GRAPHVIZ_H
#define HEDDLE_GRAPH_GRAPHVIZ_H

#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>

#include "graph/graph.h"

/* Lays the DOT text of `g` out and hands it to `use`. 0, or -1 with a message. */
int hd_graphviz(const struct hd_graph *g, const struct hd_draw *d,
                int (*use)(GVC_t *gvc, Agraph_t *laid_out, void *arg, struct hd_err *err),
                void *arg, struct hd_err *err);

#endif
