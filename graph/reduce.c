/* Transitive reduction: which orders of a graph say nothing that others do not imply.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "graph/graph.h"

struct reduction {
    const struct hd_graph *g;
    const bool *gone;
    uint32_t *first; /* per node: index of its first arc, arcs being sorted by their ends */
    uint32_t *seen;  /* per node: the search that came by last */
    uint32_t *queue;
    uint32_t search;
};

static void index_arcs(struct reduction *r, struct hd_arena *a)
{
    const struct hd_graph *g = r->g;
    r->first = hd_arena_array(a, uint32_t, g->nnodes + 1);
    size_t at = 0;
    for (size_t n = 0; n <= g->nnodes; n++) {
        while (at < g->narcs && g->arc[at].from < n)
            at++;
        r->first[n] = (uint32_t)at;
    }
}

/* Can one get from the arc's start to its end without it? */
static bool implied(struct reduction *r, size_t arc)
{
    const struct hd_graph *g = r->g;
    uint32_t goal = g->arc[arc].to;
    size_t head = 0, tail = 0;
    r->search++;
    r->queue[tail++] = g->arc[arc].from;
    r->seen[g->arc[arc].from] = r->search;
    while (head < tail) {
        uint32_t n = r->queue[head++];
        for (uint32_t i = r->first[n]; i < r->first[n + 1]; i++) {
            uint32_t to = g->arc[i].to;
            if (i == arc || r->gone[i] || g->arc[i].change == HD_CHANGE_GONE ||
                r->seen[to] == r->search)
                continue;
            if (to == goal)
                return true;
            r->seen[to] = r->search;
            r->queue[tail++] = to;
        }
    }
    return false;
}

bool *hd_graph_reduce(const struct hd_graph *g, struct hd_arena *a)
{
    bool *gone = hd_arena_array(a, bool, g->narcs + 1);
    memset(gone, 0, g->narcs + 1);
    struct reduction r = {.g = g,
                          .gone = gone,
                          .seen = hd_arena_array(a, uint32_t, g->nnodes + 1),
                          .queue = hd_arena_array(a, uint32_t, g->nnodes + 1)};
    memset(r.seen, 0, (g->nnodes + 1) * sizeof *r.seen);
    index_arcs(&r, a);
    for (size_t i = 0; i < g->narcs; i++)
        gone[i] = g->arc[i].mark == HD_MARK_NONE && g->arc[i].change <= HD_CHANGE_SAME &&
                  g->arc[i].from != g->arc[i].to && implied(&r, i);
    return gone;
}
