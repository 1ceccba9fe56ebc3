/* See metrics.h. Series must not grow without bound: runs are those that go on and the newest one,
 * locks the most waited-for of each.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/metrics.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/map.h"
#include "core/utf8.h"
#include "report/report.h"

enum { MAX_LOCKS = 50 }; /* per run */

struct metrics {
    struct hd_store *s;
    struct hd_buf *b;
    struct hd_arena a;
    struct hd_err *err;
    hd_run_vec runs; /* told of */
    hd_sample_vec *samples;
};

static void head(struct metrics *m, const char *name, const char *type, const char *help)
{
    hd_buf_fmt(m->b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* Backslash, quote and line feed are escaped; what is no UTF-8 is replaced. */
static void put_label(struct hd_buf *b, const char *s)
{
    for (; s && *s;) {
        size_t n = hd_utf8_len(s);
        if (*s == '\\' || *s == '"')
            hd_buf_fmt(b, "\\%c", *s);
        else if (*s == '\n')
            hd_buf_str(b, "\\n");
        else if (n)
            hd_buf_put(b, s, n);
        else
            hd_buf_str(b, HD_UTF8_REPLACEMENT);
        s += n ? n : 1;
    }
}

static void label(struct hd_buf *b, bool first, const char *name, const char *value)
{
    hd_buf_fmt(b, "%c%s=\"", first ? '{' : ',', name);
    put_label(b, value);
    hd_buf_char(b, '"');
}

/* Findings by rule, severity and evidence -------------------------------------------------------*/

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int put_findings(struct metrics *m)
{
    hd_finding_vec v = {0};
    struct hd_finding_query all = {0};
    struct hd_strpool label_set = {0};
    HD_VEC(uint64_t) count = {0};
    if (hd_store_load_findings(m->s, &all, &m->a, &v, m->err) < 0)
        return -1;
    head(m, "heddle_findings", "gauge", "Findings that hold now and that no filter hides.");
    hd_vec_foreach(f, &v)
    {
        struct hd_buf b = {0};
        if (f->filtered)
            continue;
        label(&b, true, "rule", f->rule);
        label(&b, false, "severity", hd_severity_name(f->severity));
        label(&b, false, "evidence", hd_evidence_name(f->evidence));
        size_t known = label_set.len;
        uint32_t i = hd_strpool_put(&label_set, hd_buf_cstr(&b));
        if (i >= known)
            hd_vec_push(&count, 0);
        count.data[i]++;
        hd_buf_free(&b);
    }
    HD_VEC(char *) line = {0};
    for (size_t i = 0; i < label_set.len; i++)
        hd_vec_push(&line, hd_arena_fmt(&m->a, "heddle_findings%s} %" PRIu64 "\n", label_set.str[i],
                                        count.data[i]));
    if (line.len)
        qsort(line.data, line.len, sizeof *line.data, compare_texts);
    hd_vec_foreach(l, &line) hd_buf_str(m->b, *l);
    hd_vec_free(&line);
    hd_vec_free(&count);
    hd_vec_free(&v);
    hd_strpool_free(&label_set);
    return 0;
}

/* Runs -----------------------------------------------------------------------------------------*/

static int choose_runs(struct metrics *m)
{
    hd_run_vec all = {0};
    int rc = hd_store_load_runs(m->s, &m->a, &all, m->err);
    size_t newest = SIZE_MAX;
    for (size_t i = 0; i < all.len; i++)
        if (strcmp(all.data[i].info.command, "check") != 0)
            newest = i;
    for (size_t i = 0; rc == 0 && i < all.len; i++)
        if (i == newest ||
            (strcmp(all.data[i].info.command, "check") != 0 && !all.data[i].info.ended_ms))
            hd_vec_push(&m->runs, all.data[i]);
    m->samples = hd_arena_array(&m->a, hd_sample_vec, m->runs.len + 1);
    for (size_t i = 0; rc == 0 && i < m->runs.len; i++)
        rc = hd_store_load_samples(m->s, m->runs.data[i].id, &m->a, &m->samples[i], m->err);
    hd_vec_free(&all);
    return rc;
}

static void run_labels(struct metrics *m, const struct hd_run_row *r)
{
    char id[24];
    snprintf(id, sizeof id, "%" PRId64, r->id);
    label(m->b, true, "run", id);
    label(m->b, false, "host", r->info.host);
    label(m->b, false, "target", r->info.target);
}

typedef uint64_t sample_value(const struct hd_sample *m);
static uint64_t live_threads(const struct hd_sample *m)
{
    return m->threads;
}
static uint64_t live_timers(const struct hd_sample *m)
{
    return m->timers;
}
static uint64_t holding(const struct hd_sample *m)
{
    return m->holding;
}
static uint64_t waiting(const struct hd_sample *m)
{
    return m->waiting;
}

static void put_run_gauges(struct metrics *m)
{
    static const struct {
        const char *name, *help;
        sample_value *value;
    } gauge[] = {
        {"heddle_live_threads", "Threads that live, at the run's latest sample.", live_threads},
        {"heddle_live_timers", "Timers that are armed or not yet deleted.", live_timers},
        {"heddle_threads_holding_locks", "Threads that hold a lock.", holding},
        {"heddle_threads_waiting", "Threads that wait for a lock.", waiting},
    };
    for (size_t g = 0; g < sizeof gauge / sizeof *gauge; g++) {
        head(m, gauge[g].name, "gauge", gauge[g].help);
        for (size_t i = 0; i < m->runs.len; i++) {
            if (!m->samples[i].len)
                continue;
            hd_buf_str(m->b, gauge[g].name);
            run_labels(m, &m->runs.data[i]);
            bool up = m->runs.data[i].info.ended_ms == 0; /* who has ended has no threads */
            hd_buf_fmt(m->b, "} %" PRIu64 "\n",
                       up ? gauge[g].value(&hd_vec_last(&m->samples[i])) : 0);
        }
    }
    head(m, "heddle_dropped_records_total", "counter", "Records lost to full tables.");
    hd_vec_foreach(r, &m->runs)
    {
        hd_buf_str(m->b, "heddle_dropped_records_total");
        run_labels(m, r);
        hd_buf_fmt(m->b, "} %" PRIu64 "\n", r->info.dropped);
    }
    head(m, "heddle_run_up", "gauge", "1 while the program runs.");
    hd_vec_foreach(r, &m->runs)
    {
        hd_buf_str(m->b, "heddle_run_up");
        run_labels(m, r);
        hd_buf_fmt(m->b, "} %d\n", r->info.ended_ms == 0);
    }
}

/* Locks ----------------------------------------------------------------------------------------*/

static int most_waited(const void *a, const void *b)
{
    const struct hd_lock_profile *x = a, *y = b;
    if (x->use.waited != y->use.waited)
        return x->use.waited > y->use.waited ? -1 : 1;
    return (x->use.lock > y->use.lock) - (x->use.lock < y->use.lock);
}

struct lock_row {
    const struct hd_run_row *run;
    struct hd_lock_profile profile;
    const char *label;
    char id[24];
};
typedef HD_VEC(struct lock_row) row_vec;

static int load_locks(struct metrics *m, const struct hd_run_row *run, row_vec *out)
{
    struct hd_lock_facts facts;
    hd_lock_profile_vec v = {0};
    if (hd_store_load_lock_facts(m->s, run->id, &m->a, &facts, m->err) < 0)
        return -1;
    int rc = hd_store_load_lock_profile(m->s, run->id, &v, m->err);
    if (v.len)
        qsort(v.data, v.len, sizeof *v.data, most_waited);
    for (size_t i = 0; i < v.len && i < MAX_LOCKS; i++) {
        struct lock_row row = {.run = run, .profile = v.data[i], .label = ""};
        snprintf(row.id, sizeof row.id, "%" PRId64, v.data[i].use.lock);
        for (size_t k = 0; k < facts.lock.len; k++)
            if (facts.lock_id.data[k] == v.data[i].use.lock)
                row.label = facts.lock.data[k].label;
        hd_vec_push(out, row);
    }
    hd_vec_free(&v);
    hd_lock_facts_free(&facts);
    return rc;
}

static void put_lock(struct metrics *m, const char *name, const struct lock_row *row)
{
    hd_buf_str(m->b, name);
    run_labels(m, row->run);
    label(m->b, false, "lock", row->label);
    label(m->b, false, "id", row->id); /* labels need not be unique */
}

static int put_locks(struct metrics *m)
{
    row_vec rows = {0};
    int rc = 0;
    hd_vec_foreach(r, &m->runs) rc = rc < 0 ? rc : load_locks(m, r, &rows);
    head(m, "heddle_lock_wait_looks_total", "counter",
         "Looks of the profile at which a thread waited for the lock.");
    hd_vec_foreach(r, &rows)
    {
        put_lock(m, "heddle_lock_wait_looks_total", r);
        hd_buf_fmt(m->b, "} %" PRIu64 "\n", r->profile.use.waited);
    }
    head(m, "heddle_lock_held_looks_total", "counter",
         "Looks of the profile at which the lock was held.");
    hd_vec_foreach(r, &rows)
    {
        put_lock(m, "heddle_lock_held_looks_total", r);
        hd_buf_fmt(m->b, "} %" PRIu64 "\n", r->profile.use.held);
    }
    head(m, "heddle_lock_longest_wait_seconds", "gauge", "The longest wait that was seen.");
    hd_vec_foreach(r, &rows)
    {
        put_lock(m, "heddle_lock_longest_wait_seconds", r);
        hd_buf_fmt(m->b, "} %.3f\n", (double)r->profile.use.longest_wait_ms / 1000);
    }
    head(m, "heddle_lock_longest_hold_seconds", "gauge", "The longest hold that was seen.");
    hd_vec_foreach(r, &rows)
    {
        put_lock(m, "heddle_lock_longest_hold_seconds", r);
        hd_buf_fmt(m->b, "} %.3f\n", (double)r->profile.use.longest_hold_ms / 1000);
    }
    hd_vec_free(&rows);
    return rc;
}

int hd_metrics_write(struct hd_store *s, struct hd_buf *out, struct hd_err *err)
{
    struct metrics m = {.s = s, .b = out, .err = err};
    head(&m, "heddle_build_info", "gauge", "1; the version is a label.");
    hd_buf_str(out, "heddle_build_info");
    label(out, true, "version", HEDDLE_VERSION);
    hd_buf_str(out, "} 1\n");
    int rc = put_findings(&m);
    if (rc == 0)
        rc = choose_runs(&m);
    if (rc == 0) {
        put_run_gauges(&m);
        rc = put_locks(&m);
    }
    for (size_t i = 0; m.samples && i < m.runs.len; i++)
        hd_vec_free(&m.samples[i]);
    hd_vec_free(&m.runs);
    hd_arena_free(&m.a);
    return rc;
}
