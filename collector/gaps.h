/* What the kernel knows of a followed process and the probe does not: waits on futexes of the
 * program's own, timers that were created without the functions that the probe watches.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_GAPS_H
#define HEDDLE_COLLECTOR_GAPS_H

#include "collector/describe.h"
#include "core/buf.h"
#include "core/map.h"

/* Zero-initialised is empty. */
struct hd_gaps {
    int64_t due_ms;
    struct hd_map
        waits;          /* thread id -> word it slept on at the latest look, unknown to the probe */
    struct hd_map told; /* thread ids that did so at two looks */
    const char *function;                /* one of the places, "f (src/x.c:7)"; NULL unknown */
    uint32_t timers_more, timers_hidden; /* at the latest look; at two looks in a row, at most */
};

/* Looks, every two seconds, at process `pid`, of which `s` is a whole snapshot of this moment. */
void hd_gaps_look(struct hd_gaps *g, const struct hd_snapshot *s, struct hd_describe *d,
                  uint32_t pid);
void hd_gaps_report(const struct hd_gaps *g, struct hd_buf *out);
void hd_gaps_free(struct hd_gaps *g);

#endif
