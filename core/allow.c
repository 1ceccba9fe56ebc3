/* See allow.h. A comment behind or between code is about its own lines; one that stands alone is
 * about the first line below that is no comment.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/allow.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "core/date.h"
#include "core/nearest.h"

enum { CODE = 1, COMMENT = 2 }; /* what stands on a line */

struct scan {
    const char *text;
    size_t len, at;
    uint32_t line;            /* from 1 */
    HD_VEC(unsigned char) on; /* by line */
    struct hd_arena *a;
    hd_allow_vec *out;
};

static char peek(const struct scan *s, size_t ahead)
{
    return s->at + ahead < s->len ? s->text[s->at + ahead] : '\0';
}

static void mark(struct scan *s, unsigned char what)
{
    while (s->on.len <= s->line)
        hd_vec_push(&s->on, 0);
    s->on.data[s->line] |= what;
}

static void advance(struct scan *s)
{
    s->line += s->text[s->at++] == '\n';
}

/* The words ------------------------------------------------------------------------------------*/

struct words {
    const char *p, *end;
};

static bool is_in(const char *set, char c)
{
    return c && strchr(set, c);
}

/* The next word, parted by blanks and commas; its length, 0 at the end. */
static size_t next_word(struct words *w, const char **word)
{
    while (w->p < w->end && is_in(" \t,\r", *w->p))
        w->p++;
    *word = w->p;
    while (w->p < w->end && !is_in(" \t,\r", *w->p))
        w->p++;
    return (size_t)(w->p - *word);
}

static bool is_word(const char *word, size_t n, const char *what)
{
    return n == strlen(what) && memcmp(word, what, n) == 0;
}

static bool is_nearly(struct hd_arena *a, const char *word, size_t n, const char *what)
{
    const char *const names[] = {what, NULL};
    return n && n < 2 * strlen(what) && !memchr(word, '\0', n) &&
           hd_nearest(hd_arena_strn(a, word, n), names);
}

static const char *trimmed(struct hd_arena *a, const char *p, const char *end)
{
    const char *nul = memchr(p, '\0', (size_t)(end - p));
    end = nul ? nul : end; /* no text can hold what stands behind */
    while (p < end && isspace((unsigned char)*p))
        p++;
    while (p < end && isspace((unsigned char)end[-1]))
        end--;
    return p < end ? hd_arena_strn(a, p, (size_t)(end - p)) : NULL;
}

/* "thread-leak, lock-copied until: 2026-12-31 -- reason" */
static void read_words(struct words w, struct hd_arena *a, struct hd_allow_comment *c)
{
    HD_VEC(const char *) rule = {0};
    const char *word;
    size_t n;
    bool dashes = false;
    while (!dashes && (n = next_word(&w, &word))) {
        if (is_word(word, n, "--")) {
            dashes = true;
        } else if (is_word(word, n, "until:")) {
            n = next_word(&w, &word);
            c->until = hd_arena_strn(a, word, n);
        } else {
            hd_vec_push(&rule, hd_arena_strn(a, word, n));
        }
    }
    if (dashes)
        c->reason = trimmed(a, w.p, w.end);
    c->rules = rule.len;
    c->rule = hd_arena_dup(a, rule.data, rule.len * sizeof *rule.data);
    hd_vec_free(&rule);
    if (!c->rules)
        c->mistake = "names no rule";
    else if (c->until && !hd_date_valid(c->until))
        c->mistake = hd_date_mistake(a, c->until);
    else if (!c->reason)
        c->mistake = "gives no reason; write it behind --, as in: -- the pool joins it";
}

/* One line of a comment, without what opens, closes or adorns it. */
static void read_line(struct scan *s, const char *p, const char *end, uint32_t line)
{
    static const char tag[] = "heddle:", verb[] = "allow";
    while (p < end && is_in(" \t/*!<", *p))
        p++;
    if ((size_t)(end - p) < sizeof tag - 1 || memcmp(p, tag, sizeof tag - 1) != 0)
        return;
    struct words w = {p + sizeof tag - 1, end};
    const char *word;
    size_t n = next_word(&w, &word);
    struct hd_allow_comment c = {.line = line};
    if (is_word(word, n, verb))
        read_words(w, s->a, &c);
    else if (is_nearly(s->a, word, n, verb))
        c.mistake = hd_arena_fmt(s->a, "says '%.*s'; the word is %s", (int)n, word, verb);
    else
        return;
    hd_vec_push(s->out, c);
}

static void read_comment(struct scan *s, size_t start, size_t end, uint32_t line)
{
    size_t first = s->out->len;
    uint32_t at = line;
    for (size_t p = start; p < end;) {
        const char *nl = memchr(s->text + p, '\n', end - p);
        size_t stop = nl ? (size_t)(nl - s->text) : end;
        read_line(s, s->text + p, s->text + stop, at++);
        p = stop + 1;
    }
    for (size_t i = first; i < s->out->len; i++) { /* made final when all lines are known */
        s->out->data[i].from = line;
        s->out->data[i].to = s->line;
    }
}

