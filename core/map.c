/* Insertion-ordered hash map and string pool: a dense entry array and a table of indexes.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/map.h"

#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/hash.h"
#include "core/vec.h"

/* Finaliser of splitmix64: keys are often small consecutive numbers. */
static uint64_t spread(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

static uint32_t *new_slots(size_t n)
{
    uint32_t *s = calloc(n, sizeof *s);
    if (!s)
        hd_oom();
    return s;
}

static uint32_t *map_slot(const struct hd_map *m, uint64_t key)
{
    size_t i = spread(key) & (m->slots - 1);
    while (m->slot[i] && m->entry[m->slot[i] - 1].key != key)
        i = (i + 1) & (m->slots - 1);
    return &m->slot[i];
}

static void map_rehash(struct hd_map *m)
{
    free(m->slot);
    m->slots = m->slots ? m->slots * 2 : 16;
    m->slot = new_slots(m->slots);
    for (size_t i = 0; i < m->len; i++)
        *map_slot(m, m->entry[i].key) = (uint32_t)i + 1;
}

uint64_t *hd_map_get(const struct hd_map *m, uint64_t key)
{
    if (!m->len)
        return NULL;
    uint32_t s = *map_slot(m, key);
    return s ? &m->entry[s - 1].value : NULL;
}

uint64_t *hd_map_put(struct hd_map *m, uint64_t key, bool *added)
{
    if ((m->len + 1) * 4 > m->slots * 3)
        map_rehash(m);
    uint32_t *s = map_slot(m, key);
    if (added)
        *added = *s == 0;
    if (*s == 0) {
        if (m->len == m->cap)
            hd_vec_grow_((void **)&m->entry, &m->cap, m->len + 1, sizeof *m->entry);
        m->entry[m->len] = (struct hd_map_entry){key, 0};
        *s = (uint32_t)++m->len;
    }
    return &m->entry[*s - 1].value;
}

void hd_map_free(struct hd_map *m)
{
    free(m->entry);
    free(m->slot);
    *m = (struct hd_map){0};
}

static uint32_t *pool_slot(const struct hd_strpool *p, const char *s, size_t n)
{
    size_t i = hd_hash(s, n) & (p->slots - 1);
    while (p->slot[i]) {
        const char *have = p->str[p->slot[i] - 1];
        if (strncmp(have, s, n) == 0 && have[n] == '\0')
            break;
        i = (i + 1) & (p->slots - 1);
    }
    return &p->slot[i];
}

static void pool_rehash(struct hd_strpool *p)
{
    free(p->slot);
    p->slots = p->slots ? p->slots * 2 : 64;
    p->slot = new_slots(p->slots);
    for (size_t i = 0; i < p->len; i++)
        *pool_slot(p, p->str[i], strlen(p->str[i])) = (uint32_t)i + 1;
}

uint32_t hd_strpool_putn(struct hd_strpool *p, const char *s, size_t n)
{
    if ((p->len + 1) * 4 > p->slots * 3)
        pool_rehash(p);
    uint32_t *slot = pool_slot(p, s, n);
    if (*slot == 0) {
        if (p->len == p->cap)
            hd_vec_grow_((void **)&p->str, &p->cap, p->len + 1, sizeof *p->str);
        char *copy = malloc(n + 1);
        if (!copy)
            hd_oom();
        memcpy(copy, s, n);
        copy[n] = '\0';
        p->str[p->len] = copy;
        *slot = (uint32_t)++p->len;
    }
    return *slot - 1;
}

uint32_t hd_strpool_put(struct hd_strpool *p, const char *s)
{
    return hd_strpool_putn(p, s, strlen(s));
}

uint32_t hd_strpool_find(const struct hd_strpool *p, const char *s)
{
    if (!p->len)
        return UINT32_MAX;
    uint32_t i = *pool_slot(p, s, strlen(s));
    return i ? i - 1 : UINT32_MAX;
}

void hd_strpool_free(struct hd_strpool *p)
{
    for (size_t i = 0; i < p->len; i++)
        free(p->str[i]);
    free(p->str);
    free(p->slot);
    *p = (struct hd_strpool){0};
}
