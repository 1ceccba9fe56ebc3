/* What the server shows: each path one function of the database. Described in docs/serving.md.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalog.h"
#include "core/hash.h"
#include "core/json.h"
#include "graph/graph.h"
#include "report/export.h"
#include "report/html.h"
#include "report/json_parts.h"
#include "report/metrics.h"
#include "report/profile.h"
#include "report/report.h"
#include "report/runs.h"
#include "report/serve.h"

struct request {
    struct hd_store *s;
    const char *db, *path, *query;
    int64_t run; /* ?run=, 0 */
    struct hd_arena a;
    struct hd_buf *out;
    struct hd_err *err;
};

/* ?name=… ; NULL when it is not there. */
static const char *argument(const struct request *q, const char *name, size_t *len)
{
    size_t n = strlen(name);
    for (const char *p = q->query; p && *p;) {
        size_t pair = strcspn(p, "&");
        if (pair > n && p[n] == '=' && strncmp(p, name, n) == 0) {
            *len = pair - n - 1;
            return p + n + 1;
        }
        p += pair;
        p += *p == '&';
    }
    return NULL;
}

static int load(struct request *q, struct hd_report *r)
{
    *r = (struct hd_report){.db = q->db, .show_filtered = true};
    return hd_report_load(r, q->s, q->run, &q->a, q->err);
}

/* Runs a writer of files into memory. */
static int into_memory(struct request *q, int (*write)(struct request *, FILE *))
{
    char *text = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&text, &n);
    if (!f)
        hd_oom();
    int rc = write(q, f);
    fclose(f);
    if (rc == 0)
        hd_buf_put(q->out, text, n);
    free(text);
    return rc;
}

/* The page fetches the document, again and again while a run goes on. */
static int write_page(struct request *q, FILE *f)
{
    char url[64] = "api/v1/page";
    if (q->run)
        snprintf(url, sizeof url, "api/v1/page?run=%" PRId64, q->run);
    hd_page_live(f, url);
    return 0;
}

static int write_document(struct request *q, FILE *f)
{
    struct hd_report r;
    struct hd_html_options o = {.run = q->run};
    return load(q, &r) < 0 ? -1 : hd_page_data(&r, &o, f, q->err);
}

static int write_report(struct request *q, FILE *f)
{
    struct hd_report r;
    return load(q, &r) < 0 ? -1 : hd_report_write(&r, "json", f, q->err);
}

static int page(struct request *q)
{
    return into_memory(q, write_page);
}

static int document(struct request *q)
{
    return into_memory(q, write_document);
}

static int report(struct request *q)
{
    return into_memory(q, write_report);
}

static int metrics(struct request *q)
{
    return hd_metrics_write(q->s, q->out, q->err);
}

static int put_json(struct request *q, json_t *v)
{
    char *text = hd_json_dump(v);
    json_decref(v);
    hd_buf_str(q->out, text);
    free(text);
    return 0;
}

static int runs(struct request *q)
{
    hd_run_vec v = {0};
    if (hd_store_load_runs(q->s, &q->a, &v, q->err) < 0)
        return -1;
    json_t *list = json_array();
    hd_vec_foreach(r, &v)
    {
        const struct hd_run_info *i = &r->info;
        json_t *o =
            json_pack("{s:I, s:o, s:o, s:o, s:I, s:o, s:o, s:I, s:I}", "id", (json_int_t)r->id,
                      "command", hd_json_str(i->command), "target", hd_json_str(i->target), "host",
                      hd_json_str(i->host), "started_ms", (json_int_t)i->started_ms, "ended_ms",
                      i->ended_ms ? json_integer(i->ended_ms) : json_null(), "exit_status",
                      i->exit_status < 0 ? json_null() : json_integer(i->exit_status), "pid",
                      (json_int_t)i->pid, "dropped", (json_int_t)i->dropped);
        hd_json_add(list, o);
    }
    hd_vec_free(&v);
    return put_json(q, json_pack("{s:o}", "runs", list));
}

static int samples(struct request *q)
{
    hd_sample_vec v = {0};
    struct hd_run_info info;
    int64_t run = q->run ? q->run : hd_newest_run(q->s, &q->a, &info, q->err);
    if (run < 0 || hd_store_load_samples(q->s, run, &q->a, &v, q->err) < 0)
        return -1;
    json_t *list = json_array();
    hd_vec_foreach(m, &v)
    {
        json_t *o = json_pack("{s:I, s:I, s:I, s:I, s:I}", "at_ms", (json_int_t)m->at_ms, "threads",
                              (json_int_t)m->threads, "timers", (json_int_t)m->timers, "holding",
                              (json_int_t)m->holding, "waiting", (json_int_t)m->waiting);
        hd_json_add(list, o);
    }
    hd_vec_free(&v);
    return put_json(q, json_pack("{s:I, s:o}", "run", (json_int_t)run, "samples", list));
}

