/* JSON through jansson; see json.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/json.h"

#include <stdlib.h>
#include <string.h>

#include "core/buf.h"

json_t *hd_json_parse(const char *text, size_t len, const char *where, struct hd_err *err)
{
    json_error_t e;
    json_t *v = json_loadb(text, len, JSON_REJECT_DUPLICATES, &e);
    if (!v)
        hd_fail(err, "%s:%d:%d: %s", where, e.line, e.column, e.text);
    return v;
}

/* Length of the UTF-8 sequence at s, or 0 when it is none (RFC 3629: no overlong forms, no
 * surrogates, at most U+10FFFF). */
static size_t utf8_len(const unsigned char *s)
{
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

json_t *hd_json_str(const char *s)
{
    if (!s)
        return json_null();
    json_t *v = json_string(s);
    if (v)
        return v;
    struct hd_buf b = {0};
    for (const unsigned char *p = (const unsigned char *)s; *p;) {
        size_t n = utf8_len(p);
        if (n)
            hd_buf_put(&b, p, n);
        else
            hd_buf_str(&b, "\xef\xbf\xbd");
        p += n ? n : 1;
    }
    v = json_string(hd_buf_cstr(&b));
    hd_buf_free(&b);
    return v;
}

char *hd_json_dump(const json_t *v)
{
    char *s = json_dumps(v, JSON_INDENT(2) | JSON_ENCODE_ANY);
    if (!s)
        hd_oom();
    size_t n = strlen(s);
    s = realloc(s, n + 2);
    if (!s)
        hd_oom();
    s[n] = '\n';
    s[n + 1] = '\0';
    return s;
}
