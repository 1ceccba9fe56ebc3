/* Hashes; see hash.h. The library is compiled in: a call would cost more than to mix two words.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/hash.h"

#include <stdio.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t hd_hash(const void *data, size_t len)
{
    return XXH3_64bits(data, len);
}

uint64_t hd_hash_str(const char *s)
{
    return hd_hash(s, strlen(s));
}

uint64_t hd_hash_mix(uint64_t a, uint64_t b)
{
    uint64_t v[2] = {a, b};
    return XXH3_64bits(v, sizeof v);
}

void hd_hash_hex(uint64_t h, char out[17])
{
    snprintf(out, 17, "%016llx", (unsigned long long)h);
}
