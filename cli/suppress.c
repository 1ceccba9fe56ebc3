/* See suppress.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/suppress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/baseline_file.h"
#include "core/allow.h"
#include "core/baseline.h"
#include "core/buf.h"
#include "core/catalog.h"
#include "core/date.h"
#include "core/file.h"
#include "core/glob.h"
#include "core/log.h"
#include "core/map.h"
#include "report/escape.h"
#include "store/suppression.h"

enum { MAX_SOURCE = 64 << 20, MAX_BASELINE = 64 << 20, MAX_TOLD = 20 };

/* A comment, and of which of its rules findings were met. */
struct comment {
    const char *file;
    struct hd_allow_comment c;
    bool *used; /* by rule */
};

struct hd_suppress {
    const char *root;
    const struct hd_config *config;
    struct hd_arena a;
    struct hd_strpool files;     /* that were looked at, relative to the root */
    struct hd_strpool looked_at; /* the same and files elsewhere, as a baseline writes them */
    HD_VEC(struct comment) comment;
    bool *used; /* of the rules in config->allow */
    struct hd_baseline baseline;
    const char *baseline_name, *write_to;
    struct hd_baseline_out out;
    size_t kept; /* lines in `out` that this run said nothing of */
    struct hd_suppress_scope scope;
    struct hd_store *store; /* while applying */
    time_t now;
};

struct hd_suppress *hd_suppress_new(const char *root, const struct hd_config *config)
{
    struct hd_suppress *s = calloc(1, sizeof *s);
    if (!s)
        hd_oom();
    s->root = root;
    s->config = config;
    s->now = time(NULL);
    s->used = hd_arena_array(&s->a, bool, config->allow.rules + 1);
    return s;
}

void hd_suppress_free(struct hd_suppress *s)
{
    if (!s)
        return;
    hd_strpool_free(&s->files);
    hd_strpool_free(&s->looked_at);
    hd_vec_free(&s->comment);
    hd_baseline_free(&s->baseline);
    hd_baseline_out_free(&s->out);
    hd_arena_free(&s->a);
    free(s);
}

/* Comments -------------------------------------------------------------------------------------*/

static void check_ids(struct hd_suppress *s, struct hd_allow_comment *c)
{
    for (size_t i = 0; i < c->rules && !c->mistake; i++) {
        if (hd_catalog_find(c->rule[i]))
            continue;
        const char *near = hd_catalog_nearest(c->rule[i]);
        c->mistake = near ? hd_arena_fmt(&s->a, "names '%s', which is no rule; did you mean '%s'?",
                                         c->rule[i], near)
                          : hd_arena_fmt(&s->a, "names '%s', which is no rule", c->rule[i]);
    }
}

/* As a baseline writes it; malloc'ed. */
static char *written(const struct hd_suppress *s, const char *path)
{
    const char *file = hd_path_relative(s->root, path);
    struct hd_buf b = {0};
    hd_escape(&b, file, strlen(file), 0, 8);
    return hd_buf_take(&b);
}

bool hd_suppress_has_read(const struct hd_suppress *s, const char *path)
{
    char *name = written(s, path);
    bool yes = hd_strpool_find(&s->looked_at, name) != UINT32_MAX;
    free(name);
    return yes;
}

/* The name in reports of a file that is to be looked at for the first time, or NULL. */
static const char *fresh(struct hd_suppress *s, const char *path)
{
    const char *file = hd_path_relative(s->root, path);
    char *name = written(s, path);
    hd_strpool_put(&s->looked_at, name);
    free(name);
    size_t known = s->files.len;
    return file == path || hd_strpool_put(&s->files, file) < known ? NULL : file;
}

static void add_text(struct hd_suppress *s, const char *file, const char *text, size_t len)
{
    hd_allow_vec found = {0};
    hd_allow_scan(text, len, &s->a, &found);
    hd_vec_foreach(c, &found)
    {
        check_ids(s, c);
        struct comment one = {hd_arena_str(&s->a, file), *c,
                              hd_arena_array(&s->a, bool, c->rules + 1)};
        hd_vec_push(&s->comment, one);
    }
    hd_vec_free(&found);
}

