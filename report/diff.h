/* What one database has that another has not: a branch against main, a canary against the control.
 *
 * Findings are compared by any of their fingerprints, so a finding that one side knows by analysis
 * only and the other by both is the same. What the other database could not have known (it holds no
 * check, or no run) is not compared. Hidden findings count as absent.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_DIFF_H
#define HEDDLE_REPORT_DIFF_H

#include "report/report.h"

struct hd_diff {
    struct hd_report introduced; /* in the new one only, with its root */
    struct hd_report fixed;      /* in the old one only */
    size_t unchanged;
    size_t incomparable; /* in one only, of evidence that the other does not hold at all */
};

/* Zero-initialise *d; set color of its reports afterwards. Everything lives in `a`. */
int hd_diff_load(struct hd_diff *d, struct hd_store *old, struct hd_store *fresh,
                 struct hd_arena *a, struct hd_err *err);
/* `format` is "text" or "json". */
int hd_diff_write(const struct hd_diff *d, const char *format, FILE *out, struct hd_err *err);

#endif
