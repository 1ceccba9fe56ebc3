/* Text from outside in XML and in Markdown.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_CI_TEXT_H
#define HEDDLE_REPORT_CI_TEXT_H

#include "core/buf.h"

/* Element content and quoted attributes of XML 1.0 alike; line breaks become references. What XML
 * cannot hold comes out as "\xNN" or "\u{NNNN}". */
void hd_xml_put(struct hd_buf *b, const char *s);

/* One line of GitHub's Markdown that says what `s` says: no markup, no links, no mentions. */
void hd_markdown_put(struct hd_buf *b, const char *s);
/* The same in the font of code. */
void hd_markdown_code(struct hd_buf *b, const char *s);

#endif
