/* Checks that are no typestate, one file each under analyzer/checkers/.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_CHECKS_H
#define HEDDLE_ANALYZER_FLOW_CHECKS_H

#include "analyzer/flow/flow.h"
#include "core/buf.h"

/* A record is copied bitwise (lock-copied). */
void check_copy(struct fctx *c, struct state *s, const struct hd_ir_insn *i);

/* After a function's fixpoint: what needs its control flow (cond-wait-no-loop). */
void check_function(struct fctx *c);

#endif
