/* The ends of a function: exits.c makes the summary of them, the others answer its questions.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_EXITS_H
#define HEDDLE_ANALYZER_FLOW_EXITS_H

#include "analyzer/flow/flow.h"

/* outcome.c: what a return value says */
enum outcome { OUT_VOID, OUT_UNKNOWN, OUT_ZERO, OUT_NEG, OUT_POS, OUT_NONZERO };
enum outcome outcome_of(const struct fctx *c, const struct exit_point *x);
bool outcomes_overlap(enum outcome a, enum outcome b);   /* may both be one value? */
bool is_failure(const struct fctx *c, enum outcome out); /* negative, or a null pointer */
bool returns_pointer(const struct fctx *c);
bool returns_bool(const struct fctx *c);

/* exit_locks.c: what became of the lock `key` of this function; findings at an exit */
enum lock_end { END_UNTOUCHED, END_HELD, END_RELEASED, END_OTHER };
enum lock_end lock_end(struct fctx *c, const struct state *s, term key);
/* An element of an array, released in a function with loops that acquires such locks, too: under
 * which name that was is gone. */
bool loops_acquired(const struct fctx *c, term key);
void judge_locks_of(struct fctx *c, struct exit_point *x);
void judge_releases_of(struct fctx *c, const struct exit_point *x);

/* tells.c: how callers know whether a lock is held after a call */
bool memory_tells(struct fctx *c, const struct exit_point *held, const struct exit_point *other,
                  term lock);
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
