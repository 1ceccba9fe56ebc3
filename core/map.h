/* Two small maps and a string pool, all open-addressing, none of which can fail (hd_oom).
 * Iteration order is insertion order, so results are deterministic.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_MAP_H
#define HEDDLE_CORE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* uint64_t -> uint64_t. Zero-initialised is empty. Entries are in insertion order in `entry`. */
struct hd_map_entry {
    uint64_t key, value;
};
struct hd_map {
    struct hd_map_entry *entry;
    size_t len, cap;
    uint32_t *slot; /* index + 1 into entry; 0 = empty */
    size_t slots;   /* power of two */
};

/* Pointer to the value for `key`, or NULL. Valid until the next insertion. */
uint64_t *hd_map_get(const struct hd_map *m, uint64_t key);
/* Pointer to the value, inserted as 0 when absent; *added (may be NULL) tells which. */
uint64_t *hd_map_put(struct hd_map *m, uint64_t key, bool *added);
void hd_map_free(struct hd_map *m);

/* String pool: equal strings get equal numbers 0, 1, 2 … in order of first use. */
struct hd_strpool {
    char **str; /* owned copies, by number */
    size_t len, cap;
    uint32_t *slot;
    size_t slots;
};
uint32_t hd_strpool_put(struct hd_strpool *p, const char *s);
uint32_t hd_strpool_putn(struct hd_strpool *p, const char *s, size_t n);
/* The number of `s`, or UINT32_MAX when it was never put. */
uint32_t hd_strpool_find(const struct hd_strpool *p, const char *s);
void hd_strpool_free(struct hd_strpool *p);

#endif
