/* What states need not know any more.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_LIVE_H
#define HEDDLE_ANALYZER_FLOW_LIVE_H

#include "analyzer/flow/flow.h"

/* Finds the variables that each block, or what follows it, still reads. */
void find_live(struct fctx *c);
/* At the beginning of `block`: forgets what the others hold. */
void forget_dead(struct fctx *c, struct state *s, uint32_t block);
/* Forgets what memory holds to which no name leads any more. */
void forget_unreachable(struct fctx *c, struct state *s);

#endif
