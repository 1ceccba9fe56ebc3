/* Building a model from files, and looking things up in it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/model/model.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analyzer/model/internal.h"
#include "core/embedded.h"
#include "core/file.h"

extern const struct hd_embedded hd_rules_embedded[];

enum { MAX_DIR_DEPTH = 4 };

/* Batches --------------------------------------------------------------------------------------*/

static void batch_begin(struct model_batch *b, struct hd_model *m)
{
    *b = (struct model_batch){
        .m = m, .first_pack = m->pack.len, .built_in = !m->automaton[HD_KIND_LOCK]};
    m->messages.len = 0;
}

static void batch_text(struct model_batch *b, const char *name, const char *text, size_t len)
{
    struct hd_yaml *y = calloc(1, sizeof *y);
    if (!y)
        hd_oom();
    char *kept = hd_arena_str(&b->m->arena, name);
    if (hd_yaml_load(y, kept, text, len, &b->m->messages)) {
        hd_vec_push(&b->file, y);
        return;
    }
    b->mistakes += y->mistakes;
    hd_yaml_free(y);
    free(y);
}

/* What a file is, by its top-level key. */
enum file_kind { FILE_AUTOMATA, FILE_PACK, FILE_CATALOG, FILE_OTHER };

static enum file_kind kind_of(struct hd_yaml *y)
{
    yaml_node_t *root = hd_yaml_root(y);
    return hd_yaml_get(y, root, "automata") ? FILE_AUTOMATA
           : hd_yaml_get(y, root, "pack")   ? FILE_PACK
           : hd_yaml_get(y, root, "rules")  ? FILE_CATALOG
                                            : FILE_OTHER;
}

static void check_head(const struct model_batch *b, struct hd_yaml *y)
{
    yaml_node_t *root = hd_yaml_root(y), *version = hd_yaml_get(y, root, "heddle");
    if (kind_of(y) == FILE_OTHER)
        hd_yaml_mistake(y, root, "neither 'pack' nor 'automata' stands at the top of this file");
    else if (!version || strcmp(hd_yaml_text(y, version), "1") != 0)
        hd_yaml_mistake(y, version ? version : root,
                        "'heddle: 1' (the schema's version) is missing");
    if (kind_of(y) == FILE_CATALOG && !b->built_in)
        hd_yaml_mistake(y, root, "the rule catalogue is built in; rules cannot be added here");
}

static void read_automata_file(struct hd_model *m, struct hd_yaml *y)
{
    static const char *const keys[] = {"heddle", "automata", NULL};
    yaml_node_t *root = hd_yaml_root(y);
    hd_yaml_keys(y, root, "a file of automata", keys);
    hd_model_read_automata(m, y, hd_yaml_get(y, root, "automata"));
}

/* As many whole lines of the messages as fit, and how many are left. */
static int fail_with_messages(struct hd_model *m, size_t mistakes, struct hd_err *err)
{
    const char *all = hd_buf_cstr(&m->messages);
    size_t room = sizeof err->msg - 64, len = strlen(all), fit = len;
    if (len > room) {
        fit = room;
        while (fit > 0 && all[fit - 1] != '\n')
            fit--;
    }
    size_t shown = 0;
    for (size_t i = 0; i < fit; i++)
        shown += all[i] == '\n';
    int length = (int)(fit > 0 ? fit - 1 : 0); /* without the last line end */
    if (shown < mistakes)
        return hd_fail(err, "%.*s\nand %zu more", length, all, mistakes - shown);
    return hd_fail(err, "%.*s", length, all);
}

/* Automata first, since packs name their events; rows with same_as last. */
static int batch_end(struct model_batch *b, struct hd_err *err)
{
    hd_vec_foreach(f, &b->file)
    {
        check_head(b, *f);
        if (kind_of(*f) == FILE_AUTOMATA)
            read_automata_file(b->m, *f);
    }
    hd_vec_foreach(f, &b->file) if (kind_of(*f) == FILE_PACK) hd_model_read_pack(b, *f);
    hd_vec_foreach(f, &b->file) if (kind_of(*f) == FILE_PACK) hd_model_read_aliases(b, *f);
    hd_vec_foreach(f, &b->file)
    {
        b->mistakes += (*f)->mistakes;
        hd_yaml_free(*f);
        free(*f);
    }
    hd_vec_free(&b->file);
    return b->mistakes ? fail_with_messages(b->m, b->mistakes, err) : 0;
}

