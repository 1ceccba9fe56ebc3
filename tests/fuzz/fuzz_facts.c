// links: hd_units hd_core
/* Files of facts from anywhere: every string of what is taken ends, and the IR lies inside. The
 * signature, size and hash are put right first, so that the fuzzer gets past them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "analyzer/units/facts.h"
#include "core/hash.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { HASH = 16, LENGTH = 24, BEHIND = 40 }; /* where they lie in the header */
    char *bytes = malloc(size + 1);
    struct hd_arena a = {0};
    struct hd_err err = {0};
    struct hd_facts f;
    if (!bytes)
        abort();
    memcpy(bytes, data, size);
    if (size >= BEHIND) {
        uint64_t length = size, hash = hd_hash(bytes + BEHIND, size - BEHIND);
        memcpy(bytes, "heddleHF", 8);
        memcpy(bytes + HASH, &hash, sizeof hash);
        memcpy(bytes + LENGTH, &length, sizeof length);
    }
    int rc = hd_facts_open(&f, bytes, size, "fuzz", &a, &err);
    hd_assert((rc == 0) == (err.msg[0] == '\0'));
    if (rc == 0) {
        size_t n = strlen(f.file) + strlen(f.root) + (f.error ? strlen(f.error) : 0);
        for (size_t i = 0; i < f.nobjects; i++)
            n += strlen(f.object[i]);
        hd_assert(n <= size && f.size <= size);
        hd_assert(!f.blob || (const char *)f.blob + f.size == bytes + size);
    }
    hd_arena_free(&a);
    free(bytes);
    return 0;
}
