/* What the phases of `heddle check` cost: for people, as JSON, and as a trace.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CLI_CHECK_STATS_H
#define HEDDLE_CLI_CHECK_STATS_H

#include "analyzer/flow/analyze.h"
#include "analyzer/units/units.h"

enum hd_check_phase {
    HD_CHECK_SETUP,   /* model, compilation database */
    HD_CHECK_LOWER,   /* this process's share: handing out units, taking and reading results */
    HD_CHECK_ANALYZE, /* phase two */
    HD_CHECK_REPORT,  /* store, judge the lock order, report */
    HD_CHECK_NPHASES,
};

struct hd_check_stats {
    uint64_t began_us; /* CLOCK_MONOTONIC */
    struct {
        uint64_t cpu_us;  /* of this process since it started */
        uint64_t wall_us; /* CLOCK_MONOTONIC */
        uint64_t peak_kb; /* its largest resident set so far */
    } at_end[HD_CHECK_NPHASES];
    size_t functions, blocks; /* analysed by phase two */
    size_t recalled;          /* functions among them that an earlier run had analysed */
    struct hd_slowest slowest;
    bool same_program; /* phase two's result came from the cache */
};

/* The units of a check: what each cost, and which came from the cache. */
struct hd_check_work {
    const struct hd_unit *unit;
    const struct hd_unit_result *result;
    const bool *cached;
    size_t n;
    const char *root; /* for names */
};

void hd_check_stats_begin(struct hd_check_stats *s);
/* A phase is over. */
void hd_check_stats_mark(struct hd_check_stats *s, enum hd_check_phase phase);
/* JSON to a file. */
int hd_check_stats_write(const struct hd_check_stats *s, const char *path,
                         const struct hd_check_work *w, struct hd_err *err);
/* A table for people. */
void hd_check_stats_text(const struct hd_check_stats *s, const struct hd_check_work *w,
                         struct hd_buf *b);
/* Phases, units by worker and slow functions as trace events (the format of chrome://tracing). */
int hd_check_stats_trace(const struct hd_check_stats *s, const char *path,
                         const struct hd_check_work *w, struct hd_err *err);

#endif
