/* Where a command's output goes: standard output, or the file of -o through a rename.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CLI_OUT_H
#define HEDDLE_CLI_OUT_H

#include "cli/opt.h"
#include "core/buf.h"
#include "core/err.h"

/* Writes all of `b`. 0, or -1 with a message. */
int hd_out_write(const struct hd_common *c, const struct hd_buf *b, struct hd_err *err);

/* Writes `b` and frees it; the exit status, after a message when it is 1. */
int hd_out_finish(const struct hd_common *c, struct hd_buf *b);

#endif
