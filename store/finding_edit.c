/* Changing what a run found after it was judged: what people allow, and how severe they take it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/store_internal.h"

static int edit_all(struct hd_store *s, hd_finding_vec *v, hd_finding_edit *edit, void *arg,
                    struct hd_err *err)
{
    hd_vec_foreach(f, v)
    {
        if (!edit(arg, f))
            continue;
        int side = f->evidence & HD_EV_STATIC ? HD_EV_STATIC : HD_EV_RUNTIME;
        if (hd_sql_run(s, HD_SQL_SIDE_EDIT, err, "idsst", f->id, side,
                       hd_severity_name(f->severity), f->message, f->filtered) < 0)
            return -1;
    }
    return 0;
}

int hd_store_edit_findings(struct hd_store *s, int64_t run, hd_finding_edit *edit, void *arg,
                           struct hd_err *err)
{
    struct hd_arena a = {0};
    hd_finding_vec v = {0};
    struct hd_finding_query q = {.run = run};
    if (hd_write_begin(s, err) < 0)
        return -1;
    int64_t rc = hd_load_findings(s, &q, &a, &v, err);
    if (rc == 0)
        rc = edit_all(s, &v, edit, arg, err);
    rc = hd_write_end(s, rc, err);
    hd_vec_free(&v);
    hd_arena_free(&a);
    return (int)rc;
}
