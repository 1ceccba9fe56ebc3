/* How far a check is, on a terminal: one line of stderr that is drawn again and wiped in the end.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CLI_PROGRESS_H
#define HEDDLE_CLI_PROGRESS_H

#include "analyzer/units/units.h"
#include "core/buf.h"

struct hd_progress {
    size_t cached;    /* units that need no work */
    int64_t began_ms; /* CLOCK_MONOTONIC */
};

void hd_progress_begin(struct hd_progress *p, size_t cached);
/* The line, at most `columns` wide: "[12/400] 3.1/s, 2 min left; sqlite3.c for 14 s". */
void hd_progress_line(struct hd_buf *b, const struct hd_progress *p,
                      const struct hd_units_progress *now, int64_t elapsed_ms, size_t columns);
/* For hd_frontend_options.progress; `arg` is the struct hd_progress. */
void hd_progress_show(const struct hd_units_progress *now, void *arg);
void hd_progress_end(void);

#endif
