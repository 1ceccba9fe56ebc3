/* What is kept of one lowered unit: the IR and what people are told about it. The same bytes are an
 * entry of the cache and a file of `heddle facts` (x.hir). Identical input gives identical bytes.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_UNITS_FACTS_H
#define HEDDLE_ANALYZER_UNITS_FACTS_H

#include "analyzer/units/units.h"
#include "core/buf.h"

/* A view of such bytes; all pointers point into them, the array `object` is the arena's. */
struct hd_facts {
    const char *file;        /* the unit's main file, absolute */
    const char *root;        /* the project root it was lowered for */
    const char *diagnostics; /* compile errors, NULL when there are none */
    const char *options;     /* what the compiler said about its arguments, NULL */
    const char *error;       /* why there is no IR, NULL when there is */
    const char **object;
    size_t nobjects;
    const void *blob; /* IR, at a multiple of 8 from the start; NULL with `error` */
    size_t size;
};

/* Appends the facts of a unit, which may have failed. */
void hd_facts_write(struct hd_buf *b, const struct hd_unit *u, const char *root,
                    const struct hd_unit_result *r);

/* Checks the frame; the IR itself is for hd_ir_open to check. `where` names it in messages. */
int hd_facts_open(struct hd_facts *f, const void *data, size_t size, const char *where,
                  struct hd_arena *a, struct hd_err *err);

#endif
