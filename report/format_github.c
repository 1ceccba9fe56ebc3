/* Workflow commands of GitHub Actions: annotations on the changed lines of a pull request.
 *
 *   ::error file=src/pool.c,line=42,col=5,title=heddle%3A thread-leak::thread t is …
 *
 * GitHub shows at most ten of each kind per step, so no more are written; one line counts the rest.
 * What is new comes first: with --diff nothing else is in the report. The job summary goes to the
 * file named by $GITHUB_STEP_SUMMARY, which GitHub sets.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/ci.h"
#include "report/column.h"
#include "report/escape.h"
#include "report/source.h"
#include "report/summary.h"

enum { MAX_OF_A_KIND = 10, MAX_STEPS = 40 };

struct commands {
    const struct hd_report *r;
    struct hd_ci ci;
    struct hd_source source;
    struct hd_buf b;
};

/* The part behind "::". Line breaks would end the command. */
static void put_data(struct hd_buf *b, const char *s)
{
    for (; *s; s++) {
        if (*s == '%' || *s == '\r' || *s == '\n')
            hd_buf_fmt(b, "%%%02X", *s);
        else
            hd_buf_char(b, *s);
    }
}

/* A value in front of it; there a colon and a comma end it as well. What cannot be seen is written
 * in words: a log is shown on terminals, too. */
static void put_property(struct hd_buf *b, const char *s)
{
    struct hd_buf v = {0};
    hd_escape(&v, s, strlen(s), 0, 8);
    for (const char *p = hd_buf_cstr(&v); *p; p++) {
        if (strchr("%:,", *p))
            hd_buf_fmt(b, "%%%02X", *p);
        else
            hd_buf_char(b, *p);
    }
    hd_buf_free(&v);
}

static void put_place(struct commands *c, const struct hd_site *s)
{
    char *path = hd_ci_path(&c->ci, s->file);
    hd_buf_str(&c->b, " file=");
    put_property(&c->b, path);
    free(path);
    if (s->line)
        hd_buf_fmt(&c->b, ",line=%" PRIu32, s->line);
    if (s->line && s->column) {
        size_t len;
        const char *line =
            c->r->root ? hd_source_line(&c->source, c->r->root, s->file, s->line, &len) : NULL;
        hd_buf_fmt(&c->b, ",col=%" PRIu32,
                   line ? hd_column_utf16(line, len, s->column) : s->column);
    }
    hd_buf_char(&c->b, ',');
}

static void put_finding(struct commands *c, const struct hd_finding *f)
{
    static const char *const command[] = {"notice", "warning", "error"};
    const struct hd_site *place = hd_ci_place(f);
    struct hd_buf text = {0};
    hd_escape(&text, f->message, strlen(f->message), 0, 8);
    hd_buf_char(&text, '\n');
    hd_ci_witness(&text, &c->ci, f, MAX_STEPS);
    text.len -= text.data[text.len - 1] == '\n';
    text.data[text.len] = '\0';
    hd_buf_fmt(&c->b, "::%s", command[f->severity]);
    if (place)
        put_place(c, place);
    else
        hd_buf_char(&c->b, ' ');
    hd_buf_str(&c->b, "title=");
    put_property(&c->b, f->rule);
    hd_buf_str(&c->b, "::");
    put_data(&c->b, hd_buf_cstr(&text));
    hd_buf_char(&c->b, '\n');
    hd_buf_free(&text);
}

static void put_severity(struct commands *c, enum hd_severity severity)
{
    size_t n = 0;
    for (size_t i = 0; i < c->r->nfindings && n < MAX_OF_A_KIND; i++) {
        const struct hd_finding *f = &c->r->finding[i];
        if (f->severity != severity || f->filtered)
            continue;
        put_finding(c, f);
        n++;
    }
}

/* "heddle: 3 errors and 2 notes more than GitHub shows". */
static void put_rest(struct commands *c)
{
    size_t kinds = 0;
    for (int s = HD_SEV_COUNT - 1; s >= 0; s--) {
        size_t n = hd_report_count(c->r, (enum hd_severity)s);
        if (n <= MAX_OF_A_KIND)
            continue;
        n -= MAX_OF_A_KIND;
        hd_buf_fmt(&c->b, "%s%zu more %s%s", kinds++ ? ", " : "heddle: ", n,
                   hd_severity_name((enum hd_severity)s), n == 1 ? "" : "s");
    }
    if (kinds)
        hd_buf_str(&c->b,
                   " without an annotation; the job summary and the other reports have all\n");
}

static int add_summary(const struct hd_report *r, struct hd_err *err)
{
    const char *path = getenv("GITHUB_STEP_SUMMARY");
    if (!path || !*path)
        return 0;
    FILE *f = fopen(path, "a");
    if (!f)
        return hd_fail_errno(err, "cannot add to the job summary %s", path);
    int rc = hd_summary_write(r, f, err);
    if (fclose(f) != 0 && rc == 0)
        rc = hd_fail_errno(err, "cannot add to the job summary %s", path);
    return rc;
}

static int write_github(const struct hd_report *r, FILE *out, struct hd_err *err)
{
    struct commands c = {.r = r};
    hd_ci_open(&c.ci, r);
    for (int s = HD_SEV_COUNT - 1; s >= 0; s--)
        put_severity(&c, (enum hd_severity)s);
    struct hd_buf failed = {0};
    if (hd_ci_failed_units(&failed, r))
        hd_buf_fmt(&c.b, "::warning title=heddle::%s\n", failed.data);
    put_rest(&c);
    hd_buf_free(&failed);
    int rc = fputs(hd_buf_cstr(&c.b), out) < 0 ? hd_fail_errno(err, "cannot write the report") : 0;
    hd_ci_close(&c.ci);
    hd_source_free(&c.source);
    hd_buf_free(&c.b);
    return rc < 0 ? rc : add_summary(r, err);
}

const struct hd_format hd_format_github = {
    "github", "workflow commands of GitHub Actions, and the job summary", write_github};
