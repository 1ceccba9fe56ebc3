/* Random little programs with locks and threads, and what really can happen in them.
 *
 * A program has a few global mutexes, functions that call each other without recursion, and two
 * threads. Conditions are inputs of a thread that nobody writes, so that the same condition has the
 * same answer everywhere in one run; the threads' inputs are independent of each other.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_TESTS_DIFFERENTIAL_PROGRAM_H
#define HEDDLE_TESTS_DIFFERENTIAL_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"

enum {
    LOCKS = 3,
    INPUTS = 3,
    FUNCTIONS = 5, /* the last two are the threads' entries */
    MAX_STATEMENTS = 64,
    MAX_OPS = 96, /* of one thread in one run */
};

enum kind {
    K_LOCK,
    K_UNLOCK,
    K_TRY,  /* if (trylock == 0) { then } else { other } */
    K_IF,   /* if (input) { then } else { other } */
    K_CALL, /* of a function with a smaller number */
    K_RETURN,
};

struct statement {
    enum kind kind;
    int what; /* lock, input or function */
    bool negated;
    int then, other; /* first statements of the two blocks, -1: empty */
    int next;        /* in the same block, -1 */
    uint32_t line;   /* set when the source is written */
};

struct program {
    struct statement s[MAX_STATEMENTS];
    int len;
    int body[FUNCTIONS]; /* first statement, -1 */
};

/* generate.c */
void generate(struct program *p, uint64_t seed);
/* The program as C; sets the lines. */
void write_source(struct program *p, struct hd_buf *out);

/* What really can happen. model.c */
enum op_kind { OP_LOCK, OP_UNLOCK, OP_TRIED, OP_REFUSED };
struct op {
    enum op_kind kind;
    int lock;
    uint32_t line;
};
struct truth {
    bool double_acquire;      /* a thread acquires what it holds, before anything else went wrong */
    bool maybe_double;        /* … in a callee, under a condition of the callee's; or after that */
    bool cycle[LOCKS][LOCKS]; /* the threads can end up waiting for each other with these two */
    bool both_orders[LOCKS][LOCKS]; /* they acquire these two in both orders, nothing guards that */
    bool misused;             /* somebody unlocks what it does not hold, or ends with a lock held */
    uint64_t wrong_unlock[4]; /* lines (as bits) of unlocks of what may not be held */
};
void find_truth(const struct program *p, struct truth *t);

#endif
