/* Reading back how a run went over time.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/store_internal.h"

static int load_places(struct hd_store *s, int64_t sample, struct hd_arena *a, struct hd_sample *m,
                       struct hd_err *err)
{
    HD_VEC(struct hd_sample_place) v = {0};
    sqlite3_stmt *q = hd_sql_bind(s, HD_SQL_SAMPLE_PLACES, err, "i", sample);
    int rc = -1;
    while (q && (rc = hd_sql_step(s, q, err)) > 0)
        hd_vec_push(&v, (struct hd_sample_place){.timer = sqlite3_column_int(q, 0) != 0,
                                                 .stack = sqlite3_column_int64(q, 1),
                                                 .live = (uint32_t)sqlite3_column_int64(q, 2)});
    m->place = hd_arena_dup(a, v.data, v.len * sizeof *v.data);
    m->nplaces = v.len;
    hd_vec_free(&v);
    return rc;
}

static int load_locks(struct hd_store *s, int64_t sample, struct hd_arena *a, struct hd_sample *m,
                      struct hd_err *err)
{
    HD_VEC(struct hd_sample_lock) v = {0};
    sqlite3_stmt *q = hd_sql_bind(s, HD_SQL_SAMPLE_LOCKS, err, "i", sample);
    int rc = -1;
    while (q && (rc = hd_sql_step(s, q, err)) > 0)
        hd_vec_push(&v, (struct hd_sample_lock){.lock = sqlite3_column_int64(q, 0),
                                                .held = (uint64_t)sqlite3_column_int64(q, 1),
                                                .waited = (uint64_t)sqlite3_column_int64(q, 2)});
    m->lock = hd_arena_dup(a, v.data, v.len * sizeof *v.data);
    m->nlocks = v.len;
    hd_vec_free(&v);
    return rc;
}

int hd_store_load_samples(struct hd_store *s, int64_t run, struct hd_arena *a, hd_sample_vec *out,
                          struct hd_err *err)
{
    sqlite3_stmt *q = hd_sql_bind(s, HD_SQL_SAMPLE_ALL, err, "i", run);
    int rc = -1;
    while (q && (rc = hd_sql_step(s, q, err)) > 0) {
        int64_t id = sqlite3_column_int64(q, 0);
        struct hd_sample m = {.ordinal = (uint32_t)sqlite3_column_int64(q, 1),
                              .at_ms = hd_col_ms(q, 2),
                              .threads = (uint32_t)sqlite3_column_int64(q, 3),
                              .timers = (uint32_t)sqlite3_column_int64(q, 4),
                              .holding = (uint32_t)sqlite3_column_int64(q, 5),
                              .waiting = (uint32_t)sqlite3_column_int64(q, 6),
                              .looks = (uint64_t)sqlite3_column_int64(q, 7)};
        if (load_places(s, id, a, &m, err) < 0 || load_locks(s, id, a, &m, err) < 0) {
            sqlite3_reset(q);
            return -1;
        }
        hd_vec_push(out, m);
    }
    return rc;
}

int hd_store_load_lock_profile(struct hd_store *s, int64_t run, hd_lock_profile_vec *out,
                               struct hd_err *err)
{
    sqlite3_stmt *q = hd_sql_bind(s, HD_SQL_LOCK_PROFILE_ALL, err, "i", run);
    int rc = -1;
    while (q && (rc = hd_sql_step(s, q, err)) > 0) {
        struct hd_lock_profile p = {
            .use = {.lock = sqlite3_column_int64(q, 0),
                    .held = (uint64_t)sqlite3_column_int64(q, 1),
                    .waited = (uint64_t)sqlite3_column_int64(q, 2),
                    .contended = (uint64_t)sqlite3_column_int64(q, 3),
                    .most_waiting = (uint32_t)sqlite3_column_int64(q, 4),
                    .longest_hold_ms = hd_col_ms(q, 5),
                    .longest_wait_ms = hd_col_ms(q, 6)},
            .holds = (uint64_t)sqlite3_column_int64(q, 7),
            .total_us = (uint64_t)sqlite3_column_int64(q, 8),
            .longest_us = (uint64_t)sqlite3_column_int64(q, 9),
        };
        hd_vec_push(out, p);
    }
    return rc;
}
