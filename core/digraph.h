/* Compact directed graphs: nodes are 0 … nodes-1, arcs are numbered in order of insertion, parallel
 * arcs and loops are allowed. Build with hd_digraph_add, then call hd_digraph_freeze before any
 * query. Results depend only on the numbers given, never on addresses. Nothing here can fail but
 * for memory (hd_oom).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_DIGRAPH_H
#define HEDDLE_CORE_DIGRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/vec.h"

struct hd_arc {
    uint32_t from, to;
};
typedef HD_VEC(uint32_t) hd_u32_vec;

struct hd_digraph {
    uint32_t nodes;
    HD_VEC(struct hd_arc) arc;
    uint32_t *first; /* frozen: arcs leaving v are order[first[v]] … order[first[v+1]-1] */
    uint32_t *order; /* arc numbers by from, then by number */
};

void hd_digraph_init(struct hd_digraph *g, uint32_t nodes);
uint32_t hd_digraph_add(struct hd_digraph *g, uint32_t from, uint32_t to); /* the arc's number */
void hd_digraph_freeze(struct hd_digraph *g);
void hd_digraph_free(struct hd_digraph *g);

/* Strongly connected components: comp[v] for every node, numbered so that every arc between two
 * components leads to the smaller number. Returns how many there are. Tarjan, "Depth-first search
 * and linear graph algorithms", SIAM J. Comput. 1 (1972), without recursion. */
uint32_t hd_digraph_scc(const struct hd_digraph *g, uint32_t *comp);

/* The arcs of a shortest cycle through `arc`, which comes first; breadth-first search inside the
 * component. Returns its length, 0 when the arc lies on none. `comp` is hd_digraph_scc's. */
size_t hd_digraph_shortest_cycle(const struct hd_digraph *g, const uint32_t *comp, uint32_t arc,
                                 hd_u32_vec *out);

/* Elementary cycles (no node twice), each once whatever its rotation, by length and then by node
 * numbers; cycle i is arc[start[i]] … arc[start[i+1]-1] and begins at its smallest node. Of
 * parallel arcs all combinations count, so merge them first. */
struct hd_cycles {
    hd_u32_vec arc;
    hd_u32_vec start; /* one more than there are cycles */
    bool complete;    /* false: a bound was met, some cycles are missing */
};
struct hd_cycle_bounds {
    size_t length; /* arcs in one cycle */
    size_t count;  /* cycles in all */
    size_t steps;  /* of the search: the bound on time */
};

/* Depth-first from the smallest node of each cycle, kept inside its component and pruned by the
 * distance back (the idea of Johnson, "Finding all the elementary circuits of a directed graph",
 * SIAM J. Comput. 4 (1975), with distances in the place of his blocking lists, because the bound on
 * length is small), one length after the other. After the bounds a shortest cycle is added for
 * every arc that lies on a cycle but on none of those found. */
void hd_digraph_cycles(const struct hd_digraph *g, const struct hd_cycle_bounds *b,
                       struct hd_cycles *out);
void hd_cycles_free(struct hd_cycles *c);

#endif