static int version(struct request *q)
{
    return put_json(q, json_pack("{s:s, s:i}", "version", HEDDLE_VERSION, "api", 1));
}

static int profile_of(struct request *q, enum hd_profile p)
{
    return hd_profile_write(q->s, q->run, p, q->out, q->err);
}

static int threads(struct request *q)
{
    return profile_of(q, HD_PROFILE_THREADS);
}

static int timers(struct request *q)
{
    return profile_of(q, HD_PROFILE_TIMERS);
}

static int contention(struct request *q)
{
    return profile_of(q, HD_PROFILE_CONTENTION);
}

static int write_trace(struct request *q, FILE *f)
{
    return hd_export_perfetto(q->s, q->run, f, q->err);
}

static int trace(struct request *q)
{
    return into_memory(q, write_trace);
}

static const struct {
    const char *path, *type;
    int (*show)(struct request *q);
    bool polled; /* by pages and scripts: has an entity tag */
} pages[] = {
    {"/", "text/html; charset=utf-8", page},
    {"/api/v1/page", "application/json", document, true},
    {"/api/v1/version", "application/json", version},
    {"/api/v1/report", "application/json", report, true},
    {"/api/v1/runs", "application/json", runs, true},
    {"/api/v1/samples", "application/json", samples, true},
    {"/api/v1/trace", "application/json", trace},
    {"/metrics", "text/plain; version=0.0.4; charset=utf-8", metrics},
    {"/debug/pprof/threads", "application/octet-stream", threads},
    {"/debug/pprof/timers", "application/octet-stream", timers},
    {"/debug/pprof/contention", "application/octet-stream", contention},
};

static int fail(struct hd_buf *out, const char **type, int status, const char *why)
{
    out->len = 0;
    hd_buf_fmt(out, "%s\n", why);
    *type = "text/plain; charset=utf-8";
    return status;
}

/* ?run=N: 0 when it is not there, -1 when it is no number. */
static int64_t run_asked(const struct request *q)
{
    size_t len;
    char *end;
    const char *text = argument(q, "run", &len);
    if (!text)
        return 0;
    long long n = strtoll(text, &end, 10);
    return end == text + len && len && n > 0 ? n : -1;
}

/* The status: 404 when the database does not have the run that is asked for. */
static int look_for_run(struct request *q)
{
    hd_run_vec v = {0};
    bool found = !q->run;
    int rc = found ? 0 : hd_store_load_runs(q->s, &q->a, &v, q->err);
    hd_vec_foreach(r, &v) found |= r->id == q->run;
    hd_vec_free(&v);
    if (rc == 0 && !found)
        hd_fail(q->err, "%s has no run %" PRId64 "; /api/v1/runs lists them", q->db, q->run);
    return rc < 0 ? 500 : found ? 200 : 404;
}

static int show(struct request *q, int (*fill)(struct request *))
{
    if (hd_store_open(&q->s, q->db, HD_STORE_READ, q->err) < 0)
        return 500;
    int status = look_for_run(q);
    return status == 200 && fill(q) < 0 ? 500 : status;
}

int hd_serve_answer(const char *db, const char *path, const char *query, struct hd_buf *out,
                    const char **type)
{
    struct hd_err err = {0};
    struct request q = {.db = db, .path = path, .query = query, .out = out, .err = &err};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        if (strcmp(pages[i].path, path) != 0)
            continue;
        q.run = run_asked(&q);
        if (q.run < 0)
            return fail(out, type, 400, "run wants the number of a run");
        int status = show(&q, pages[i].show);
        hd_store_close(q.s);
        hd_arena_free(&q.a);
        *type = pages[i].type;
        return status == 200 ? 200 : fail(out, type, status, err.msg);
    }
    return fail(out, type, 404, "there is no such page");
}

/* The stamp of the database and whose words they are; the address is the client's to remember. */
bool hd_serve_tag(const char *db, const char *path, char tag[HD_SERVE_TAG])
{
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        if (!pages[i].polled || strcmp(pages[i].path, path) != 0)
            continue;
        char hex[17];
        hd_hash_hex(hd_hash_mix(hd_store_stamp(db), hd_hash_str(HEDDLE_VERSION)), hex);
        snprintf(tag, HD_SERVE_TAG, "\"%s\"", hex);
        return true;
    }
    return false;
}

bool hd_serve_knows(const char *if_none_match, const char *tag)
{
    size_t n = strlen(tag);
    for (const char *p = if_none_match; p && *p;) {
        p += strspn(p, " \t,");
        if (strncmp(p, "W/", 2) == 0)
            p += 2;
        size_t len = *p == '"' ? strcspn(p + 1, "\"") + 2 : strcspn(p, " \t,");
        if ((len == 1 && *p == '*') || (len == n && strncmp(p, tag, n) == 0))
            return true;
        for (; len && *p; len--) /* an open quote ends with the header */
            p++;
    }
    return false;
}
