/* What exits.c asks others about the ends of a function.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_EXITS_H
#define HEDDLE_ANALYZER_FLOW_EXITS_H

#include "analyzer/flow/flow.h"

/* tells.c: how callers know whether a lock is held after a call */
bool memory_tells(struct fctx *c, const struct exit_point *held, const struct exit_point *other);
bool argument_tells(struct fctx *c, const struct exit_point *held, const struct exit_point *other);

/* found.c */
bool finds_result(const struct fctx *c);
bool is_found(const struct fctx *c, const struct exit_point *x);
bool hands_out(const struct fctx *c);
/* Where an exit hands out what was found, and what that is; NULL. */
const struct bind *found_out(const struct fctx *c, const struct exit_point *x);
/* `key` as callers know it: by the result, when the function found and returns what it lies in. */
term by_result(const struct fctx *c, const struct exit_point *x, term key);

#endif