/* Files ----------------------------------------------------------------------------------------*/

static int batch_file(struct model_batch *b, const char *path, struct hd_err *err)
{
    char *text;
    size_t len;
    /* one byte over the limit, so that the reader says what is wrong with a large file */
    if (hd_file_read(path, (size_t)64 << 20, &text, &len, err) != 0)
        return -1;
    batch_text(b, path, text, len);
    free(text);
    return 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_yaml(const char *name)
{
    size_t n = strlen(name);
    return (n > 4 && strcmp(name + n - 4, ".yml") == 0) ||
           (n > 5 && strcmp(name + n - 5, ".yaml") == 0);
}

static int batch_dir(struct model_batch *b, const char *dir, int depth, struct hd_err *err);

static int batch_entry(struct model_batch *b, const char *path, int depth, struct hd_err *err)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return hd_fail_errno(err, "%s", path);
    if (S_ISDIR(st.st_mode))
        return depth < MAX_DIR_DEPTH ? batch_dir(b, path, depth + 1, err) : 0;
    return is_yaml(path) ? batch_file(b, path, err) : 0;
}

/* Files in the order of their names, so that messages and numbers do not depend on the disk. */
static int batch_dir(struct model_batch *b, const char *dir, int depth, struct hd_err *err)
{
    DIR *d = opendir(dir);
    if (!d)
        return hd_fail_errno(err, "%s", dir);
    HD_VEC(char *) names = {0};
    for (struct dirent *e; (e = readdir(d));)
        if (e->d_name[0] != '.') {
            struct hd_buf path = {0};
            hd_buf_fmt(&path, "%s/%s", dir, e->d_name);
            hd_vec_push(&names, hd_buf_take(&path));
        }
    closedir(d);
    if (names.len)
        qsort(names.data, names.len, sizeof *names.data, by_name);
    int rc = 0;
    hd_vec_foreach(n, &names)
    {
        if (rc == 0)
            rc = batch_entry(b, *n, depth, err);
        free(*n);
    }
    hd_vec_free(&names);
    return rc;
}

/* Models ---------------------------------------------------------------------------------------*/

static struct hd_model *empty_model(void)
{
    struct hd_model *m = calloc(1, sizeof *m);
    if (!m)
        hd_oom();
    m->resource = hd_arena_array(&m->arena, struct hd_resource, MODEL_MAX_RESOURCES);
    return m;
}

static int new_from_embedded(struct hd_model **out, bool packs, struct hd_err *err)
{
    struct hd_model *m = empty_model();
    struct model_batch b;
    batch_begin(&b, m);
    for (const struct hd_embedded *e = hd_rules_embedded; e->name; e++)
        if (packs || strncmp(e->name, "automata/", 9) == 0)
            batch_text(&b, e->name, e->text, e->len);
    if (batch_end(&b, err) != 0) {
        hd_model_free(m);
        return -1;
    }
    *out = m;
    return 0;
}

int hd_model_new(struct hd_model **out, struct hd_err *err)
{
    return new_from_embedded(out, true, err);
}

int hd_model_new_without_packs(struct hd_model **out, struct hd_err *err)
{
    return new_from_embedded(out, false, err);
}

int hd_model_add_text(struct hd_model *m, const char *text, size_t len, const char *name,
                      struct hd_err *err)
{
    struct model_batch b;
    batch_begin(&b, m);
    batch_text(&b, name, text, len);
    return batch_end(&b, err);
}

