/* Streaming JSON; see json_out.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/json_out.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"

static void begin(struct hd_json_out *j)
{
    if (j->comma)
        fputc(',', j->f);
    j->comma = true;
}

void hd_jo_open(struct hd_json_out *j, char bracket)
{
    begin(j);
    fputc(bracket, j->f);
    j->comma = false;
}

void hd_jo_close(struct hd_json_out *j, char bracket)
{
    fputc(bracket, j->f);
    j->comma = true;
}

void hd_jo_key(struct hd_json_out *j, const char *key)
{
    begin(j);
    fprintf(j->f, "\"%s\":", key);
    j->comma = false;
}

/* '<' goes out as an escape: neither "</script" nor "<!--" can stand in the text. */
static void put_char(FILE *f, const char *s, size_t n)
{
    if (*s == '"' || *s == '\\')
        fprintf(f, "\\%c", *s);
    else if (*s == '\n')
        fputs("\\n", f);
    else if (*s == '\t')
        fputs("\\t", f);
    else if (*s == '<')
        fputs("\\u003c", f);
    else
        fwrite(s, 1, n, f);
}

void hd_jo_strn(struct hd_json_out *j, const char *s, size_t len)
{
    begin(j);
    fputc('"', j->f);
    for (const char *end = s + len; s < end;) {
        size_t n = hd_utf8_len(s);
        if (n > (size_t)(end - s))
            n = 0;
        if (n && hd_utf8_visible(s))
            put_char(j->f, s, n);
        else
            fputs(HD_UTF8_REPLACEMENT, j->f);
        s += n ? n : 1;
    }
    fputc('"', j->f);
}

void hd_jo_str(struct hd_json_out *j, const char *s)
{
    if (s)
        hd_jo_strn(j, s, strlen(s));
    else
        hd_jo_null(j);
}

void hd_jo_int(struct hd_json_out *j, int64_t n)
{
    begin(j);
    fprintf(j->f, "%" PRId64, n);
}

/* Nobody's parser takes more than a signed number; a database of somebody else's may hold it. */
void hd_jo_uint(struct hd_json_out *j, uint64_t n)
{
    n = n > INT64_MAX ? INT64_MAX : n;
    begin(j);
    fprintf(j->f, "%" PRIu64, n);
}

void hd_jo_bool(struct hd_json_out *j, bool b)
{
    begin(j);
    fputs(b ? "true" : "false", j->f);
}

void hd_jo_null(struct hd_json_out *j)
{
    begin(j);
    fputs("null", j->f);
}

void hd_jo_fixed(struct hd_json_out *j, double v)
{
    int64_t tenths = (int64_t)(v * 10 + (v < 0 ? -0.5 : 0.5)), whole = tenths / 10,
            rest = llabs(tenths % 10);
    begin(j);
    if (rest)
        fprintf(j->f, "%s%" PRId64 ".%" PRId64, tenths < 0 && !whole ? "-" : "", whole, rest);
    else
        fprintf(j->f, "%" PRId64, whole);
}

void hd_jo_mstr(struct hd_json_out *j, const char *key, const char *s)
{
    hd_jo_key(j, key);
    hd_jo_str(j, s);
}

void hd_jo_mint(struct hd_json_out *j, const char *key, int64_t n)
{
    hd_jo_key(j, key);
    hd_jo_int(j, n);
}

void hd_jo_muint(struct hd_json_out *j, const char *key, uint64_t n)
{
    hd_jo_key(j, key);
    hd_jo_uint(j, n);
}

void hd_jo_mbool(struct hd_json_out *j, const char *key, bool b)
{
    hd_jo_key(j, key);
    hd_jo_bool(j, b);
}
