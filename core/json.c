/* JSON through jansson; see json.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/json.h"

#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "core/json_mistake.h"
#include "core/utf8.h"

json_t *hd_json_parse(const char *text, size_t len, const char *where, struct hd_err *err)
{
    json_error_t e;
    json_t *v = json_loadb(text, len, JSON_REJECT_DUPLICATES, &e);
    if (!v)
        hd_json_mistake(text, len, &e, where, err);
    return v;
}

json_t *hd_json_str(const char *s)
{
    if (!s)
        return json_null();
    json_t *v = json_string(s);
    if (v)
        return v;
    struct hd_buf b = {0};
    for (const char *p = s; *p;) {
        size_t n = hd_utf8_len(p);
        if (n)
            hd_buf_put(&b, p, n);
        else
            hd_buf_str(&b, HD_UTF8_REPLACEMENT);
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

void hd_json_put(json_t *object, const char *key, json_t *value)
{
    if (!value || json_object_set_new(object, key, value) < 0)
        hd_oom();
}

void hd_json_add(json_t *array, json_t *value)
{
    if (!value || json_array_append_new(array, value) < 0)
        hd_oom();
}

json_t *hd_json_number(uint64_t n)
{
    return json_integer((json_int_t)n);
}
