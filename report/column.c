/* See column.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/column.h"

uint32_t hd_column_utf16(const char *line, size_t len, uint32_t column)
{
    uint32_t units = 1;
    for (size_t i = 0; i < len && i + 1 < column; i++) {
        unsigned char c = (unsigned char)line[i];
        if ((c & 0xc0) != 0x80) /* begins a character */
            units += c >= 0xf0 ? 2 : 1;
    }
    return units;
}