int hd_model_add_dir(struct hd_model *m, const char *dir, struct hd_err *err)
{
    struct model_batch b;
    batch_begin(&b, m);
    int rc = batch_dir(&b, dir, 0, err);
    int end = batch_end(&b, err);
    return rc != 0 ? rc : end;
}

void hd_model_free(struct hd_model *m)
{
    if (!m)
        return;
    hd_names_free(&m->fn);
    hd_names_free(&m->type);
    hd_names_free(&m->guard);
    hd_vec_free(&m->pack);
    hd_buf_free(&m->messages);
    hd_arena_free(&m->arena);
    free(m);
}

bool hd_model_enable(struct hd_model *m, const char *pack, bool on)
{
    hd_vec_foreach(p, &m->pack)
    {
        if (strcmp(p->name, pack) == 0) {
            p->enabled = on;
            p->pinned = true;
            return true;
        }
    }
    return false;
}

const char *hd_model_messages(const struct hd_model *m)
{
    return hd_buf_cstr(&m->messages);
}

/* A tree that brings automata along is complete in itself, as rules/ of the sources is; anything
 * else builds on the embedded packs. */
static bool is_complete_tree(const struct model_batch *b)
{
    hd_vec_foreach(f, &b->file) if (kind_of(*f) == FILE_AUTOMATA) return true;
    return false;
}

int hd_model_lint(const char *path, struct hd_buf *out, struct hd_err *err)
{
    struct hd_model *m = NULL;
    struct model_batch b, read;
    struct hd_model *first = empty_model();
    batch_begin(&read, first);
    int rc = batch_entry(&read, path, 0, err);
    bool complete = is_complete_tree(&read);
    if (rc == 0)
        rc = complete ? 0 : hd_model_new(&m, err);
    if (!m)
        m = empty_model();
    batch_begin(&b, m);
    b.file.data = read.file.data; /* the documents move from one batch to the other */
    b.file.len = read.file.len;
    b.file.cap = read.file.cap;
    b.mistakes = read.mistakes;
    hd_buf_str(&m->messages, hd_model_messages(first));
    hd_vec_foreach(f, &b.file)(*f)->out = &m->messages;
    struct hd_err ignored = {0};
    batch_end(&b, &ignored);
    hd_buf_str(out, hd_model_messages(m));
    hd_model_free(m);
    hd_model_free(first);
    return rc != 0 ? -1 : (int)b.mistakes;
}

/* Lookups --------------------------------------------------------------------------------------*/

const struct hd_op_model *hd_model_ops(const struct hd_model *m, const char *fn, size_t *n)
{
    const struct model_entry *e = hd_names_find(m, &m->fn, fn);
    *n = e ? e->nops : 0;
    return e ? e->ops : NULL;
}

const struct hd_attr_model *hd_model_attrs(const struct hd_model *m, const char *fn, size_t *n)
{
    const struct model_entry *e = hd_names_find(m, &m->fn, fn);
    *n = e ? e->nattrs : 0;
    return e ? e->attrs : NULL;
}

const struct hd_resource *hd_model_type(const struct hd_model *m, const char *spelling)
{
    static const char *const words[] = {"const ", "volatile ", "struct ", "union ", "class "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(spelling, words[i], strlen(words[i])) == 0)
            spelling += strlen(words[i]);
    const struct model_entry *e = hd_names_find(m, &m->type, spelling);
    return e ? e->type : NULL;
}

const struct hd_resource *hd_model_resources(const struct hd_model *m, size_t *n)
{
    *n = m->nresources;
    return m->resource;
}

const struct hd_guard_model *hd_model_guard(const struct hd_model *m, const char *type)
{
    const struct model_entry *e = hd_names_find(m, &m->guard, type);
    return e ? e->guard : NULL;
}

const struct hd_automaton *hd_model_automaton(const struct hd_model *m, enum hd_kind k)
{
    return (unsigned)k < HD_KIND_COUNT ? m->automaton[k] : NULL;
}

const struct hd_pack_info *hd_model_packs(const struct hd_model *m, size_t *n)
{
    *n = m->pack.len;
    return m->pack.data;
}
