/* Arena: a list of chunks, newest first; big requests get a chunk of their own.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"

enum { CHUNK = 64 * 1024, ALIGN = 16, SPARE_SIZES = 1024 };

struct hd_arena_chunk {
    struct hd_arena_chunk *next;
    size_t size; /* bytes of data */
    _Alignas(ALIGN) char data[];
};

static size_t rounded(size_t size)
{
    if (size > SIZE_MAX / 2)
        hd_oom();
    return (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

static void *take_spare(struct hd_arena *a, size_t size)
{
    void **list = a->spare && size / ALIGN < SPARE_SIZES ? &a->spare[size / ALIGN] : NULL;
    void *p = list ? *list : NULL;
    if (p)
        *list = *(void **)p;
    return p;
}

void hd_arena_give_back(struct hd_arena *a, void *p, size_t size)
{
    size = rounded(size);
    if (!p || !size || size / ALIGN >= SPARE_SIZES)
        return;
    if (!a->spare && !(a->spare = calloc(SPARE_SIZES, sizeof *a->spare)))
        hd_oom();
    *(void **)p = a->spare[size / ALIGN];
    a->spare[size / ALIGN] = p;
}

/* Memory with any content: most of a chunk that one small function gets is never asked for. */
static void *take(struct hd_arena *a, size_t size)
{
    void *spare = take_spare(a, size);
    if (spare)
        return spare;
    if (!a->head || a->head->size - a->used < size) {
        size_t cap = size > CHUNK ? size : CHUNK;
        struct hd_arena_chunk *c = malloc(sizeof *c + cap);
        if (!c)
            hd_oom();
        c->size = cap;
        c->next = a->head;
        a->head = c;
        a->used = 0;
    }
    void *p = a->head->data + a->used;
    a->used += size;
    return p;
}

void *hd_arena_alloc(struct hd_arena *a, size_t size)
{
    size = rounded(size);
    void *p = take(a, size);
    return size ? memset(p, 0, size) : p;
}

void *hd_arena_dup(struct hd_arena *a, const void *src, size_t size)
{
    if (!size)
        return hd_arena_alloc(a, 1);
    return memcpy(take(a, rounded(size)), src, size);
}

char *hd_arena_strn(struct hd_arena *a, const char *s, size_t n)
{
    char *p = hd_arena_alloc(a, n + 1);
    memcpy(p, s, n);
    return p;
}

char *hd_arena_str(struct hd_arena *a, const char *s)
{
    return s ? hd_arena_strn(a, s, strlen(s)) : NULL;
}

char *hd_arena_vfmt(struct hd_arena *a, const char *fmt, va_list ap)
{
    va_list ap2;
    va_copy(ap2, ap);
    int n = vsnprintf(NULL, 0, fmt, ap2);
    va_end(ap2);
    if (n < 0)
        n = 0;
    char *p = hd_arena_alloc(a, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    return p;
}

char *hd_arena_fmt(struct hd_arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *p = hd_arena_vfmt(a, fmt, ap);
    va_end(ap);
    return p;
}

void hd_arena_free(struct hd_arena *a)
{
    while (a->head) {
        struct hd_arena_chunk *c = a->head;
        a->head = c->next;
        free(c);
    }
    a->used = 0;
    free(a->spare);
    a->spare = NULL;
}
