/* See runs.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/runs.h"

#include <string.h>

int64_t hd_newest_run(struct hd_store *s, struct hd_arena *a, struct hd_run_info *info,
                      struct hd_err *err)
{
    hd_run_vec runs = {0};
    int64_t id = hd_store_load_runs(s, a, &runs, err) < 0 ? -1 : 0;
    for (size_t i = 0; id >= 0 && i < runs.len; i++)
        if (strcmp(runs.data[i].info.command, "check") != 0) {
            id = runs.data[i].id;
            *info = runs.data[i].info;
        }
    hd_vec_free(&runs);
    return id;
}

int hd_find_run(struct hd_store *s, int64_t *run, struct hd_arena *a, struct hd_run_info *info,
                struct hd_err *err)
{
    hd_run_vec runs = {0};
    if (!*run) {
        *run = hd_newest_run(s, a, info, err);
        return *run > 0   ? 0
               : *run < 0 ? -1
                          : hd_fail(err, "the database holds no run; heddle run makes one");
    }
    int rc = hd_store_load_runs(s, a, &runs, err);
    bool found = false;
    hd_vec_foreach(r, &runs) if (r->id == *run)
    {
        *info = r->info;
        found = true;
    }
    hd_vec_free(&runs);
    return rc < 0  ? -1
           : found ? 0
                   : hd_fail(err, "there is no run %lld; heddle report --runs lists them",
                             (long long)*run);
}
