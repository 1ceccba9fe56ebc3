/* Lookups in the rule catalogue; the table itself is generated.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "core/catalog_data.h"

enum { MAX_ID = 64, MAX_DISTANCE = 3 };

const struct hd_rule *hd_catalog(size_t *count)
{
    *count = hd_catalog_data_count;
    return hd_catalog_data;
}

static int compare_id(const void *id, const void *rule)
{
    return strcmp(id, ((const struct hd_rule *)rule)->id);
}

const struct hd_rule *hd_catalog_find(const char *id)
{
    return bsearch(id, hd_catalog_data, hd_catalog_data_count, sizeof hd_catalog_data[0],
                   compare_id);
}

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
    unsigned m = a < b ? a : b;
    return m < c ? m : c;
}

/* Levenshtein's distance with one row of the usual table (Wagner and Fischer 1974). */
static unsigned edit_distance(const char *a, const char *b)
{
    size_t n = strlen(b);
    unsigned row[MAX_ID + 1];
    for (size_t j = 0; j <= n; j++)
        row[j] = (unsigned)j;
    for (size_t i = 0; a[i]; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i + 1;
        for (size_t j = 0; j < n; j++) {
            unsigned above = row[j + 1];
            row[j + 1] = min3(above + 1, row[j] + 1, diagonal + (a[i] != b[j]));
            diagonal = above;
        }
    }
    return row[n];
}

const char *hd_catalog_nearest(const char *id)
{
    const char *best = NULL;
    unsigned best_distance = MAX_DISTANCE + 1;
    if (strlen(id) > MAX_ID)
        return NULL;
    for (size_t i = 0; i < hd_catalog_data_count; i++) {
        const char *other = hd_catalog_data[i].id;
        if (strlen(other) > MAX_ID)
            continue;
        unsigned d = edit_distance(id, other);
        if (d < best_distance) {
            best_distance = d;
            best = other;
        }
    }
    return best;
}
