/* See watch_print.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/watch_print.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "core/log.h"
#include "core/map.h"

/* "file:line: " or "function: " as far as known. */
static void put_site(struct hd_buf *b, const struct hd_site *site)
{
    if (site->file && site->line)
        hd_buf_fmt(b, "%s:%u: ", site->file, site->line);
    else if (site->function)
        hd_buf_fmt(b, "%s: ", site->function);
}

static void put_steps(struct hd_buf *b, const struct hd_finding *f)
{
    const char *thread = "";
    for (size_t i = 0; i < f->nsteps; i++) {
        const struct hd_step *st = &f->step[i];
        if (st->thread && strcmp(st->thread, thread) != 0 && *st->thread)
            hd_buf_fmt(b, "    %s\n", st->thread);
        thread = st->thread ? st->thread : "";
        hd_buf_str(b, "      ");
        put_site(b, &st->site);
        hd_buf_str(b, st->note ? st->note : "");
        if (st->site.file && st->site.function)
            hd_buf_fmt(b, " (in %s)", st->site.function);
        hd_buf_char(b, '\n');
    }
}

static void put_headline(struct hd_buf *b, const struct hd_finding *f)
{
    put_site(b, &f->site);
    hd_buf_fmt(b, "%s: %s [%s]", hd_severity_name(f->severity), f->message, f->rule);
}

/* The headlines of alarms, for the summary at the end. */
static struct hd_strpool alarms;

void hd_print_alarm(void *arg, const struct hd_finding *f, uint32_t pid)
{
    (void)arg;
    struct hd_buf headline = {0}, b = {0};
    put_headline(&headline, f);
    hd_strpool_put(&alarms, hd_buf_cstr(&headline));
    hd_buf_fmt(&b, "heddle: process %" PRIu32 ": %s\n", pid, hd_buf_cstr(&headline));
    put_steps(&b, f);
    fputs(hd_buf_cstr(&b), stderr);
    fflush(stderr);
    hd_buf_free(&headline);
    hd_buf_free(&b);
}

/* A finding as the summary names it: processes that ran the same code found the same. */
struct told {
    const char *headline, *fingerprint;
    int64_t run;
    size_t processes;
};
typedef HD_VEC(struct told) told_vec;

static void tell_once(told_vec *all, struct hd_arena *a, const struct hd_finding *f, int64_t run)
{
    struct hd_buf b = {0};
    put_headline(&b, f);
    hd_vec_foreach(t, all)
    {
        if (t->run == run || strcmp(t->fingerprint, f->fingerprint) != 0 ||
            strcmp(t->headline, hd_buf_cstr(&b)) != 0)
            continue;
        t->processes++;
        t->run = run;
        hd_buf_free(&b);
        return;
    }
    hd_vec_push(all, (struct told){hd_arena_str(a, hd_buf_cstr(&b)),
                                   hd_arena_str(a, f->fingerprint), run, 1});
    hd_buf_free(&b);
}

static int load_run(struct hd_store *s, int64_t run, told_vec *all, struct hd_arena *kept,
                    size_t *hidden, struct hd_err *err)
{
    struct hd_arena a = {0};
    hd_finding_vec v = {0};
    struct hd_finding_query q = {.run = run};
    int rc = hd_store_load_findings(s, &q, &a, &v, err);
    hd_vec_foreach(f, &v)
    {
        if (f->filtered)
            ++*hidden;
        else
            tell_once(all, kept, f, run);
    }
    hd_vec_free(&v);
    hd_arena_free(&a);
    return rc;
}

/* How many findings there are, once each; -1 on failure. */
static long print_findings(struct hd_store *s, const int64_t *run, size_t n, size_t *hidden,
                           struct hd_err *err)
{
    struct hd_arena a = {0};
    told_vec all = {0};
    int rc = 0;
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = load_run(s, run[i], &all, &a, hidden, err);
    hd_vec_foreach(t, &all)
    {
        fprintf(stderr, "  %s", t->headline);
        if (t->processes > 1)
            fprintf(stderr, " (in %zu processes)", t->processes);
        bool told = hd_strpool_find(&alarms, t->headline) != UINT32_MAX;
        fputs(told ? " (told above)\n" : "\n", stderr);
    }
    long found = rc < 0 ? -1 : (long)all.len;
    hd_vec_free(&all);
    hd_arena_free(&a);
    return found;
}

static bool is_among(int64_t id, const int64_t *run, size_t n)
{
    while (n-- > 0) {
        if (run[n] == id)
            return true;
    }
    return false;
}

/* What these runs could not see. */
static int print_gaps(struct hd_store *s, const int64_t *run, size_t n, const char *told,
                      struct hd_err *err)
{
    struct hd_arena a = {0};
    hd_run_vec rows = {0};
    int rc = hd_store_load_runs(s, &a, &rows, err);
    hd_vec_foreach(r, &rows)
    {
        if (is_among(r->id, run, n) && r->info.coverage)
            hd_print_coverage(r->info.coverage, told);
    }
    hd_vec_free(&rows);
    hd_arena_free(&a);
    return rc;
}

/* The probe itself says nothing of it: a process that is left out is to run as if it were not
 * there. */
static void say_nothing_recorded(const char *told)
{
    const char *sample = getenv("HEDDLE_SAMPLE");
    bool all = !sample || !*sample || !strcmp(sample, "1") || !strcmp(sample, "1/1");
    if (all || *told) /* who could not be entered was not left out */
        hd_warn("nothing was recorded: the program did not load the probe");
    else
        hd_warn("nothing was recorded: HEDDLE_SAMPLE=%s in the environment left the process out",
                sample);
}

int hd_print_summary(struct hd_store *s, const int64_t *run, size_t n, const char *db,
                     const char *told, struct hd_err *err)
{
    size_t hidden = 0;
    if (print_gaps(s, run, n, told, err) < 0)
        return -1;
    long found = print_findings(s, run, n, &hidden, err);
    if (found < 0)
        return -1;
    if (!n)
        say_nothing_recorded(told);
    else if (!found && hidden)
        hd_info("no findings; %zu hidden, 'heddle report --db %s --all' shows %s with the reason; "
                "locks and threads are in %s",
                hidden, db, hidden == 1 ? "it" : "them", db);
    else if (!found)
        hd_info("no findings; locks and threads are in %s", db);
    else if (n == 1)
        hd_info("%ld finding%s in %s; 'heddle report --db %s --run %" PRId64
                "' shows how each came "
                "about",
                found, found == 1 ? "" : "s", db, db, run[0]);
    else
        hd_info("%ld finding%s of %zu processes in %s; 'heddle report --db %s' shows how each came "
                "about",
                found, found == 1 ? "" : "s", n, db, db);
    return 0;
}

void hd_print_coverage(const char *lines, const char *told)
{
    while (*lines) {
        size_t n = strcspn(lines, "\n");
        struct hd_buf line = {0};
        hd_buf_put(&line, lines, n);
        if (n && !strstr(told, hd_buf_cstr(&line)))
            hd_warn("%s", hd_buf_cstr(&line));
        hd_buf_free(&line);
        lines += n + (lines[n] == '\n');
    }
}
