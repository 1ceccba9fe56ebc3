/* Which run is meant.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_RUNS_H
#define HEDDLE_REPORT_RUNS_H

#include "store/store.h"

/* The newest run that is no check; 0 when there is none, -1 on failure. */
int64_t hd_newest_run(struct hd_store *s, struct hd_arena *a, struct hd_run_info *info,
                      struct hd_err *err);

/* The run *run, or the newest that is no check when it is 0 (*run is set then). -1 with a message
 * when there is none. */
int hd_find_run(struct hd_store *s, int64_t *run, struct hd_arena *a, struct hd_run_info *info,
                struct hd_err *err);

#endif
