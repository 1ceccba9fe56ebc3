/* See plain.h. Blocks are told apart line by line; marks inside of a paragraph may go over the end
 * of a line, none goes over the end of the paragraph.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/plain.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

static size_t line_len(const char *p)
{
    size_t n = strcspn(p, "\n");
    return n + (p[n] == '\n');
}

static bool is_fence(const char *p)
{
    return strncmp(p, "```", 3) == 0;
}

/* The lines of a fenced block, indented; returns what stands behind its last fence. */
static const char *put_code(struct hd_buf *out, const char *p)
{
    for (p += line_len(p); *p && !is_fence(p); p += line_len(p)) {
        hd_buf_str(out, *p == '\n' ? "" : "    ");
        hd_buf_put(out, p, line_len(p));
    }
    return p + line_len(p);
}

static const char *put_heading(struct hd_buf *out, const char *p)
{
    p += strspn(p, "#");
    p += strspn(p, " ");
    size_t n = strcspn(p, "\n");
    hd_buf_put(out, p, n);
    hd_buf_char(out, '\n');
    while (n-- > 0)
        hd_buf_char(out, '-');
    hd_buf_char(out, '\n');
    return p + line_len(p);
}

static const char *find(const char *p, const char *end, char c)
{
    return p < end ? memchr(p, c, (size_t)(end - p)) : NULL;
}

static void put_inline(struct hd_buf *out, const char *p, const char *end);

/* "`code`", which is taken as it is. NULL when `p` opens none; else what stands behind. */
static const char *put_span(struct hd_buf *out, const char *p, const char *end)
{
    const char *close = *p == '`' ? find(p + 1, end, '`') : NULL;
    if (!close)
        return NULL;
    hd_buf_put(out, p + 1, (size_t)(close - p - 1));
    return close + 1;
}

/* "[text](address)" */
static const char *put_link(struct hd_buf *out, const char *p, const char *end)
{
    const char *text = *p == '[' ? find(p, end, ']') : NULL;
    if (!text || text + 1 == end || text[1] != '(')
        return NULL;
    const char *close = find(text + 2, end, ')');
    if (!close)
        return NULL;
    put_inline(out, p + 1, text);
    if (strncmp(text + 2, "http", 4) == 0)
        hd_buf_fmt(out, " (%.*s)", (int)(close - text - 2), text + 2);
    return close + 1;
}

/* "*word*" or "**word**"; a star that multiplies has blanks or names around it. */
static const char *put_emphasis(struct hd_buf *out, const char *p, const char *before,
                                const char *end)
{
    size_t n = strspn(p, "*");
    const char *close = p + n;
    if (n < 1 || n > 2 || close >= end || isspace((unsigned char)*close) ||
        (before && isalnum((unsigned char)*before)))
        return NULL;
    do
        close = find(close + 1, end, '*');
    while (close && isspace((unsigned char)close[-1]));
    if (!close || (size_t)(end - close) < n || strspn(close, "*") != n)
        return NULL;
    put_inline(out, p + n, close);
    return close + n;
}

static void put_inline(struct hd_buf *out, const char *p, const char *end)
{
    for (const char *start = p, *next; p < end; p = next) {
        next = put_span(out, p, end);
        if (!next)
            next = put_link(out, p, end);
        if (!next)
            next = put_emphasis(out, p, p > start ? p - 1 : NULL, end);
        if (!next) {
            hd_buf_char(out, *p);
            next = p + 1;
        }
    }
}

static const char *put_paragraph(struct hd_buf *out, const char *p)
{
    const char *end = p;
    while (*end && *end != '\n' && !is_fence(end) && (end == p || *end != '#'))
        end += line_len(end);
    put_inline(out, p, end);
    return end;
}

void hd_plain(struct hd_buf *out, const char *p)
{
    while (*p) {
        if (is_fence(p))
            p = put_code(out, p);
        else if (*p == '#')
            p = put_heading(out, p);
        else if (*p == '\n')
            hd_buf_char(out, *p++);
        else
            p = put_paragraph(out, p);
    }
}
