/* What a database holds, for other tools: `heddle export`.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_EXPORT_H
#define HEDDLE_REPORT_EXPORT_H

#include <stdio.h>

#include "store/store.h"

/* One run over time as Chrome's trace events (JSON), which ui.perfetto.dev and chrome://tracing
 * open: threads as spans with who created them, and counters of live threads, timers, holders and
 * waiters. `run` 0: the newest. */
int hd_export_perfetto(struct hd_store *s, int64_t run, FILE *out, struct hd_err *err);

/* All findings that hold now, one row each, as RFC 4180 has it, with a heading. */
int hd_export_csv(struct hd_store *s, FILE *out, struct hd_err *err);

#endif
