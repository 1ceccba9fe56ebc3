/* What the phases of `heddle check` cost: `--stats FILE`.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CLI_CHECK_STATS_H
#define HEDDLE_CLI_CHECK_STATS_H

#include "analyzer/units/units.h"

enum hd_check_phase {
    HD_CHECK_SETUP,   /* model, compilation database */
    HD_CHECK_LOWER,   /* this process's share: handing out units, taking and reading results */
    HD_CHECK_ANALYZE, /* phase two */
    HD_CHECK_REPORT,  /* store, judge the lock order, report */
    HD_CHECK_NPHASES,
};

struct hd_check_stats {
    struct {
        uint64_t cpu_us;  /* of this process since it started */
        uint64_t peak_kb; /* its largest resident set so far */
    } at_end[HD_CHECK_NPHASES];
    size_t functions, blocks; /* analysed by phase two */
};

/* A phase is over. */
void hd_check_stats_mark(struct hd_check_stats *s, enum hd_check_phase phase);
int hd_check_stats_write(const struct hd_check_stats *s, const char *path,
                         const struct hd_unit *units, const struct hd_unit_result *results,
                         const bool *cached, size_t n, struct hd_err *err);

#endif
