/* Which units make a program: names, closures, and the definition that a unit means. See link.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "analyzer/flow/analyze.h"
#include "analyzer/flow/link_internal.h"
#include "core/file.h"
#include "core/hash.h"

/* Names ----------------------------------------------------------------------------------------*/

static bool is_external(const struct hd_ir_decl *d)
{
    return (d->kind == HD_DECL_FUNC || d->kind == HD_DECL_GLOBAL) &&
           !(d->flags & HD_DECL_F_INTERNAL);
}

static const char *file_of(const struct hd_ir *ir, uint32_t file)
{
    return file < ir->nfiles ? hd_ir_str(ir, ir->files[file].name) : "";
}

static uint32_t name_number(struct link *l, uint64_t key)
{
    uint64_t *at = hd_map_put(&l->name_of, key, NULL);
    if (!*at) {
        hd_vec_push(&l->name, (struct name){.key = key});
        *at = l->name.len;
    }
    return (uint32_t)*at - 1;
}

static void provide(struct link *l, uint32_t node, uint64_t key, uint64_t file, bool global)
{
    uint32_t k = name_number(l, key);
    struct name *n = &l->name.data[k];
    size_t def = 0;
    while (def < n->file.len && n->file.data[def] != file)
        def++;
    if (def >= UINT16_MAX - 2)
        return;
    if (def == n->file.len)
        hd_vec_push(&n->file, file);
    n->global |= global;
    for (size_t i = 0; i < n->by.len; i++)
        if (n->by.data[i].node == node)
            return; /* the file compiled another way */
    hd_vec_push(&n->by, (struct provider){node, (uint16_t)(def + 1)});
    hd_vec_push(&l->node.data[node].provides, k);
}

/* Inline functions and templates may stand in as many units as like to have them; anything else in
 * a file that is included there is included once. */
static bool may_repeat(const struct hd_ir *ir, const struct hd_ir_func *fn)
{
    const struct hd_ir_decl *d = &ir->decls[fn->decl];
    const char *usr = hd_ir_str(ir, d->usr);
    return (fn->flags & (HD_FUNC_HEADER | HD_FUNC_SYSTEM)) &&
           ((d->flags & HD_DECL_F_INLINE) || strchr(usr, '#') || strchr(usr, '<'));
}

static void read_definitions(struct link *l, uint32_t node, const struct hd_ir *ir)
{
    for (uint32_t f = 0; f < ir->nfuncs; f++) {
        const struct hd_ir_func *fn = &ir->funcs[f];
        const struct hd_ir_decl *d = &ir->decls[fn->decl];
        if ((fn->flags & HD_FUNC_INIT) || !is_external(d) || may_repeat(ir, fn))
            continue;
        l->node.data[node].main |= strcmp(hd_ir_str(ir, d->name), "main") == 0;
        provide(l, node, d->key, hd_hash_str(file_of(ir, ir->locs[fn->loc].file)), false);
    }
    for (uint32_t d = 0; d < ir->ndecls; d++)
        if (ir->decls[d].kind == HD_DECL_GLOBAL && is_external(&ir->decls[d]) &&
            (ir->decls[d].flags & HD_DECL_F_DEFINED))
            provide(l, node, ir->decls[d].key, hd_hash_str(file_of(ir, ir->main_file)), true);
}

static void read_wants(struct link *l, uint32_t node, const struct hd_ir *ir, struct hd_map *seen)
{
    for (uint32_t d = 0; d < ir->ndecls; d++) {
        const uint64_t *k =
            is_external(&ir->decls[d]) ? hd_map_get(&l->name_of, ir->decls[d].key) : NULL;
        if (!k)
            continue;
        const struct name *n = &l->name.data[*k - 1];
        bool own = false;
        for (size_t i = 0; i < n->by.len && !own; i++)
            own = n->by.data[i].node == node;
        if (own)
            continue;
        struct node *of = &l->node.data[node];
        uint64_t *at = hd_map_put(seen, (uint64_t)node << 32 | *k, NULL);
        if (!*at) {
            hd_vec_push(&of->wants, (struct want){.name = (uint32_t)*k - 1});
            *at = of->wants.len;
        }
        of->wants.data[*at - 1].units++;
    }
}

/* Targets --------------------------------------------------------------------------------------*/

/* What the object file's path adds to the source file's: "CMakeFiles/a.dir", "a.p", or "a-" where
 * objects of several programs lie side by side. Equal for all objects of one target. */
