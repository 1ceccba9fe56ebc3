/* Tables of the page's document; see page_tables.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/page_tables.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/file.h"
#include "core/hash.h"
#include "core/stdlib.h"
#include "report/source.h"

enum {
    WIDE = 200,          /* bytes of one line of source */
    SOURCE_MAX = 2 << 20 /* bytes of source in one document */
};

void hd_page_tables_free(struct hd_page_tables *t)
{
    hd_strpool_free(&t->files);
    hd_strpool_free(&t->functions);
    hd_vec_free(&t->place);
    hd_vec_free(&t->library);
    hd_map_free(&t->in_library);
    hd_map_free(&t->place_at);
    hd_vec_free(&t->want);
    hd_vec_free(&t->frames);
    hd_vec_free(&t->ends);
    hd_map_free(&t->stack_at);
    hd_map_free(&t->stored_at);
}

/* The roots that names of files are relative to: the report's own, then those of its runs. A check
 * and a run may have been made from different folders. */
static const char *root_of(const struct hd_page_tables *t, size_t i)
{
    return i ? t->r->run[t->r->nruns - i].info.root : t->r->root;
}

/* A database may come from anybody, and a page goes to others: only what looks like source of C or
 * C++ is read, and nothing outside a root through "..". */
static bool looks_like_source(const char *name)
{
    static const char *const ends[] = {"c",   "cc",  "cpp", "cxx", "c++", "h",   "hh",  "hpp",
                                       "hxx", "h++", "inc", "inl", "ipp", "tcc", "tpp", "def",
                                       "y",   "l",   "m",   "mm",  "C",   "H"};
    const char *dot = strrchr(hd_path_basename(name), '.');
    for (const char *up = name; (up = strstr(up, "..")); up += 2)
        if ((up == name || up[-1] == '/') && (up[2] == '/' || !up[2]))
            return false;
    for (size_t i = 0; dot && i < sizeof ends / sizeof *ends; i++)
        if (strcmp(dot + 1, ends[i]) == 0)
            return true;
    return false;
}

/* Under which root there is such a file; NULL when there is none, "/" for an absolute name. */
static const char *root_with(const struct hd_page_tables *t, const char *name)
{
    if (!looks_like_source(name))
        return NULL;
    const char *found = name[0] == '/' ? "/" : NULL;
    for (size_t i = 0; !found && i <= t->r->nruns; i++) {
        const char *root = root_of(t, i);
        char *path = root && *root ? hd_path_absolute(root, name) : NULL;
        if (path && hd_file_exists(path))
            found = root;
        free(path);
    }
    return found;
}

static uint32_t number_of_file(struct hd_page_tables *t, const char *file)
{
    if (!file || !*file)
        return UINT32_MAX;
    const char *name = file;
    for (size_t i = 0; name == file && file[0] == '/' && i <= t->r->nruns; i++)
        if (root_of(t, i) && *root_of(t, i))
            name = hd_path_relative(root_of(t, i), file);
    return hd_strpool_put(&t->files, name);
}

static int64_t put_place(struct hd_page_tables *t, const struct hd_site *s)
{
    const struct hd_page_place p = {
        number_of_file(t, s->file),
        s->function && *s->function ? hd_strpool_put(&t->functions, s->function) : UINT32_MAX,
        s->line, s->column};
    if (p.file == UINT32_MAX && p.function == UINT32_MAX)
        return -1;
    bool added;
    uint64_t *at = hd_map_put(&t->place_at, hd_hash(&p, sizeof p), &added);
    if (added) {
        *at = t->place.len;
        hd_vec_push(&t->place, p);
    }
    return (int64_t)*at;
}

static void want(struct hd_page_tables *t, int64_t place, uint32_t around)
{
    if (place < 0)
        return;
    const struct hd_page_place *p = &t->place.data[place];
    if (p->file == UINT32_MAX || !p->line)
        return;
    uint32_t last = p->line > UINT32_MAX - around ? p->line : p->line + around;
    for (uint32_t n = p->line > around ? p->line - around : 1;; n++) {
        hd_vec_push(&t->want, (struct hd_page_want){p->file, n});
        if (n == last)
            break;
    }
}

void hd_page_site(struct hd_page_tables *t, struct hd_json_out *j, const struct hd_site *s,
                  uint32_t around)
{
    int64_t place = put_place(t, s);
    want(t, place, around);
    hd_jo_int(j, place);
}

/* The frames from `start` on are a stack: a known one gives them back. */
static int64_t close_stack(struct hd_page_tables *t, size_t start)
{
    size_t n = t->frames.len - start;
    if (!n)
        return -1;
    bool added;
    uint64_t *at = hd_map_put(&t->stack_at,
                              hd_hash(t->frames.data + start, n * sizeof *t->frames.data), &added);
    if (added) {
        *at = t->ends.len;
        hd_vec_push(&t->ends, t->frames.len);
    } else {
        t->frames.len = start;
    }
    return (int64_t)*at;
}

static int64_t put_frame(struct hd_page_tables *t, const struct hd_site *s, uint32_t around)
{
    int64_t place = put_place(t, s);
    want(t, place, around);
    if (place >= 0)
        hd_vec_push(&t->frames, (uint32_t)place);
    return place;
}

