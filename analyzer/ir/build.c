/* Tables of the builder and the blob; see build.h. Functions are in func.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/ir/build.h"

#include <string.h>

#include "analyzer/ir/layout.h"
#include "core/hash.h"

/* The maps of the hash-consed tables. */
enum { STRINGS, LOCS, INTS, PATHS, EXPRS };
_Static_assert(EXPRS + 1 == HD_IRB_MAPS, "one map for each table");

void hd_irb_init(struct hd_irb *b)
{
    *b = (struct hd_irb){0};
    hd_vec_push(&b->strings, '\0');
    hd_vec_push(&b->locs, (struct hd_ir_loc){0});
    hd_vec_push(&b->types, (struct hd_ir_type){0});
    hd_vec_push(&b->paths, (struct hd_ir_path){0});
    hd_vec_push(&b->path_weight, 0);
    hd_irb_int(b, 0);
}

void hd_irb_free(struct hd_irb *b)
{
#define X(name, type) hd_vec_free(&b->name);
    HD_IR_TABLES(X)
#undef X
    for (size_t i = 0; i < b->scratch.len; i++) {
        hd_vec_free(&b->scratch.data[i].insns);
        hd_vec_free(&b->scratch.data[i].succ);
        hd_vec_free(&b->scratch.data[i].cases);
    }
    hd_vec_free(&b->scratch);
    hd_vec_free(&b->path_weight);
    hd_vec_free(&b->expr_weight);
    for (int i = 0; i < HD_IRB_MAPS; i++)
        hd_map_free(&b->index[i]);
}

/* Of small contents. Nobody sees these hashes, so they need not be good ones, only cheap. */
static uint64_t quick(uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    uint64_t x = ((uint64_t)a << 32 | b) * 0x9e3779b97f4a7c15ULL;
    uint64_t y = ((uint64_t)c << 32 | d) * 0xc2b2ae3d27d4eb4fULL;
    return x ^ (y << 29 | y >> 35);
}

/* The slot of map `of` for content of this hash, tried again with another one while `same` says
 * that the entry found is a different one (two contents of one hash). *added tells that the slot
 * is new. */
#define FIND_SLOT(b, hash, of, slot, added, same)                                                  \
    for (uint64_t h_ = (hash);; h_ = hd_hash_mix(h_, 1)) {                                         \
        slot = hd_map_put(&(b)->index[of], h_, &added);                                            \
        if (added || (same))                                                                       \
            break;                                                                                 \
    }

uint32_t hd_irb_strn(struct hd_irb *b, const char *s, size_t n)
{
    if (n == 0)
        return 0;
    uint64_t *slot;
    bool added;
    /* A NUL inside would end the string for every reader. */
    n = strnlen(s, n);
    FIND_SLOT(b, hd_hash(s, n), STRINGS, slot, added,
              strncmp(b->strings.data + *slot, s, n) == 0 && b->strings.data[*slot + n] == '\0');
    if (added) {
        *slot = b->strings.len;
        hd_vec_reserve(&b->strings, b->strings.len + n + 1);
        memcpy(b->strings.data + b->strings.len, s, n);
        b->strings.data[b->strings.len + n] = '\0';
        b->strings.len += n + 1;
    }
    return (uint32_t)*slot;
}

uint32_t hd_irb_str(struct hd_irb *b, const char *s)
{
    return s ? hd_irb_strn(b, s, strlen(s)) : 0;
}

uint32_t hd_irb_loc(struct hd_irb *b, struct hd_ir_loc loc)
{
    if (loc.line == 0)
        return 0;
    uint64_t *slot;
    bool added;
    FIND_SLOT(b, quick(loc.file, loc.line, loc.column, loc.macro), LOCS, slot, added,
              memcmp(&b->locs.data[*slot], &loc, sizeof loc) == 0);
    if (added) {
        *slot = b->locs.len;
        hd_vec_push(&b->locs, loc);
    }
    return (uint32_t)*slot;
}

hd_val hd_irb_int(struct hd_irb *b, int64_t v)
{
    uint64_t *slot;
    bool added;
    FIND_SLOT(b, quick(0, 0, (uint32_t)((uint64_t)v >> 32), (uint32_t)v), INTS, slot, added,
              b->ints.data[*slot] == v);
    if (added) {
        *slot = b->ints.len;
        hd_vec_push(&b->ints, v);
    }
    return HD_VAL(HD_V_INT, *slot);
}