/* The text
 * ---------------------------------------------------------------------------------------*/

static void line_comment(struct scan *s)
{
    size_t start = s->at + 2;
    uint32_t line = s->line;
    while (s->at < s->len && s->text[s->at] != '\n') {
        bool splice = peek(s, 0) == '\\' &&
                      (peek(s, 1) == '\n' || (peek(s, 1) == '\r' && peek(s, 2) == '\n'));
        mark(s, COMMENT);
        if (splice) /* the comment goes on */
            while (s->text[s->at] != '\n')
                advance(s);
        advance(s);
    }
    if (start < s->at)
        read_comment(s, start, s->at, line);
}

static void block_comment(struct scan *s)
{
    size_t start = s->at + 2, end;
    uint32_t line = s->line;
    mark(s, COMMENT);
    s->at += 2;
    while (s->at < s->len && !(peek(s, 0) == '*' && peek(s, 1) == '/')) {
        advance(s);
        mark(s, COMMENT);
    }
    end = s->at;
    s->at = s->at + 2 < s->len ? s->at + 2 : s->len;
    if (start < end)
        read_comment(s, start, end, line);
}

/* A string or a character; a line's end ends it at the latest, for an apostrophe may be English. */
static void quoted(struct scan *s, char quote)
{
    mark(s, CODE);
    for (s->at++; s->at < s->len && s->text[s->at] != '\n' && s->text[s->at] != quote;) {
        if (s->text[s->at] == '\\' && s->at + 1 < s->len) {
            advance(s);
            mark(s, CODE);
        }
        advance(s);
    }
    if (peek(s, 0) == quote)
        s->at++;
}

/* R"x( … )x"; false when it is none. */
static bool raw_string(struct scan *s)
{
    const char *open = memchr(s->text + s->at, '(', s->len - s->at);
    size_t n = open ? (size_t)(open - (s->text + s->at + 1)) : SIZE_MAX;
    if (n > 16 || memchr(s->text + s->at + 1, '\n', n))
        return false;
    const char *mine = s->text + s->at + 1;
    for (s->at += n + 2; s->at < s->len; advance(s)) {
        mark(s, CODE);
        if (s->text[s->at] == ')' && s->len - s->at > n + 1 &&
            memcmp(s->text + s->at + 1, mine, n) == 0 && s->text[s->at + 1 + n] == '"') {
            s->at += n + 2;
            return true;
        }
    }
    return true;
}

/* Names and numbers, whole; a name that ends in R may open a raw string. */
static void word(struct scan *s)
{
    bool number = isdigit((unsigned char)peek(s, 0));
    mark(s, CODE);
    while (s->at < s->len &&
           (isalnum((unsigned char)peek(s, 0)) || peek(s, 0) == '_' ||
            (number &&
             (peek(s, 0) == '.' || (peek(s, 0) == '\'' && isalnum((unsigned char)peek(s, 1)))))))
        s->at++;
    if (!number && s->at && s->text[s->at - 1] == 'R' && peek(s, 0) == '"')
        raw_string(s);
}

static void step(struct scan *s)
{
    char c = peek(s, 0);
    if (c == '/' && peek(s, 1) == '/') {
        line_comment(s);
    } else if (c == '/' && peek(s, 1) == '*') {
        block_comment(s);
    } else if (c == '"' || c == '\'') {
        quoted(s, c);
    } else if (isalnum((unsigned char)c) || c == '_') {
        word(s);
    } else {
        if (!isspace((unsigned char)c))
            mark(s, CODE);
        advance(s);
    }
}

static unsigned on_line(const struct scan *s, uint32_t line)
{
    return line < s->on.len ? s->on.data[line] : 0;
}

/* Which lines a comment is about, when it is known what stands on each. */
static void aim(const struct scan *s, struct hd_allow_comment *c)
{
    if ((on_line(s, c->from) | on_line(s, c->to)) & CODE)
        return;
    uint32_t line = c->to + 1;
    while (on_line(s, line) == COMMENT)
        line++;
    c->from = c->to = line;
}

void hd_allow_scan(const char *text, size_t len, struct hd_arena *a, hd_allow_vec *out)
{
    struct scan s = {.text = text, .len = len, .line = 1, .a = a, .out = out};
    size_t first = out->len;
    if (!memmem(text, len, "heddle:", 7))
        return;
    while (s.at < s.len)
        step(&s);
    for (size_t i = first; i < out->len; i++)
        aim(&s, &out->data[i]);
    hd_vec_free(&s.on);
}
