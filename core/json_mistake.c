/* jansson names the token that it cannot take. What somebody has to mend often stands before it: a
 * bracket that was never closed, a comma too many. So the text is read again as far as jansson
 * came, token by token, which is much easier than parsing it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/json_mistake.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "core/buf.h"
#include "core/text.h"
#include "core/vec.h"

/* How far jansson came. */
struct reach {
    const char *text;
    size_t len;
    HD_VEC(size_t) open; /* brackets that are not closed before the last token */
    size_t last, end;    /* the last token: where it begins, and what follows it */
    size_t before;       /* the last byte of the token before it; SIZE_MAX: there is none */
    bool at_end;         /* the text has ended: there is no last token */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t token_end(const char *text, size_t len, size_t at)
{
    if (text[at] == '"') {
        for (at++; at < len && text[at] != '"' && text[at] != '\n'; at++)
            at += text[at] == '\\';
        return at < len ? at + 1 : len;
    }
    if (strchr("[]{},:'/", text[at]))
        return at + 1;
    while (at < len && !is_blank(text[at]) && !strchr("[]{},:\"'/", text[at]))
        at++;
    return at;
}

static void pass(struct reach *r, size_t at)
{
    char c = r->text[at];
    if (c == '[' || c == '{')
        hd_vec_push(&r->open, at);
    else if ((c == ']' || c == '}') && r->open.len)
        r->open.len--;
}

/* Goes over the tokens that begin before the byte `stop`. */
static void go(struct reach *r, size_t stop)
{
    bool any = false;
    r->before = SIZE_MAX;
    for (size_t at = 0; at < stop;) {
        if (is_blank(r->text[at])) {
            at++;
            continue;
        }
        if (any) {
            pass(r, r->last);
            r->before = r->end - 1;
        }
        any = true;
        r->last = at;
        at = r->end = token_end(r->text, r->len, at);
    }
    if (r->at_end && any) {
        pass(r, r->last);
        r->before = r->end - 1;
        r->last = r->end - 1; /* rather than behind blank lines */
    }
}

static char innermost(const struct reach *r)
{
    return r->open.len ? r->text[r->open.data[r->open.len - 1]] : '\0';
}

static const char *kind(const struct reach *r)
{
    return innermost(r) == '[' ? "list" : "object";
}

static size_t line_opened(const struct reach *r)
{
    return hd_text_place(r->text, r->open.data[r->open.len - 1]).line;
}

static bool says(const json_error_t *e, const char *start)
{
    return strncmp(e->text, start, strlen(start)) == 0;
}

static bool say(struct hd_buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Always true. */
static bool say(struct hd_buf *b, const char *fmt, ...)
{
    char text[256];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    hd_buf_str(b, text);
    return true;
}

/* A text in quotes goes wrong inside of it. */
static bool about_quoted(const json_error_t *e, struct hd_buf *b)
{
    if (says(e, "premature end of input") || says(e, "unexpected newline"))
        return say(b, "the text that begins here with '\"' is not closed");
    if (says(e, "invalid escape"))
        return say(
            b,
            "a '\\' in this text begins no escape that JSON knows; the character itself is written "
            "'\\\\'");
    if (says(e, "control character"))
        return say(
            b,
            "a tab or another control character stands in this text; JSON has \\t and \\u00XX for "
            "them");
    return false;
}

/* A bracket closes what is not open, or too early. */
static bool about_closing(const struct reach *r, char c, char before, struct hd_buf *b)
{
    char open = innermost(r);
    if (!open)
        return false;
    if ((c == ']') != (open == '['))
        return say(b,
                   "'%c' cannot stand here: the %s that begins at line %zu with '%c' is not closed",
                   c, kind(r), line_opened(r), open);
    if (before == ',')
        return say(b, "no ',' may stand before this '%c'", c);
    if (before == ':')
        return say(b, "a value is missing before this '%c'", c);
    return false;
}

static bool about_word(const struct reach *r, struct hd_buf *b)
{
    char word[25];
    size_t n = 0;
    for (size_t i = r->last; i < r->end && n < sizeof word - 1; i++, n++)
        word[n] = r->text[i] > ' ' && r->text[i] < 0x7f ? r->text[i] : '?';
    word[n] = '\0';
    return say(
        b, "'%s' is no value: text goes in double quotes; numbers, true, false and null go without",
        word);
}

static bool about_token(const struct reach *r, const json_error_t *e, struct hd_buf *b)
{
    char c = r->text[r->last], before = r->before == SIZE_MAX ? '\0' : r->text[r->before];
    if (says(e, "'[' or '{' expected"))
        return say(b, "this is no JSON: it begins neither with '[' nor with '{'%s",
                   c == '/' || c == '#' ? ", and JSON has no comments" : "");
    if (c == '/' || c == '#')
        return say(b, "JSON has no comments");
    if (c == '\'')
        return say(b, "text goes in double quotes");
    if (says(e, "end of file expected"))
        return say(b, "nothing may follow the end of the document");
    if (says(e, "duplicate object key"))
        return say(b, "this key stands twice in one object");
    if (says(e, "':' expected"))
        return say(b, "a ':' is missing before this, behind the key");
    if ((c == ']' || c == '}') && about_closing(r, c, before, b))
        return true;
    if (c == ',' && before && strchr(",:[{", before))
        return say(b, "a value is missing before this ','");
    if (says(e, "string or '}' expected"))
        return say(b, "a key is expected here, a text in double quotes");
    if (says(e, "']' expected") || says(e, "'}' expected"))
        return say(b, "a ',' is missing before this, in the %s that begins at line %zu", kind(r),
                   line_opened(r));
    return says(e, "invalid token") && about_word(r, b);
}

static bool about_end(const struct reach *r, struct hd_buf *b)
{
    if (r->before == SIZE_MAX)
        return say(b, "the file is empty");
    if (!r->open.len)
        return false;
    return say(b, "the file ends, but the %s that begins at line %zu with '%c' is not closed",
               kind(r), line_opened(r), innermost(r));
}

/* The library's own words; they quote the text, which may have lines. */
static void keep_words(const json_error_t *e, struct hd_buf *b)
{
    for (const char *p = e->text; *p; p++)
        hd_buf_char(b, (unsigned char)*p < ' ' ? ' ' : *p);
}

void hd_json_mistake(const char *text, size_t len, const json_error_t *e, const char *where,
                     struct hd_err *err)
{
    size_t stop = e->position > 0 ? (size_t)e->position : 1;
    bool ended = json_error_code(e) == json_error_premature_end_of_input;
    struct reach r = {
        .text = text, .len = len, .at_end = ended && !says(e, "premature end of input")};
    struct hd_buf b = {0};
    go(&r, stop < len ? stop : len);
    size_t at = len ? r.last : 0, conflict = hd_text_conflict(text, len, at);
    if (conflict != SIZE_MAX) {
        at = conflict;
        hd_buf_str(&b, "a merge conflict that is not resolved");
    } else if (!about_quoted(e, &b) && !(r.at_end ? about_end(&r, &b) : about_token(&r, e, &b))) {
        keep_words(e, &b);
    }
    struct hd_text_place p = hd_text_place(text, at);
    hd_fail(err, "%s:%zu:%zu: %s", where, p.line, p.column, hd_buf_cstr(&b));
    hd_buf_free(&b);
    hd_vec_free(&r.open);
}