static unsigned val_weight(const struct hd_irb *b, hd_val v)
{
    switch (HD_VAL_TAG(v)) {
    case HD_V_PATH:
    case HD_V_ADDR:
        return b->path_weight.data[HD_VAL_INDEX(v)];
    case HD_V_EXPR:
        return b->expr_weight.data[HD_VAL_INDEX(v)];
    default:
        return 0;
    }
}

/* The first use of a path may be through `void *` or `char *`. */
static void better_type(struct hd_irb *b, uint32_t path, uint32_t type)
{
    uint32_t *have = &b->paths.data[path].type;
    if (*have == 0 ||
        (b->types.data[*have].kind != HD_TYPE_RECORD && b->types.data[type].kind == HD_TYPE_RECORD))
        *have = type;
}

uint32_t hd_irb_path(struct hd_irb *b, uint32_t parent, enum hd_path_kind kind, uint32_t arg,
                     uint32_t type)
{
    unsigned weight = 1u + b->path_weight.data[parent];
    if (kind == HD_PATH_INDEX_VAL)
        weight += val_weight(b, arg);
    if (weight > HD_IR_MAX_WEIGHT)
        return hd_irb_unknown(b, type);
    /* Numbers of results and unknown objects start again in every function: there the type tells
     * one function's from the other's. */
    bool typed = kind == HD_PATH_TEMP || kind == HD_PATH_UNKNOWN;
    uint64_t *slot;
    bool added;
    FIND_SLOT(b, quick(parent, kind, arg, typed ? type : 0), PATHS, slot, added,
              b->paths.data[*slot].parent == parent && b->paths.data[*slot].kind == kind &&
                  b->paths.data[*slot].arg == arg && (!typed || b->paths.data[*slot].type == type));
    uint32_t path = (uint32_t)*slot;
    if (added) {
        *slot = path = (uint32_t)b->paths.len;
        hd_vec_push(&b->paths,
                    (struct hd_ir_path){.parent = parent, .kind = kind, .arg = arg, .type = type});
        hd_vec_push(&b->path_weight, (uint8_t)weight);
    } else if (type && !typed) {
        better_type(b, path, type);
    }
    return path;
}

uint32_t hd_irb_unknown(struct hd_irb *b, uint32_t type)
{
    return hd_irb_path(b, 0, HD_PATH_UNKNOWN, b->unknowns++, type);
}

/* Is this path an element reached by arithmetic on a pointer (or the element that an array decayed
 * to), so that a further index adds to its own? Elements that are arrays have elements instead. */
static bool is_stepped(const struct hd_irb *b, const struct hd_ir_path *p)
{
    return (p->kind == HD_PATH_INDEX || p->kind == HD_PATH_INDEX_VAL ||
            p->kind == HD_PATH_INDEX_ANY) &&
           b->types.data[p->type].kind != HD_TYPE_ARRAY;
}

uint32_t hd_irb_index(struct hd_irb *b, uint32_t parent, hd_val v, uint32_t type)
{
    struct hd_ir_path up = b->paths.data[parent];
    bool constant = HD_VAL_TAG(v) == HD_V_INT;
    int64_t n = constant ? b->ints.data[HD_VAL_INDEX(v)] : 0;
    if (is_stepped(b, &up)) {
        if (constant && n == 0)
            return parent;
        int64_t sum;
        if (constant && up.kind == HD_PATH_INDEX &&
            !__builtin_add_overflow(b->ints.data[up.arg], n, &sum))
            v = hd_irb_int(b, sum);
        else if (up.kind != HD_PATH_INDEX || b->ints.data[up.arg] != 0)
            v = HD_VAL(HD_V_UNKNOWN, 0);
        parent = up.parent;
        constant = HD_VAL_TAG(v) == HD_V_INT;
        n = constant ? b->ints.data[HD_VAL_INDEX(v)] : 0;
        up = b->paths.data[parent];
    }
    if (constant && n == 0 && up.kind == HD_PATH_DEREF &&
        b->types.data[up.type].kind != HD_TYPE_ARRAY)
        return parent; /* p[0] is *p */
    if (constant)
        return hd_irb_path(b, parent, HD_PATH_INDEX, HD_VAL_INDEX(v), type);
    if (HD_VAL_TAG(v) == HD_V_PATH || HD_VAL_TAG(v) == HD_V_EXPR)
        return hd_irb_path(b, parent, HD_PATH_INDEX_VAL, v, type);
    return hd_irb_path(b, parent, HD_PATH_INDEX_ANY, 0, type);
}

