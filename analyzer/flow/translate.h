/* A call seen from its caller: what the callee's terms mean there (translate.c), and which of its
 * exits are possible (optional.c).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_TRANSLATE_H
#define HEDDLE_ANALYZER_FLOW_TRANSLATE_H

#include "analyzer/flow/flow.h"

struct translation {
    struct fctx *c;
    const struct state *s; /* the caller's state at the call */
    const term *arg;
    uint32_t nargs;
    term ret;                           /* what the call returned, once that is known */
    term is_ret;                        /* what the callee calls it, when callers cannot */
    const struct merged_callee *merged; /* what the callee writes, as bits of our state's set */
    struct con *ours;                   /* what callers know at the call; NULL: not asked yet */
    unsigned nours;
    const struct hd_ir_func *lambda; /* the callee, when it is one */
};

/* 0: what cannot be said in the caller's terms. */
term tr_loc(struct translation *t, term l);
term tr_val(struct translation *t, term v);
unsigned tr_list(struct translation *t, const term *from, unsigned n, term **out);

/* 1: the conditions hold, 0: they cannot, -1: nobody knows. */
int decide(struct translation *t, const struct con *k, unsigned n);
/* The conditions for what the callee does as our caller knows them: its own and those of the way to
 * the call. */
unsigned callee_conditions(struct translation *t, const struct state *s, const struct con *k,
                           unsigned n, struct con out[MAX_CONDS]);
bool certain(struct translation *t, const struct con *k, unsigned n);

/* May the callee, called like this, come back without having done it? */
bool is_uncertain(struct translation *t, const struct summary *sum, const struct exit_summary *x,
                  const struct effect *f);
/* … and nothing tells the caller whether it did? */
bool is_secret(struct translation *t, const struct summary *sum, const struct exit_summary *x,
               const struct effect *f);
int lock_effect_event(const struct fctx *c, const struct effect *f);
/* An exit that would be a misuse here and need not be taken: the program knows what it does. */
bool not_taken(struct translation *t, const struct state *n, const struct summary *sum,
               const struct exit_summary *x, const struct effect *f, term key);

/* kept.c: locks that the callee releases on some of its exits, by a pointer that memory keeps:
 * which exit it takes depends on memory that nobody here knows. */
void released_on_some_exits(struct translation *t, struct state *s, const struct summary *sum);

/* inherit.c: what the callee does on its way; acquire_again: of a function that calls itself */
void inherit_acqs(struct translation *t, struct state *s, const struct summary *sum,
                  struct place at);
void acquire_again(struct translation *t, struct state *s, struct place at);
void inherit_waits(struct translation *t, struct state *s, const struct summary *sum,
                   struct place at);
void inherit_thrown(struct translation *t, const struct hd_ir_insn *i, uint32_t callee);

/* callee_sets.c: makes a callee's sets part of ours. Valid until the next call of it. */
const struct merged_callee *merge_callee(struct fctx *c, const struct summary *sum);

#endif
