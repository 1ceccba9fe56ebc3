/* Text from outside inside HTML; see html_text.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <string.h>

#include "core/file.h"
#include "core/utf8.h"
#include "report/html_text.h"

void hd_html_putn(struct hd_buf *b, const char *s, size_t len)
{
    for (const char *end = s + len; s < end;) {
        size_t n = hd_utf8_len(s);
        if (n > (size_t)(end - s))
            n = 0;
        if (!n || !hd_utf8_visible(s))
            hd_buf_str(b, HD_UTF8_REPLACEMENT);
        else if (*s == '&' || *s == '<' || *s == '>' || *s == '"' || *s == '\'')
            hd_buf_fmt(b, "&#%d;", *s);
        else
            hd_buf_put(b, s, n);
        s += n ? n : 1;
    }
}

void hd_html_put(struct hd_buf *b, const char *s)
{
    if (s)
        hd_html_putn(b, s, strlen(s));
}

void hd_html_site(struct hd_buf *b, const struct hd_report *r, const struct hd_site *s)
{
    const char *file = s->file;
    if (!file) {
        hd_html_put(b, s->function && *s->function ? s->function : "somewhere unknown");
        return;
    }
    if (r->root && file[0] == '/')
        file = hd_path_relative(r->root, file);
    hd_html_put(b, file);
    if (s->line)
        hd_buf_fmt(b, ":%" PRIu32, s->line);
    if (s->line && s->column)
        hd_buf_fmt(b, ":%" PRIu32, s->column);
}
