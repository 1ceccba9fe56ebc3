/* The program as it was before a change. Nothing is checked out: units are parsed where they lie,
 * and the parser reads old contents in place of those files that the change touched. So generated
 * headers and flags are those of today, and what the change does not reach comes from the cache.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "cli/check.h"
#include "cli/git.h"
#include "core/file.h"
#include "core/hash.h"
#include "core/map.h"

/* Files by path (hash), and what they were. */
struct past {
    struct hd_map text; /* -> index + 1 into file */
    struct hd_map gone; /* those that were not there */
    const struct hd_git_change *g;
};

static uint64_t hash_before(void *arg, const char *path)
{
    const struct past *p = arg;
    const uint64_t *at = hd_map_get(&p->text, hd_hash_str(path));
    if (at)
        return hd_hash(p->g->file.data[*at - 1].text, p->g->file.data[*at - 1].len);
    if (hd_map_get(&p->gone, hd_hash_str(path)))
        return 0;
    return hd_check_content_hash(NULL, path);
}

static const char *suffix(const char *path)
{
    const char *dot = strrchr(hd_path_basename(path), '.');
    return dot ? dot + 1 : "";
}

/* May a unit read this file? Headers of C++ have no suffix at times, and tables have any. */
static bool may_be_code(const struct hd_git_file *f)
{
    static const char *const list[] = {"h",   "hh",  "hpp", "hxx",  "h++",  "H",   "inc",
                                       "inl", "ipp", "tcc", "tpp",  "def",  "tbl", "x",
                                       "in",  "txx", "ixx", "cppm", "list", "",    NULL};
    bool yes = hd_is_source(f->old);
    for (const char *const *s = list; *s && !yes; s++)
        yes = strcmp(suffix(f->old), *s) == 0;
    return yes;
}

/* Units
 * ------------------------------------------------------------------------------------------*/

/* git resolves links on the way to its work tree, build systems do not. */
static const struct hd_git_file *file_now(const struct hd_git_change *g, const char *path)
{
    const struct hd_git_file *found = NULL;
    char *real = realpath(path, NULL);
    hd_vec_foreach(f, &g->file) if (f->now && strcmp(f->now, real ? real : path) == 0) found = f;
    free(real);
    return found;
}

static size_t common_prefix(const char *a, const char *b)
{
    size_t n = 0, slash = 0;
    for (; a[n] && a[n] == b[n]; n++)
        if (a[n] == '/')
            slash = n;
    return slash;
}

/* The object of a unit, as it would be called for another file: the name's stem is replaced. */
static const char *object_for(const char *object, const char *from, const char *to,
                              struct hd_arena *a)
{
    const char *name = hd_path_basename(object), *f = hd_path_basename(from),
               *t = hd_path_basename(to);
    size_t stem = strcspn(f, ".");
    const char *at = strstr(name, hd_arena_strn(a, f, stem));
    if (!at)
        return object;
    return hd_arena_fmt(a, "%.*s%.*s%s", (int)(at - object), object, (int)strcspn(t, "."), t,
                        at + stem);
}

/* A source file that the change deleted was compiled like its nearest neighbour, most likely. */
static void add_deleted(struct hd_check *b, const struct hd_check *c, const struct hd_git_file *f)
{
    const struct hd_unit *near = NULL;
    size_t best = 0;
    if (f->status != 'D' || !hd_is_source(f->old))
        return;
    for (size_t i = 0; i < c->units.len; i++) {
        const struct hd_unit *u = &c->units.data[i];
        size_t n = common_prefix(u->file, f->old);
        if (strcmp(suffix(u->file), suffix(f->old)) == 0 && n > best) {
            best = n;
            near = u;
        }
    }
    /* Somewhere else in the repository: who knows what it was for. */
    if (!near || best < strlen(b->root))
        return;
    struct hd_unit u = *near;
    u.file = f->old;
    u.object = hd_arena_array(&b->a, const char *, u.nobjects + 1);
    for (size_t i = 0; i < u.nobjects; i++)
        u.object[i] = object_for(near->object[i], near->file, f->old, &b->a);
    hd_vec_push(&b->units, u);
}

static void find_units(struct hd_check *b, const struct hd_check *c, const struct hd_git_change *g)
{
    for (size_t i = 0; i < c->units.len; i++) {
        struct hd_unit u = c->units.data[i];
        const struct hd_git_file *f = file_now(g, u.file);
        if (f && f->status == 'A')
            continue;
        if (f && f->status == 'R')
            u.file = f->old;
        hd_vec_push(&b->units, u);
    }
    hd_vec_foreach(f, &g->file) add_deleted(b, c, f);
}

static void find_overlay(struct hd_check *b, struct past *p)
{
    const struct hd_git_change *g = p->g;
    struct hd_overlay *o = hd_arena_array(&b->a, struct hd_overlay, g->file.len + 1);
    for (size_t i = 0; i < g->file.len; i++) {
        const struct hd_git_file *f = &g->file.data[i];
        if (f->text) {
            o[b->noverlay++] = (struct hd_overlay){f->old, f->text, f->len};
            *hd_map_put(&p->text, hd_hash_str(f->old), NULL) = i + 1;
        }
        if (f->now && f->status != 'M')
            hd_map_put(&p->gone, hd_hash_str(f->now), NULL);
    }
    b->overlay = o;
}

int hd_check_before(struct hd_check *b, const struct hd_check *c, struct hd_git_change *g,
                    struct hd_err *err)
{
    *b = (struct hd_check){.o = c->o, .root = c->root, .cache = c->cache, .silent = true};
    if (hd_git_load(g, may_be_code, &b->a, err) < 0)
        return -1;
    struct past p = {.g = g};
    find_overlay(b, &p);
    find_units(b, c, g);
    hd_cache_look_anew(b->cache, hash_before, &p);
    int rc = hd_check_lower(b, err);
    hd_cache_look_anew(b->cache, hd_check_content_hash, NULL);
    hd_map_free(&p.text);
    hd_map_free(&p.gone);
    return rc;
}