static uint64_t target_key(const char *object, const char *source)
{
    size_t o = strlen(object), s = strlen(source);
    const char *base = hd_path_basename(object), *name = hd_path_basename(source);
    size_t stem = strcspn(name, "."), at = strcspn(base, ".");
    if (at > stem && strncmp(base + at - stem, name, stem) == 0 && base[at - stem - 1] == '-')
        return hd_hash_mix(hd_hash(object, (size_t)(base - object)), hd_hash(base, at - stem));
    o = (size_t)(base - object);
    s = (size_t)(name - source);
    size_t end = o;
    while (o && s && object[o - 1] == source[s - 1]) {
        o--, s--;
        if (object[o] == '/')
            end = o + 1; /* whole components only */
    }
    return hd_hash(object, end);
}

static void read_target(struct link *l, uint32_t node, const char *object)
{
    uint64_t *at = hd_map_put(&l->target_of, target_key(object, l->node.data[node].path), NULL);
    if (!*at) {
        hd_vec_push(&l->target, (struct target){.main = NO_NODE});
        *at = l->target.len;
    }
    struct node *n = &l->node.data[node];
    for (size_t i = 0; i < n->target.len; i++)
        if (n->target.data[i] == *at - 1)
            return;
    hd_vec_push(&n->target, (uint32_t)*at - 1);
}

static void count_mains(struct link *l)
{
    for (uint32_t i = 0; i < l->node.len; i++)
        for (size_t k = 0; l->node.data[i].main && k < l->node.data[i].target.len; k++) {
            struct target *t = &l->target.data[l->node.data[i].target.data[k]];
            t->main = i;
            t->nmains++;
        }
}

/* The definition that is meant -----------------------------------------------------------------*/

static uint16_t own_definition(const struct name *n, uint32_t node)
{
    for (size_t i = 0; i < n->by.len; i++)
        if (n->by.data[i].node == node)
            return n->by.data[i].def;
    return OWNER_NONE;
}

/* In no program that we know: the nearest. */
static uint16_t nearest(const struct link *l, const struct name *n, uint32_t node)
{
    unsigned best = UINT32_MAX;
    uint16_t def = OWNER_NONE;
    for (size_t i = 0; i < n->by.len; i++) {
        unsigned d =
            folder_distance(l->node.data[n->by.data[i].node].path, l->node.data[node].path);
        if (d < best) {
            best = d;
            def = n->by.data[i].def;
        } else if (d == best && n->by.data[i].def != def) {
            def = OWNER_NONE;
        }
    }
    return def;
}

/* Definitions that a unit may mean by the name, as a set of bits; bit 0: it stays open. */
static uint64_t meant(const struct link *l, const struct name *n, uint32_t node)
{
    uint16_t def = own_definition(n, node);
    uint64_t set = 0;
    bool in_some = false;
    for (uint32_t k = 0; def == OWNER_NONE && k < l->program.len; k++)
        if (bit(&l->member[node * l->words], k)) {
            uint16_t own = l->program.data[k].owner[n->several - 1];
            set |= own < 64 ? UINT64_C(1) << own : 1; /* OWNER_NONE is bit 0 */
            in_some = true;
        }
    if (def == OWNER_NONE && !in_some)
        def = nearest(l, n, node);
    if (def != OWNER_NONE || !in_some)
        set = def < 64 ? UINT64_C(1) << def : 1;
    if (set & 1) /* any of them, but those that belong to a main */
        for (size_t i = 0; i < n->by.len; i++)
            if (!l->node.data[n->by.data[i].node].main && n->by.data[i].def < 64)
                set |= UINT64_C(1) << n->by.data[i].def;
    return set;
}

static uint64_t definition_key(const struct name *n, unsigned def)
{
    return hd_hash_mix(n->key, n->file.data[def - 1]);
}

static uint64_t open_key(struct link *l, const struct name *n, uint64_t set)
{
    struct open_name o = {.key = hd_hash_mix(n->key, set | 1)};
    for (unsigned d = 1; d < 64 && d <= n->file.len; d++)
        if (set >> d & 1) {
            if (o.ndefs == MAX_OPEN) {
                o.ndefs = 0; /* too many to follow: a function without a body */
                break;
            }
            o.def[o.ndefs++] = definition_key(n, d);
        }
    hd_vec_push(&l->open, o);
    return o.key;
}

static uint64_t key_in(struct link *l, const struct name *n, uint32_t node)
{
    uint64_t set = meant(l, n, node);
    bool one = !(set & 1) && (set & (set - 1)) == 0;
    return one ? definition_key(n, (unsigned)__builtin_ctzll(set)) : open_key(l, n, set);
}

uint64_t link_key(struct program *p, uint32_t unit, const struct hd_ir_decl *d)
{
    struct link *l = p->link;
    const uint64_t *k = is_external(d) ? hd_map_get(&l->name_of, d->key) : NULL;
    const struct name *n = k ? &l->name.data[*k - 1] : NULL;
    if (!n || !n->several || n->one)
        return d->key;
    uint64_t *known = hd_map_put(&l->key_of, (uint64_t)l->node_at[unit] << 32 | *k, NULL);
    if (!*known)
        *known = key_in(l, n, l->node_at[unit]);
    return *known;
}

