/* What a change brought: the findings of today without those that were there before.
 *
 * Sets are compared, not lines. Findings that agree in rule, file, function and subject are one
 * group; when there are more of them than before, the ones on changed lines are the new ones. What
 * is left over on both sides is looked at again, for code moves: a finding is an old one when it
 * differs in nothing but the file; when its function has another name today and the old name is
 * gone; or when all its lines were taken away there and added here, word for word.
 * SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check.h"
#include "cli/git.h"
#include "core/file.h"
#include "core/glob.h"
#include "core/hash.h"
#include "core/log.h"
#include "core/map.h"
#include "graph/graph.h"
#include "report/escape.h"
#include "report/report.h"

struct item {
    const struct hd_finding *f;
    uint64_t group;
    bool changed; /* its line, or that of one of its steps, is part of the change */
    bool matched;
};
typedef HD_VEC(struct item) item_vec;

struct side {
    struct hd_check *c;
    const struct hd_analyze_result *r;
    const hd_git_lines_vec *lines; /* of this side that the change touched */
    hd_finding_vec cycles;
    item_vec item;
};

struct compare {
    const struct hd_git_change *g;
    struct side before, now;
    struct hd_arena *a;
};

/* What a finding is about
 * ------------------------------------------------------------------------*/

static const char *absolute(const struct compare *x, const char *file)
{
    if (!file || file[0] == '/')
        return file ? file : "";
    return hd_arena_fmt(x->a, "%s/%s", x->now.c->root, file);
}

/* Today's name of a file that was called `file` (relative to the root) before. */
static const char *name_today(const struct compare *x, const char *file)
{
    const char *abs = absolute(x, file);
    hd_vec_foreach(f, &x->g->file) if (f->status == 'R' &&
                                       strcmp(f->old, abs) ==
                                           0) return hd_path_relative(x->now.c->root, f->now);
    return file;
}

/* "global:lock@old.c" -> "global:lock@new.c", wherever a file is named that way. */
static const char *subject_today(const struct compare *x, const char *subject)
{
    hd_vec_foreach(f, &x->g->file)
    {
        const char *old = f->status == 'R' ? hd_path_relative(x->now.c->root, f->old) : NULL;
        const char *at = old ? strstr(subject, old) : NULL;
        if (at && at > subject && at[-1] == '@')
            return subject_today(x, hd_arena_fmt(x->a, "%.*s%s%s", (int)(at - subject), subject,
                                                 hd_path_relative(x->now.c->root, f->now),
                                                 at + strlen(old)));
    }
    return subject;
}

static uint64_t mix(uint64_t h, const char *s)
{
    return hd_hash_mix(h, hd_hash_str(s ? s : ""));
}

/* The subject without the files that its parts lie in. */
static uint64_t hash_without_files(const char *subject)
{
    struct hd_buf b = {0};
    for (const char *p = subject ? subject : ""; *p; p++) {
        if (*p == '@')
            p += strcspn(p, " ,>|") - 1;
        else
            hd_buf_char(&b, *p);
        if (!p[1])
            break;
    }
    uint64_t h = hd_hash_str(hd_buf_cstr(&b));
    hd_buf_free(&b);
    return h;
}

static uint64_t group_of(const struct compare *x, const struct hd_finding *f, bool before)
{
    const char *file = f->site.file ? f->site.file : "", *subject = f->subject ? f->subject : "";
    if (before) {
        file = name_today(x, file);
        subject = subject_today(x, subject);
    }
    return mix(mix(mix(hd_hash_str(f->rule), file), f->site.function), subject);
}

/* Places ----------------------------------------------------------------------------------------*/

static uint64_t line_hash(const char *text, size_t len, uint32_t line)
{
    const char *end = text + len;
    for (uint32_t n = 1; n < line && text; n++) {
        const char *nl = memchr(text, '\n', (size_t)(end - text));
        text = nl ? nl + 1 : NULL;
    }
    if (!text || !line)
        return 0;
    struct hd_buf b = {0};
    for (; text < end && *text != '\n'; text++)
        if (!isspace((unsigned char)*text))
            hd_buf_char(&b, *text);
    uint64_t h = b.len ? hd_hash(b.data, b.len) : 0;
    hd_buf_free(&b);
    return h;
}

