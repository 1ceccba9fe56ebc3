/* Handles at the end of a function, or when the memory that holds them goes (handles.c).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_HANDLES_H
#define HEDDLE_ANALYZER_FLOW_HANDLES_H

#include "analyzer/flow/flow.h"

void judge_handles_of(struct fctx *c, struct exit_point *x);
/* Does control get from the creation of `o` to block `to` without coming to a loop that ends what
 * lies at places of declaration `d`? */
bool goes_around(struct fctx *c, const struct obj *o, uint32_t to, uint32_t d);
/* Does control, on its way from the creation of `o` to block `to`, decide whether to end what lies
 * at places of declaration `d`? It has its reasons then (a flag in the record). */
bool may_be_meant(struct fctx *c, const struct obj *o, uint32_t to, uint32_t d);

/* own_memory.c. Is it memory that this function allocated, and that never leaves it? Then nobody
 * can reach what lies there once the function has ended. *name (may be NULL): a local (pdecl) that
 * leads to it, NO_DECL. */
bool is_own_memory(struct fctx *c, term loc, uint32_t *name);

/* captured.c. Does a closure that is kept or handed on end what lies in this local variable, or
 * have it by another name? */
bool is_captured_for_others(struct fctx *c, term local);

#endif
