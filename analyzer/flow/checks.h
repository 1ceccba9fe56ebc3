/* Checks that are no typestate, one file each under analyzer/checkers/.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_CHECKS_H
#define HEDDLE_ANALYZER_FLOW_CHECKS_H

#include "analyzer/flow/flow.h"
#include "core/buf.h"

/* A record is copied bitwise, or handed over by value (lock-copied). What is made anew is no
 * copied lock: note_remade says so, report_copies reports the rest at the function's end. */
void check_copy(struct fctx *c, struct state *s, const struct hd_ir_insn *i);
void check_passed(struct fctx *c, const struct state *s, const struct hd_ir_insn *i);
void note_remade(struct fctx *c, term loc);
void report_copies(struct fctx *c);

/* Asked for by automata (result-ignored): a call of `op` in `block`. */
void check_result_ignored(struct fctx *c, const struct hd_op_model *op, const struct hd_ir_insn *i,
                          uint32_t block);

/* A C++ scope guard that holds `lock` dies at `end` (lock-guard-temporary). */
void check_guard_temporary(struct fctx *c, struct state *s, const struct hd_ir_insn *end,
                           term lock);

/* An event on a condition: `partner` is the lock that goes with a wait, 0 for other events. */
void check_condition(struct fctx *c, struct state *s, const struct hd_op_model *op, term cond,
                     term partner, struct place at);

/* An event on a condition that could not be followed to it: what the program writes still tells
 * the class. */
void note_lost_condition(struct fctx *c, const struct state *s, const struct hd_op_model *op,
                         hd_val arg, struct place at);

/* A thread is created (again) with the address `data`: did what it points to change meanwhile? */
void check_thread_data(struct fctx *c, struct state *s, const struct obj *earlier, term data,
                       struct place at);
/* At an exit: threads that outlive the function and hold the address of one of its locals. */
void check_thread_locals(struct fctx *c, const struct state *s);
/* A local dies inside a function: with the handle of a live thread, or with what one was given. */
void check_scope_end(struct fctx *c, struct state *s, term loc);
void check_thread_scope(struct fctx *c, const struct state *s, term loc);
/* The creator waits for something: the threads it created took what they were given. */
void threads_took_data(struct state *s);

/* A call through a pointer behind which no function of the program is known. */
void check_callback(struct fctx *c, struct state *s, const struct hd_ir_insn *i, const term *arg,
                    uint32_t nargs);

/* An exception leaves the function here, and so does what a callee throws further down. */
void note_throw(struct fctx *c, const struct state *s, uint32_t loc);
void add_thrown(struct fctx *c, const struct state *s, struct place at, const struct chain *down);
/* Exceptions that leave the entry of a thread, after all functions. */
void check_entries_throw(struct analysis *an);

/* Joins that wait for ever, after all functions: a lock held meanwhile, circles, endless threads.
 */
void check_joins(struct analysis *an);
void check_unstoppable(struct analysis *an);
/* The only entry (program.func) whose threads a join waits for, NO_FUNC when unknown. */
uint32_t joined_entry(const struct analysis *an, const struct join_site *j);

/* A call whose callee waits: `w` in our terms, `theirs` with its own chain and released locks. */
void check_called_wait(struct fctx *c, struct state *s, struct wait *w, struct place at, bool sure,
                       const struct wait *theirs);
/* A lock that is first met by a wait. May the caller hold it? Not when nobody calls us, nor when it
 * is likely one that we hold under another name. */
bool needed(struct fctx *c, const struct state *s, term lock, struct place at);

/* Program-wide checks on conditions, after all functions. */
void check_conditions(struct analysis *an);

/* After a function's fixpoint: what needs its control flow (cond-wait-no-loop). */
void check_function(struct fctx *c);

#endif
