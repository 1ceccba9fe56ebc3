/* Fingerprints: what a finding is, apart from where its lines happen to be.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "core/hash.h"
#include "core/map.h"
#include "store/store.h"

static uint64_t hash_parts(const struct hd_finding *f, unsigned ordinal)
{
    const char *part[] = {f->rule, f->site.file, f->site.function, f->subject};
    struct hd_buf b = {0};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        hd_buf_str(&b, part[i] ? part[i] : "");
        hd_buf_char(&b, '\0'); /* no part holds one, so the parts stay apart */
    }
    hd_buf_fmt(&b, "%u", ordinal);
    uint64_t h = hd_hash(b.data, b.len);
    hd_buf_free(&b);
    return h;
}

void hd_fingerprint(const struct hd_finding *f, unsigned ordinal, char out[17])
{
    hd_hash_hex(hash_parts(f, ordinal), out);
}

static int compare_places(const void *pa, const void *pb)
{
    const struct hd_finding *a = *(struct hd_finding *const *)pa;
    const struct hd_finding *b = *(struct hd_finding *const *)pb;
    int d = strcmp(a->site.file ? a->site.file : "", b->site.file ? b->site.file : "");
    if (d)
        return d;
    if (a->site.line != b->site.line)
        return a->site.line < b->site.line ? -1 : 1;
    if (a->site.column != b->site.column)
        return a->site.column < b->site.column ? -1 : 1;
    return a < b ? -1 : a > b; /* as given: the sort stays stable */
}

void hd_fingerprint_all(struct hd_finding *f, size_t n, struct hd_arena *a)
{
    struct hd_finding **sorted = hd_arena_array(a, struct hd_finding *, n + 1);
    for (size_t i = 0; i < n; i++)
        sorted[i] = &f[i];
    qsort(sorted, n, sizeof *sorted, compare_places);
    struct hd_map seen = {0}; /* hash with ordinal 0 -> next ordinal */
    for (size_t i = 0; i < n; i++) {
        if (sorted[i]->fingerprint)
            continue;
        char hex[17];
        uint64_t *next = hd_map_put(&seen, hash_parts(sorted[i], 0), NULL);
        hd_fingerprint(sorted[i], (unsigned)(*next)++, hex);
        sorted[i]->fingerprint = hd_arena_str(a, hex);
    }
    hd_map_free(&seen);
}
