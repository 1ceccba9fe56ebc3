/* What the formats for code review have in common: paths as the repository's host counts them, the
 * place that stands for a finding, text that cannot break out of where it is put.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_CI_H
#define HEDDLE_REPORT_CI_H

#include "core/buf.h"
#include "report/report.h"

/* Hosts of repositories count paths from the repository's top folder, which may lie above the
 * project's root (the folder with .heddle.yml). */
struct hd_ci {
    const struct hd_report *r;
    char *top; /* absolute, owned; NULL when the root is unknown */
};
void hd_ci_open(struct hd_ci *c, const struct hd_report *r);
void hd_ci_close(struct hd_ci *c);
/* The path below `top`, or an absolute one; free() it. */
char *hd_ci_path(const struct hd_ci *c, const char *file);

/* Where a finding is shown: its own place, else the first step that has one; NULL: nowhere. */
const struct hd_site *hd_ci_place(const struct hd_finding *f);

/* Tells on stderr that a format had to leave findings out because no file belongs to them. */
void hd_ci_left_out(size_t n, const char *format);

/* "2 errors, 1 warning", or "no findings"; findings that are not hidden. */
void hd_ci_counts(struct hd_buf *b, const struct hd_report *r);
/* "2 of 12 translation units could not be analysed"; false and nothing when all could be. */
bool hd_ci_failed_units(struct hd_buf *b, const struct hd_report *r);

/* The witness as plain lines, "  1. src/a.c:3:4 in f: acquires m"; at most `most` steps. Control
 * characters and bytes that are no UTF-8 come out as "\xNN". */
void hd_ci_witness(struct hd_buf *b, const struct hd_ci *c, const struct hd_finding *f,
                   size_t most);

#endif