/* The text of a line, on its side of the change. */
static uint64_t line_of(const struct compare *x, const struct hd_site *s, bool before)
{
    const char *file = absolute(x, s->file);
    for (size_t i = 0; before && i < x->g->file.len; i++) {
        const struct hd_git_file *f = &x->g->file.data[i];
        if (f->text && strcmp(f->old, file) == 0)
            return line_hash(f->text, f->len, s->line);
    }
    struct hd_err ignored = {0};
    char *text;
    size_t n;
    if (hd_file_read(file, SIZE_MAX, &text, &n, &ignored) < 0)
        return 0;
    uint64_t h = line_hash(text, n, s->line);
    free(text);
    return h;
}

static bool on_changed_line(const struct compare *x, const hd_git_lines_vec *v,
                            const struct hd_site *s)
{
    return s->file && s->line && hd_git_has_line(v, absolute(x, s->file), s->line);
}

static bool is_moved_line(const struct compare *x, const struct hd_site *old,
                          const struct hd_site *now)
{
    if (!on_changed_line(x, &x->g->removed, old) || !on_changed_line(x, &x->g->added, now))
        return false;
    uint64_t line = line_of(x, old, true);
    return line && line == line_of(x, now, false);
}

static bool touches_change(const struct compare *x, const hd_git_lines_vec *v,
                           const struct hd_finding *f)
{
    bool yes = on_changed_line(x, v, &f->site);
    for (size_t i = 0; i < f->nsteps && !yes; i++)
        yes = on_changed_line(x, v, &f->step[i].site);
    return yes;
}

/* Collecting ------------------------------------------------------------------------------------*/

static void add(struct compare *x, struct side *s, const struct hd_finding *f)
{
    bool before = s == &x->before;
    if (f->filtered || !hd_check_wanted(s->c->o, f->rule))
        return;
    hd_vec_push(&s->item, (struct item){.f = f,
                                        .group = group_of(x, f, before),
                                        .changed = touches_change(x, s->lines, f)});
}

static void collect(struct compare *x, struct side *s)
{
    hd_lock_order_judge(&s->r->facts, x->a, &s->cycles);
    hd_vec_foreach(f, &s->r->findings) add(x, s, f);
    hd_vec_foreach(f, &s->cycles) add(x, s, f);
}

/* Matching
 * ---------------------------------------------------------------------------------------*/

/* Pairs each old finding with one of its group; those that the change does not touch come first, so
 * that what is left over is what it does touch. */
static void match_groups(struct compare *x)
{
    struct hd_map left = {0}; /* group -> findings before */
    hd_vec_foreach(b, &x->before.item)++ *hd_map_put(&left, b->group, NULL);
    for (int changed = 0; changed < 2; changed++)
        hd_vec_foreach(n, &x->now.item)
        {
            uint64_t *k = hd_map_get(&left, n->group);
            if (n->changed != changed || !k || !*k)
                continue;
            --*k;
            n->matched = true;
        }
    /* What a group lost are those whose lines were taken away, as far as there are any. */
    hd_vec_foreach(b, &x->before.item) b->matched = true;
    for (int changed = 1; changed >= 0; changed--)
        hd_vec_foreach(b, &x->before.item)
        {
            uint64_t *k = hd_map_get(&left, b->group);
            if (b->changed != changed || !*k)
                continue;
            --*k;
            b->matched = false;
        }
    hd_map_free(&left);
}

static bool has_function(const struct hd_analyze_result *r, const char *name)
{
    uint64_t h = hd_hash_str(name ? name : "");
    size_t lo = 0, hi = r->function_names.len;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (r->function_names.data[mid] < h)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < r->function_names.len && r->function_names.data[lo] == h;
}

static bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

/* Was every line of the finding taken away there and added here, word for word? One line alone
 * ("return -1;") would say little. */
