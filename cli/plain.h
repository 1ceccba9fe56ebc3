/* Markdown as people read it on a terminal.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CLI_PLAIN_H
#define HEDDLE_CLI_PLAIN_H

#include "core/buf.h"

/* Appends `markdown` without its marks: code indented, headings underlined, links as their text
 * with the address behind when it is one of the web. Knows what the pages of rules use. */
void hd_plain(struct hd_buf *out, const char *markdown);

#endif
