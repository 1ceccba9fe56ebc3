/* Phase two of a check. Its result depends on the facts of all units, the rules and the options
 * only, so it is looked up before anything is read.
 * SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check.h"
#include "core/file.h"
#include "core/hash.h"

int hd_check_load_model(struct hd_check *c, struct hd_err *err)
{
    if (c->model)
        return 0;
    if (hd_model_new(&c->model, err) < 0)
        return -1;
    for (size_t i = 0; i < c->o->rules.len; i++)
        if (hd_model_add_dir(c->model, c->o->rules.data[i], err) < 0)
            return -1;
    for (size_t i = 0; i < c->o->packs.len; i++)
        if (!hd_model_enable(c->model, c->o->packs.data[i], true))
            return hd_fail(err, "there is no rule pack '%s'; heddle rules list shows them all",
                           c->o->packs.data[i]);
    return 0;
}

uint64_t hd_check_content_hash(void *arg, const char *path)
{
    struct hd_err ignored = {0};
    char *text;
    size_t n;
    if (hd_file_read(path, SIZE_MAX, &text, &n, &ignored) < 0)
        return 0;
    uint64_t h = hd_hash(text, n);
    if (arg)
        hd_suppress_add_text(arg, path, text, n);
    free(text);
    return h;
}

/* Names and contents of all files in a folder of rules, whatever the order of its entries. */
static uint64_t folder_hash(const char *dir)
{
    uint64_t h = hd_hash_str(dir);
    DIR *d = opendir(dir);
    for (struct dirent *e; d && (e = readdir(d));) {
        struct hd_buf b = {0};
        hd_buf_fmt(&b, "%s/%s", dir, e->d_name);
        h += hd_hash_mix(hd_hash_str(e->d_name), hd_check_content_hash(NULL, hd_buf_cstr(&b)));
        hd_buf_free(&b);
    }
    if (d)
        closedir(d);
    return h;
}

/* All but the units. The program itself brings the analysis and the packs. */
static uint64_t rules_key(const struct hd_check *c)
{
    uint64_t h = hd_hash_mix(hd_check_content_hash(NULL, "/proc/self/exe"), c->o->library);
    h = hd_hash_mix(h, hd_hash_str(c->root));
    for (size_t i = 0; i < c->o->rules.len; i++)
        h = hd_hash_mix(h, folder_hash(c->o->rules.data[i]));
    h = hd_hash_mix(h, c->o->rules.len);
    for (size_t i = 0; i < c->o->packs.len; i++)
        h = hd_hash_mix(h, hd_hash_str(c->o->packs.data[i]));
    return h;
}

static uint64_t program_key(const struct hd_check *c, uint64_t rules)
{
    uint64_t h = rules;
    for (size_t i = 0; i < c->units.len; i++)
        h = hd_hash_mix(h, c->unit[i].failed ? 0 : c->unit[i].hash);
    return h;
}

static bool look_up(struct hd_check *c, uint64_t key, struct hd_analyze_result *r)
{
    struct hd_cache_entry e;
    if (!hd_cache_find(c->cache, HD_CHECK_CACHE_PROGRAM, key, &e))
        return false;
    void *data = hd_cache_read(c->cache, &e);
    bool ok = data && hd_analyze_result_read(r, data, e.size) == 0;
    free(data);
    return ok;
}

static void keep(struct hd_check *c, uint64_t key, const struct hd_analyze_result *r,
                 const struct hd_analyze_memory *m)
{
    struct hd_buf b = {0};
    if (!c->cache)
        return;
    hd_analyze_result_write(r, &b);
    hd_cache_begin(c->cache);
    hd_cache_put(c->cache, HD_CHECK_CACHE_PROGRAM, key, 0, NULL, 0, b.data, b.len);
    if (m->left->len) {
        hd_cache_drop(c->cache, HD_CHECK_CACHE_MEMORY, m->key);
        hd_cache_put(c->cache, HD_CHECK_CACHE_MEMORY, m->key, 0, NULL, 0, m->left->data,
                     m->left->len);
    }
    hd_cache_end(c->cache);
    hd_buf_free(&b);
}

/* What the last run found out of each function; malloc'ed, NULL when there is nothing. */
static void *remember(struct hd_check *c, struct hd_analyze_memory *m)
{
    struct hd_cache_entry e;
    if (!hd_cache_find(c->cache, HD_CHECK_CACHE_MEMORY, m->key, &e))
        return NULL;
    void *past = hd_cache_read(c->cache, &e);
    m->past_size = past ? e.size : 0;
    m->past = past;
    return past;
}

/* What nobody does in the code that could be read may be done in the code that could not. */
static bool is_partial(const struct hd_check *c)
{
    bool errors = c->failed > 0;
    hd_vec_foreach(ir, &c->ir) errors |= ir->errors > 0;
    return errors;
}

int hd_check_analyze(struct hd_check *c, struct hd_analyze_result *r, struct hd_err *err)
{
    uint64_t rules = c->cache ? rules_key(c) : 0, key = program_key(c, rules);
    c->same_program = look_up(c, key, r);
    if (c->same_program)
        return 0;
    if (hd_check_load_model(c, err) < 0)
        return -1;
    uint32_t failed = c->failed;
    hd_check_open_ir(c);
    struct hd_analyze_options ao = {.root = c->root,
                                    .objects = c->objects.data,
                                    .library = c->o->library || is_partial(c),
                                    .slowest =
                                        c->o->stats || c->o->profile ? &c->stats.slowest : NULL};
    struct hd_buf left = {0};
    struct hd_analyze_memory memory = {
        .unit = c->ir_hash.data, .key = hd_hash_mix(rules, ao.library), .left = &left};
    void *past = c->cache ? remember(c, &memory) : NULL;
    ao.memory = c->cache ? &memory : NULL;
    hd_model_select(c->model, c->ir.data, c->ir.len);
    hd_analyze(c->ir.data, c->ir.len, c->model, &ao, r);
    c->stats.recalled = memory.recalled;
    if (c->failed == failed)
        keep(c, key, r, &memory);
    free(past);
    hd_buf_free(&left);
    return 0;
}
