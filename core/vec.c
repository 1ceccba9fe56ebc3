/* Growth of the typed arrays in vec.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/vec.h"

#include <stdint.h>

#include "core/err.h"

void hd_vec_grow_(void **data, size_t *cap, size_t need, size_t size)
{
    size_t n = *cap ? *cap : 8;
    while (n < need)
        n *= 2;
    if (n > SIZE_MAX / size)
        hd_oom();
    void *p = realloc(*data, n * size);
    if (!p)
        hd_oom();
    *data = p;
    *cap = n;
}
