/* Writing how a run went over time: samples, and what a profile saw of its locks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/store_internal.h"

static int64_t put_sample(struct hd_store *s, int64_t run, const struct hd_sample *m,
                          struct hd_err *err)
{
    int64_t id = hd_sql_id(s, HD_SQL_SAMPLE_PUT, err, "iiiiiiiu", run, (int64_t)m->ordinal,
                           m->at_ms, (int64_t)m->threads, (int64_t)m->timers, (int64_t)m->holding,
                           (int64_t)m->waiting, m->looks);
    for (size_t i = 0; id > 0 && i < m->nplaces; i++) {
        const struct hd_sample_place *p = &m->place[i];
        if (hd_sql_run(s, HD_SQL_SAMPLE_PLACE_PUT, err, "isii", id, p->timer ? "timer" : "thread",
                       p->stack, (int64_t)p->live) < 0)
            return -1;
    }
    for (size_t i = 0; id > 0 && i < m->nlocks; i++) {
        const struct hd_sample_lock *l = &m->lock[i];
        if (hd_sql_run(s, HD_SQL_SAMPLE_LOCK_PUT, err, "iiuu", id, l->lock, l->held, l->waited) < 0)
            return -1;
    }
    return id;
}

int64_t hd_store_put_sample(struct hd_store *s, int64_t run, const struct hd_sample *m,
                            struct hd_err *err)
{
    if (hd_write_begin(s, err) < 0)
        return -1;
    return hd_write_end(s, put_sample(s, run, m, err), err);
}

int hd_store_thin_samples(struct hd_store *s, int64_t run, uint32_t stride, struct hd_err *err)
{
    if (hd_write_begin(s, err) < 0)
        return -1;
    return (int)hd_write_end(s, hd_sql_run(s, HD_SQL_SAMPLE_THIN, err, "ii", run, (int64_t)stride),
                             err);
}

int hd_store_put_lock_use(struct hd_store *s, int64_t run, const struct hd_lock_use_row *u,
                          struct hd_err *err)
{
    if (hd_write_begin(s, err) < 0)
        return -1;
    int rc =
        hd_sql_run(s, HD_SQL_LOCK_USE_PUT, err, "iiuuuiii", run, u->lock, u->held, u->waited,
                   u->contended, (int64_t)u->most_waiting, u->longest_hold_ms, u->longest_wait_ms);
    return (int)hd_write_end(s, rc, err);
}

int hd_store_put_hold_time(struct hd_store *s, int64_t run, int64_t lock, uint64_t holds,
                           uint64_t total_us, uint64_t longest_us, struct hd_err *err)
{
    if (hd_write_begin(s, err) < 0)
        return -1;
    int rc =
        hd_sql_run(s, HD_SQL_HOLD_TIME_PUT, err, "iiuuu", run, lock, holds, total_us, longest_us);
    return (int)hd_write_end(s, rc, err);
}
