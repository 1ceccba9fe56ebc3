/* 64-bit content hashes (XXH3 through the xxhash library). Stable across machines and releases:
 * they are stored in databases and fingerprints.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_HASH_H
#define HEDDLE_CORE_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t hd_hash(const void *data, size_t len);
uint64_t hd_hash_str(const char *s);
uint64_t hd_hash_mix(uint64_t a, uint64_t b); /* order matters */

/* 16 lower-case hexadecimal digits and a NUL. */
void hd_hash_hex(uint64_t h, char out[17]);

#endif
