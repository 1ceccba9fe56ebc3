/* See text.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/text.h"

#include <stdint.h>
#include <string.h>

static const char mark[] = "<<<<<<< "; /* what git writes */

size_t hd_text_line(const char *text, size_t at)
{
    while (at && text[at - 1] != '\n')
        at--;
    return at;
}

struct hd_text_place hd_text_place(const char *text, size_t at)
{
    size_t start = hd_text_line(text, at);
    struct hd_text_place p = {1, 1};
    for (size_t i = 0; i < start; i++)
        p.line += text[i] == '\n';
    for (size_t i = start; i < at; i++)
        p.column += ((unsigned char)text[i] & 0xc0) != 0x80;
    return p;
}

size_t hd_text_conflict(const char *text, size_t len, size_t at)
{
    size_t n = sizeof mark - 1, line = hd_text_line(text, at < len ? at : len);
    for (;; line = hd_text_line(text, line - 1)) {
        if (len - line >= n && memcmp(text + line, mark, n) == 0)
            return line;
        if (!line)
            return SIZE_MAX;
    }
}
