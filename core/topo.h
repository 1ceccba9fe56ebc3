/* A topological order kept up to date while arcs arrive: Pearce and Kelly, "A dynamic topological
 * sort algorithm for directed acyclic graphs", ACM JEA 11 (2006). The cost of an arc is bounded by
 * the nodes whose order it changes, so a live graph can be watched for its first cycle.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_TOPO_H
#define HEDDLE_CORE_TOPO_H

#include <stdbool.h>
#include <stdint.h>

#include "core/vec.h"

struct hd_topo_node {
    uint32_t rank; /* place in the order, all distinct */
    bool seen;     /* during a search */
    HD_VEC(uint32_t) out;
    HD_VEC(uint32_t) in;
};

/* Zero-initialised is empty. */
struct hd_topo {
    HD_VEC(struct hd_topo_node) node;
};

uint32_t hd_topo_node_add(struct hd_topo *t); /* the new node's number: 0, 1, 2 … */

/* Adds from -> to and restores the order. Returns false and leaves everything as it was when the
 * arc would close a cycle (a loop is one). A second equal arc changes nothing. */
bool hd_topo_arc_add(struct hd_topo *t, uint32_t from, uint32_t to);

void hd_topo_free(struct hd_topo *t);

#endif