void hd_suppress_add_text(struct hd_suppress *s, const char *path, const char *text, size_t len)
{
    const char *file = fresh(s, path);
    if (file)
        add_text(s, file, text, len);
}

void hd_suppress_add_file(struct hd_suppress *s, const char *path)
{
    const char *file = fresh(s, path);
    char *text = NULL;
    size_t len = 0;
    if (!file)
        return;
    if (hd_file_read(path, MAX_SOURCE, &text, &len, NULL) < 0)
        len = 0;
    add_text(s, file, text ? text : "", len);
    free(text);
}

/* The baseline ---------------------------------------------------------------------------------*/

/* As reports name it, whatever machine they are made on. */
static const char *shown(struct hd_suppress *s, const char *path)
{
    return hd_arena_str(&s->a, path[0] == '/' ? hd_path_relative(s->root, path) : path);
}

int hd_suppress_baseline(struct hd_suppress *s, const char *path, bool may_miss, struct hd_err *err)
{
    char *text = NULL;
    size_t len = 0;
    s->baseline_name = shown(s, path);
    if (may_miss && !hd_file_exists(path))
        return 0;
    if (hd_file_read(path, MAX_BASELINE, &text, &len, err) < 0)
        return -1;
    int rc = hd_baseline_parse(&s->baseline, path, text, len, &s->a, err);
    free(text);
    return rc;
}

void hd_suppress_write_to(struct hd_suppress *s, const char *path)
{
    s->write_to = hd_arena_str(&s->a, path);
}

/* By any fingerprint that it was ever known by. */
static bool in_baseline(struct hd_suppress *s, const struct hd_finding *f)
{
    hd_fingerprint_vec all = {0};
    bool known = false;
    if (!s->baseline.entry.len ||
        hd_store_load_fingerprints(s->store, f->id, &s->a, &all, NULL) < 0)
        return false;
    hd_vec_foreach(fp, &all)
    {
        struct hd_baseline_entry *e = hd_baseline_find(&s->baseline, *fp);
        if (e)
            known = e->seen = true;
    }
    hd_vec_free(&all);
    return known;
}

/* What this run can tell ------------------------------------------------------------------------*/

void hd_suppress_set_scope(struct hd_suppress *s, const struct hd_suppress_scope *scope)
{
    s->scope = *scope;
}

static bool could_be_met(const struct hd_suppress *s, const char *rule)
{
    const struct hd_rule *r = hd_catalog_find(rule);
    return r && r->sides & HD_SIDE_STATIC && s->scope.judged(s->scope.arg, rule);
}

/* Was this file analysed, or is it gone? A name may have spaces in it: `what` is "FILE FUNCTION",
 * and each space may be the one between them. */
static bool file_was_judged(const struct hd_suppress *s, const char *what)
{
    bool gone = true;
    for (const char *end = what; *what && *end; end++) {
        end += strcspn(end, " ");
        char *file = strndup(what, (size_t)(end - what));
        if (!file)
            hd_oom();
        char *path = hd_path_absolute(s->root, file);
        bool seen = hd_strpool_find(&s->looked_at, file) != UINT32_MAX;
        gone &= !strchr(file, '\\') && !hd_file_exists(path);
        free(path);
        free(file);
        if (seen)
            return true;
        if (!*end)
            break;
    }
    return gone;
}

/* Would this run have met the finding if it were still there? */
static bool entry_was_judged(const struct hd_suppress *s, const struct hd_baseline_entry *e)
{
    size_t n = strcspn(e->what, " \t");
    char *rule = strndup(e->what, n);
    if (!rule)
        hd_oom();
    bool yes = s->scope.whole && (!hd_catalog_find(rule) || could_be_met(s, rule)) &&
               !(s->scope.named && strcmp(rule, "lock-order-cycle") == 0) &&
               file_was_judged(s, e->what + n + strspn(e->what + n, " \t"));
    free(rule);
    return yes;
}

