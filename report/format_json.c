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

static void put_site(json_t *o, const struct hd_report *r, const struct hd_site *s)
{
    const char *file = s->file;
    if (file && r->root && file[0] == '/')
        file = hd_path_relative(r->root, file);
    hd_json_put(o, "file", hd_json_str(file));
    hd_json_put(o, "line", hd_json_number(s->line));
    hd_json_put(o, "column", hd_json_number(s->column));
    hd_json_put(o, "function", hd_json_str(s->function));
}

static json_t *lines(const char *text)
{
    json_t *a = json_array();
    while (text && *text) {
        size_t n = strcspn(text, "\n");
        char *line = strndup(text, n);
        if (!line)
            hd_oom();
        hd_json_add(a, hd_json_str(line));
        free(line);
        text += n;
        text += *text == '\n';
    }
    return a;
}

static json_t *run_object(const struct hd_run_info *i)
{
    json_t *o = json_object();
    hd_json_put(o, "command", hd_json_str(i->command));
    hd_json_put(o, "target", hd_json_str(i->target));
    hd_json_put(o, "host", hd_json_str(i->host));
    if (strcmp(i->command, "check") == 0) {
        hd_json_put(o, "translation_units", hd_json_number(i->translation_units));
        hd_json_put(o, "failed_units", hd_json_number(i->failed_units));
    } else {
        hd_json_put(o, "pid", hd_json_number(i->pid));
        hd_json_put(o, "started_ms", json_integer(i->started_ms));
        hd_json_put(o, "ended_ms", i->ended_ms ? json_integer(i->ended_ms) : json_null());
        hd_json_put(o, "exit_status",
                    i->exit_status < 0 ? json_null() : json_integer(i->exit_status));
        hd_json_put(o, "dropped", hd_json_number(i->dropped));
    }
    hd_json_put(o, "coverage", lines(i->coverage));
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
        hd_json_put(o, "thread", hd_json_str(s->thread));
        hd_json_put(o, "step", hd_json_number(n));
        put_site(o, r, &s->site);
        hd_json_put(o, "note", hd_json_str(s->note));
        hd_json_add(a, o);
    }
    return a;
}

json_t *hd_json_finding(const struct hd_report *r, const struct hd_finding *f)
{
    json_t *o = json_object();
    hd_json_put(o, "rule", hd_json_str(f->rule));
    hd_json_put(o, "severity", hd_json_str(hd_severity_name(f->severity)));
    hd_json_put(o, "confidence", hd_json_str(hd_confidence_name(f->confidence)));
    hd_json_put(o, "evidence", hd_json_str(hd_evidence_name(f->evidence)));
    hd_json_put(o, "message", hd_json_str(f->message));
    put_site(o, r, &f->site);
    hd_json_put(o, "fingerprint", hd_json_str(f->fingerprint));
    hd_json_put(o, "witness", witness(r, f));
    hd_json_put(o, "filtered", hd_json_str(f->filtered));
    if (f->counterpart)
        hd_json_put(o, "counterpart", hd_json_str(f->counterpart));
    return o;
}

static json_t *summary(const struct hd_report *r)
{
    json_t *o = json_object();
    for (int s = HD_SEV_COUNT - 1; s >= 0; s--)
        hd_json_put(o, hd_severity_name((enum hd_severity)s),
                    hd_json_number(hd_report_count(r, (enum hd_severity)s)));
    hd_json_put(o, "translation_units", hd_json_number(r->translation_units));
    hd_json_put(o, "failed_units", hd_json_number(r->failed_units));
    return o;
}

static json_t *difference(const struct hd_report *r)
{
    json_t *o = json_object(), *fixed = json_array();
    hd_json_put(o, "revision", hd_json_str(r->diff->rev));
    hd_json_put(o, "base", hd_json_str(r->diff->base));
    for (size_t i = 0; i < r->diff->nfixed; i++)
        hd_json_add(fixed, hd_json_finding(r, &r->diff->fixed[i]));
    size_t shown = 0;
    for (size_t i = 0; i < r->nfindings; i++)
        shown += !r->finding[i].filtered;
    hd_json_put(o, "introduced", hd_json_number(shown));
    hd_json_put(o, "fixed", fixed);
    hd_json_put(o, "unchanged", hd_json_number(r->diff->unchanged));
    return o;
}

/* Part by part, so that a large database needs no large tree. */
static int write_json(const struct hd_report *r, FILE *out, struct hd_err *err)
{
    json_t *tool = json_object(), *runs = json_array();
    hd_json_put(tool, "version", hd_json_str(HEDDLE_VERSION));
    hd_json_put(tool, "schema", hd_json_number(SCHEMA));
    for (size_t i = 0; i < r->nruns; i++)
        hd_json_add(runs, run_object(&r->run[i].info));
    fputs("{\n  \"heddle\": ", out);
    hd_json_write_part(out, tool, 2);
    fputs(",\n  \"runs\": ", out);
    hd_json_write_part(out, runs, 2);
    fputs(",\n  \"findings\": [", out);
    for (size_t i = 0; i < r->nfindings; i++) {
        fputs(i ? ",\n    " : "\n    ", out);
        hd_json_write_part(out, hd_json_finding(r, &r->finding[i]), 4);
    }
    fputs(r->nfindings ? "\n  ]" : "]", out);
    if (r->diff) {
        fputs(",\n  \"diff\": ", out);
        hd_json_write_part(out, difference(r), 2);
    }
    fputs(",\n  \"summary\": ", out);
    hd_json_write_part(out, summary(r), 2);
    fputs("\n}\n", out);
    return ferror(out) ? hd_fail_errno(err, "cannot write the report") : 0;
}

const struct hd_format hd_format_json = {"json", "one JSON object, for programs", write_json};
