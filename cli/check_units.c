/* The units of a check: those that nothing changed for come from the cache, the others from worker
 * processes.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyzer/units/facts.h"
#include "cli/check.h"
#include "cli/progress.h"
#include "core/file.h"
#include "core/hash.h"
#include "core/log.h"

enum { FLAG_SPEAKS = 1 }; /* of an entry: people are told something about the unit */

/* What people are told --------------------------------------------------------------------------*/

static void unit_failed(struct hd_check *c, size_t i, const char *why)
{
    const char *file = hd_path_relative(c->root, c->units.data[i].file);
    if (c->silent)
        hd_debug("%s could not be analysed as it was before: %s", file, why);
    else if (!c->told)
        hd_warn("%s could not be analysed: %s", file, why);
    hd_vec_push(&c->gaps, hd_arena_fmt(&c->a, "%s could not be analysed: %.*s\n", file,
                                       (int)strcspn(why, "\n"), why));
    c->unit[i].failed = true;
    c->unit[i].hash = 0;
    c->failed++;
}

/* Functions without errors inside are judged all the same; nobody should take the rest for clean.
 */
static void tell_errors(struct hd_check *c, const char *file, const char *diagnostics)
{
    size_t n = 0;
    c->partial++;
    for (const char *p = diagnostics; *p; p++)
        n += *p == '\n';
    size_t first = strcspn(diagnostics, "\n");
    const char *name = hd_path_relative(c->root, file);
    const char *gap = hd_arena_fmt(
        &c->a, "%s: %zu compile error%s, judged as far as it parsed; the first: %.*s\n", name,
        n ? n : 1, n > 1 ? "s" : "", (int)first, diagnostics);
    if (!c->told)
        hd_warn("%.*s", (int)strlen(gap) - 1, gap);
    hd_vec_push(&c->gaps, gap);
    static const char missing[] = "' file not found";
    size_t len = sizeof missing - 1;
    c->header_missing |= first >= len && memcmp(diagnostics + first - len, missing, len) == 0;
    hd_debug("%s:\n%s", file, diagnostics);
}

