/* A baseline: findings that are known and nobody wants to hear about, one line each,
 *
 *   2094915426175865 thread-leak src/pool.c pool_start
 *
 * The fingerprint counts, the rest is for people. Lines that begin with # are comments.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_BASELINE_H
#define HEDDLE_CORE_BASELINE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/map.h"
#include "core/vec.h"

struct hd_baseline_entry {
    const char *fingerprint;
    const char *what; /* the rest of the line */
    unsigned line;
    bool seen;
};

/* Zero-initialised is empty. */
struct hd_baseline {
    HD_VEC(struct hd_baseline_entry) entry;
    struct hd_strpool known; /* fingerprints; numbers are indexes into `entry` */
};

/* Reads the text of a file; entries live in the arena. -1 and "name:line: what is wrong". */
int hd_baseline_parse(struct hd_baseline *b, const char *name, const char *text, size_t len,
                      struct hd_arena *a, struct hd_err *err);
/* The entry, or NULL. */
struct hd_baseline_entry *hd_baseline_find(struct hd_baseline *b, const char *fingerprint);
void hd_baseline_free(struct hd_baseline *b);

#endif
