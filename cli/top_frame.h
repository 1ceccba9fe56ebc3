/* One picture of `heddle top`: what a process with the probe does now, as lines of text.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CLI_TOP_FRAME_H
#define HEDDLE_CLI_TOP_FRAME_H

#include "collector/describe.h"
#include "collector/profile.h"
#include "core/buf.h"

struct hd_top {
    struct hd_describe *d;
    const struct hd_snapshot *s;
    const struct hd_profile *p; /* looks since heddle top began */
    bool ended;                 /* the process is gone: this is how it was at the end */
};

/* Adds at most `rows` lines of at most `columns`; rows are shared out among the tables by what they
 * have to say. 0: no limit but 20 lines a table. */
void hd_top_frame(const struct hd_top *t, unsigned rows, unsigned columns, struct hd_buf *out);

#endif
