/* See ci_text.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/ci_text.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "report/escape.h"

/* Every line of `s` made visible; U+FFFE and U+FFFF, which XML cannot hold, as well. */
static void put_visible(struct hd_buf *b, const char *s, size_t n)
{
    struct hd_buf v = {0};
    hd_escape(&v, s, n, 0, 8);
    for (const char *p = hd_buf_cstr(&v); *p;) {
        bool none = (unsigned char)p[0] == 0xef && (unsigned char)p[1] == 0xbf &&
                    (unsigned char)p[2] >= 0xbe;
        if (none)
            hd_buf_fmt(b, "\\u{fff%c}", (unsigned char)p[2] == 0xbe ? 'e' : 'f');
        else
            hd_buf_char(b, *p);
        p += none ? 3 : 1;
    }
    hd_buf_free(&v);
}

void hd_xml_put(struct hd_buf *b, const char *s)
{
    for (size_t n; s && *s; s += n) {
        n = strcspn(s, "\n");
        struct hd_buf line = {0};
        put_visible(&line, s, n);
        for (const char *p = hd_buf_cstr(&line); *p; p++) {
            if (strchr("&<>\"'", *p))
                hd_buf_fmt(b, "&#%d;", *p);
            else
                hd_buf_char(b, *p);
        }
        hd_buf_free(&line);
        if (s[n] == '\n') {
            hd_buf_str(b, "&#10;");
            n++;
        }
    }
}

/* Whether a character may mean something to Markdown, to HTML or to GitHub where it stands: markup,
 * a mention, a number of an issue, an emoji, the colon or the dot that makes a link. Mentions are
 * looked for behind references, but not across a comment. */
static bool speaks(const char *start, const char *p)
{
    if (*p == ':')
        return p[1] && p[1] != ' ';
    if (*p == '.')
        return p - start >= 3 && strncasecmp(p - 3, "www", 3) == 0;
    return strchr("\\`*_[]<>&|#@~$!\"'", *p) != NULL;
}

void hd_markdown_put(struct hd_buf *b, const char *s)
{
    struct hd_buf v = {0};
    put_visible(&v, s, strlen(s));
    const char *text = hd_buf_cstr(&v);
    for (const char *p = text; *p; p++) {
        if (speaks(text, p))
            hd_buf_fmt(b, *p == '@' ? "&#%d;<!-- -->" : "&#%d;", *p);
        else
            hd_buf_char(b, *p);
    }
    hd_buf_free(&v);
}

void hd_markdown_code(struct hd_buf *b, const char *s)
{
    hd_buf_str(b, "<code>");
    hd_markdown_put(b, s);
    hd_buf_str(b, "</code>");
}