/* Whether a frame is the standard library's, which is noted with its place. */
static bool note_library(struct hd_page_tables *t, int64_t place, const struct hd_frame *f)
{
    bool added = false;
    if (!hd_is_stdlib(f->module, f->site.file, f->site.file ? f->site.function : NULL))
        return false;
    if (place >= 0)
        hd_map_put(&t->in_library, (uint64_t)place + 1, &added);
    if (added)
        hd_vec_push(&t->library, (uint32_t)place);
    return true;
}

int64_t hd_page_calls(struct hd_page_tables *t, const struct hd_site *calls, size_t ncalls,
                      const struct hd_site *last)
{
    size_t start = t->frames.len;
    put_frame(t, last, 2);
    for (size_t i = ncalls; i-- > 0;)
        put_frame(t, &calls[i], 0);
    return close_stack(t, start);
}

int64_t hd_page_stack(struct hd_page_tables *t, int64_t id)
{
    if (id <= 0 || !t->r->store)
        return -1;
    bool added;
    uint64_t *known = hd_map_put(&t->stored_at, (uint64_t)id, &added);
    if (!added)
        return (int64_t)*known;
    struct hd_arena a = {0};
    struct hd_stack stack = {0};
    struct hd_err ignored = {0};
    size_t start = t->frames.len;
    bool chief = false; /* the frame that the page shows with lines around it was met */
    if (hd_store_load_stack(t->r->store, id, &a, &stack, &ignored) == 0)
        for (size_t i = 0; i < stack.len; i++) {
            struct hd_site s = stack.frame[i].site;
            if (!s.file && s.function && stack.frame[i].module && !strchr(s.function, '+'))
                s.function = hd_arena_fmt(&a, "%s (%s)", s.function, stack.frame[i].module);
            int64_t place = put_frame(t, &s, 0);
            if (!note_library(t, place, &stack.frame[i]) && !chief) {
                chief = true;
                want(t, place, 2);
            }
        }
    hd_arena_free(&a);
    *known = (uint64_t)close_stack(t, start);
    return (int64_t)*known;
}

static int by_place(const void *pa, const void *pb)
{
    const struct hd_page_want *a = pa, *b = pb;
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

/* A line, cut where no reader follows any more; never inside a character. */
static size_t put_line(struct hd_json_out *j, const char *line, size_t len)
{
    size_t cut = len;
    if (len > WIDE)
        for (cut = WIDE; cut && ((unsigned char)line[cut] & 0xc0) == 0x80; cut--)
            ;
    hd_jo_strn(j, line, cut);
    return cut;
}

/* One object of line number -> text per file. */
static void put_sources(struct hd_page_tables *t, struct hd_json_out *j)
{
    struct hd_source source = {0};
    size_t bytes = 0, at = 0;
    if (t->want.len)
        qsort(t->want.data, t->want.len, sizeof *t->want.data, by_place);
    for (uint32_t file = 0; file < t->files.len; file++) {
        const char *name = t->files.str[file];
        const char *root = root_with(t, name);
        uint32_t last = 0;
        hd_jo_open(j, '{');
        for (; at < t->want.len && t->want.data[at].file == file; at++) {
            uint32_t line = t->want.data[at].line;
            size_t len;
            const char *text = NULL;
            if (root && line != last && bytes < SOURCE_MAX)
                text = hd_source_line(&source, root, name, line, &len);
            last = line;
            if (!text)
                continue;
            char key[16];
            snprintf(key, sizeof key, "%u", line);
            hd_jo_key(j, key);
            bytes += put_line(j, text, len) + 8;
        }
        hd_jo_close(j, '}');
    }
    hd_source_free(&source);
}

static void put_names(struct hd_json_out *j, const char *key, const struct hd_strpool *names)
{
    hd_jo_key(j, key);
    hd_jo_open(j, '[');
    for (size_t i = 0; i < names->len; i++)
        hd_jo_str(j, names->str[i]);
    hd_jo_close(j, ']');
}

static int64_t or_unknown(uint32_t n)
{
    return n == UINT32_MAX ? -1 : (int64_t)n;
}

void hd_page_tables_put(struct hd_page_tables *t, struct hd_json_out *j)
{
    put_names(j, "files", &t->files);
    put_names(j, "functions", &t->functions);
    hd_jo_key(j, "sites");
    hd_jo_open(j, '[');
    hd_vec_foreach(p, &t->place)
    {
        hd_jo_open(j, '[');
        hd_jo_int(j, or_unknown(p->file));
        hd_jo_uint(j, p->line);
        hd_jo_uint(j, p->column);
        hd_jo_int(j, or_unknown(p->function));
        hd_jo_close(j, ']');
    }
    hd_jo_close(j, ']');
    hd_jo_key(j, "stacks");
    hd_jo_open(j, '[');
    size_t at = 0;
    hd_vec_foreach(end, &t->ends)
    {
        hd_jo_open(j, '[');
        for (; at < *end; at++)
            hd_jo_uint(j, t->frames.data[at]);
        hd_jo_close(j, ']');
    }
    hd_jo_close(j, ']');
    hd_jo_key(j, "library");
    hd_jo_open(j, '[');
    hd_vec_foreach(place, &t->library) hd_jo_uint(j, *place);
    hd_jo_close(j, ']');
    hd_jo_key(j, "sources");
    hd_jo_open(j, '[');
    put_sources(t, j);
    hd_jo_close(j, ']');
}
