/* What is known of the contents of files. Most headers are met again in the next unit: a worker
 * reads each of them once. The main file, and all of them when some are not as they are on disk,
 * are forgotten with the unit.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/frontend/internal.h"
#include "core/hash.h"

static struct hd_fe_memory shared;

bool hd_fe_remembers(const struct hd_fe *fe)
{
    return shared.all.len && !(fe->opt && fe->opt->noverlay);
}

struct hd_fe_known *hd_fe_known(struct hd_fe *fe, CXFile f)
{
    CXFileUniqueID id;
    bool overlaid = fe->opt && fe->opt->noverlay;
    bool alone = overlaid || f == fe->main || !f || clang_getFileUniqueID(f, &id) != 0;
    struct hd_fe_memory *m = alone ? &fe->own : &shared;
    bool added;
    uint64_t key = alone ? (uint64_t)(uintptr_t)f : hd_hash(id.data, sizeof id.data);
    uint64_t *slot = hd_map_put(&m->at, key, &added);
    if (added) {
        struct hd_fe_known *k = calloc(1, sizeof *k);
        if (!k)
            hd_oom();
        hd_vec_push(&m->all, k);
        *slot = m->all.len - 1;
    }
    return m->all.data[*slot];
}

void hd_fe_forget(struct hd_fe *fe)
{
    hd_vec_foreach(k, &fe->own.all)
    {
        hd_vec_free(&(*k)->lines);
        free(*k);
    }
    hd_vec_free(&fe->own.all);
    hd_map_free(&fe->own.at);
}

/* libclang loads a file that a precompiled preamble or an include guard kept it from reading, so
 * the text is only asked for when somebody looks at it. */
void hd_fe_load_text(struct hd_fe *fe, struct hd_fe_file *file)
{
    if (!file->loaded && file->handle)
        file->text = clang_getFileContents(fe->tu, file->handle, &file->len);
    file->loaded = true;
}

void hd_fe_read_file(struct hd_fe *fe, struct hd_fe_file *file)
{
    struct hd_fe_known *k = file->known;
    if (k->read)
        return;
    hd_fe_load_text(fe, file);
    if (!file->text)
        return;
    k->hash = hd_hash(file->text, file->len);
    k->len = file->len;
    k->read = true;
}

/* Starts of lines as clang has them: behind "\n", "\r\n" and a lone "\r". */
void hd_fe_find_lines(struct hd_fe *fe, struct hd_fe_file *file)
{
    struct hd_fe_known *k = file->known;
    hd_fe_load_text(fe, file);
    if (k->lines.len || !file->text)
        return;
    const char *end = file->text + file->len;
    bool returns = memchr(file->text, '\r', file->len) != NULL;
    hd_vec_push(&k->lines, 0);
    for (const char *p = file->text; p < end;) {
        const char *nl = returns ? NULL : memchr(p, '\n', (size_t)(end - p));
        if (!returns && !nl)
            break;
        if (returns) {
            for (nl = p; nl < end && *nl != '\n' && *nl != '\r'; nl++)
                ;
            if (nl == end)
                break;
            nl += *nl == '\r' && nl + 1 < end && nl[1] == '\n';
        }
        p = nl + 1;
        hd_vec_push(&k->lines, (uint32_t)(p - file->text));
    }
}

bool hd_fe_mentions(struct hd_fe *fe, struct hd_fe_file *file, const char *const *words)
{
    struct hd_fe_known *k = file->known;
    if (k->mentions == HD_FE_NOT_ASKED) {
        hd_fe_load_text(fe, file);
        k->mentions = HD_FE_NO;
        for (; file->text && *words; words++)
            if (memmem(file->text, file->len, *words, strlen(*words)))
                k->mentions = HD_FE_YES;
    }
    return k->mentions == HD_FE_YES;
}
