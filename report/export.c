/* See export.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/export.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "core/json.h"
#include "report/report.h"
#include "report/runs.h"

/* Perfetto -------------------------------------------------------------------------------------*/

struct trace {
    FILE *out;
    bool any;
    json_int_t pid;
};

static void put_event(struct trace *t, json_t *event)
{
    if (!event)
        hd_oom();
    char *text = json_dumps(event, JSON_COMPACT);
    if (!text)
        hd_oom();
    fprintf(t->out, "%s%s", t->any ? ",\n" : "\n", text);
    t->any = true;
    free(text);
    json_decref(event);
}

static json_t *place(const struct hd_site *s)
{
    struct hd_buf b = {0};
    if (s->file)
        hd_buf_fmt(&b, "%s:%" PRIu32, s->file, s->line);
    else if (s->function)
        hd_buf_str(&b, s->function);
    json_t *v = b.len ? hd_json_str(hd_buf_cstr(&b)) : json_null();
    hd_buf_free(&b);
    return v;
}

/* Microseconds since the run began; times before that are its beginning. */
static json_int_t since(int64_t ms, int64_t start)
{
    return ms > start ? (json_int_t)(ms - start) * 1000 : 0;
}

static void put_thread(struct trace *t, const struct hd_thread *th, int64_t start, int64_t end)
{
    json_int_t from = since(th->started_ms, start);
    json_int_t to = since(th->ended_ms ? th->ended_ms : end, start);
    put_event(t,
              json_pack("{s:s, s:s, s:I, s:I, s:{s:o}}", "ph", "M", "name", "thread_name", "pid",
                        t->pid, "tid", (json_int_t)th->tid, "args", "name", hd_json_str(th->name)));
    put_event(t,
              json_pack("{s:s, s:o, s:s, s:I, s:I, s:I, s:I, s:{s:o, s:o}}", "ph", "X", "name",
                        hd_json_str(*th->name ? th->name : "thread"), "cat", "thread", "ts", from,
                        "dur", to > from ? to - from : 0, "pid", t->pid, "tid", (json_int_t)th->tid,
                        "args", "created", place(&th->created), "entry", place(&th->entry)));
}

static void put_counters(struct trace *t, const struct hd_sample *m, int64_t start)
{
    put_event(t, json_pack("{s:s, s:s, s:I, s:I, s:{s:I, s:I, s:I, s:I}}", "ph", "C", "name",
                           "heddle", "ts", since(m->at_ms, start), "pid", t->pid, "args", "threads",
                           (json_int_t)m->threads, "timers", (json_int_t)m->timers, "holding",
                           (json_int_t)m->holding, "waiting", (json_int_t)m->waiting));
}

static int write_trace(struct hd_store *s, int64_t run, const struct hd_run_info *info,
                       struct hd_arena *a, FILE *out, struct hd_err *err)
{
    struct trace t = {.out = out, .pid = (json_int_t)info->pid};
    struct hd_lock_facts facts;
    hd_sample_vec samples = {0};
    if (hd_store_load_lock_facts(s, run, a, &facts, err) < 0)
        return -1;
    int rc = hd_store_load_samples(s, run, a, &samples, err);
    int64_t end = info->ended_ms;
    hd_vec_foreach(m, &samples) end = m->at_ms > end ? m->at_ms : end;
    fputs("{\"displayTimeUnit\": \"ms\", \"traceEvents\": [", out);
    put_event(&t, json_pack("{s:s, s:s, s:I, s:{s:o}}", "ph", "M", "name", "process_name", "pid",
                            t.pid, "args", "name", hd_json_str(info->target)));
    hd_vec_foreach(th, &facts.thread) put_thread(&t, th, info->started_ms, end);
    hd_vec_foreach(m, &samples) put_counters(&t, m, info->started_ms);
    fputs("\n]}\n", out);
    hd_vec_free(&samples);
    hd_lock_facts_free(&facts);
    return rc;
}

int hd_export_perfetto(struct hd_store *s, int64_t run, FILE *out, struct hd_err *err)
{
    struct hd_arena a = {0};
    struct hd_run_info info;
    int rc = hd_find_run(s, &run, &a, &info, err);
    if (rc == 0)
        rc = write_trace(s, run, &info, &a, out, err);
    hd_arena_free(&a);
    return rc;
}

/* CSV ------------------------------------------------------------------------------------------*/

/* A spreadsheet takes a field that begins like a formula for one. */
static void put_field(FILE *out, const char *s, bool last)
{
    bool formula = s && *s && strchr("=+-@\t\r", *s);
    fputc('"', out);
    if (formula)
        fputc('\'', out);
    for (; s && *s; s++) {
        if (*s == '"')
            fputc('"', out);
        fputc(*s, out);
    }
    fputs(last ? "\"\r\n" : "\",", out);
}

int hd_export_csv(struct hd_store *s, FILE *out, struct hd_err *err)
{
    struct hd_arena a = {0};
    hd_finding_vec v = {0};
    struct hd_finding_query all = {0};
    int rc = hd_store_load_findings(s, &all, &a, &v, err);
    fputs("rule,severity,confidence,evidence,file,line,column,function,message,fingerprint,"
          "filtered\r\n",
          out);
    hd_vec_foreach(f, &v)
    {
        put_field(out, f->rule, false);
        put_field(out, hd_severity_name(f->severity), false);
        put_field(out, hd_confidence_name(f->confidence), false);
        put_field(out, hd_evidence_name(f->evidence), false);
        put_field(out, f->site.file, false);
        fprintf(out, "%" PRIu32 ",%" PRIu32 ",", f->site.line, f->site.column);
        put_field(out, f->site.function, false);
        put_field(out, f->message, false);
        put_field(out, f->fingerprint, false);
        put_field(out, f->filtered, true);
    }
    hd_vec_free(&v);
    hd_arena_free(&a);
    return rc;
}
