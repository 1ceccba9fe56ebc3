/* Hashes of a file's lines as GitHub's code scanning computes them for
 * partialFingerprints.primaryLocationLineHash, so that an alert is the same one whoever made its
 * fingerprint.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_LINE_HASH_H
#define HEDDLE_REPORT_LINE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "core/vec.h"

struct hd_line_hash {
    uint64_t hash;
    uint32_t ordinal; /* how many lines up to this one have the same hash, itself included */
};
typedef HD_VEC(struct hd_line_hash) hd_line_hash_vec;

/* Appends one hash per line; a file that ends in a line break has an empty last line. */
void hd_line_hashes(const char *text, size_t len, hd_line_hash_vec *out);

#endif
