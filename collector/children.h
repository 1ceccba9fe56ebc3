/* Processes that the watched program started and the probe is not in: what they do is not seen, and
 * that must be said.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_CHILDREN_H
#define HEDDLE_COLLECTOR_CHILDREN_H

#include <stdint.h>

#include "core/buf.h"
#include "core/map.h"
#include "core/vec.h"

struct hd_unseen {
    const char *line; /* "child process 12 was not seen: /bin/x is …"; NULL: told elsewhere */
    uint64_t more;    /* other processes of the same file */
};

/* Zero-initialised is empty. */
struct hd_children {
    struct hd_map judged;      /* pid and start time -> 1 */
    struct hd_map young;       /* the same -> when it was first met, monotonic milliseconds */
    struct hd_strpool program; /* files told already */
    HD_VEC(struct hd_unseen) unseen;
    uint64_t beyond; /* files that were too many to name */
};

/* A program of which has been told already that nothing is seen; `path` may be NULL. */
void hd_children_known(struct hd_children *c, const char *path);

/* Looks at all descendants of process `root` that are there now. One that has just started gets a
 * moment to load its libraries. */
void hd_children_look(struct hd_children *c, uint32_t root, int64_t now_ms);

/* Adds a line per program that was not seen. */
void hd_children_report(const struct hd_children *c, struct hd_buf *out);
void hd_children_free(struct hd_children *c);

#endif
