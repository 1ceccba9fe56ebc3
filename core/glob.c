/* See glob.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/glob.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"

enum { DEEPEST = 64 }; /* names of a pattern or a path; more of them fit nothing */

struct names {
    char *text; /* owned copy, its slashes replaced by NULs */
    const char *name[DEEPEST];
    size_t n;
};

static bool split(struct names *v, const char *path)
{
    v->n = 0;
    v->text = strdup(path);
    if (!v->text)
        hd_oom();
    char *rest = v->text;
    for (char *word; (word = strsep(&rest, "/"));) {
        if (!*word || strcmp(word, ".") == 0)
            continue;
        if (v->n == DEEPEST)
            return false;
        v->name[v->n++] = word;
    }
    return true;
}

/* Whether the pattern fits exactly the first `len` names of the path. Row k of `fit` says which
 * lengths the first k names of the pattern fit. */
static bool fits(const struct names *pattern, const struct names *path, size_t len)
{
    bool fit[DEEPEST + 1] = {true};
    for (size_t k = 0; k < pattern->n; k++) {
        bool any = strcmp(pattern->name[k], "**") == 0, next[DEEPEST + 1] = {any && fit[0]};
        for (size_t i = 0; i < len; i++)
            next[i + 1] = any ? next[i] || fit[i + 1]
                              : fit[i] && fnmatch(pattern->name[k], path->name[i], 0) == 0;
        memcpy(fit, next, sizeof fit);
    }
    return fit[len];
}

bool hd_path_glob(const char *pattern, const char *path)
{
    size_t n = strlen(pattern);
    bool folder = n && pattern[n - 1] == '/';
    bool anchored = memchr(pattern, '/', folder ? n - 1 : n) != NULL;
    struct names p = {0}, f = {0};
    bool usable = split(&p, pattern), yes = false;
    usable = split(&f, path) && usable && p.n;
    for (size_t len = 1; usable && !yes && len + folder <= f.n; len++)
        yes = anchored ? fits(&p, &f, len) : fnmatch(p.name[0], f.name[len - 1], 0) == 0;
    free(p.text);
    free(f.text);
    return yes;
}
