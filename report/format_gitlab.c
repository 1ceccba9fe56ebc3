/* GitLab's Code Quality report: an array of places with a fingerprint each.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "report/ci.h"
#include "report/json_parts.h"

static json_t *place_object(const struct hd_ci *c, const struct hd_site *place)
{
    json_t *o = json_object(), *lines = json_object();
    char *path = hd_ci_path(c, place->file);
    hd_json_put(lines, "begin", hd_json_number(place->line ? place->line : 1));
    hd_json_put(o, "path", hd_json_str(path));
    hd_json_put(o, "lines", lines);
    free(path);
    return o;
}

static json_t *issue(const struct hd_ci *c, const struct hd_finding *f, const struct hd_site *place)
{
    static const char *const severity[] = {"info", "major", "critical"};
    json_t *o = json_object();
    hd_json_put(o, "description", hd_json_str(f->message));
    hd_json_put(o, "check_name", hd_json_str(f->rule));
    hd_json_put(o, "fingerprint", hd_json_str(f->fingerprint));
    hd_json_put(o, "severity", json_string(severity[f->severity]));
    hd_json_put(o, "location", place_object(c, place));
    return o;
}

static int write_gitlab(const struct hd_report *r, FILE *out, struct hd_err *err)
{
    struct hd_ci c;
    size_t written = 0, left = 0;
    hd_ci_open(&c, r);
    fputc('[', out);
    for (size_t i = 0; i < r->nfindings; i++) {
        const struct hd_finding *f = &r->finding[i];
        const struct hd_site *place = hd_ci_place(f);
        if (f->filtered)
            continue;
        if (!place) {
            left++;
            continue;
        }
        fputs(written++ ? ",\n  " : "\n  ", out);
        hd_json_write_part(out, issue(&c, f, place), 2);
    }
    fputs(written ? "\n]\n" : "]\n", out);
    hd_ci_close(&c);
    hd_ci_left_out(left, "gitlab");
    return ferror(out) ? hd_fail_errno(err, "cannot write the report") : 0;
}

const struct hd_format hd_format_gitlab = {"gitlab", "GitLab's Code Quality report", write_gitlab};
