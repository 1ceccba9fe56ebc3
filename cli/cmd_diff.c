/* heddle diff: what a database has that an older one has not.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/out.h"
#include "core/log.h"
#include "report/diff.h"

struct options {
    struct hd_common common;
    const char *format, *fail_on;
    int fail_at;
    const char *old, *fresh;
};

static int parse(struct options *o, int argc, char **argv)
{
    const struct hd_opt own[] = {
        {"format", 'f', HD_OPT_STRING, &o->format, "F", "text or json", "text json"},
        {"fail-on", 0, HD_OPT_STRING, &o->fail_on, "SEVERITY",
         "exit 2 when one so severe was introduced: error, warning (default), note, never",
         "error warning note never"},
        {0},
    };
    struct hd_err err = {0};
    int npos, rest;
    int rc = hd_opt_parse(NULL, own, &o->common, argc, argv, &npos, &rest);
    if (rc)
        return rc;
    o->fail_at = hd_report_parse_fail_on(o->fail_on, &err);
    if (strcmp(o->format, "text") != 0 && strcmp(o->format, "json") != 0)
        hd_fail(&err, "diff has the formats text and json, not '%s'", o->format);
    if (npos != 2 || rest < argc)
        hd_fail(&err, "diff takes two databases: heddle diff OLD.db NEW.db");
    if (err.msg[0]) {
        hd_error("%s", err.msg);
        return -1;
    }
    o->old = argv[1];
    o->fresh = argv[2];
    return 0;
}

static int write_diff(const struct options *o, struct hd_diff *d, struct hd_err *err)
{
    if (!o->common.output) {
        d->introduced.brief = o->common.quiet;
        d->introduced.color = d->fixed.color = hd_report_use_color(o->common.color, stdout);
        return hd_diff_write(d, o->format, stdout, err);
    }
    struct hd_buf b = {0};
    FILE *out = open_memstream(&b.data, &b.len);
    if (!out)
        hd_oom();
    int rc = hd_diff_write(d, o->format, out, err);
    fclose(out);
    if (rc == 0)
        rc = hd_out_write(&o->common, &b, err);
    hd_buf_free(&b);
    return rc;
}

int hd_cmd_diff(int argc, char **argv)
{
    struct options o = {.format = "text", .fail_on = "warning"};
    int rc = parse(&o, argc, argv);
    if (rc)
        return rc < 0;
    struct hd_store *old = NULL, *fresh = NULL;
    struct hd_arena a = {0};
    struct hd_err err = {0};
    struct hd_diff d = {0};
    rc = hd_store_open(&old, o.old, HD_STORE_READ, &err);
    if (rc == 0)
        rc = hd_store_open(&fresh, o.fresh, HD_STORE_READ, &err);
    if (rc == 0)
        rc = hd_diff_load(&d, old, fresh, &a, &err);
    if (rc == 0)
        rc = write_diff(&o, &d, &err);
    if (rc < 0)
        hd_error("%s", err.msg);
    else
        rc = hd_report_status(&d.introduced, o.fail_at);
    if (rc >= 0 && d.introduced.failed_units)
        hd_warn("%s: %" PRIu32 " of %" PRIu32 " translation units could not be analysed in full",
                o.fresh, d.introduced.failed_units, d.introduced.translation_units);
    hd_store_close(old);
    hd_store_close(fresh);
    hd_arena_free(&a);
    return rc < 0 ? 1 : rc;
}
