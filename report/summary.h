/* A report in Markdown, for job summaries and comments.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_SUMMARY_H
#define HEDDLE_REPORT_SUMMARY_H

#include "report/report.h"

int hd_summary_write(const struct hd_report *r, FILE *out, struct hd_err *err);

#endif