void link_open_names(struct program *p)
{
    struct link *l = p->link;
    for (size_t i = 0; i < l->open.len; i++) {
        const struct open_name *o = &l->open.data[i];
        const uint64_t *at = hd_map_get(&p->by_key, o->key);
        for (unsigned k = 0; at && *at && k < o->ndefs; k++) {
            const uint64_t *def = hd_map_get(&p->by_key, o->def[k]);
            if (def && *def)
                program_add_target(&p->decl.data[*at - 1], (uint32_t)*def - 1);
        }
    }
}

/* A variable is split only when every unit knows its own: what two files of one program define is
 * one variable all the same (a common symbol). */
static void split_variables(struct link *l)
{
    for (uint32_t i = 0; i < l->node.len; i++) {
        const struct node *n = &l->node.data[i];
        for (size_t k = 0; k < n->wants.len; k++) {
            struct name *w = &l->name.data[n->wants.data[k].name];
            if (w->global && w->several && !w->one) {
                uint64_t set = meant(l, w, i);
                w->one = (set & 1) || (set & (set - 1));
            }
        }
    }
    for (size_t i = 0; i < l->name.len; i++) {
        struct name *n = &l->name.data[i];
        for (uint32_t k = 0; n->global && n->several && k < l->program.len; k++)
            n->one |= l->program.data[k].owner[n->several - 1] == OWNER_TWICE;
        n->one |= n->global && l->program.len < 2;
    }
}

/* From end to end ------------------------------------------------------------------------------*/

static void make_nodes(struct program *p, const struct hd_ir *units, size_t n,
                       const struct hd_unit_objects *objects)
{
    struct link *l = p->link;
    for (size_t u = 0; u < n; u++) {
        const char *path = file_of(&units[u], units[u].main_file);
        uint64_t *at = hd_map_put(&l->node_of, hd_hash_str(path), NULL);
        if (!*at) {
            hd_vec_push(&l->node, (struct node){.path = path});
            *at = l->node.len;
        }
        l->node_at[u] = (uint32_t)*at - 1;
        l->node.data[*at - 1].units++;
        read_definitions(l, l->node_at[u], &units[u]);
        for (size_t k = 0; objects && k < objects[u].n; k++)
            read_target(l, l->node_at[u], objects[u].file[k]);
    }
    struct hd_map seen = {0};
    for (size_t u = 0; u < n; u++)
        read_wants(l, l->node_at[u], &units[u], &seen);
    hd_map_free(&seen);
}

void link_units(struct program *p, const struct hd_ir *units, size_t n,
                const struct hd_unit_objects *objects)
{
    struct link *l = p->link = hd_arena_new(&p->arena, struct link);
    l->node_at = hd_arena_array(&p->arena, uint32_t, n + 1);
    make_nodes(p, units, n, objects);
    count_mains(l);
    for (size_t i = 0; i < l->name.len; i++)
        if (l->name.data[i].file.len > 1)
            l->name.data[i].several = ++l->nseveral;
    for (uint32_t i = 0; i < l->node.len; i++)
        if (l->node.data[i].main)
            hd_vec_push(&l->program, (struct linked_program){.node = i, .main = NO_FUNC});
    l->words = (l->program.len + 63) / 64 + (l->program.len == 0);
    l->member = hd_arena_array(&p->arena, uint64_t, (l->node.len + 1) * l->words);
    l->may = hd_arena_array(&p->arena, uint64_t, (l->node.len + 1) * l->words);
    l->all = hd_arena_array(&p->arena, uint64_t, l->words);
    memset(l->all, 0xff, l->words * sizeof *l->all);
    close_programs(l, &p->arena);
    split_variables(l);
}

void link_free(struct program *p)
{
    struct link *l = p->link;
    for (size_t i = 0; i < l->name.len; i++) {
        hd_vec_free(&l->name.data[i].by);
        hd_vec_free(&l->name.data[i].file);
    }
    for (size_t i = 0; i < l->node.len; i++) {
        hd_vec_free(&l->node.data[i].wants);
        hd_vec_free(&l->node.data[i].provides);
        hd_vec_free(&l->node.data[i].target);
    }
    hd_vec_free(&l->name);
    hd_vec_free(&l->node);
    hd_vec_free(&l->target);
    hd_vec_free(&l->program);
    hd_vec_free(&l->open);
    hd_map_free(&l->name_of);
    hd_map_free(&l->node_of);
    hd_map_free(&l->target_of);
    hd_map_free(&l->key_of);
}
