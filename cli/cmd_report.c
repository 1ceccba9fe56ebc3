/* heddle report: the findings of a database.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/out.h"
#include "core/file.h"
#include "core/log.h"
#include "report/escape.h"
#include "report/report.h"

struct options {
    struct hd_common common;
    long run;
    hd_str_vec format;
    const char *fail_on;
    bool all, explain, runs;
    int fail_at; /* fail_on parsed */
};

static void put_time(struct hd_buf *b, int64_t ms)
{
    char text[32] = "-";
    time_t t = (time_t)(ms / 1000);
    struct tm tm;
    if (ms && localtime_r(&t, &tm))
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm);
    hd_buf_fmt(b, "%-20s", text);
}

/* --runs: one line per run, newest last. */
static int list_runs(const struct options *o, struct hd_store *s, struct hd_err *err)
{
    struct hd_arena a = {0};
    hd_run_vec runs = {0};
    struct hd_buf b = {0};
    int rc = hd_store_load_runs(s, &a, &runs, err);
    hd_buf_fmt(&b, "%5s %-8s %-20s%-10s %s\n", "ID", "COMMAND", "STARTED", "EXIT", "TARGET");
    hd_vec_foreach(r, &runs)
    {
        hd_buf_fmt(&b, "%5" PRId64 " %-8s ", r->id, r->info.command);
        put_time(&b, r->info.started_ms);
        if (!r->info.ended_ms)
            hd_buf_fmt(&b, "%-10s ", "unfinished");
        else if (r->info.exit_status < 0) /* nobody waited for it */
            hd_buf_fmt(&b, "%-10s ", "unknown");
        else
            hd_buf_fmt(&b, "%-10d ", r->info.exit_status);
        hd_escape(&b, r->info.target, strlen(r->info.target), 0, 0);
        hd_buf_char(&b, '\n');
    }
    if (rc == 0)
        rc = hd_out_write(&o->common, &b, err);
    hd_buf_free(&b);
    hd_vec_free(&runs);
    hd_arena_free(&a);
    return rc;
}

/* What the reader should know besides: units without a result, records lost. */
static void warn_of_gaps(const struct hd_report *r)
{
    if (r->failed_units)
        hd_warn("%" PRIu32 " of %" PRIu32 " translation units could not be analysed in full",
                r->failed_units, r->translation_units);
    for (size_t i = 0; i < r->nruns; i++)
        if (r->run[i].info.dropped)
            hd_warn("run %" PRId64 " lost %" PRIu64 " records to full tables", r->run[i].id,
                    r->run[i].info.dropped);
}

/* The exit status, or -1 with a message. */
static int show(const struct options *o, struct hd_store *s, struct hd_err *err)
{
    struct hd_arena a = {0};
    struct hd_report r = {.db = o->common.db,
                          .show_filtered = o->all || o->explain,
                          .explain = o->explain,
                          .brief = o->common.quiet};
    r.color = !o->common.output && hd_report_use_color(o->common.color, stdout);
    int rc = hd_report_load(&r, s, o->run, &a, err);
    if (rc == 0)
        rc = hd_report_write_all(&r, o->format.data, o->format.len, o->common.output, err);
    if (rc == 0) {
        warn_of_gaps(&r);
        rc = hd_report_status(&r, o->fail_at);
    }
    hd_arena_free(&a);
    return rc;
}

static int parse(struct options *o, int argc, char **argv)
{
    char formats[300];
    snprintf(formats, sizeof formats, "%s; may be given again", hd_format_list());
    const struct hd_opt own[] = {
        {"run", 0, HD_OPT_INT, &o->run, "ID", "only what this run found (see --runs)"},
        {"format", 'f', HD_OPT_LIST, &o->format, "F[=FILE]", formats, hd_format_list()},
        {"fail-on", 0, HD_OPT_STRING, &o->fail_on, "SEVERITY",
         "exit 2 from this severity on: error, warning (default), note, never",
         "error warning note never"},
        {"all", 'a', HD_OPT_FLAG, &o->all, NULL, "show hidden findings, too, with the reason"},
        {"explain-filtered", 0, HD_OPT_FLAG, &o->explain, NULL,
         "the same, with what each reason means"},
        {"runs", 0, HD_OPT_FLAG, &o->runs, NULL, "list the runs of the database instead"},
        {0},
    };
    int npos, rest;
    int rc = hd_opt_parse(NULL, own, &o->common, argc, argv, &npos, &rest);
    if (rc)
        return rc;
    if (npos || rest < argc) {
        hd_error("report takes no arguments, only options; a database is named with --db");
        return -1;
    }
    struct hd_err err = {0};
    o->fail_at = hd_report_parse_fail_on(o->fail_on, &err);
    if (o->run < 0)
        hd_fail(&err, "--run is the number of a run; heddle report --runs lists them");
    if (err.msg[0] || hd_report_check_formats(o->format.data, o->format.len, &err) < 0) {
        hd_error("%s", err.msg);
        return -1;
    }
    return 0;
}

int hd_cmd_report(int argc, char **argv)
{
    struct options o = {.fail_on = "warning"};
    struct hd_err err = {0};
    struct hd_store *s = NULL;
    int rc = parse(&o, argc, argv);
    if (rc == 0) {
        rc = hd_store_open(&s, o.common.db, HD_STORE_READ, &err);
        if (rc == 0)
            rc = o.runs ? list_runs(&o, s, &err) : show(&o, s, &err);
        if (rc < 0)
            hd_error("%s", err.msg);
        hd_store_close(s);
        rc = rc < 0 ? 1 : rc;
    } else {
        rc = rc < 0;
    }
    hd_vec_free(&o.format);
    return rc;
}
