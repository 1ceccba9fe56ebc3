/* Attributes. libclang shows few of them; the pretty printer prints them all, but the arguments of
 * some (lists of locks) as addresses: those are read from the source.
 * SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <string.h>

#include "analyzer/frontend/internal.h"

/* Those that say something about locks, ownership of objects or the analysis itself. */
static bool is_kept(const char *name)
{
    static const char *const words[] = {"capability", "lock",      "guarded_by", "acquired_",
                                        "annotate",   "shared_lo", "exclusive_", "thread_safety",
                                        "cleanup",    NULL};
    for (int i = 0; words[i]; i++)
        if (strstr(name, words[i]))
            return true;
    return false;
}

/* One behind the parenthesis that closes the one at *p; strings are skipped. */
static const char *closing(const char *p)
{
    int depth = 0;
    for (; *p; p++) {
        if (*p == '"') {
            for (p++; *p && *p != '"'; p++)
                if (*p == '\\' && p[1])
                    p++;
            if (!*p)
                break;
        } else if (*p == '(') {
            depth++;
        } else if (*p == ')' && --depth == 0) {
            return p + 1;
        }
    }
    return p;
}

struct attr_text {
    char name[64];
    const char *arg;
    size_t arglen;
};

/* The next attribute of `*p`: `__attribute__((name(arg)))` or `[[ns::name(arg)]]`. */
static bool next_attr(const char **p, struct attr_text *out)
{
    const char *gnu = strstr(*p, "__attribute__(("), *std = strstr(*p, "[[");
    const char *q = !gnu ? std : !std ? gnu : gnu < std ? gnu : std;
    if (!q)
        return false;
    q += q == gnu ? 15 : 2;
    size_t n = 0;
    for (; isalnum((unsigned char)*q) || *q == '_' || *q == ':'; q++) {
        if (*q == ':')
            n = 0;
        else if (n + 1 < sizeof out->name)
            out->name[n++] = *q;
    }
    out->name[n] = '\0';
    out->arg = q;
    out->arglen = 0;
    if (*q == '(') {
        const char *end = closing(q);
        out->arg = q + 1;
        out->arglen = end > q + 1 ? (size_t)(end - q - 2) : 0;
        q = end;
    }
    *p = q;
    return true;
}

static void set_flag(struct hd_fe *fe, CXCursor c, uint32_t *decl, uint32_t flag)
{
    if (*decl == HD_FE_NONE)
        *decl = hd_fe_decl(fe, c);
    fe->ir.decls.data[*decl].flags |= flag;
}

struct search {
    struct hd_fe *fe;
    const char *name;
    char *arg;
    size_t size;
};

static void copy_argument(const char *p, size_t n, char *out, size_t size)
{
    if (n >= size)
        n = size - 1;
    memcpy(out, p, n);
    out[n] = '\0';
    if (n >= 2 && out[0] == '"' && out[n - 1] == '"') {
        out[n - 1] = '\0';
        memmove(out, out + 1, n - 1);
    }
}

/* An attribute is located at its name; in a macro that is in the macro's body, and its arguments
 * are those of the macro: `ACQUIRE(a, b)`. */
static enum CXChildVisitResult find_source(CXCursor c, CXCursor parent, CXClientData data)
{
    struct search *s = data;
    char name[64];
    if (!clang_isAttribute(c.kind))
        return CXChildVisit_Continue;
    CXSourceLocation l = clang_getCursorLocation(c);
    hd_fe_identifier(s->fe, l, name, sizeof name);
    const char *plain = name;
    while (*plain == '_')
        plain++;
    if (strncmp(plain, s->name, strlen(s->name)) != 0)
        return CXChildVisit_Continue;
    CXFile f;
    unsigned offset;
    clang_getExpansionLocation(l, &f, NULL, NULL, &offset);
    if (!f)
        return CXChildVisit_Continue;
    const struct hd_fe_file *file = hd_fe_file_at(s->fe, l, f);
    /* The buffer of a file ends in a NUL. */
    const char *p = file->text && offset < file->len ? file->text + offset : "";
    while (isalnum((unsigned char)*p) || *p == '_')
        p++;
    if (*p != '(')
        return CXChildVisit_Continue;
    copy_argument(p + 1, (size_t)(closing(p) - p) - 2, s->arg, s->size);
    return CXChildVisit_Break;
}

void hd_fe_attrs(struct hd_fe *fe, CXCursor c, uint32_t decl)
{
    char *text = hd_fe_pretty(fe, c, true);
    const char *p = text;
    struct attr_text a;
    if (strstr(text, "_Noreturn"))
        set_flag(fe, c, &decl, HD_DECL_F_NORETURN);
    while (next_attr(&p, &a)) {
        if (!strcmp(a.name, "noreturn"))
            set_flag(fe, c, &decl, HD_DECL_F_NORETURN);
        if (!strcmp(a.name, "cleanup"))
            set_flag(fe, c, &decl, HD_DECL_F_CLEANUP);
        if (!is_kept(a.name))
            continue;
        set_flag(fe, c, &decl, 0);
        char arg[512];
        copy_argument(a.arg, a.arglen, arg, sizeof arg);
        if (strncmp(arg, "0x", 2) == 0) {
            struct search s = {.fe = fe, .name = a.name, .arg = arg, .size = sizeof arg};
            arg[0] = '\0';
            clang_visitChildren(c, find_source, &s);
        }
        hd_irb_attr(&fe->ir, decl, a.name, arg);
    }
    free(text);
}
