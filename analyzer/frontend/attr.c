/* Attributes. libclang shows few of them; the pretty printer prints them all, but the arguments of
 * some (lists of locks) as addresses: those are read from the source.
 * SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <stdio.h>
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
const char *hd_fe_closing(const char *p)
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
        const char *end = hd_fe_closing(q);
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

static void copy_argument(const char *p, size_t n, char *out, size_t size)
{
    if (n >= size)
        n = size - 1;
    memmove(out, p, n);
    out[n] = '\0';
    if (n >= 2 && out[0] == '"' && out[n - 1] == '"') {
        out[n - 1] = '\0';
        memmove(out, out + 1, n - 1);
    }
}

/* The locks in an attribute's arguments: all of them but what says when. */
static const char *lock_list(const char *name, char *arg)
{
    char *list = arg;
    bool ours = strcmp(name, "annotate") == 0;
    if (ours) {
        list += strcspn(list, "(");
        if (strncmp(arg, "heddle:", 7) != 0 || !*list)
            return "";
        char *end = (char *)hd_fe_closing(list++);
        if (end > list)
            end[-1] = '\0';
    }
    if (strstr(name, "try") || (ours && strncmp(arg, "heddle:acquires_if", 18) == 0))
        list += strcspn(list, ",");
    return *list == ',' ? list + 1 : list;
}

static void keep_contract(struct hd_fe *fe, CXCursor c, uint32_t decl, const char *name,
                          const char *arg)
{
    char locks[512];
    snprintf(locks, sizeof locks, "%s", arg);
    const char *list = lock_list(name, locks);
    if (strcmp(name, "annotate") == 0 && strcmp(arg, "heddle:noreturn") == 0)
        set_flag(fe, c, &decl, HD_DECL_F_NORETURN);
    hd_fe_contract(fe, c, decl, name, arg, list);
}

/* How many attributes of this name stand before the one at `end`. */
static unsigned occurrences(const char *text, const char *end, const char *name)
{
    unsigned n = 0;
    struct attr_text a;
    while (next_attr(&text, &a) && a.arg < end)
        n += strcmp(a.name, name) == 0;
    return n;
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
        unsigned nth = occurrences(text, a.arg, a.name);
        bool addresses = strncmp(arg, "0x", 2) == 0 || strstr(arg, ", 0x");
        if (addresses && !hd_fe_attr_words(fe, c, a.name, nth, arg, sizeof arg))
            strcpy(arg, "?");
        if (fe->ir.decls.data[decl].kind == HD_DECL_FUNC)
            keep_contract(fe, c, decl, a.name, arg);
        else
            hd_irb_attr(&fe->ir, decl, a.name, arg, NULL, 0);
    }
    free(text);
}
