/* What an earlier run left behind: the analysis of one function (or of functions that call each
 * other) is taken over when nothing that it looked at has changed. That is: its text, what the
 * program knows of the declarations in it, the summaries of the functions that it asked,
 * and what holds for the whole program (key). A function whose analysis asked or told anything else
 * is `opaque`: it is analysed again in every run. docs/design/024 has the reasons.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_MEMO_H
#define HEDDLE_ANALYZER_FLOW_MEMO_H

#include "analyzer/flow/flow.h"

struct memo;

/* NULL when there is nothing to remember, or the program has something that cannot be. */
struct memo *memo_new(struct analysis *an, struct hd_analyze_memory *m);
void memo_free(struct memo *m);

/* Functions that are analysed together, callees before. True: taken over, nothing is left to do. */
bool memo_recall(struct memo *m, const uint32_t *f, size_t n);
/* They are about to be analysed; they have been. */
void memo_begin(struct memo *m, const uint32_t *f, size_t n);
void memo_end(struct memo *m, const uint32_t *f, size_t n);
/* Leaves behind what the next run can use. */
void memo_finish(struct memo *m);

/* The analysis asks for a summary. */
void memo_asked(struct memo *m, uint32_t f);

/* What the function under analysis does that somebody else may count on: it acquires or discharges
 * what lies at `key` (pdecl), frees records (by their key). */
enum memo_note { MEMO_ACQUIRED, MEMO_DISCHARGED, MEMO_FREED };
void note_for_all(struct fctx *c, enum memo_note what, uint64_t key);

/* The summary of another function, for the function under analysis. */
static inline const struct summary *summary_of(const struct fctx *c, uint32_t f)
{
    if (c->an->memo)
        memo_asked(c->an->memo, f);
    return &c->an->sum[f];
}

#endif
