/* Findings as text, for other reports that show some of them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_TEXT_H
#define HEDDLE_REPORT_TEXT_H

#include "report/report.h"

/* Writes the findings of `r` without a summary; `brief`: only the first line of each. */
int hd_text_findings(const struct hd_report *r, bool brief, FILE *out, struct hd_err *err);

#endif
