/* Writing a baseline: see core/baseline.h for what it is.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CLI_BASELINE_FILE_H
#define HEDDLE_CLI_BASELINE_FILE_H

#include "core/err.h"
#include "store/facts.h"

/* Zero-initialised is empty. */
struct hd_baseline_out {
    HD_VEC(char *) line; /* owned */
};

void hd_baseline_out_add(struct hd_baseline_out *b, const struct hd_finding *f);
/* A line of an older baseline that stays: its fingerprint and the rest of it. */
void hd_baseline_out_keep(struct hd_baseline_out *b, const char *fingerprint, const char *what);
/* Sorted by file, rule and fingerprint, so that the same findings give the same bytes and findings
 * of different files are merged without conflict. */
int hd_baseline_out_write(struct hd_baseline_out *b, const char *path, struct hd_err *err);
void hd_baseline_out_free(struct hd_baseline_out *b);

#endif
