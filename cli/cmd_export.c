/* heddle export: the database for other tools.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/out.h"
#include "core/log.h"
#include "graph/graph.h"
#include "report/export.h"
#include "report/profile.h"

struct options {
    struct hd_common common;
    const char *format, *profile;
    long run;
};

static int perfetto(const struct options *o, struct hd_store *s, FILE *f, struct hd_err *err)
{
    return hd_export_perfetto(s, o->run, f, err);
}

static int csv(const struct options *o, struct hd_store *s, FILE *f, struct hd_err *err)
{
    return hd_export_csv(s, f, err);
}

static int put(FILE *f, struct hd_buf *b, int rc, struct hd_err *err)
{
    if (rc == 0 && fwrite(hd_buf_cstr(b), 1, b->len, f) != b->len)
        rc = hd_fail_errno(err, "cannot write");
    hd_buf_free(b);
    return rc;
}

static int pprof(const struct options *o, struct hd_store *s, FILE *f, struct hd_err *err)
{
    struct hd_buf b = {0};
    int kind = hd_profile_parse(o->profile);
    if (kind < 0)
        return hd_fail(err, "--profile is threads, timers or contention, not '%s'", o->profile);
    if (!o->common.output && isatty(STDOUT_FILENO))
        return hd_fail(err, "a profile is no text: name a file with -o");
    int rc = hd_profile_write(s, o->run, (enum hd_profile)kind, &b, err);
    return put(f, &b, rc, err);
}

static int dot(const struct options *o, struct hd_store *s, FILE *f, struct hd_err *err)
{
    struct hd_arena a = {0};
    struct hd_lock_facts facts = {0};
    struct hd_graph_options all = {0};
    struct hd_graph g;
    struct hd_buf b = {0};
    int rc = hd_graph_load(s, o->run, &all, &a, &facts, &g, err);
    if (rc == 0) {
        const struct hd_draw d = {.title = "Lock order"};
        hd_graph_dot(&g, &d, &b);
    }
    hd_lock_facts_free(&facts);
    hd_arena_free(&a);
    return put(f, &b, rc, err);
}

static const struct {
    const char *name;
    int (*write)(const struct options *o, struct hd_store *s, FILE *f, struct hd_err *err);
} format[] = {{"perfetto", perfetto}, {"pprof", pprof}, {"dot", dot}, {"csv", csv}};

static int write_export(const struct options *o, struct hd_store *s, struct hd_err *err)
{
    char *text = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&text, &n);
    int rc = -1;
    if (!f)
        hd_oom();
    for (size_t i = 0; i < sizeof format / sizeof *format; i++)
        if (strcmp(format[i].name, o->format) == 0)
            rc = format[i].write(o, s, f, err);
    if (fclose(f) != 0)
        hd_oom();
    struct hd_buf b = {.data = text, .len = n, .cap = n};
    if (rc == 0)
        rc = hd_out_write(&o->common, &b, err);
    free(text);
    return rc;
}

static bool is_format(const char *name)
{
    for (size_t i = 0; i < sizeof format / sizeof *format; i++)
        if (name && strcmp(format[i].name, name) == 0)
            return true;
    return false;
}

int hd_cmd_export(int argc, char **argv)
{
    struct options o = {.profile = "threads"};
    const struct hd_opt opts[] = {
        {"format", 'f', HD_OPT_STRING, &o.format, "F", "perfetto, pprof, dot or csv",
         "perfetto pprof dot csv"},
        {"profile", 0, HD_OPT_STRING, &o.profile, "P",
         "pprof: threads (default), timers or contention", "threads timers contention"},
        {"run", 0, HD_OPT_INT, &o.run, "ID", "of this run; the default is the newest"},
        {0},
    };
    struct hd_err err = {0};
    struct hd_store *s = NULL;
    int npos, rest;
    int rc = hd_opt_parse(NULL, opts, &o.common, argc, argv, &npos, &rest);
    if (rc)
        return rc < 0 ? 1 : 0;
    if (npos)
        rc = hd_fail(&err, "export: what is %s for? --db names the database", argv[1]);
    else if (!is_format(o.format))
        rc = hd_fail(&err, "export: --format is perfetto, pprof, dot or csv%s%s",
                     o.format ? ", not " : "", o.format ? o.format : "");
    else if (o.run < 0)
        rc = hd_fail(&err, "--run is the number of a run; heddle report --runs lists them");
    if (rc == 0)
        rc = hd_store_open(&s, o.common.db, HD_STORE_READ, &err);
    if (rc == 0)
        rc = write_export(&o, s, &err);
    hd_store_close(s);
    if (rc < 0)
        hd_error("%s", err.msg);
    return rc < 0 ? 1 : 0;
}
