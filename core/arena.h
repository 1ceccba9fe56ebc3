/* Arena: memory for analysis data that dies together. Allocation is a pointer bump; nothing is
 * freed one by one. Out of memory ends the process (hd_oom), so results need no check.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_ARENA_H
#define HEDDLE_CORE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct hd_arena_chunk;

/* Zero-initialised is an empty arena. */
struct hd_arena {
    struct hd_arena_chunk *head;
    size_t used;  /* bytes used in head */
    void **spare; /* by size: lists of what was given back; NULL until something is */
};

/* Zeroed memory, aligned to 16. */
void *hd_arena_alloc(struct hd_arena *a, size_t size);
void *hd_arena_dup(struct hd_arena *a, const void *src, size_t size);
char *hd_arena_str(struct hd_arena *a, const char *s); /* NULL stays NULL */
char *hd_arena_strn(struct hd_arena *a, const char *s, size_t n);
char *hd_arena_fmt(struct hd_arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *hd_arena_vfmt(struct hd_arena *a, const char *fmt, va_list ap);
void hd_arena_free(struct hd_arena *a); /* back to empty */

/* For the few who allocate and drop so much that it matters: the next one who asks for as many
 * bytes may get them. `size` is what the memory was allocated with. */
void hd_arena_give_back(struct hd_arena *a, void *p, size_t size);

#define hd_arena_new(a, T) ((T *)hd_arena_alloc((a), sizeof(T)))
#define hd_arena_array(a, T, n) ((T *)hd_arena_alloc((a), sizeof(T) * (size_t)(n)))

#endif
