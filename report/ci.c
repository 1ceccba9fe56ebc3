/* See ci.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/ci.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/log.h"
#include "report/escape.h"

/* The nearest folder from `root` upwards that holds .git, or `root`. */
static char *find_top(const char *root)
{
    char *dir = hd_path_absolute(NULL, root);
    for (;;) {
        char *git = hd_path_absolute(dir, ".git");
        bool found = hd_file_exists(git);
        free(git);
        if (found)
            return dir;
        char *up = hd_path_parent(dir);
        bool last = strcmp(up, dir) == 0;
        free(dir);
        dir = up;
        if (last)
            break;
    }
    free(dir);
    return hd_path_absolute(NULL, root);
}

void hd_ci_open(struct hd_ci *c, const struct hd_report *r)
{
    *c = (struct hd_ci){.r = r, .top = r->root ? find_top(r->root) : NULL};
}

void hd_ci_close(struct hd_ci *c)
{
    free(c->top);
    c->top = NULL;
}

char *hd_ci_path(const struct hd_ci *c, const char *file)
{
    char *path = c->top ? hd_path_absolute(c->r->root, file) : strdup(file);
    char *below = path && c->top ? strdup(hd_path_relative(c->top, path)) : NULL;
    if (!path || (c->top && !below))
        hd_oom();
    if (!below)
        return path;
    free(path);
    return below;
}

const struct hd_site *hd_ci_place(const struct hd_finding *f)
{
    if (f->site.file)
        return &f->site;
    for (size_t i = 0; i < f->nsteps; i++)
        if (f->step[i].site.file)
            return &f->step[i].site;
    return NULL;
}

void hd_ci_left_out(size_t n, const char *format)
{
    if (n)
        hd_warn("%zu finding%s without a place in source %s not in the %s report", n,
                n == 1 ? "" : "s", n == 1 ? "is" : "are", format);
}

void hd_ci_counts(struct hd_buf *b, const struct hd_report *r)
{
    size_t all = 0;
    for (int s = HD_SEV_COUNT - 1; s >= 0; s--) {
        size_t n = hd_report_count(r, (enum hd_severity)s);
        if (n)
            hd_buf_fmt(b, "%s%zu %s%s", all ? ", " : "", n, hd_severity_name((enum hd_severity)s),
                       n == 1 ? "" : "s");
        all += n;
    }
    if (!all)
        hd_buf_str(b, "no findings");
}

bool hd_ci_failed_units(struct hd_buf *b, const struct hd_report *r)
{
    if (r->failed_units)
        hd_buf_fmt(b, "%" PRIu32 " of %" PRIu32 " translation units could not be analysed",
                   r->failed_units, r->translation_units);
    return r->failed_units > 0;
}

static void put(struct hd_buf *b, const char *s)
{
    hd_escape(b, s, strlen(s), 0, 0);
}

static void put_step(struct hd_buf *b, const struct hd_ci *c, const struct hd_step *s, size_t n)
{
    hd_buf_fmt(b, "  %zu. ", n);
    if (s->site.file) {
        char *path = hd_ci_path(c, s->site.file);
        put(b, path);
        free(path);
        if (s->site.line)
            hd_buf_fmt(b, ":%" PRIu32, s->site.line);
        if (s->site.line && s->site.column)
            hd_buf_fmt(b, ":%" PRIu32, s->site.column);
        hd_buf_char(b, ' ');
    }
    if (s->site.function) {
        hd_buf_str(b, "in ");
        put(b, s->site.function);
    }
    hd_buf_str(b, ": ");
    put(b, s->note);
    hd_buf_char(b, '\n');
}

void hd_ci_witness(struct hd_buf *b, const struct hd_ci *c, const struct hd_finding *f, size_t most)
{
    const char *thread = "";
    size_t n = 0;
    for (size_t i = 0; i < f->nsteps && i < most; i++) {
        const struct hd_step *s = &f->step[i];
        if (strcmp(s->thread, thread) != 0) {
            thread = s->thread;
            n = 0;
            put(b, *thread ? thread : "elsewhere");
            hd_buf_str(b, ":\n");
        }
        put_step(b, c, s, ++n);
    }
    if (f->nsteps > most)
        hd_buf_fmt(b, "  and %zu more steps\n", f->nsteps - most);
}
