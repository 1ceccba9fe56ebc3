/* Text from outside inside HTML: element content and quoted attributes alike.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_HTML_TEXT_H
#define HEDDLE_REPORT_HTML_TEXT_H

#include "core/buf.h"
#include "report/report.h"

/* Appends `n` bytes of `s`: the five characters that mean something become references; bytes that
 * are no UTF-8, control characters and marks that turn text around become U+FFFD. */
void hd_html_putn(struct hd_buf *b, const char *s, size_t n);
void hd_html_put(struct hd_buf *b, const char *s); /* NULL is "" */

/* "src/a.c:12:5" relative to the root, or the function's name when the place is unknown. */
void hd_html_site(struct hd_buf *b, const struct hd_report *r, const struct hd_site *s);

#endif