hd_val hd_irb_expr(struct hd_irb *b, enum hd_op op, hd_val x, hd_val y)
{
    unsigned weight = 1u + val_weight(b, x) + val_weight(b, y);
    if (weight > HD_IR_MAX_WEIGHT)
        return HD_VAL(HD_V_UNKNOWN, 0);
    struct hd_ir_expr e = {.op = op, .a = x, .b = y};
    uint64_t *slot;
    bool added;
    FIND_SLOT(b, quick(op, x, y, 0), EXPRS, slot, added,
              memcmp(&b->exprs.data[*slot], &e, sizeof e) == 0);
    if (added) {
        *slot = b->exprs.len;
        hd_vec_push(&b->exprs, e);
        hd_vec_push(&b->expr_weight, (uint8_t)weight);
    }
    return HD_VAL(HD_V_EXPR, *slot);
}

uint32_t hd_irb_type(struct hd_irb *b, struct hd_ir_type t)
{
    hd_vec_push(&b->types, t);
    return (uint32_t)b->types.len - 1;
}

uint32_t hd_irb_record(struct hd_irb *b, struct hd_ir_record r)
{
    hd_vec_push(&b->records, r);
    return (uint32_t)b->records.len - 1;
}

uint32_t hd_irb_decls(struct hd_irb *b, size_t n)
{
    uint32_t first = (uint32_t)b->decls.len;
    hd_vec_reserve(&b->decls, b->decls.len + n);
    if (n)
        memset(b->decls.data + first, 0, n * sizeof *b->decls.data);
    b->decls.len += n;
    return first;
}

void hd_irb_attr(struct hd_irb *b, uint32_t decl, const char *name, const char *arg,
                 const hd_val *locks, size_t nlocks)
{
    struct hd_ir_attr a = {.decl = decl,
                           .name = hd_irb_str(b, name),
                           .arg = hd_irb_str(b, arg),
                           .lock = nlocks ? (uint32_t)b->args.len : 0,
                           .nlocks = (uint32_t)nlocks};
    for (size_t i = 0; i < nlocks; i++)
        hd_vec_push(&b->args, locks[i]);
    hd_vec_push(&b->attrs, a);
}

uint32_t hd_irb_file(struct hd_irb *b, const char *name, uint32_t flags, uint64_t hash)
{
    hd_vec_push(&b->files,
                (struct hd_ir_file){.name = hd_irb_str(b, name), .flags = flags, .hash = hash});
    return (uint32_t)b->files.len - 1;
}

static size_t align8(size_t n)
{
    return (n + 7) & ~(size_t)7;
}

void *hd_irb_finish(const struct hd_irb *b, size_t *size)
{
    struct hd_ir_header h = {.version = HD_IR_VERSION,
                             .ntables = HD_IR_NTABLES,
                             .main_file = b->main_file,
                             .errors = b->errors};
    memcpy(h.magic, HD_IR_MAGIC, sizeof h.magic);
    size_t total = align8(sizeof h);
#define X(name, type)                                                                              \
    h.table[HD_IR_T_##name].offset = total;                                                        \
    h.table[HD_IR_T_##name].count = b->name.len;                                                   \
    total += align8(b->name.len * sizeof(type));
    HD_IR_TABLES(X)
#undef X
    h.size = total;
    char *blob = calloc(1, total);
    if (!blob)
        hd_oom();
    memcpy(blob, &h, sizeof h);
#define X(name, type)                                                                              \
    if (b->name.len)                                                                               \
        memcpy(blob + h.table[HD_IR_T_##name].offset, b->name.data, b->name.len * sizeof(type));
    HD_IR_TABLES(X)
#undef X
    *size = total;
    return blob;
}
