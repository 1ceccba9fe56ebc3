/* Which clauses a `for` has. libclang lists only those that are there, so `for (a; ; b)` and
 * `for (; a; b)` look alike. Two methods: A reads the text between the parentheses, when the loop
 * is not made by a macro; B asks libclang to print the function, macros expanded, and looks at the
 * k-th `for (`, which is the k-th loop in pre-order.
 * SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <string.h>

#include "analyzer/frontend/internal.h"

/* One behind the string, character or comment that starts at p, or p. */
static const char *skip_token(const char *p, const char *end)
{
    if (*p == '"' || *p == '\'') {
        char quote = *p++;
        while (p < end && *p != quote)
            p += *p == '\\' ? 2 : 1;
        return p < end ? p + 1 : end;
    }
    if (p + 1 < end && p[0] == '/' && p[1] == '*') {
        for (p += 2; p + 1 < end && !(p[0] == '*' && p[1] == '/'); p++)
            ;
        return p + 1 < end ? p + 2 : end;
    }
    if (p + 1 < end && p[0] == '/' && p[1] == '/') {
        while (p < end && *p != '\n')
            p++;
    }
    return p;
}

struct header {
    const char *semi[2], *close;
    bool text[3]; /* the clause holds something */
};

/* Reads "( a ; b ; c )" from the text after the word `for`. */
static bool read_header(const char *p, const char *end, struct header *h)
{
    *h = (struct header){0};
    int depth = 0, clause = 0;
    while (p < end) {
        const char *q = skip_token(p, end);
        if (q != p) {
            if (*p != '/' && clause < 3)
                h->text[clause] = true;
            p = q;
            continue;
        }
        char c = *p++;
        if (c == '(' || c == '{' || c == '[') {
            if (depth++ == 0)
                continue;
        } else if (c == ')' || c == '}' || c == ']') {
            if (--depth == 0) {
                h->close = p - 1;
                return clause == 2;
            }
        } else if (c == ';' && depth == 1) {
            if (clause > 1)
                return false;
            h->semi[clause++] = p - 1;
            continue;
        } else if (isspace((unsigned char)c)) {
            continue;
        }
        if (depth < 1)
            return false; /* `for` is not followed by a parenthesis */
        h->text[clause] = true;
    }
    return false;
}

static unsigned clauses_of(const struct header *h)
{
    return (h->text[0] ? 1 : 0) | (h->text[1] ? 2 : 0) | (h->text[2] ? 4 : 0);
}

/* Method A. Returns 0 with *ok false when the loop comes from a macro. */
static unsigned from_source(struct hd_fe *fe, uint32_t n, bool *ok)
{
    CXSourceLocation l = clang_getCursorLocation(hd_fe_node(fe, n)->c);
    CXFile ef, sf;
    unsigned eo, so;
    clang_getExpansionLocation(l, &ef, NULL, NULL, &eo);
    clang_getSpellingLocation(l, &sf, NULL, NULL, &so);
    *ok = false;
    if (!ef || ef != sf || eo != so)
        return 0;
    const struct hd_fe_file *f = hd_fe_file_at(fe, l, ef);
    if (!f->text || eo + 3 > f->len || strncmp(f->text + eo, "for", 3) != 0)
        return 0;
    struct header h;
    *ok = read_header(f->text + eo + 3, f->text + f->len, &h);
    return clauses_of(&h);
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Method B. */
static unsigned from_print(struct hd_fe *fe, uint32_t n, bool *ok)
{
    char *text = hd_fe_pretty(fe, fe->func, false);
    const char *end = text + strlen(text), *p = text;
    unsigned clauses = 0;
    uint32_t loops = 0;
    for (uint32_t i = 1; i < n; i++)
        loops += hd_fe_node(fe, i)->kind == CXCursor_ForStmt ||
                 hd_fe_node(fe, i)->kind == CXCursor_CXXForRangeStmt;
    *ok = false;
    while (p < end) {
        const char *q = skip_token(p, end);
        if (q != p) {
            p = q;
            continue;
        }
        if (strncmp(p, "for (", 5) == 0 && (p == text || !is_word(p[-1])) && loops-- == 0) {
            struct header h;
            *ok = read_header(p + 3, end, &h);
            clauses = clauses_of(&h);
            break;
        }
        p++;
    }
    free(text);
    return clauses;
}

static unsigned count(unsigned clauses)
{
    return (clauses & 1) + (clauses >> 1 & 1) + (clauses >> 2 & 1);
}

unsigned hd_fe_for_clauses(struct hd_fe *fe, uint32_t n)
{
    uint32_t heads = hd_fe_nkids(fe, n);
    heads = heads ? heads - 1 : 0;
    if (heads == 0)
        return 0;
    if (heads >= 3)
        return 7;
    bool ok;
    unsigned c = from_source(fe, n, &ok);
    if (!ok || count(c) != heads)
        c = from_print(fe, n, &ok);
    if (ok && count(c) == heads)
        return c;
    /* Neither works: a declaration is an initialiser, one expression the condition. */
    uint32_t first = hd_fe_kid(fe, n, 0);
    bool decl = hd_fe_node(fe, first)->kind == CXCursor_DeclStmt;
    if (heads == 1)
        return decl ? 1 : 2;
    return decl ? 3 : 6;
}
