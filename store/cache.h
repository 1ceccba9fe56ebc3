/* The cache: results of earlier runs by what they were made from, in an SQLite file of its own.
 *
 * An entry has a kind, a key (a hash of the inputs that are known beforehand) and the files that it
 * was made from, each with the hash of its contents. It is found when all of them are as they were;
 * several entries of one key, as of two branches, live side by side. The least recently used ones
 * go when the file grows beyond its bound.
 *
 * A cache is never needed: nothing here fails. A file that is damaged, or that another version of
 * heddle made, is made anew with a warning; one that cannot be used is done without (hd_debug).
 * Two processes may use one file at once.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_STORE_CACHE_H
#define HEDDLE_STORE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hd_cache;

/* The hash of a file's contents as they are now; 0: there is no such file. Asked once per file. */
typedef uint64_t hd_cache_hash_fn(void *arg, const char *path);

/* NULL: there is none. `max_bytes` bounds the values. Folders are made. ":memory:" is a cache that
 * ends with the process. */
struct hd_cache *hd_cache_open(const char *path, uint64_t max_bytes, hd_cache_hash_fn *hash,
                               void *arg);
void hd_cache_close(struct hd_cache *c); /* NULL is fine */

/* From here on files are as `hash` says: what was asked before is forgotten. */
void hd_cache_look_anew(struct hd_cache *c, hd_cache_hash_fn *hash, void *arg);

struct hd_cache_dep {
    const char *path;
    uint64_t hash;
};

struct hd_cache_entry {
    int64_t id;
    uint64_t hash; /* of the value */
    size_t size;   /* of the value */
    uint32_t flags;
};

/* Looks for an entry whose files are as they were. NULL cache: false. */
bool hd_cache_find(struct hd_cache *c, int kind, uint64_t key, struct hd_cache_entry *out);
/* Its value, malloc'ed; NULL when it is gone or damaged. */
void *hd_cache_read(struct hd_cache *c, const struct hd_cache_entry *e);

/* Between begin and end several puts are one transaction. Without a cache they do nothing. */
void hd_cache_begin(struct hd_cache *c);
void hd_cache_put(struct hd_cache *c, int kind, uint64_t key, uint32_t flags,
                  const struct hd_cache_dep *dep, size_t ndeps, const void *value, size_t size);
/* What was kept under this key goes: the next put replaces it. */
void hd_cache_drop(struct hd_cache *c, int kind, uint64_t key);
void hd_cache_end(struct hd_cache *c);

#endif
