/* The section `run:` of .heddle.yml:
 *
 *   run:
 *     ignore:
 *       - {rule: thread-leak, created-by: "libfoo.so*", reason: "its threads end with the process"}
 *       - {top: "vendor_*", reason: "not ours"}
 *     baseline: [4ce1d207ba008058]
 *
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_MODEL_IGNORE_DOC_H
#define HEDDLE_ANALYZER_MODEL_IGNORE_DOC_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/ignore.h"

/* Reads the section; a document without it gives nothing. Mistakes go to `mistakes`, one line each,
 * "name:line:column: …". Returns their number. What is read lives in the arena. */
size_t hd_ignore_read(const char *name, const char *text, size_t len, struct hd_arena *a,
                      struct hd_ignore *out, struct hd_buf *mistakes);

#endif
