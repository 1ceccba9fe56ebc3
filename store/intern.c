/* Files, functions, sites and stacks are stored once. Interning asks the database only for what
 * this connection has not met yet.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/buf.h"
#include "core/hash.h"
#include "store/store_internal.h"

void hd_forget_interned(struct hd_store *s)
{
    hd_strpool_free(&s->files);
    hd_strpool_free(&s->functions);
    hd_map_free(&s->file_id);
    hd_map_free(&s->function_id);
    hd_map_free(&s->site_id);
}

static int64_t put_name(struct hd_store *s, const char *name, struct hd_strpool *pool,
                        struct hd_map *ids, enum hd_sql find, enum hd_sql add, struct hd_err *err)
{
    if (!name || !*name)
        return 0;
    uint32_t n = hd_strpool_put(pool, name);
    const uint64_t *known = hd_map_get(ids, n);
    if (known)
        return (int64_t)*known;
    int64_t id = hd_sql_id(s, find, err, "t", name);
    if (id == 0)
        id = hd_sql_id(s, add, err, "t", name);
    if (id > 0)
        *hd_map_put(ids, n, NULL) = (uint64_t)id;
    return id;
}

int hd_put_names(struct hd_store *s, const struct hd_site *site, int64_t *file, int64_t *function,
                 struct hd_err *err)
{
    *file = put_name(s, site->file, &s->files, &s->file_id, HD_SQL_FILE_FIND, HD_SQL_FILE_ADD, err);
    if (*file < 0)
        return -1;
    *function = put_name(s, site->function, &s->functions, &s->function_id, HD_SQL_FUNCTION_FIND,
                         HD_SQL_FUNCTION_ADD, err);
    return *function < 0 ? -1 : 0;
}

int64_t hd_put_site(struct hd_store *s, const struct hd_site *site, struct hd_err *err)
{
    int64_t place[4] = {0, site->line, site->column, 0};
    if (hd_put_names(s, site, &place[0], &place[3], err) < 0)
        return -1;
    if (!place[0] && !place[1] && !place[3])
        return 0;
    uint64_t h = hd_hash(place, sizeof place);
    const uint64_t *known = hd_map_get(&s->site_id, h);
    if (known)
        return (int64_t)*known;
    int64_t id =
        hd_sql_id(s, HD_SQL_SITE_FIND, err, "iiii", place[0], place[1], place[2], place[3]);
    if (id == 0)
        id = hd_sql_id(s, HD_SQL_SITE_ADD, err, "iiii", place[0], place[1], place[2], place[3]);
    if (id > 0)
        *hd_map_put(&s->site_id, h, NULL) = (uint64_t)id;
    return id;
}

/* A hash over all that a frame says, so that equal stacks meet across runs and databases. */
static uint64_t hash_stack(const struct hd_stack *stack)
{
    struct hd_buf b = {0};
    for (size_t i = 0; i < stack->len; i++) {
        const struct hd_frame *f = &stack->frame[i];
        hd_buf_fmt(&b, "%s%c%u%c%u%c%s%c%s%c%llx%c%d%c", f->site.file ? f->site.file : "", 0,
                   f->site.line, 0, f->site.column, 0, f->site.function ? f->site.function : "", 0,
                   f->module ? f->module : "", 0, (unsigned long long)f->offset, 0, f->inlined, 0);
    }
    uint64_t h = hd_hash(b.data ? b.data : "", b.len);
    hd_buf_free(&b);
    return h;
}

static int64_t put_stack(struct hd_store *s, const struct hd_stack *stack, struct hd_err *err)
{
    uint64_t h = hash_stack(stack);
    int64_t id = hd_sql_id(s, HD_SQL_STACK_FIND, err, "u", h);
    if (id != 0)
        return id;
    id = hd_sql_id(s, HD_SQL_STACK_ADD, err, "u", h);
    for (size_t i = 0; id > 0 && i < stack->len; i++) {
        const struct hd_frame *f = &stack->frame[i];
        int64_t site = hd_put_site(s, &f->site, err);
        if (site < 0 || hd_sql_run(s, HD_SQL_FRAME_ADD, err, "iirtud", id, (int64_t)i, site,
                                   f->module, f->offset, (int)f->inlined) < 0)
            return -1;
    }
    return id;
}

int64_t hd_store_put_stack(struct hd_store *s, const struct hd_stack *stack, struct hd_err *err)
{
    if (hd_write_begin(s, err) < 0)
        return -1;
    return hd_write_end(s, put_stack(s, stack, err), err);
}

int hd_load_site(struct hd_store *s, int64_t id, struct hd_arena *a, struct hd_site *out,
                 struct hd_err *err)
{
    *out = (struct hd_site){0};
    if (id == 0)
        return 0;
    sqlite3_stmt *q = hd_sql_bind(s, HD_SQL_SITE_LOAD, err, "i", id);
    int rc = q ? hd_sql_step(s, q, err) : -1;
    if (rc > 0) {
        *out = hd_col_site(q, 0, a);
        sqlite3_reset(q);
    }
    return rc < 0 ? -1 : 0;
}

int hd_store_load_stack(struct hd_store *s, int64_t id, struct hd_arena *a, struct hd_stack *out,
                        struct hd_err *err)
{
    HD_VEC(struct hd_frame) frames = {0};
    sqlite3_stmt *q = hd_sql_bind(s, HD_SQL_STACK_LOAD, err, "i", id);
    int rc = -1;
    while (q && (rc = hd_sql_step(s, q, err)) > 0) {
        struct hd_frame f = {
            .module = hd_col_text(q, 1, a),
            .offset = (uint64_t)sqlite3_column_int64(q, 2),
            .inlined = sqlite3_column_int(q, 3),
        };
        if (hd_load_site(s, sqlite3_column_int64(q, 0), a, &f.site, err) < 0) {
            sqlite3_reset(q);
            rc = -1;
            break;
        }
        hd_vec_push(&frames, f);
    }
    out->len = frames.len;
    out->frame = hd_arena_dup(a, frames.data, frames.len * sizeof *frames.data);
    hd_vec_free(&frames);
    return rc;
}
