/* Profiles of a run in pprof's format (profile.proto of github.com/google/pprof, gzipped), which
 * `go tool pprof`, Grafana and Speedscope read.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_PROFILE_H
#define HEDDLE_REPORT_PROFILE_H

#include "core/buf.h"
#include "store/store.h"

enum hd_profile {
    HD_PROFILE_THREADS,    /* live threads by the stack that created them */
    HD_PROFILE_TIMERS,     /* live timers likewise */
    HD_PROFILE_CONTENTION, /* waits and time waited, by lock */
    HD_PROFILE_NPROFILES,
};
/* "threads", "timers", "contention"; -1 for another word. */
int hd_profile_parse(const char *name);
const char *hd_profile_name(enum hd_profile p);

/* Appends the profile of one run-time run; `run` 0: the newest. What is live is what the run's last
 * sample saw. -1 with a message, also when there is no such run. */
int hd_profile_write(struct hd_store *s, int64_t run, enum hd_profile p, struct hd_buf *out,
                     struct hd_err *err);

#endif
