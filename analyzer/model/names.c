/* Names and what the packs say about them, newest pack first.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/model/internal.h"

#include <string.h>

struct model_entry *hd_names_add(struct model_names *n, const char *name, uint32_t pack)
{
    uint32_t number = hd_strpool_put(&n->pool, name);
    while (n->newest.len <= number)
        hd_vec_push(&n->newest, 0);
    struct model_entry e = {.pack = pack, .older = n->newest.data[number]};
    hd_vec_push(&n->entry, e);
    n->newest.data[number] = (uint32_t)n->entry.len;
    return &hd_vec_last(&n->entry);
}

/* Length of "lts_" and a date, the inline namespace of a release with long-term support. */
static size_t release_namespace(const char *p)
{
    if (strncmp(p, "lts_", 4) != 0)
        return 0;
    size_t n = 4 + strspn(p + 4, "0123456789");
    return strncmp(p + n, "::", 2) == 0 ? n + 2 : 0;
}

/* Libraries put names into inline namespaces (std::_V2, std::__1, std::__cxx11), and a type's
 * spelling carries template arguments. Neither is part of the name in a pack. */
static bool plain_cxx_name(const char *name, char *out, size_t size)
{
    size_t used = 0;
    int depth = 0;
    for (const char *p = name; *p; p++) {
        if (depth == 0 && p > name && p[-1] == ':') {
            static const char *const inlined[] = {"_V2::", "__1::", "__cxx11::", "_Cr::", NULL};
            for (const char *const *i = inlined; *i; i++)
                if (strncmp(p, *i, strlen(*i)) == 0)
                    p += strlen(*i);
            p += release_namespace(p);
        }
        /* "operator<" and its kin are no template brackets */
        bool is_operator = used >= 8 && memcmp(out + used - 8, "operator", 8) == 0;
        if (*p == '<' && !is_operator)
            depth++;
        else if (*p == '>' && depth > 0)
            depth--;
        else if (depth == 0) {
            if (used + 1 >= size)
                return false;
            out[used++] = *p;
        }
        if (!*p)
            break;
    }
    out[used] = '\0';
    return true;
}

static uint32_t number_of(const struct model_names *n, const char *name)
{
    uint32_t number = hd_strpool_find(&n->pool, name);
    if (number != UINT32_MAX || !strstr(name, "::"))
        return number;
    char plain[512];
    return plain_cxx_name(name, plain, sizeof plain) ? hd_strpool_find(&n->pool, plain)
                                                     : UINT32_MAX;
}

const struct model_entry *hd_names_find(const struct hd_model *m, const struct model_names *n,
                                        const char *name)
{
    uint32_t number = number_of(n, name);
    if (number == UINT32_MAX)
        return NULL;
    for (uint32_t i = n->newest.data[number]; i; i = n->entry.data[i - 1].older)
        if (m->pack.data[n->entry.data[i - 1].pack].enabled)
            return &n->entry.data[i - 1];
    return NULL;
}

struct model_entry *hd_names_of_pack(struct model_names *n, const char *name, uint32_t pack)
{
    uint32_t number = hd_strpool_find(&n->pool, name);
    if (number == UINT32_MAX)
        return NULL;
    for (uint32_t i = n->newest.data[number]; i; i = n->entry.data[i - 1].older)
        if (n->entry.data[i - 1].pack == pack)
            return &n->entry.data[i - 1];
    return NULL;
}

void hd_names_free(struct model_names *n)
{
    hd_strpool_free(&n->pool);
    hd_vec_free(&n->newest);
    hd_vec_free(&n->entry);
}
