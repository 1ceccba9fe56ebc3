/* JUnit's XML, for everything that shows test results: a finding is a failed test, a note a passed
 * one with output, a hidden one is skipped, units that could not be analysed are an error.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/ci.h"
#include "report/ci_text.h"

struct junit {
    const struct hd_report *r;
    struct hd_ci ci;
    struct hd_buf b;
    size_t tests, failures, skipped, errors;
};

static void put_attribute(struct hd_buf *b, const char *name, const char *value)
{
    hd_buf_fmt(b, " %s=\"", name);
    hd_xml_put(b, value);
    hd_buf_char(b, '"');
}

static void open_case(struct junit *j, const char *class, const char *name)
{
    hd_buf_str(&j->b, "    <testcase");
    put_attribute(&j->b, "classname", class);
    put_attribute(&j->b, "name", name);
    hd_buf_str(&j->b, " time=\"0\"");
    j->tests++;
}

/* "src/a.c:12", or where else. */
static void put_where(struct junit *j, struct hd_buf *out, const struct hd_finding *f)
{
    const struct hd_site *place = hd_ci_place(f);
    if (!place) {
        hd_buf_str(out, f->site.function ? f->site.function : "elsewhere");
        return;
    }
    char *path = hd_ci_path(&j->ci, place->file);
    hd_buf_fmt(out, "%s:%" PRIu32, path, place->line);
    free(path);
}

static void put_body(struct junit *j, const struct hd_finding *f)
{
    struct hd_buf text = {0};
    hd_buf_fmt(&text, "%s: %s\n", hd_severity_name(f->severity), f->message);
    hd_ci_witness(&text, &j->ci, f, SIZE_MAX);
    hd_buf_fmt(&text, "more: heddle explain %s", f->rule);
    hd_xml_put(&j->b, hd_buf_cstr(&text));
    hd_buf_free(&text);
}

static void put_finding(struct junit *j, const struct hd_finding *f)
{
    struct hd_buf name = {0};
    put_where(j, &name, f);
    hd_buf_fmt(&name, ": %s", f->message);
    open_case(j, f->rule, name.data);
    hd_buf_free(&name);
    if (f->filtered) {
        hd_buf_str(&j->b, "><skipped");
        put_attribute(&j->b, "message", f->filtered);
        hd_buf_str(&j->b, "/></testcase>\n");
        j->skipped++;
    } else if (f->severity == HD_SEV_NOTE) {
        hd_buf_str(&j->b, "><system-out>");
        put_body(j, f);
        hd_buf_str(&j->b, "</system-out></testcase>\n");
    } else {
        hd_buf_str(&j->b, "><failure");
        put_attribute(&j->b, "type", hd_severity_name(f->severity));
        put_attribute(&j->b, "message", f->message);
        hd_buf_char(&j->b, '>');
        put_body(j, f);
        hd_buf_str(&j->b, "</failure></testcase>\n");
        j->failures++;
    }
}

/* There is always a test, since readers take a file without one for a mistake. */
static void put_units(struct junit *j)
{
    struct hd_buf failed = {0};
    open_case(j, "heddle", "all translation units could be analysed");
    if (hd_ci_failed_units(&failed, j->r)) {
        hd_buf_str(&j->b, "><error");
        put_attribute(&j->b, "message", failed.data);
        hd_buf_str(&j->b, "/></testcase>\n");
        j->errors++;
    } else {
        hd_buf_str(&j->b, "/>\n");
    }
    hd_buf_free(&failed);
}

static int write_junit(const struct hd_report *r, FILE *out, struct hd_err *err)
{
    struct junit j = {.r = r};
    hd_ci_open(&j.ci, r);
    put_units(&j);
    for (size_t i = 0; i < r->nfindings; i++)
        put_finding(&j, &r->finding[i]);
    fprintf(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuites>\n  <testsuite name=\"heddle\" tests=\"%zu\" failures=\"%zu\" "
            "errors=\"%zu\" skipped=\"%zu\" time=\"0\">\n%s  </testsuite>\n</testsuites>\n",
            j.tests, j.failures, j.errors, j.skipped, hd_buf_cstr(&j.b));
    hd_ci_close(&j.ci);
    hd_buf_free(&j.b);
    return ferror(out) ? hd_fail_errno(err, "cannot write the report") : 0;
}

const struct hd_format hd_format_junit = {"junit", "JUnit's XML, for viewers of test results",
                                          write_junit};
