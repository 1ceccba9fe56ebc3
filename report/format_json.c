/* JSON as the command line's contract says; see docs/json.md. Nothing that differs from one run
 * over the same input to the next (times, ids, addresses) is in it, except what a run-time run
 * itself is.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/json.h"
#include "report/json_parts.h"

enum { SCHEMA = 1 };

static void put(json_t *object, const char *key, json_t *value)
{
    if (!value || json_object_set_new(object, key, value) < 0)
        hd_oom();
}

static json_t *number(uint64_t n)
{
    return json_integer((json_int_t)n);
}

static void put_site(json_t *o, const struct hd_report *r, const struct hd_site *s)
{
    const char *file = s->file;
    if (file && r->root && file[0] == '/')
        file = hd_path_relative(r->root, file);
    put(o, "file", hd_json_str(file));
    put(o, "line", number(s->line));
    put(o, "column", number(s->column));
    put(o, "function", hd_json_str(s->function));
}

static json_t *lines(const char *text)
{
    json_t *a = json_array();
    while (text && *text) {
        size_t n = strcspn(text, "\n");
        char *line = strndup(text, n);
        if (!line || json_array_append_new(a, hd_json_str(line)) < 0)
            hd_oom();
        free(line);
        text += n;
        text += *text == '\n';
    }
    return a;
}

static json_t *run_object(const struct hd_run_info *i)
{
    json_t *o = json_object();
    put(o, "command", hd_json_str(i->command));
    put(o, "target", hd_json_str(i->target));
    put(o, "host", hd_json_str(i->host));
    if (strcmp(i->command, "check") == 0) {
        put(o, "translation_units", number(i->translation_units));
        put(o, "failed_units", number(i->failed_units));
    } else {
        put(o, "pid", number(i->pid));
        put(o, "started_ms", json_integer(i->started_ms));
        put(o, "ended_ms", i->ended_ms ? json_integer(i->ended_ms) : json_null());
        put(o, "exit_status", i->exit_status < 0 ? json_null() : json_integer(i->exit_status));
        put(o, "dropped", number(i->dropped));
    }
    put(o, "coverage", lines(i->coverage));
    return o;
}

/* Steps count from 1 within each thread. */
static json_t *witness(const struct hd_report *r, const struct hd_finding *f)
{
    json_t *a = json_array();
    uint64_t n = 0;
    for (size_t i = 0; i < f->nsteps; i++) {
        const struct hd_step *s = &f->step[i];
        n = i && strcmp(s->thread, f->step[i - 1].thread) == 0 ? n + 1 : 1;
        json_t *o = json_object();
        put(o, "thread", hd_json_str(s->thread));
        put(o, "step", number(n));
        put_site(o, r, &s->site);
        put(o, "note", hd_json_str(s->note));
        if (json_array_append_new(a, o) < 0)
            hd_oom();
    }
    return a;
}

json_t *hd_json_finding(const struct hd_report *r, const struct hd_finding *f)
{
    json_t *o = json_object();
    put(o, "rule", hd_json_str(f->rule));
    put(o, "severity", hd_json_str(hd_severity_name(f->severity)));
    put(o, "confidence", hd_json_str(hd_confidence_name(f->confidence)));
    put(o, "evidence", hd_json_str(hd_evidence_name(f->evidence)));
    put(o, "message", hd_json_str(f->message));
    put_site(o, r, &f->site);
    put(o, "fingerprint", hd_json_str(f->fingerprint));
    put(o, "witness", witness(r, f));
    put(o, "filtered", hd_json_str(f->filtered));
    return o;
}

static json_t *summary(const struct hd_report *r)
{
    json_t *o = json_object();
    for (int s = HD_SEV_COUNT - 1; s >= 0; s--)
        put(o, hd_severity_name((enum hd_severity)s),
            number(hd_report_count(r, (enum hd_severity)s)));
    put(o, "translation_units", number(r->translation_units));
    put(o, "failed_units", number(r->failed_units));
    return o;
}

/* Writes a value as a part of a larger one: its lines after the first move in by `indent`. Strings
 * hold no line breaks of their own (JSON escapes them). Releases the value. */
static void put_part(FILE *out, json_t *v, int indent)
{
    char *text = hd_json_dump(v);
    json_decref(v);
    for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1)
        fprintf(out, "%*s%.*s%s", line == text ? 0 : indent, "", (int)(end - line), line,
                end[1] ? "\n" : "");
    free(text);
}

static json_t *difference(const struct hd_report *r)
{
    json_t *o = json_object(), *fixed = json_array();
    put(o, "revision", hd_json_str(r->diff->rev));
    put(o, "base", hd_json_str(r->diff->base));
    for (size_t i = 0; i < r->diff->nfixed; i++)
        if (json_array_append_new(fixed, hd_json_finding(r, &r->diff->fixed[i])) < 0)
            hd_oom();
    put(o, "introduced", number(r->nfindings));
    put(o, "fixed", fixed);
    put(o, "unchanged", number(r->diff->unchanged));
    return o;
}

/* Part by part, so that a large database needs no large tree. */
static int write_json(const struct hd_report *r, FILE *out, struct hd_err *err)
{
    json_t *tool = json_object(), *runs = json_array();
    put(tool, "version", hd_json_str(HEDDLE_VERSION));
    put(tool, "schema", number(SCHEMA));
    for (size_t i = 0; i < r->nruns; i++)
        if (json_array_append_new(runs, run_object(&r->run[i].info)) < 0)
            hd_oom();
    fputs("{\n  \"heddle\": ", out);
    put_part(out, tool, 2);
    fputs(",\n  \"runs\": ", out);
    put_part(out, runs, 2);
    fputs(",\n  \"findings\": [", out);
    for (size_t i = 0; i < r->nfindings; i++) {
        fputs(i ? ",\n    " : "\n    ", out);
        put_part(out, hd_json_finding(r, &r->finding[i]), 4);
    }
    fputs(r->nfindings ? "\n  ]" : "]", out);
    if (r->diff) {
        fputs(",\n  \"diff\": ", out);
        put_part(out, difference(r), 2);
    }
    fputs(",\n  \"summary\": ", out);
    put_part(out, summary(r), 2);
    fputs("\n}\n", out);
    return ferror(out) ? hd_fail_errno(err, "cannot write the report") : 0;
}

const struct hd_format hd_format_json = {"json", "one JSON object, for programs", write_json};
