/* The sections `check:` and `allow:` of .heddle.yml:
 *
 *   check:
 *     disable: [lock-held-callback]
 *     severity: {lock-held-blocking: note}
 *     exclude: [third_party]
 *     baseline: .heddle-baseline
 *   allow:
 *     - {rule: thread-leak, path: src/daemon, function: "start_*", reason: "live for ever"}
 *
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_MODEL_CHECK_DOC_H
#define HEDDLE_ANALYZER_MODEL_CHECK_DOC_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/config.h"

/* Reads both; a document without them gives nothing. Mistakes go to `mistakes`, one line each,
 * "name:line:column: …"; keys of the document that nobody reads are among them. Returns their
 * number. What is read lives in the arena. */
size_t hd_config_read(const char *name, const char *text, size_t len, struct hd_arena *a,
                      struct hd_config *out, struct hd_buf *mistakes);

#endif
