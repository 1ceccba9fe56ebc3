// links: hd_core
/* Allow comments in any bytes: lines lie within the text, and a comment is whole or has a mistake.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <string.h>

#include "core/allow.h"
#include "core/date.h"
#include "core/err.h"
#include "core/glob.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hd_arena a = {0};
    hd_allow_vec v = {0};
    uint32_t lines = 1;
    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n';
    hd_allow_scan((const char *)data, size, &a, &v);
    hd_vec_foreach(c, &v)
    {
        hd_assert(c->line >= 1 && c->line <= lines && c->from <= c->to && c->to <= lines + 1);
        hd_assert(c->mistake || (c->rules && c->reason && *c->reason));
        hd_assert(c->mistake || !c->until || hd_date_valid(c->until));
        for (size_t i = 0; i < c->rules; i++)
            hd_path_glob(c->rule[i], "src/a/b.c");
    }
    hd_vec_free(&v);
    hd_arena_free(&a);
    return 0;
}