static int by_text(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

const char *hd_check_gaps(struct hd_check *c)
{
    struct hd_buf b = {0};
    if (c->gaps.len)
        qsort(c->gaps.data, c->gaps.len, sizeof *c->gaps.data, by_text);
    for (size_t i = 0; i < c->gaps.len; i++)
        hd_buf_str(&b, c->gaps.data[i]);
    const char *all = hd_arena_str(&c->a, hd_buf_cstr(&b));
    hd_buf_free(&b);
    return all;
}

/* The option of heddle that this line of the compiler's complaints quotes, or NULL. */
static const char *misplaced_option(const struct hd_check_options *o, const char *line, size_t n)
{
    for (size_t i = 0; i < o->own_arg.len; i++) {
        const char *word = o->own_arg.data[i];
        size_t len = strlen(word);
        for (const char *p = line; (p = memchr(p, '\'', n - (size_t)(p - line))); p++) {
            size_t left = n - (size_t)(p - line);
            if (left > len + 1 && memcmp(p + 1, word, len) == 0 && p[len + 1] == '\'')
                return word;
        }
    }
    return NULL;
}

/* Of arguments that somebody typed each one counts; those of a database are made for another
 * compiler. */
static void tell_options(const struct hd_check *c, size_t i, const char *text)
{
    if (!c->o->nfiles || i > 0) {
        hd_debug("%s: %s", c->units.data[i].file, text);
        return;
    }
    for (size_t n; *text; text += n + (text[n] == '\n')) {
        n = strcspn(text, "\n");
        const char *own = misplaced_option(c->o, text, n);
        if (own)
            hd_warn("the compiler does not know %s; it is an option of heddle: put it before --",
                    own);
        else
            hd_warn("the compiler says: %.*s", (int)n, text);
    }
}

/* Facts -----------------------------------------------------------------------------------------*/

/* The bytes of a unit's facts, read from the cache when they are not here yet. */
static bool have_facts(struct hd_check *c, size_t i)
{
    struct hd_check_unit *u = &c->unit[i];
    if (!u->facts && u->cached) {
        u->facts = hd_cache_read(c->cache, &u->entry);
        u->size = u->entry.size;
    }
    return u->facts != NULL;
}

static int open_facts(struct hd_check *c, size_t i, struct hd_facts *f, struct hd_err *err)
{
    if (!have_facts(c, i))
        return hd_fail(err, "what the cache held of it is damaged");
    return hd_facts_open(f, c->unit[i].facts, c->unit[i].size, c->units.data[i].file, &c->a, err);
}

static void tell_facts(struct hd_check *c, size_t i)
{
    struct hd_facts f;
    struct hd_err err = {0};
    if (open_facts(c, i, &f, &err) < 0)
        return;
    if (f.options)
        tell_options(c, i, f.options);
    if (f.diagnostics)
        tell_errors(c, c->units.data[i].file, f.diagnostics);
}

/* A unit as a file of `heddle facts` has it. */
static int read_facts(struct hd_check *c, size_t i, const char *file, struct hd_err *err)
{
    struct hd_check_unit *u = &c->unit[i];
    struct hd_facts f;
    char *data;
    if (hd_file_read(file, SIZE_MAX, &data, &u->size, err) < 0)
        return -1;
    u->facts = data;
    if (hd_facts_open(&f, u->facts, u->size, file, &c->a, err) < 0)
        return -1;
    if (!c->root)
        c->root = strdup(f.root);
    else if (strcmp(c->root, f.root) != 0)
        return hd_fail(err, "%s was made with --root %s, those before it with %s", file, f.root,
                       c->root);
    hd_vec_push(&c->units,
                (struct hd_unit){.file = f.file, .object = f.object, .nobjects = f.nobjects});
    u->hash = hd_hash(u->facts, u->size);
    if (f.diagnostics)
        tell_errors(c, f.file, f.diagnostics);
    if (!f.blob)
        unit_failed(c, i, f.error);
    return 0;
}

int hd_check_read_facts(struct hd_check *c, const char *const *file, size_t n, struct hd_err *err)
{
    c->unit = hd_arena_array(&c->a, struct hd_check_unit, n + 1);
    c->result = hd_arena_array(&c->a, struct hd_unit_result, n + 1);
    for (size_t i = 0; i < n; i++)
        if (read_facts(c, i, file[i], err) < 0)
            return -1;
    return 0;
}

void hd_check_open_ir(struct hd_check *c)
{
    for (size_t i = 0; i < c->units.len; i++) {
        struct hd_err err = {0};
        struct hd_facts f;
        struct hd_ir ir;
        if (c->unit[i].failed)
            continue;
        if (open_facts(c, i, &f, &err) < 0 || hd_ir_open(&ir, f.blob, f.size, &err) < 0) {
            unit_failed(c, i, err.msg);
            continue;
        }
        hd_vec_push(&c->ir, ir);
        hd_vec_push(&c->objects, (struct hd_unit_objects){f.object, f.nobjects});
        hd_vec_push(&c->ir_hash, c->unit[i].hash);
    }
}

/* The cache -------------------------------------------------------------------------------------*/

static uint64_t mix_str(uint64_t h, const char *s)
{
    return hd_hash_mix(h, hd_hash_str(s));
}

static uint64_t unit_key(const struct hd_check *c, const struct hd_unit *u, uint64_t frontend)
{
    uint64_t h = mix_str(mix_str(mix_str(frontend, c->root), u->file), u->directory);
    for (size_t i = 0; i < u->argc; i++)
        h = mix_str(h, u->argv[i]);
    for (size_t i = 0; i < u->nobjects; i++)
        h = mix_str(h, u->object[i]);
    return h;
}

/* What lowers is part of the key: another build of the frontend may lower otherwise. */
static uint64_t frontend_hash(void)
{
    struct hd_err ignored = {0};
    char *path = hd_frontend_path(&ignored);
    uint64_t h = path ? hd_check_content_hash(NULL, path) : 0;
    free(path);
    return h;
}

static void look_up(struct hd_check *c)
{
    uint64_t frontend = c->cache ? frontend_hash() : 0;
    for (size_t i = 0; c->cache && i < c->units.len; i++) {
        struct hd_check_unit *u = &c->unit[i];
        u->key = unit_key(c, &c->units.data[i], frontend);
        u->cached = hd_cache_find(c->cache, HD_CHECK_CACHE_UNIT, u->key, &u->entry);
        if (!u->cached)
            continue;
        u->hash = u->entry.hash;
        c->hits++;
        if (u->entry.flags & FLAG_SPEAKS && !c->silent)
            tell_facts(c, i);
    }
}

/* Everything that the unit includes, as it was when it was lowered. A file that libclang could not
 * give the contents of cannot be compared. */
static void keep(struct hd_check *c, size_t i, const struct hd_ir *ir, bool speaks)
{
    HD_VEC(struct hd_cache_dep) dep = {0};
    bool comparable = true;
    for (uint32_t k = 0; k < ir->nfiles; k++) {
        const char *name = hd_ir_str(ir, ir->files[k].name);
        comparable &= ir->files[k].hash != 0 || !*name;
        if (*name)
            hd_vec_push(&dep, (struct hd_cache_dep){name, ir->files[k].hash});
    }
    if (comparable)
        hd_cache_put(c->cache, HD_CHECK_CACHE_UNIT, c->unit[i].key, speaks ? FLAG_SPEAKS : 0,
                     dep.data, dep.len, c->unit[i].facts, c->unit[i].size);
    hd_vec_free(&dep);
}

/* Comments that allow findings may stand in every file of the project. Those of units that come
 * from the cache are looked at when their contents are compared. */
static void look_at_files(struct hd_check *c, const struct hd_ir *ir)
{
    for (uint32_t i = 0; c->suppress && i < ir->nfiles; i++)
        if (!(ir->files[i].flags & HD_FILE_SYSTEM))
            hd_suppress_add_file(c->suppress, hd_ir_str(ir, ir->files[i].name));
}

void hd_check_look_at_sources(struct hd_check *c)
{
    for (size_t i = 0; i < c->units.len; i++) {
        struct hd_err ignored = {0};
        struct hd_facts f;
        struct hd_ir ir;
        if (!c->unit[i].failed && open_facts(c, i, &f, &ignored) == 0 &&
            hd_ir_open(&ir, f.blob, f.size, &ignored) == 0)
            look_at_files(c, &ir);
    }
}

/* Lowering --------------------------------------------------------------------------------------*/

static void take_result(struct hd_check *c, size_t i, struct hd_unit_result *r)
{
    struct hd_err err = {0};
    struct hd_ir ir;
    if (r->options && !c->silent)
        tell_options(c, i, r->options);
    if (r->diagnostics && !c->silent)
        tell_errors(c, c->units.data[i].file, r->diagnostics);
    if (!r->blob) {
        unit_failed(c, i, r->error ? r->error : "no result");
    } else if (hd_ir_open(&ir, r->blob, r->size, &err) < 0) {
        unit_failed(c, i, err.msg);
    } else {
        struct hd_buf b = {0};
        hd_facts_write(&b, &c->units.data[i], c->root, r);
        c->unit[i].size = b.len;
        c->unit[i].facts = hd_buf_take(&b);
        c->unit[i].hash = hd_hash(c->unit[i].facts, c->unit[i].size);
        look_at_files(c, &ir);
        if (c->cache)
            keep(c, i, &ir, r->options || r->diagnostics);
    }
    free(r->blob); /* the facts have it */
    r->blob = NULL;
}

int hd_check_lower(struct hd_check *c, struct hd_err *err)
{
    c->unit = hd_arena_array(&c->a, struct hd_check_unit, c->units.len + 1);
    c->result = hd_arena_array(&c->a, struct hd_unit_result, c->units.len + 1);
    look_up(c);
    size_t n = 0;
    size_t *which = hd_arena_array(&c->a, size_t, c->units.len + 1);
    struct hd_unit *unit = hd_arena_array(&c->a, struct hd_unit, c->units.len + 1);
    struct hd_unit_result *result = hd_arena_array(&c->a, struct hd_unit_result, c->units.len + 1);
    for (size_t i = 0; i < c->units.len; i++)
        if (!c->unit[i].cached) {
            which[n] = i;
            unit[n++] = c->units.data[i];
        }
    struct hd_progress p;
    bool terminal = isatty(STDERR_FILENO) && !c->o->common.quiet;
    struct hd_frontend_options fo = {.jobs = (unsigned)c->o->jobs,
                                     .root = c->root,
                                     .progress = terminal ? hd_progress_show : NULL,
                                     .progress_arg = &p,
                                     .overlay = c->overlay,
                                     .noverlay = c->noverlay};
    hd_progress_begin(&p, c->units.len - n);
    int rc = hd_frontend_lower(unit, n, &fo, result, err);
    if (terminal)
        hd_progress_end();
    if (rc < 0)
        return -1;
    hd_cache_begin(n ? c->cache : NULL);
    for (size_t k = 0; k < n; k++) {
        take_result(c, which[k], &result[k]);
        c->result[which[k]] = result[k];
    }
    hd_cache_end(c->cache);
    return 0;
}

void hd_check_free_units(struct hd_check *c)
{
    /* One more than there are: the facts of the last one may not have been understood. */
    for (size_t i = 0; c->unit && i <= c->units.len; i++) {
        hd_unit_result_free(&c->result[i]);
        free(c->unit[i].facts);
    }
    hd_vec_free(&c->ir);
    hd_vec_free(&c->objects);
    hd_vec_free(&c->ir_hash);
}