/* Applying -------------------------------------------------------------------------------------*/

static void hide(struct hd_finding *f, const char *why)
{
    if (!f->filtered)
        f->filtered = why;
}

/* An allow that has ended: the finding is back and says why. */
static void expire(struct hd_suppress *s, struct hd_finding *f, const char *where, unsigned line,
                   const char *until, const char *reason)
{
    f->message = hd_arena_fmt(&s->a, "%s (it was allowed until %s, which has passed: %s)",
                              f->message, until, reason);
    hd_warn("%s:%u: the allow of %s ended on %s", where, line, f->rule, until);
}

static bool covers(const struct comment *m, const struct hd_site *s)
{
    return s->file && s->line >= m->c.from && s->line <= m->c.to && strcmp(m->file, s->file) == 0;
}

/* Which step of its witness a report begins with depends, with --diff, on what the change touched,
 * and for a cycle on the other steps: the comment may stand at any of them. */
static bool is_about(const struct comment *m, const struct hd_finding *f)
{
    bool yes = covers(m, &f->site);
    for (size_t i = 0; i < f->nsteps && !yes; i++)
        yes = covers(m, &f->step[i].site);
    return yes;
}

static void use_comment(struct hd_suppress *s, const struct comment *m, struct hd_finding *f)
{
    if (m->c.until && hd_date_passed(m->c.until, s->now))
        expire(s, f, m->file, m->c.line, m->c.until, m->c.reason);
    else
        hide(f, hd_arena_fmt(&s->a, HD_WORDS_COMMENT "%s:%" PRIu32 ": %s", m->file, m->c.line,
                             m->c.reason));
}

static bool by_comment(struct hd_suppress *s, struct hd_finding *f)
{
    bool changed = false;
    hd_vec_foreach(m, &s->comment)
    {
        for (size_t k = 0; k < m->c.rules && !m->c.mistake; k++) {
            if (strcmp(m->c.rule[k], f->rule) != 0 || !is_about(m, f))
                continue;
            m->used[k] = changed = true;
            use_comment(s, m, f);
        }
    }
    return changed;
}

static bool by_config(struct hd_suppress *s, struct hd_finding *f)
{
    bool changed = false;
    for (size_t i = 0; i < s->config->allow.rules; i++) {
        const struct hd_allow_rule *r = &s->config->allow.rule[i];
        if (!hd_allow_covers(r, f))
            continue;
        s->used[i] = changed = true;
        if (r->until && hd_date_passed(r->until, s->now))
            expire(s, f, ".heddle.yml", r->line, r->until, r->reason);
        else
            hide(f, hd_arena_fmt(&s->a, HD_WORDS_CONFIG ".heddle.yml:%u: %s", r->line, r->reason));
    }
    for (const char *const *e = s->config->exclude; *e && f->site.file; e++) {
        if (!hd_path_glob(*e, f->site.file))
            continue;
        changed = true;
        hide(f, hd_arena_fmt(&s->a, HD_WORDS_CONFIG ".heddle.yml:%u: excluded path %s",
                             s->config->exclude_line, *e));
    }
    return changed;
}

static bool by_severity(struct hd_suppress *s, struct hd_finding *f)
{
    enum hd_severity before = f->severity;
    for (size_t i = 0; i < s->config->severities; i++)
        if (strcmp(s->config->severity[i].rule, f->rule) == 0)
            f->severity = s->config->severity[i].severity;
    return f->severity != before;
}

static bool edit(void *arg, struct hd_finding *f)
{
    struct hd_suppress *s = arg;
    bool changed = by_severity(s, f);
    changed |= by_comment(s, f);
    changed |= by_config(s, f);
    bool known = in_baseline(s, f);
    if (s->write_to && !f->filtered)
        hd_baseline_out_add(&s->out, f);
    if (known || (s->write_to && !f->filtered)) {
        hide(f, hd_arena_fmt(&s->a, HD_WORDS_BASELINE " %s",
                             s->write_to ? shown(s, s->write_to) : s->baseline_name));
        changed = true;
    }
    return changed;
}

