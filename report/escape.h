/* Text that came from outside, made safe for a terminal: file names, symbols and messages may hold
 * escape sequences, line breaks or characters that turn the reading direction.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_ESCAPE_H
#define HEDDLE_REPORT_ESCAPE_H

#include <stddef.h>

#include "core/buf.h"

/* Appends `n` bytes of `s`. Control characters and bytes that are no UTF-8 become "\xNN", invisible
 * and direction-turning characters "\u{NNNN}"; tabs become spaces up to the next multiple of `tab`
 * columns counted from `column` (tab 0: "\x09"). Returns the columns it takes. */
size_t hd_escape(struct hd_buf *b, const char *s, size_t n, size_t column, size_t tab);

#endif
