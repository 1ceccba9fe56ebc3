/* UTF-8 by the table of RFC 3629, section 4.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/utf8.h"

#include <stdbool.h>

size_t hd_utf8_len(const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    if (s[0] < 0x80)
        return 1;
    size_t n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (s[0] < 0xc2 || s[0] > 0xf4)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
        (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
        return 0;
    return n;
}

static bool hidden(const unsigned char *s)
{
    if (s[0] < 0x20 || s[0] == 0x7f)
        return s[0] != '\t' && s[0] != '\n';
    if (s[0] == 0xc2)
        return s[1] < 0xa0; /* U+0080 … U+009F */
    if (s[0] == 0xe2 && s[1] == 0x80)
        return (s[2] >= 0x8e && s[2] <= 0x8f) || (s[2] >= 0xaa && s[2] <= 0xae);
    if (s[0] == 0xe2 && s[1] == 0x81)
        return s[2] >= 0xa6 && s[2] <= 0xa9; /* U+2066 … U+2069 */
    return s[0] == 0xef && s[1] == 0xbf && s[2] >= 0xbe;
}

size_t hd_utf8_visible(const char *s)
{
    size_t n = hd_utf8_len(s);
    return n && !hidden((const unsigned char *)s) ? n : 0;
}