static bool has_moved_lines(const struct compare *x, const struct hd_finding *old,
                            const struct hd_finding *now)
{
    size_t n = old->nsteps;
    bool moved = n == now->nsteps && is_moved_line(x, &old->site, &now->site);
    for (size_t i = 0; i < n && moved; i++)
        moved = same(old->step[i].site.file, old->site.file) &&
                is_moved_line(x, &old->step[i].site, &now->step[i].site);
    return moved;
}

/* Is the finding of today the one of before, in code that was moved or renamed? */
static bool is_moved(struct compare *x, struct item *b, struct item *n)
{
    const struct hd_finding *old = b->f, *now = n->f;
    if (strcmp(old->rule, now->rule) != 0 ||
        hash_without_files(old->subject) != hash_without_files(now->subject))
        return false;
    bool same_function = same(old->site.function, now->site.function);
    bool same_file = same(name_today(x, old->site.file), now->site.file);
    if (same_function && !same_file)
        return true;
    if (!same_function && same_file && !has_function(x->now.r, old->site.function) &&
        !has_function(x->before.r, now->site.function))
        return true;
    return has_moved_lines(x, old, now);
}

static void match_moved(struct compare *x)
{
    hd_vec_foreach(b, &x->before.item)
    {
        if (b->matched)
            continue;
        hd_vec_foreach(n, &x->now.item) if (!n->matched && is_moved(x, b, n))
        {
            b->matched = n->matched = true;
            break;
        }
    }
}

/* Nobody can say of a unit that failed on one side what it had there. */
static bool in_failed_unit(const struct side *s, const struct compare *x, const char *file)
{
    const char *abs = absolute(x, file);
    for (size_t i = 0; i < s->c->units.len; i++)
        if (s->c->unit[i].failed && strcmp(s->c->units.data[i].file, abs) == 0)
            return true;
    return false;
}

static void match_incomparable(struct compare *x)
{
    hd_vec_foreach(n, &x->now.item) n->matched |= in_failed_unit(&x->before, x, n->f->site.file);
    hd_vec_foreach(b, &x->before.item) b->matched |=
        in_failed_unit(&x->now, x, name_today(x, b->f->site.file));
}

/* The report ------------------------------------------------------------------------------------*/

/* A new edge closes an old cycle: the place to look at is the edge. */
static void put_on_change(const struct compare *x, struct hd_finding *f)
{
    if (on_changed_line(x, &x->g->added, &f->site))
        return;
    for (size_t i = f->nsteps; i-- > 0;)
        if (on_changed_line(x, &x->g->added, &f->step[i].site)) {
            f->site = f->step[i].site;
            return;
        }
}

static const struct item *introduced(const struct compare *x, const struct hd_finding *f)
{
    hd_vec_foreach(n, &x->now.item) if (!n->matched &&
                                        same(n->f->fingerprint, f->fingerprint)) return n;
    return NULL;
}

/* A finding and where it was before put_on_change(). */
struct kept {
    struct hd_finding f;
    struct hd_site home;
};

static int by_place(const void *p, const void *q)
{
    const struct hd_finding *a = &((const struct kept *)p)->f, *b = &((const struct kept *)q)->f;
    int d = strcmp(a->site.file ? a->site.file : "", b->site.file ? b->site.file : "");
    if (!d)
        d = (a->site.line > b->site.line) - (a->site.line < b->site.line);
    if (!d)
        d = (a->site.column > b->site.column) - (a->site.column < b->site.column);
    return d ? d : strcmp(a->rule, b->rule);
}

static void fill(const struct compare *x, struct hd_report *r)
{
    struct hd_report_diff *d = hd_arena_new(x->a, struct hd_report_diff);
    struct kept *kept = hd_arena_array(x->a, struct kept, r->nfindings + 1);
    struct hd_finding *finding = hd_arena_array(x->a, struct hd_finding, r->nfindings + 1);
    struct hd_site *home = hd_arena_array(x->a, struct hd_site, r->nfindings + 1);
    struct hd_finding *fixed = hd_arena_array(x->a, struct hd_finding, x->before.item.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < r->nfindings; i++) {
        if (!introduced(x, &r->finding[i]))
            continue;
        kept[n] = (struct kept){r->finding[i], r->finding[i].site};
        put_on_change(x, &kept[n++].f);
    }
    hd_vec_foreach(b, &x->before.item)
    {
        if (b->matched)
            d->unchanged++;
        else
            fixed[d->nfixed++] = *b->f;
    }
    d->fixed = fixed;
    d->rev = x->now.c->o->diff;
    d->base = x->g->base;
    if (n)
        qsort(kept, n, sizeof *kept, by_place);
    for (size_t i = 0; i < n; i++) {
        finding[i] = kept[i].f;
        home[i] = kept[i].home;
    }
    d->home = home;
    r->finding = finding;
    r->nfindings = n;
    r->diff = d;
}

