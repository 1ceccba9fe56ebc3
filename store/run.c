/* Runs: one row per invocation of check, run, collect or inspect.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/store_internal.h"

/* Shared by begin and end; `row` is bound last, for the end only. */
static int64_t put_run(struct hd_store *s, enum hd_sql id, int64_t row, const struct hd_run_info *r,
                       struct hd_err *err)
{
    return hd_sql_id(s, id, err, id == HD_SQL_RUN_END ? "sssssiidiiiusi" : "sssssiidiiius",
                     r->command, r->target, r->root, r->host, r->version, r->started_ms,
                     r->ended_ms, r->exit_status, (int64_t)r->pid, (int64_t)r->translation_units,
                     (int64_t)r->failed_units, r->dropped, r->coverage, row);
}

int64_t hd_store_run_begin(struct hd_store *s, const struct hd_run_info *run, struct hd_err *err)
{
    if (hd_write_begin(s, err) < 0)
        return -1;
    return hd_write_end(s, put_run(s, HD_SQL_RUN_ADD, 0, run, err), err);
}

int64_t hd_store_run_of_process(struct hd_store *s, const struct hd_run_info *run,
                                struct hd_err *err)
{
    return hd_sql_id(s, HD_SQL_RUN_OF_PROCESS, err, "iis", (int64_t)run->pid, run->started_ms,
                     run->host);
}

int hd_store_run_end(struct hd_store *s, int64_t run, const struct hd_run_info *info,
                     struct hd_err *err)
{
    if (hd_write_begin(s, err) < 0)
        return -1;
    int64_t rc = put_run(s, HD_SQL_RUN_END, run, info, err);
    if (rc == 0)
        rc = hd_fail(err, "%s has no run %lld", s->path, (long long)run);
    return hd_write_end(s, rc, err) < 0 ? -1 : 0;
}

int hd_store_load_runs(struct hd_store *s, struct hd_arena *a, hd_run_vec *out, struct hd_err *err)
{
    sqlite3_stmt *q = hd_sql_bind(s, HD_SQL_RUN_ALL, err, "");
    int rc = -1;
    while (q && (rc = hd_sql_step(s, q, err)) > 0) {
        struct hd_run_row row = {
            .id = sqlite3_column_int64(q, 0),
            .info =
                {
                    .command = hd_col_str(q, 1, a),
                    .target = hd_col_str(q, 2, a),
                    .root = hd_col_str(q, 3, a),
                    .host = hd_col_str(q, 4, a),
                    .version = hd_col_str(q, 5, a),
                    .started_ms = hd_col_ms(q, 6),
                    .ended_ms = hd_col_ms(q, 7),
                    .exit_status = sqlite3_column_int(q, 8),
                    .pid = (uint32_t)sqlite3_column_int64(q, 9),
                    .translation_units = (uint32_t)sqlite3_column_int64(q, 10),
                    .failed_units = (uint32_t)sqlite3_column_int64(q, 11),
                    .dropped = (uint64_t)sqlite3_column_int64(q, 12),
                    .coverage = hd_col_str(q, 13, a),
                },
        };
        hd_vec_push(out, row);
    }
    return rc;
}

int64_t hd_store_latest_check(struct hd_store *s, struct hd_err *err)
{
    return hd_sql_id(s, HD_SQL_RUN_LATEST_CHECK, err, "");
}
