/* heddle merge: many hosts' databases in one, always a new one.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/opt.h"
#include "core/buf.h"
#include "core/file.h"
#include "core/log.h"
#include "store/store.h"

/* What a failed merge leaves behind is of no use. */
static void remove_database(const char *path)
{
    static const char *const suffix[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof suffix / sizeof *suffix; i++) {
        struct hd_buf b = {0};
        hd_buf_fmt(&b, "%s%s", path, suffix[i]);
        unlink(b.data);
        hd_buf_free(&b);
    }
}

static int merge(const char *out, char **in, int n, struct hd_err *err)
{
    struct hd_store *s;
    if (hd_file_exists(out))
        return hd_fail(err, "%s exists; merge writes a new database", out);
    if (hd_store_open(&s, out, HD_STORE_WRITE, err) < 0)
        return -1;
    int rc = 0;
    for (int i = 0; i < n && rc == 0; i++)
        rc = hd_store_merge(s, in[i], err);
    hd_store_close(s);
    if (rc < 0)
        remove_database(out);
    return rc;
}

static void say_what_is_there(const char *out)
{
    struct hd_store *s;
    struct hd_err err = {0};
    struct hd_arena a = {0};
    hd_run_vec runs = {0};
    hd_finding_vec findings = {0};
    struct hd_finding_query q = {0};
    if (hd_store_open(&s, out, HD_STORE_READ, &err) == 0 &&
        hd_store_load_runs(s, &a, &runs, &err) == 0 &&
        hd_store_load_findings(s, &q, &a, &findings, &err) == 0)
        hd_info("%s: %zu run%s, %zu finding%s", out, runs.len, runs.len == 1 ? "" : "s",
                findings.len, findings.len == 1 ? "" : "s");
    else
        hd_error("%s", err.msg);
    hd_store_close(s);
    hd_vec_free(&runs);
    hd_vec_free(&findings);
    hd_arena_free(&a);
}

int hd_cmd_merge(int argc, char **argv)
{
    struct hd_common common;
    struct hd_err err = {0};
    int npos, rest;
    int rc = hd_opt_parse(NULL, NULL, &common, argc, argv, &npos, &rest);
    if (rc)
        return rc < 0;
    if (!common.output || npos < 1 || rest < argc) {
        hd_error("merge takes a new database and those to put into it: "
                 "heddle merge -o OUT.db A.db B.db");
        return 1;
    }
    if (merge(common.output, argv + 1, npos, &err) < 0) {
        hd_error("%s", err.msg);
        return 1;
    }
    say_what_is_there(common.output);
    return 0;
}
