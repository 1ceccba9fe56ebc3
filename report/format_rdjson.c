/* reviewdog's Diagnostic Format: one object with all diagnostics. Its columns count bytes, as ours.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "report/ci.h"
#include "report/json_parts.h"

enum { MAX_RELATED = 100 };

static json_t *location(const struct hd_ci *c, const struct hd_site *s)
{
    json_t *o = json_object(), *range = json_object(), *start = json_object();
    char *path = hd_ci_path(c, s->file);
    hd_json_put(o, "path", hd_json_str(path));
    free(path);
    if (s->line) {
        hd_json_put(start, "line", hd_json_number(s->line));
        if (s->column)
            hd_json_put(start, "column", hd_json_number(s->column));
        hd_json_put(range, "start", start);
        hd_json_put(o, "range", range);
    } else {
        json_decref(range);
        json_decref(start);
    }
    return o;
}

static json_t *related(const struct hd_ci *c, const struct hd_finding *f)
{
    json_t *a = json_array();
    for (size_t i = 0; i < f->nsteps && json_array_size(a) < MAX_RELATED; i++) {
        if (!f->step[i].site.file)
            continue;
        json_t *o = json_object();
        hd_json_put(o, "message", hd_json_str(f->step[i].note));
        hd_json_put(o, "location", location(c, &f->step[i].site));
        hd_json_add(a, o);
    }
    return a;
}

static json_t *diagnostic(const struct hd_ci *c, const struct hd_finding *f,
                          const struct hd_site *place)
{
    static const char *const severity[] = {"INFO", "WARNING", "ERROR"};
    json_t *o = json_object(), *code = json_object();
    hd_json_put(code, "value", hd_json_str(f->rule));
    hd_json_put(o, "message", hd_json_str(f->message));
    hd_json_put(o, "location", location(c, place));
    hd_json_put(o, "severity", json_string(severity[f->severity]));
    hd_json_put(o, "code", code);
    hd_json_put(o, "related_locations", related(c, f));
    return o;
}

static int write_rdjson(const struct hd_report *r, FILE *out, struct hd_err *err)
{
    struct hd_ci c;
    size_t written = 0, left = 0;
    hd_ci_open(&c, r);
    fputs("{\n  \"source\": {\"name\": \"heddle\"},\n  \"diagnostics\": [", out);
    for (size_t i = 0; i < r->nfindings; i++) {
        const struct hd_finding *f = &r->finding[i];
        const struct hd_site *place = hd_ci_place(f);
        if (f->filtered)
            continue;
        if (!place) {
            left++;
            continue;
        }
        fputs(written++ ? ",\n    " : "\n    ", out);
        hd_json_write_part(out, diagnostic(&c, f, place), 4);
    }
    fputs(written ? "\n  ]\n}\n" : "]\n}\n", out);
    hd_ci_close(&c);
    hd_ci_left_out(left, "rdjson");
    return ferror(out) ? hd_fail_errno(err, "cannot write the report") : 0;
}

const struct hd_format hd_format_rdjson = {"rdjson", "reviewdog's Diagnostic Format", write_rdjson};
