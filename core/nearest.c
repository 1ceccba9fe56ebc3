/* See nearest.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/nearest.h"

#include <stdint.h>
#include <string.h>

/* Edit distance that counts two swapped letters as one slip (optimal string alignment, after
 * Damerau 1964 and Levenshtein 1966). Words longer than a row are never near. */
static size_t distance(const char *a, const char *b)
{
    enum { MAX = 64 };
    size_t row[3][MAX + 1], n = strlen(a), m = strlen(b);
    if (n > MAX || m > MAX)
        return SIZE_MAX;
    for (size_t j = 0; j <= m; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *before = row[(i + 1) % 3], *prev = row[(i - 1) % 3], *cur = row[i % 3];
        cur[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t best = prev[j - 1] + (a[i - 1] != b[j - 1]);
            best = prev[j] + 1 < best ? prev[j] + 1 : best;
            best = cur[j - 1] + 1 < best ? cur[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            cur[j] = best;
        }
    }
    return row[n % 3][m];
}

const char *hd_nearest(const char *misspelt, const char *const *name)
{
    const char *best = NULL;
    size_t best_d = SIZE_MAX;
    for (; *name; name++) {
        size_t d = distance(misspelt, *name), limit = strlen(*name) / 3;
        if (d <= (limit ? limit : 1) && d < best_d) {
            best = *name;
            best_d = d;
        }
    }
    return best;
}
