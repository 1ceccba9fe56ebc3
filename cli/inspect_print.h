/* What heddle inspect found, as text for people and as JSON.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CLI_INSPECT_PRINT_H
#define HEDDLE_CLI_INSPECT_PRINT_H

#include "collector/live.h"
#include "core/buf.h"

/* Runs of frames of the standard library are folded unless `all_frames`. */
void hd_inspect_text(const struct hd_live *l, bool all_frames, struct hd_buf *out);
void hd_inspect_json(const struct hd_live *l, struct hd_buf *out);

/* "thread 4 (worker) holds a and waits for b; …", as in findings of heddle run; free() it. */
char *hd_inspect_message(const struct hd_live *l, const struct hd_live_cycle *c);

#endif
