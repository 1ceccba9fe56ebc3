/* Comments that allow a finding:
 *
 *   pthread_create(&t, …); // heddle: allow thread-leak -- lives as long as the process
 *
 * or on a line of its own above. "until: 2026-12-31" in front of the "--" limits it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_ALLOW_H
#define HEDDLE_CORE_ALLOW_H

#include <stdint.h>

#include "core/arena.h"
#include "core/vec.h"

struct hd_allow_comment {
    uint32_t line;     /* of the words */
    uint32_t from, to; /* lines of the code that it is about; from > to: none */
    const char **rule; /* ids as written */
    size_t rules;
    const char *reason;  /* NULL: there is none */
    const char *until;   /* as written, or NULL */
    const char *mistake; /* what is wrong with it, or NULL; then the above may be incomplete */
};
typedef HD_VEC(struct hd_allow_comment) hd_allow_vec;

/* Finds them in the text of a C or C++ file: in comments, not in strings. Appends to *out; what
 * they say is copied into the arena. */
void hd_allow_scan(const char *text, size_t len, struct hd_arena *a, hd_allow_vec *out);

#endif
