/* The words of an attribute's arguments. An attribute is located at its name, which may stand in
 * the body of a macro; then the macro's parameters in it are replaced by what the use gives for
 * them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/frontend/internal.h"

enum { MAX_PARAMS = 8 };

struct text {
    const char *p;
    size_t n;
};

static bool is_ident(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static const char *skip_ident(const char *p)
{
    while (is_ident(*p))
        p++;
    return p;
}

/* Blanks, and the ends of lines that go on. */
static const char *skip_blanks(const char *p)
{
    while (isspace((unsigned char)*p) || *p == '\\')
        p++;
    return p;
}

static struct text trimmed(const char *from, const char *to)
{
    from = skip_blanks(from);
    while (to > from && (isspace((unsigned char)to[-1]) || to[-1] == '\\'))
        to--;
    return (struct text){from, to > from ? (size_t)(to - from) : 0};
}

/* "a, b, c" up to `end`, at most `max` of them, the last one with all the rest. */
static size_t split(const char *p, const char *end, struct text *out, size_t max)
{
    size_t n = 0;
    const char *from = p;
    int depth = 0;
    for (; p < end; p++) {
        depth += (*p == '(' || *p == '[') - (*p == ')' || *p == ']');
        if (*p != ',' || depth || n + 1 >= max)
            continue;
        out[n++] = trimmed(from, p);
        from = p + 1;
    }
    if (n || trimmed(from, end).n)
        out[n++] = trimmed(from, end);
    return n;
}

/* The inside of the parentheses at `p`; false when there are none. */
static bool parenthesised(const char *p, struct text *out)
{
    p = skip_blanks(p);
    if (*p != '(')
        return false;
    const char *end = hd_fe_closing(p);
    if (end[-1] != ')')
        return false;
    *out = trimmed(p + 1, end - 1);
    return true;
}

static const char *text_at(struct hd_fe *fe, CXSourceLocation l, bool spelling)
{
    CXFile f;
    unsigned offset;
    if (spelling)
        clang_getSpellingLocation(l, &f, NULL, NULL, &offset);
    else
        clang_getExpansionLocation(l, &f, NULL, NULL, &offset);
    if (!f)
        return "";
    size_t len;
    const char *text = clang_getFileContents(fe->tu, f, &len); /* ends in a NUL */
    return text && offset < len ? text + offset : "";
}

/* What a use of the macro gives for its parameters. */
struct macro {
    struct text param[MAX_PARAMS], arg[MAX_PARAMS];
    size_t nparams, nargs;
};

/* `#define NAME(params) …` at `line`, used at `use`. */
static bool read_macro(const char *line, const char *name, const char *use, struct macro *m)
{
    const char *p = strstr(line, "define"), *q;
    struct text in;
    if (!p)
        return false;
    p = skip_blanks(p + 6);
    q = skip_ident(p);
    *m = (struct macro){0};
    if (*q != '(')
        return true; /* without parameters */
    if (!parenthesised(q, &in))
        return false;
    m->nparams = split(in.p, in.p + in.n, m->param, MAX_PARAMS);
    q = skip_ident(use);
    if ((size_t)(q - use) != strlen(name) || strncmp(use, name, strlen(name)) != 0)
        return false; /* used by another macro */
    if (!parenthesised(q, &in))
        return false;
    m->nargs = split(in.p, in.p + in.n, m->arg, m->nparams ? m->nparams : 1);
    return true;
}

static const struct text *argument(const struct macro *m, const char *word, size_t n)
{
    static const struct text nothing = {"", 0};
    for (size_t i = 0; i < m->nparams; i++) {
        bool rest = m->param[i].n == 3 && strncmp(m->param[i].p, "...", 3) == 0;
        if (rest ? n == 11 && strncmp(word, "__VA_ARGS__", n) == 0
                 : n == m->param[i].n && strncmp(word, m->param[i].p, n) == 0)
            return i < m->nargs ? &m->arg[i] : &nothing;
    }
    return NULL;
}

static void substitute(struct text body, const struct macro *m, char *out, size_t size)
{
    size_t len = 0;
    for (const char *p = body.p; p < body.p + body.n;) {
        const char *end = is_ident(*p) ? skip_ident(p) : p + 1;
        const struct text *a = is_ident(*p) ? argument(m, p, (size_t)(end - p)) : NULL;
        struct text t = a ? *a : (struct text){p, (size_t)(end - p)};
        if (len + t.n + 1 > size)
            break;
        memcpy(out + len, t.p, t.n);
        len += t.n;
        p = end;
    }
    out[len] = '\0';
    for (char *p = out; *p; p++) /* lines that go on */
        if (*p == '\\' || *p == '\n')
            *p = ' ';
}

struct search {
    struct hd_fe *fe;
    const char *name;
    char *out;
    size_t size;
    unsigned nth;
    bool found;
};

static enum CXChildVisitResult visit(CXCursor c, CXCursor parent, CXClientData data)
{
    struct search *s = data;
    char name[64], macro[128];
    uint64_t where;
    if (!clang_isAttribute(c.kind))
        return CXChildVisit_Continue;
    CXSourceLocation l = clang_getCursorLocation(c);
    hd_fe_identifier(s->fe, l, name, sizeof name);
    const char *plain = name + strspn(name, "_");
    size_t n = strlen(s->name);
    if (strncmp(plain, s->name, n) != 0 || plain[n + strspn(plain + n, "_")])
        return CXChildVisit_Continue;
    if (s->nth-- > 0)
        return CXChildVisit_Continue;
    const char *body = text_at(s->fe, l, true);
    struct text in;
    if (!parenthesised(skip_ident(body), &in))
        return CXChildVisit_Continue;
    struct macro m = {0};
    hd_fe_defining_macro(s->fe, l, macro, sizeof macro, &where);
    if (*macro) {
        /* `where` is the start of the definition's line, in the file that `body` is in. */
        CXFile f;
        unsigned offset;
        clang_getSpellingLocation(l, &f, NULL, NULL, &offset);
        const char *line = body - offset + ((uint32_t)where - 1);
        if (!read_macro(line, macro, text_at(s->fe, l, false), &m))
            return CXChildVisit_Break;
    }
    substitute(in, &m, s->out, s->size);
    s->found = true;
    return CXChildVisit_Break;
}

bool hd_fe_attr_words(struct hd_fe *fe, CXCursor c, const char *name, unsigned nth, char *out,
                      size_t size)
{
    struct search s = {.fe = fe, .name = name, .nth = nth, .out = out, .size = size};
    clang_visitChildren(c, visit, &s);
    return s.found;
}
