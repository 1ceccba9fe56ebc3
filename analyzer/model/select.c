/* Which packs count for a program. A pack of the binary that is `enable: auto` is on when the
 * program includes one of its headers. Who declares the functions by hand, or through a header of
 * another name, uses the library as well: two functions that only this pack knows, and that no unit
 * defines, show it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "analyzer/ir/ir.h"
#include "analyzer/model/internal.h"

enum { BY_HAND = 2 };

/* Length of `header` when the path ends in it ("dispatch/dispatch.h" of
 * "/usr/include/dispatch/dispatch.h"), else 0. */
static size_t header_match(const char *path, size_t len, const char *header)
{
    size_t n = strlen(header);
    if (n > len || strcmp(path + len - n, header) != 0)
        return 0;
    return n == len || path[len - n - 1] == '/' ? n : 0;
}

static size_t pack_match(const struct hd_pack_info *p, const char *path)
{
    size_t best = 0, len = strlen(path);
    for (const char **h = p->headers; h && *h; h++) {
        size_t n = header_match(path, len, *h);
        best = n > best ? n : best;
    }
    return best;
}

static bool is_rival(const struct hd_pack_info *p, const struct hd_pack_info *other)
{
    for (const char **r = p->rivals; r && *r; r++)
        if (strcmp(*r, other->name) == 0)
            return true;
    for (const char **r = other->rivals; r && *r; r++)
        if (strcmp(*r, p->name) == 0)
            return true;
    return false;
}

/* Does a rival know the file by a longer name? SDL3/SDL_thread.h is not the SDL_thread.h of SDL2.
 */
static bool rival_matches_better(const struct hd_model *m, const struct hd_pack_info *p,
                                 const char *path, size_t match)
{
    for (size_t i = 0; i < m->pack.len; i++) {
        const struct hd_pack_info *other = &m->pack.data[i];
        if (other != p && is_rival(p, other) && pack_match(other, path) > match)
            return true;
    }
    return false;
}

/* The names of all files of the program, each once. */
static struct hd_strpool all_files(const struct hd_ir *ir, size_t nir)
{
    struct hd_strpool names = {0};
    for (size_t u = 0; u < nir; u++)
        for (uint32_t f = 0; f < ir[u].nfiles; f++)
            hd_strpool_put(&names, hd_ir_str(&ir[u], ir[u].files[f].name));
    return names;
}

static bool includes_header(const struct hd_model *m, const struct hd_pack_info *p,
                            const struct hd_strpool *files)
{
    for (size_t f = 0; f < files->len; f++) {
        size_t match = pack_match(p, files->str[f]);
        if (match && !rival_matches_better(m, p, files->str[f], match))
            return true;
    }
    return false;
}

/* The one pack among those chosen by headers that models the function; -1: none, or several. */
static int only_pack(const struct hd_model *m, const char *fn)
{
    uint32_t number = hd_strpool_find(&m->fn.pool, fn);
    int found = -1;
    if (number == UINT32_MAX)
        return -1;
    for (uint32_t i = m->fn.newest.data[number]; i; i = m->fn.entry.data[i - 1].older) {
        if (found >= 0)
            return -1;
        found = (int)m->fn.entry.data[i - 1].pack;
    }
    return found;
}

/* Counts in by_hand, by pack, the functions that the program uses and does not define. */
static void count_by_hand(const struct hd_model *m, const struct hd_ir *ir, size_t nir,
                          unsigned *by_hand)
{
    struct hd_map seen = {0};
    for (int pass = 0; pass < 2; pass++)
        for (size_t u = 0; u < nir; u++)
            for (uint32_t d = 0; d < ir[u].ndecls; d++) {
                const struct hd_ir_decl *decl = &ir[u].decls[d];
                bool defined = decl->flags & HD_DECL_F_DEFINED, added;
                if (decl->kind != HD_DECL_FUNC || defined != (pass == 0))
                    continue;
                int pack = only_pack(m, hd_ir_str(&ir[u], decl->name));
                if (pack < 0)
                    continue;
                hd_map_put(&seen, decl->key, &added);
                if (added && pass == 1)
                    by_hand[pack]++;
            }
    hd_map_free(&seen);
}

void hd_model_select(struct hd_model *m, const struct hd_ir *ir, size_t nir)
{
    unsigned *by_hand = calloc(m->pack.len + 1, sizeof *by_hand);
    if (!by_hand)
        hd_oom();
    count_by_hand(m, ir, nir, by_hand);
    struct hd_strpool files = all_files(ir, nir);
    for (size_t i = 0; i < m->pack.len; i++) {
        struct hd_pack_info *p = &m->pack.data[i];
        if (p->by_header && !p->pinned)
            p->enabled = by_hand[i] >= BY_HAND || includes_header(m, p, &files);
    }
    hd_strpool_free(&files);
    free(by_hand);
}
