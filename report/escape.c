/* Terminal safety; see escape.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/escape.h"

#include <stdbool.h>
#include <stdint.h>

/* Decodes one character of at most `n` bytes. Returns its length, 0 when the bytes are no UTF-8
 * (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF). */
static size_t decode(const unsigned char *s, size_t n, uint32_t *c)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t len = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
    if (len == 0 || len > n || s[0] > 0xf4)
        return 0;
    *c = len == 1 ? s[0] : s[0] & (0x7fu >> len);
    for (size_t i = 1; i < len; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        *c = *c << 6 | (s[i] & 0x3f);
    }
    return *c < least[len] || (*c >= 0xd800 && *c < 0xe000) || *c > 0x10ffff ? 0 : len;
}

/* Marks that turn the direction of text or cannot be seen (Unicode technical report 36). */
static bool deceives(uint32_t c)
{
    return (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || c == 0x061c;
}

size_t hd_escape(struct hd_buf *b, const char *s, size_t n, size_t column, size_t tab)
{
    const unsigned char *p = (const unsigned char *)s, *end = p + n;
    size_t start = b->len, extra = 0; /* bytes that take no column of their own */
    while (p < end) {
        uint32_t c = 0;
        size_t len = decode(p, (size_t)(end - p), &c);
        if (len && c == '\t' && tab) { /* half a character may look like one */
            size_t at = column + b->len - start - extra;
            hd_buf_fmt(b, "%*s", (int)(tab - at % tab), "");
        } else if (len == 0 || c < 0x20 || c == 0x7f) {
            hd_buf_fmt(b, "\\x%02x", *p);
            len = 1;
        } else if ((c >= 0x80 && c < 0xa0) || deceives(c)) {
            hd_buf_fmt(b, "\\u{%x}", c);
        } else {
            hd_buf_put(b, p, len);
            extra += len - 1;
        }
        p += len;
    }
    return b->len - start - extra;
}
