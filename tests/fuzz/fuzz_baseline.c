// links: hd_core
/* Baselines from anywhere: they are taken or refused with a line, and what was taken is found.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <string.h>

#include "core/baseline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hd_baseline b = {0};
    struct hd_arena a = {0};
    struct hd_err err = {0};
    int rc = hd_baseline_parse(&b, "input", (const char *)data, size, &a, &err);
    hd_assert((rc == 0) == (err.msg[0] == '\0'));
    hd_assert(rc == 0 || strncmp(err.msg, "input:", 6) == 0);
    hd_vec_foreach(e, &b.entry)
    {
        hd_assert(strlen(e->fingerprint) == 16 && !strchr(e->what, '\n'));
        hd_assert(hd_baseline_find(&b, e->fingerprint) == e);
    }
    hd_assert(!hd_baseline_find(&b, "no fingerprint"));
    hd_baseline_free(&b);
    hd_arena_free(&a);
    return 0;
}
