/* libyaml says what it expected, which is seldom what somebody has to mend: a tab, a bracket that
 * was never closed, text that YAML takes for something else. Each of its messages that people meet
 * is a row here with a function that looks at the text around.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/model/yaml_mistake.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/err.h"
#include "core/text.h"
#include "core/vec.h"

struct look {
    const yaml_parser_t *p;
    const char *text;
    size_t len;
    size_t at; /* offset of the problem, in bytes; a sentence may move it */
    struct hd_buf *out;
};

static char at(const struct look *k, size_t i)
{
    return i < k->len ? k->text[i] : '\0';
}

/* libyaml counts lines and characters. */
static size_t offset_of(const struct look *k, yaml_mark_t m)
{
    size_t i = 0;
    for (size_t line = 0; line < m.line && i < k->len; i++)
        line += k->text[i] == '\n';
    for (size_t n = 0; n < m.column && i < k->len; n++)
        for (i++; i < k->len && ((unsigned char)k->text[i] & 0xc0) == 0x80;)
            i++;
    return i;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static size_t first_character(const struct look *k, size_t line)
{
    while (is_blank(at(k, line)))
        line++;
    return line;
}

/* Is nothing but blanks before this in its line? */
static bool begins_line(const struct look *k, size_t i)
{
    return first_character(k, hd_text_line(k->text, i)) == i;
}

/* The line before that of `i` that has more than blanks and a comment; SIZE_MAX when none has. */
static size_t line_before(const struct look *k, size_t i)
{
    for (size_t start = hd_text_line(k->text, i); start;) {
        start = hd_text_line(k->text, start - 1);
        size_t first = first_character(k, start);
        if (at(k, first) != '\n' && at(k, first) != '#')
            return start;
    }
    return SIZE_MAX;
}

/* Does a ':' part a key from its value, in this line between `i` and `end`? */
static bool has_colon(const struct look *k, size_t i, size_t end)
{
    for (; i < end && at(k, i) != '\n' && i < k->len; i++)
        if (at(k, i) == ':' && (is_blank(at(k, i + 1)) || at(k, i + 1) == '\n'))
            return true;
    return false;
}

/* Sentences: each puts its own, or puts nothing when it does not know. --------------------------*/

static void quote_it(struct look *k)
{
    hd_buf_fmt(k->out, "a text that begins with '%c' goes in quotes", at(k, k->at));
}

static void tab(struct look *k)
{
    hd_buf_str(k->out, "a tab cannot indent; use spaces");
}

static void no_token(struct look *k)
{
    if (at(k, k->at) == '\t')
        tab(k);
    else
        quote_it(k);
}

static void alias(struct look *k)
{
    k->at = offset_of(k, k->p->context_mark);
    quote_it(k);
}

/* Where the innermost bracket begins that is open at the end of the text. */
static bool open_at_end(const struct look *k, yaml_mark_t *where, char *bracket)
{
    yaml_parser_t again;
    yaml_token_t t;
    HD_VEC(yaml_mark_t) open = {0};
    if (!yaml_parser_initialize(&again))
        hd_oom();
    yaml_parser_set_input_string(&again, (const unsigned char *)k->text, k->len);
    for (bool done = false; !done && yaml_parser_scan(&again, &t);) {
        done = t.type == YAML_STREAM_END_TOKEN;
        if (t.type == YAML_FLOW_SEQUENCE_START_TOKEN || t.type == YAML_FLOW_MAPPING_START_TOKEN)
            hd_vec_push(&open, t.start_mark);
        else if (t.type == YAML_FLOW_SEQUENCE_END_TOKEN || t.type == YAML_FLOW_MAPPING_END_TOKEN)
            open.len -= open.len > 0;
        yaml_token_delete(&t);
    }
    yaml_parser_delete(&again);
    bool any = open.len > 0;
    if (any)
        *where = hd_vec_last(&open);
    hd_vec_free(&open);
    *bracket = any ? at(k, offset_of(k, *where)) : '\0';
    return any;
}

static void put_open(struct look *k, yaml_mark_t where, char bracket)
{
    hd_buf_fmt(k->out, "the %s that begins at line %zu with '%c' is not closed",
               bracket == '[' ? "list" : "mapping", where.line + 1, bracket);
}

static void file_ends(struct look *k)
{
    yaml_mark_t where;
    char bracket;
    if (!open_at_end(k, &where, &bracket))
        return;
    hd_buf_str(k->out, "the file ends, but ");
    put_open(k, where, bracket);
}

static void bracket_open(struct look *k)
{
    char bracket = at(k, offset_of(k, k->p->context_mark));
    if (k->at >= k->len) {
        file_ends(k);
        return;
    }
    hd_buf_fmt(k->out, "a ',' or '%c' is missing before this: ", bracket == '[' ? ']' : '}');
    put_open(k, k->p->context_mark, bracket);
}

static void no_content(struct look *k)
{
    char c = at(k, k->at);
    if (k->at >= k->len)
        file_ends(k);
    else if (c == ']' || c == '}')
        hd_buf_fmt(k->out, "this '%c' closes nothing", c);
    else if (c == ',')
        hd_buf_str(k->out, "a value is missing before this ','");
}

static void quote_open(struct look *k)
{
    k->at = offset_of(k, k->p->context_mark);
    hd_buf_fmt(k->out, "the text that begins here with %c is not closed", at(k, k->at));
}

static void line_without_colon(struct look *k, size_t line)
{
    k->at = first_character(k, line);
    hd_buf_str(k->out, "this line is no 'key: value': it has no ':' with a blank behind it");
}

static void no_colon(struct look *k)
{
    line_without_colon(k, offset_of(k, k->p->context_mark));
}

/* A ':' where none may be: the second of a line, or of a line that continues the one before. */
static void stray_colon(struct look *k)
{
    size_t line = hd_text_line(k->text, k->at), before = line_before(k, k->at);
    if (has_colon(k, line, k->at)) {
        hd_buf_str(k->out, "a second ': ' stands in this line; text that holds one goes in quotes");
    } else if (before != SIZE_MAX && !has_colon(k, before, k->len)) {
        line_without_colon(k, before);
    } else if (before != SIZE_MAX) {
        k->at = first_character(k, line);
        hd_buf_fmt(k->out,
                   "this line is indented deeper than line %zu, which has its value "
                   "already; keys of one mapping begin in the same column",
                   hd_text_place(k->text, before).line);
    }
}

static void no_key(struct look *k)
{
    if (begins_line(k, k->at))
        hd_buf_str(k->out, "the indentation fits no line above: what belongs together begins in "
                           "the same column");
    else
        hd_buf_str(k->out, "nothing may follow the closing quote or bracket before this; put all "
                           "of the text in quotes");
}

static void no_dash(struct look *k)
{
    hd_buf_fmt(k->out,
               "this line stands in the column of the list that begins at line %zu, but does not "
               "begin with '- '",
               k->p->context_mark.line + 1);
}

static void dash_in_line(struct look *k)
{
    hd_buf_str(k->out, "'- ' begins a line of its own; a list in one line is written [a, b]");
}

static void escape(struct look *k)
{
    hd_buf_str(k->out, "a '\\' in double quotes begins an escape, and this is none: write '\\\\', "
                       "or use single quotes");
}

static void second_document(struct look *k)
{
    hd_buf_str(k->out, "nothing may follow the end of the document");
}

static void not_utf8(struct look *k)
{
    hd_buf_fmt(k->out, "byte 0x%02x is no UTF-8", (unsigned char)at(k, k->at));
}

static void control(struct look *k)
{
    hd_buf_fmt(k->out, "control character 0x%02x cannot stand here", (unsigned char)at(k, k->at));
}

/* What libyaml says (its beginning), and while it does what (NULL: whatever). */
static const struct row {
    const char *problem, *context;
    void (*tell)(struct look *);
} rows[] = {
    {"found a tab character", NULL, tab},
    {"found character that cannot start any token", NULL, no_token},
    {"did not find expected ',' or ']'", NULL, bracket_open},
    {"did not find expected ',' or '}'", NULL, bracket_open},
    {"did not find expected node content", NULL, no_content},
    {"found unexpected end of stream", "while scanning a quoted scalar", quote_open},
    {"found unknown escape character", NULL, escape},
    {"could not find expected ':'", NULL, no_colon},
    {"mapping values are not allowed", NULL, stray_colon},
    {"block sequence entries are not allowed", NULL, dash_in_line},
    {"did not find expected key", NULL, no_key},
    {"did not find expected '-' indicator", NULL, no_dash},
    {"did not find expected alphabetic or numeric character", NULL, alias},
    {"did not find expected comment or line break", "while scanning a block scalar", alias},
    {"did not find expected <document start>", NULL, second_document},
    {"invalid leading UTF-8", NULL, not_utf8},
    {"invalid trailing UTF-8", NULL, not_utf8},
    {"control characters are not allowed", NULL, control},
};

static void tell(struct look *k)
{
    const char *problem = k->p->problem ? k->p->problem : "broken",
               *context = k->p->context ? k->p->context : "";
    size_t before = k->out->len;
    for (const struct row *r = rows; r < rows + sizeof rows / sizeof *rows; r++)
        if (strncmp(problem, r->problem, strlen(r->problem)) == 0 &&
            (!r->context || strcmp(context, r->context) == 0)) {
            r->tell(k);
            break;
        }
    if (k->out->len == before)
        hd_buf_fmt(k->out, "%s%s%s", problem, *context ? " " : "", context);
}

yaml_mark_t hd_yaml_explain(const yaml_parser_t *p, const char *text, size_t len,
                            struct hd_buf *out)
{
    struct look k = {.p = p, .text = text, .len = len, .out = out};
    k.at = p->error == YAML_READER_ERROR ? p->problem_offset : offset_of(&k, p->problem_mark);
    if (k.at > len)
        k.at = len;
    size_t conflict = hd_text_conflict(text, len, k.at);
    if (conflict != SIZE_MAX) {
        k.at = conflict;
        hd_buf_str(out, "a merge conflict that is not resolved");
    } else {
        tell(&k);
    }
    struct hd_text_place place = hd_text_place(text, k.at);
    return (yaml_mark_t){.index = k.at, .line = place.line - 1, .column = place.column - 1};
}