/* Findings that nobody looked for are not fixed. */
static void keep_lines(struct hd_suppress *s)
{
    hd_vec_foreach(e, &s->baseline.entry)
    {
        if (e->seen || entry_was_judged(s, e))
            continue;
        hd_baseline_out_keep(&s->out, e->fingerprint, e->what);
        s->kept++;
    }
}

/* Files are met in another order when some come from the cache. */
static int by_place(const void *a, const void *b)
{
    const struct comment *x = a, *y = b;
    int d = strcmp(x->file, y->file);
    return d ? d : (x->c.line > y->c.line) - (x->c.line < y->c.line);
}

int hd_suppress_apply(struct hd_suppress *s, struct hd_store *store, int64_t run,
                      struct hd_err *err)
{
    if (s->comment.len)
        qsort(s->comment.data, s->comment.len, sizeof *s->comment.data, by_place);
    s->store = store;
    int rc = hd_store_edit_findings(store, run, edit, s, err);
    s->store = NULL;
    if (rc == 0 && s->write_to)
        keep_lines(s);
    if (rc == 0 && s->write_to)
        rc = hd_baseline_out_write(&s->out, s->write_to, err);
    return rc;
}

/* Telling --------------------------------------------------------------------------------------*/

/* Counts, and says how many were not told. */
static bool few(size_t n)
{
    return n <= MAX_TOLD;
}

static void tell_rest(size_t n, const char *what)
{
    if (!few(n))
        hd_info("note: %zu more %s", n - MAX_TOLD, what);
}

static int tell_mistakes(const struct hd_suppress *s)
{
    int rc = 0;
    hd_vec_foreach(m, &s->comment)
    {
        if (!m->c.mistake)
            continue;
        hd_error("%s:%" PRIu32 ": this allow comment %s", m->file, m->c.line, m->c.mistake);
        rc = -1;
    }
    return rc;
}

static void tell_unused(const struct hd_suppress *s)
{
    size_t n = 0;
    hd_vec_foreach(m, &s->comment)
    {
        for (size_t k = 0; k < m->c.rules && !m->c.mistake; k++)
            if (!m->used[k] && could_be_met(s, m->c.rule[k]) && few(++n))
                hd_info("note: %s:%" PRIu32 ": the allow of %s hides nothing any more", m->file,
                        m->c.line, m->c.rule[k]);
    }
    for (size_t i = 0; i < s->config->allow.rules; i++) {
        const struct hd_allow_rule *r = &s->config->allow.rule[i];
        if (!s->used[i] && r->rule && could_be_met(s, r->rule) && few(++n))
            hd_info("note: .heddle.yml:%u: the allow of %s hides nothing any more", r->line,
                    r->rule);
    }
    tell_rest(n, "allows hide nothing any more");
}

static void tell_stale(const struct hd_suppress *s)
{
    size_t n = 0;
    hd_vec_foreach(e, &s->baseline.entry)
    {
        if (!e->seen && entry_was_judged(s, e) && few(++n))
            hd_info("note: %s:%u: is fixed, the line can go: %s %s", s->baseline_name, e->line,
                    e->fingerprint, e->what);
    }
    tell_rest(n, "lines of the baseline can go; --write-baseline writes it anew");
}

static void tell_written(const struct hd_suppress *s)
{
    size_t n = s->out.line.len - s->kept;
    char kept[80] = "";
    if (s->kept)
        snprintf(kept, sizeof kept, "; %zu line%s kept that this run did not look for", s->kept,
                 s->kept == 1 ? "" : "s");
    hd_info("%zu finding%s written to %s%s", n, n == 1 ? "" : "s", s->write_to, kept);
}

int hd_suppress_tell(struct hd_suppress *s)
{
    int rc = tell_mistakes(s);
    if (s->write_to)
        tell_written(s);
    if (s->scope.whole)
        tell_unused(s);
    if (s->scope.whole && !s->write_to)
        tell_stale(s);
    return rc;
}