/* Sources that nothing compiles
 * ------------------------------------------------------------------*/

enum { MOST_NAMED = 3 };

static bool is_excluded(const struct hd_check *c, const char *file)
{
    for (const char *const *e = c->config.exclude; *e; e++)
        if (hd_path_glob(*e, file))
            return true;
    return false;
}

/* git resolves links on the way to its work tree, build systems do not. */
static void put_units(const struct hd_check *c, struct hd_strpool *units)
{
    for (size_t i = 0; i < c->units.len; i++) {
        char *real = realpath(c->units.data[i].file, NULL);
        hd_strpool_put(units, real ? real : c->units.data[i].file);
        free(real);
    }
}

/* A compile database that is older than the change lacks files, and who reads "nothing introduced"
 * should know that nobody looked at them. */
static void tell_not_compiled(const struct hd_check *c, const struct hd_git_change *g)
{
    struct hd_strpool units = {0};
    struct hd_buf names = {0};
    size_t n = 0;
    bool added = false, modified = false;
    put_units(c, &units);
    hd_vec_foreach(f, &g->file)
    {
        const char *file = f->now ? hd_path_relative(c->root, f->now) : NULL;
        if (!file || file == f->now || !hd_is_source(file) || is_excluded(c, file) ||
            hd_strpool_find(&units, f->now) != UINT32_MAX ||
            hd_suppress_has_read(c->suppress, f->now))
            continue;
        *(f->status == 'M' ? &modified : &added) = true;
        if (++n > MOST_NAMED)
            continue;
        hd_buf_str(&names, n > 1 ? ", " : "");
        hd_escape(&names, file, strlen(file), 0, 0);
    }
    if (n > MOST_NAMED)
        hd_buf_fmt(&names, " and %zu more", n - MOST_NAMED);
    if (n)
        hd_warn("%s %s %s since %s and no command compiles %s; configure the build again if %s to "
                "be built",
                names.data, n == 1 ? "is" : "are",
                !modified ? "new"
                : added   ? "new or changed"
                          : "changed",
                c->o->diff, n == 1 ? "it" : "them", n == 1 ? "it is" : "they are");
    hd_buf_free(&names);
    hd_strpool_free(&units);
}

/* What is kept must outlive the results it comes from. */
static void free_side(struct side *s)
{
    hd_vec_free(&s->cycles);
    hd_vec_free(&s->item);
}

static void compare(struct compare *x, struct hd_report *r)
{
    collect(x, &x->before);
    collect(x, &x->now);
    match_groups(x);
    match_moved(x);
    match_incomparable(x);
    fill(x, r);
    free_side(&x->before);
    free_side(&x->now);
}

int hd_check_diff(struct hd_check *c, const struct hd_analyze_result *now, struct hd_report *r,
                  struct hd_err *err)
{
    struct hd_git_change g;
    if (hd_git_change(&g, c->root, c->o->diff, &c->a, err) < 0)
        return -1;
    c->before = hd_arena_new(&c->a, struct hd_check);
    c->result_before = hd_arena_new(&c->a, struct hd_analyze_result);
    int rc = hd_check_before(c->before, c, &g, err);
    if (rc == 0)
        rc = hd_check_analyze(c->before, c->result_before, err);
    if (rc == 0) {
        struct compare x = {.g = &g,
                            .a = &c->a,
                            .before = {c->before, c->result_before, &g.removed},
                            .now = {c, now, &g.added}};
        compare(&x, r);
        if (!c->o->nfiles)
            tell_not_compiled(c, &g);
    }
    hd_git_change_free(&g);
    return rc;
}
