/* A header, then strings, then the IR.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/units/facts.h"

#include <string.h>

#include "core/hash.h"

#define MAGIC "heddleHF"
enum { LAYOUT = 1 };

struct header {
    char magic[8];
    uint32_t layout, nobjects;
    uint64_t hash; /* of all that stands behind the header */
    uint64_t size; /* of all of it */
    uint64_t blob; /* where the IR begins */
};

/* Strings are closed by a NUL and stand in this order: file, root, diagnostics, options, objects.
 */
enum { NSTRINGS = 5 };

static void put_string(struct hd_buf *b, const char *s)
{
    hd_buf_put(b, s ? s : "", (s ? strlen(s) : 0) + 1);
}

void hd_facts_write(struct hd_buf *b, const struct hd_unit *u, const char *root,
                    const struct hd_unit_result *r)
{
    struct header h = {.magic = MAGIC, .layout = LAYOUT, .nobjects = (uint32_t)u->nobjects};
    size_t start = b->len;
    hd_buf_put(b, &h, sizeof h);
    put_string(b, u->file);
    put_string(b, root);
    put_string(b, r->diagnostics);
    put_string(b, r->options);
    put_string(b, r->blob ? NULL : r->error ? r->error : "no result");
    for (size_t i = 0; i < u->nobjects; i++)
        put_string(b, u->object[i]);
    while ((b->len - start) % 8)
        hd_buf_char(b, '\0');
    h.blob = b->len - start;
    if (r->blob)
        hd_buf_put(b, r->blob, r->size);
    h.size = b->len - start;
    h.hash = hd_hash(b->data + start + sizeof h, h.size - sizeof h);
    memcpy(b->data + start, &h, sizeof h);
}

/* The next string, NULL when none ends before `end`. */
static const char *next_string(const char **at, const char *end)
{
    const char *s = *at, *nul = memchr(s, '\0', (size_t)(end - s));
    *at = nul ? nul + 1 : end;
    return nul ? s : NULL;
}

static const char *text_or_null(const char *s)
{
    return *s ? s : NULL;
}

int hd_facts_open(struct hd_facts *f, const void *data, size_t size, const char *where,
                  struct hd_arena *a, struct hd_err *err)
{
    struct header h;
    const char *bytes = data, *string[NSTRINGS];
    if (size < sizeof h || memcmp(data, MAGIC, sizeof h.magic) != 0)
        return hd_fail(err, "%s holds no facts of heddle", where);
    memcpy(&h, data, sizeof h);
    if (h.layout != LAYOUT)
        return hd_fail(err, "%s was made by another version of heddle: make it anew", where);
    if (h.size != size || h.blob < sizeof h || h.blob > size || h.blob % 8 ||
        h.hash != hd_hash(bytes + sizeof h, size - sizeof h))
        return hd_fail(err, "%s is damaged: its contents are not what was written", where);
    const char *at = bytes + sizeof h, *end = bytes + h.blob;
    bool ok = h.nobjects <= h.blob;
    for (size_t i = 0; ok && i < NSTRINGS; i++)
        ok = (string[i] = next_string(&at, end)) != NULL;
    const char **object = ok ? hd_arena_array(a, const char *, h.nobjects + 1) : NULL;
    for (uint32_t i = 0; ok && i < h.nobjects; i++)
        ok = (object[i] = next_string(&at, end)) != NULL;
    if (!ok)
        return hd_fail(err, "%s is damaged: a name in it has no end", where);
    *f = (struct hd_facts){.file = string[0],
                           .root = string[1],
                           .diagnostics = text_or_null(string[2]),
                           .options = text_or_null(string[3]),
                           .error = text_or_null(string[4]),
                           .object = object,
                           .nobjects = h.nobjects,
                           .blob = *string[4] ? NULL : bytes + h.blob,
                           .size = *string[4] ? 0 : size - h.blob};
    return 0;
}
