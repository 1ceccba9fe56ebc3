/* Columns: ours count bytes, as compilers do; others count UTF-16 units.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_COLUMN_H
#define HEDDLE_REPORT_COLUMN_H

#include <stddef.h>
#include <stdint.h>

/* Column (from 1) in UTF-16 units of byte column `column` (from 1) in a line of `len` bytes; a
 * column behind the line's end is one behind its last character. */
uint32_t hd_column_utf16(const char *line, size_t len, uint32_t column);

#endif
