/* What is known of the use of locks, of all sources together.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/store_internal.h"

int hd_store_load_lock_stats(struct hd_store *s, int64_t run, struct hd_arena *a,
                             hd_lock_stats_vec *out, struct hd_err *err)
{
    sqlite3_stmt *q = hd_sql_bind(s, HD_SQL_LOCK_STATS, err, "i", run);
    int rc = -1;
    while (q && (rc = hd_sql_step(s, q, err)) > 0) {
        struct hd_lock_stats row = {
            .run = sqlite3_column_int64(q, 0),
            .label = hd_col_str(q, 1, a),
            .key = hd_col_str(q, 2, a),
            .resource = hd_col_str(q, 3, a),
            .acquisitions = (uint64_t)sqlite3_column_int64(q, 4),
            .contended = (uint64_t)sqlite3_column_int64(q, 5),
            .use = {.lock = sqlite3_column_int64(q, 6),
                    .held = (uint64_t)sqlite3_column_int64(q, 7),
                    .waited = (uint64_t)sqlite3_column_int64(q, 8),
                    .contended = (uint64_t)sqlite3_column_int64(q, 9),
                    .most_waiting = (uint32_t)sqlite3_column_int64(q, 10),
                    .longest_hold_ms = hd_col_ms(q, 11),
                    .longest_wait_ms = hd_col_ms(q, 12)},
            .holds = (uint64_t)sqlite3_column_int64(q, 13),
            .total_us = (uint64_t)sqlite3_column_int64(q, 14),
            .longest_us = (uint64_t)sqlite3_column_int64(q, 15),
            .look_us = sqlite3_column_int64(q, 16),
        };
        hd_vec_push(out, row);
    }
    return rc;
}
