/* The tables that records refer to: units, functions, declarations, places and text, by what they
 * are called. Reading finds each of them in the program of now. See memo.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/memo_internal.h"
#include "core/hash.h"

void memo_tables_init(struct memo_tables *t, struct program *p)
{
    *t = (struct memo_tables){0};
    t->unit_at = hd_arena_array(&p->arena, uint32_t, p->unit.len + 1);
    t->func_at = hd_arena_array(&p->arena, uint32_t, p->func.len + 1);
    t->decl_at = hd_arena_array(&p->arena, uint32_t, p->decl.len + 1);
}

void memo_tables_free(struct memo_tables *t)
{
    hd_vec_free(&t->unit);
    hd_vec_free(&t->func);
    hd_vec_free(&t->decl);
    hd_vec_free(&t->place);
    hd_strpool_free(&t->text);
    hd_map_free(&t->place_at);
}

/* Returns how many are there. */
static size_t continue_list(const uint32_t *past, size_t n, uint32_t *at, uint32_t *list)
{
    size_t there = 0;
    for (size_t i = 0; i < n; i++) {
        list[i] = past[i];
        if (past[i] == UINT32_MAX)
            continue;
        there++;
        if (!at[past[i]])
            at[past[i]] = (uint32_t)i + 1;
    }
    return there;
}

uint64_t memo_place_key(struct place at)
{
    return hd_hash_mix((uint64_t)at.unit << 32 | at.loc, at.func);
}

#define CONTINUE(t, past, what)                                                                    \
    (hd_vec_reserve(&(t)->what, (past)->n##what##s + 1), (t)->what.len = (past)->n##what##s,       \
     continue_list((past)->what, (past)->n##what##s, (t)->what##_at, (t)->what.data))

bool memo_tables_continue(struct memo_tables *t, const struct memo_past *past)
{
    size_t there = CONTINUE(t, past, unit) + CONTINUE(t, past, func) + CONTINUE(t, past, decl);
    for (size_t i = 0; i < past->nplaces; i++) {
        struct place none = {.unit = UINT32_MAX}, at = past->place_known[i] ? past->place[i] : none;
        bool added = false;
        if (past->place_known[i]) {
            uint64_t *known = hd_map_put(&t->place_at, memo_place_key(at), &added);
            *known = added ? i + 1 : *known;
            there++;
        }
        hd_vec_push(&t->place, at);
    }
    for (size_t i = 0; i < past->ntexts; i++)
        (void)hd_strpool_put(&t->text, past->text[i]);
    size_t all = past->nunits + past->nfuncs + past->ndecls + past->nplaces;
    return t->text.len == past->ntexts && there * 2 >= all;
}

uint64_t memo_io_raw(struct memo_io *o, uint64_t x)
{
    if (o->to == MEMO_WRITE) {
        hd_buf_put(o->out, &x, sizeof x);
    } else if ((size_t)(o->end - o->at) < sizeof x) {
        o->bad = true;
        o->at = o->end;
        x = 0;
    } else {
        memcpy(&x, o->at, sizeof x);
        o->at += sizeof x;
    }
    return x;
}

/* Writing --------------------------------------------------------------------------------------*/

static void write_places(struct memo_io *o)
{
    const struct memo_tables *t = o->tables;
    memo_io_number(o, t->place.len);
    for (size_t i = 0; i < t->place.len; i++) {
        struct place at = t->place.data[i];
        if (at.unit == UINT32_MAX) {
            memo_io_number(o, 0);
            continue;
        }
        struct memo_spot s = memo_spot_of(o->keys, at);
        memo_io_unit(o, at.unit);
        memo_io_func(o, at.func);
        memo_io_number(o, at.loc);
        memo_io_number(o, (uint64_t)s.line << 1 | s.within);
        memo_io_number(o, s.column);
        memo_io_raw(o, s.file);
        memo_io_raw(o, s.macro);
    }
}

void memo_tables_write(struct memo_io *o)
{
    const struct memo_tables *t = o->tables;
    struct hd_buf places = {0}, *out = o->out;
    o->out = &places; /* their units and functions have to be in the tables, too */
    write_places(o);
    o->out = out;
    memo_io_number(o, t->unit.len);
    hd_vec_foreach(u, &t->unit)
    {
        memo_io_raw(o, *u == UINT32_MAX ? 0 : o->keys->unit[*u]);
        memo_io_raw(o, *u == UINT32_MAX ? 0 : memo_unit_name(o->keys->p, *u));
    }
    memo_io_number(o, t->func.len);
    hd_vec_foreach(f, &t->func) memo_io_raw(o, *f == NO_FUNC ? 0 : memo_func_name(o->keys, *f));
    memo_io_number(o, t->decl.len);
    hd_vec_foreach(d, &t->decl)
    {
        struct memo_name n = {REF_SHARED, 0, 0};
        if (*d != NO_DECL)
            n = memo_name_of(o->keys, *d);
        memo_io_number(o, n.ref);
        memo_io_number(o, n.n);
        memo_io_raw(o, n.key);
        memo_io_raw(o, memo_decl_key(o->keys, *d));
    }
    memo_io_number(o, t->text.len);
    for (size_t i = 0; i < t->text.len; i++) {
        size_t n = strlen(t->text.str[i]);
        memo_io_number(o, n);
        hd_buf_put(o->out, t->text.str[i], n);
    }
    if (places.len)
        hd_buf_put(o->out, places.data, places.len);
    hd_buf_free(&places);
}

/* Reading --------------------------------------------------------------------------------------*/

struct reader {
    struct memo_io *o;
    struct memo_past *past;
    struct hd_arena *a;
    struct hd_map unit_by_hash, unit_by_name; /* -> unit + 1; several of one name: 0 */
    struct hd_map *spots;                     /* by unit: what people see of a place -> loc */
};

/* How many entries follow, each of at least `size` bytes. */
static size_t entries(struct memo_io *o, size_t size)
{
    uint64_t n = memo_io_number(o, 0);
    if (n > (uint64_t)(o->end - o->at) / size)
        o->bad = true;
    return o->bad ? 0 : (size_t)n;
}

static void index_units(struct reader *r)
{
    const struct program *p = r->o->keys->p;
    for (uint32_t u = 0; u < p->unit.len; u++) {
        bool added;
        uint64_t *at = hd_map_put(&r->unit_by_hash, r->o->keys->unit[u], &added);
        *at = added ? u + 1 : *at;
        at = hd_map_put(&r->unit_by_name, memo_unit_name(p, u), &added);
        *at = added ? u + 1 : 0;
    }
}

static void read_units(struct reader *r)
{
    struct memo_past *past = r->past;
    size_t n = entries(r->o, 2 * sizeof(uint64_t));
    past->unit = hd_arena_array(r->a, uint32_t, n + 1);
    past->same_unit = hd_arena_array(r->a, bool, n + 1);
    for (size_t i = 0; i < n; i++) {
        uint64_t hash = memo_io_raw(r->o, 0), name = memo_io_raw(r->o, 0);
        const uint64_t *same = hd_map_get(&r->unit_by_hash, hash);
        const uint64_t *known = same ? same : hd_map_get(&r->unit_by_name, name);
        past->same_unit[i] = same != NULL;
        past->unit[i] = known && *known ? (uint32_t)*known - 1 : UINT32_MAX;
    }
    past->nunits = n;
}

static void read_funcs(struct reader *r)
{
    const struct program *p = r->o->keys->p;
    size_t n = entries(r->o, sizeof(uint64_t));
    r->past->func = hd_arena_array(r->a, uint32_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        const uint64_t *d = hd_map_get(&p->by_key, memo_io_raw(r->o, 0));
        r->past->func[i] = d && *d ? p->decl.data[*d - 1].func : NO_FUNC;
    }
    r->past->nfuncs = n;
}

/* One that something else is known of now is not the one that the records are about. */
static void read_decls(struct reader *r)
{
    struct memo_keys *k = r->o->keys;
    size_t n = entries(r->o, 2 + 2 * sizeof(uint64_t));
    r->past->decl = hd_arena_array(r->a, uint32_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        uint64_t ref = memo_io_number(r->o, 0), number = memo_io_number(r->o, 0);
        struct memo_name name = {(enum memo_ref)ref, memo_io_raw(r->o, 0), (uint32_t)number};
        uint64_t key = memo_io_raw(r->o, 0);
        uint32_t d = NO_DECL;
        if (ref < REF_UNIT) {
            d = memo_find(k, &name);
        } else {
            const uint64_t *u = hd_map_get(&r->unit_by_hash, name.key);
            if (u && *u && name.n < k->p->unit.data[*u - 1].ir->ndecls)
                d = k->p->unit.data[*u - 1].decl[name.n];
        }
        r->past->decl[i] = d != NO_DECL && memo_decl_key(k, d) == key ? d : NO_DECL;
    }
    r->past->ndecls = n;
}

static void read_texts(struct reader *r)
{
    struct memo_io *o = r->o;
    size_t n = entries(o, 1);
    r->past->text = hd_arena_array(r->a, const char *, n + 1);
    for (size_t i = 0; i < n && !o->bad; i++) {
        uint64_t len = memo_io_number(o, 0);
        if (len > (uint64_t)(o->end - o->at)) {
            o->bad = true;
            break;
        }
        r->past->text[i] = hd_arena_strn(&o->an->p->arena, (const char *)o->at, (size_t)len);
        o->at += len;
        r->past->ntexts = i + 1;
    }
}

static uint64_t spot_key(uint64_t file, uint64_t line, uint64_t column, uint64_t macro)
{
    return hd_hash_mix(hd_hash_mix(file, line), hd_hash_mix(column, macro));
}

static void index_spots(const struct hd_ir *ir, struct hd_map *m)
{
    for (uint32_t i = 1; i < ir->nlocs; i++) {
        const struct hd_ir_loc *l = &ir->locs[i];
        if (l->file >= ir->nfiles)
            continue;
        uint64_t file = hd_hash_str(hd_ir_str(ir, ir->files[l->file].name));
        uint64_t macro = l->macro ? hd_hash_str(hd_ir_str(ir, l->macro)) : 0;
        bool added;
        uint64_t *at = hd_map_put(m, spot_key(file, l->line, l->column, macro), &added);
        *at = added ? i : *at;
    }
}

/* The same place of a unit that has changed, wherever that moved it. 0: there is none. */
static uint32_t find_spot(struct reader *r, struct place at, const struct memo_spot *s)
{
    const struct program *p = r->o->keys->p;
    const struct hd_ir *ir = p->unit.data[at.unit].ir;
    int64_t line = s->line;
    if (s->within) {
        if (at.func == NO_FUNC || p->func.data[at.func].unit != at.unit)
            return 0;
        line += ir->locs[func_of(p, at.func)->loc].line;
    }
    if (!r->spots)
        r->spots = hd_arena_array(r->a, struct hd_map, p->unit.len);
    if (!r->spots[at.unit].len)
        index_spots(ir, &r->spots[at.unit]);
    const uint64_t *loc =
        hd_map_get(&r->spots[at.unit], spot_key(s->file, (uint64_t)line, s->column, s->macro));
    return loc ? (uint32_t)*loc : 0;
}

static bool read_place(struct reader *r, struct place *at)
{
    struct memo_io *o = r->o;
    uint64_t unit = memo_io_number(o, 0);
    if (!unit)
        return false;
    uint64_t func = memo_io_number(o, 0), loc = memo_io_number(o, 0);
    uint64_t line = memo_io_number(o, 0), column = memo_io_number(o, 0);
    struct memo_spot s = {.line = (int64_t)(line >> 1),
                          .within = line & 1,
                          .column = (uint32_t)column,
                          .file = memo_io_raw(o, 0),
                          .macro = memo_io_raw(o, 0)};
    const struct memo_past *past = r->past;
    if (o->bad || unit - 1 >= past->nunits || past->unit[unit - 1] == UINT32_MAX ||
        func > past->nfuncs || (func && past->func[func - 1] == NO_FUNC))
        return false;
    *at = (struct place){.unit = past->unit[unit - 1],
                         .loc = (uint32_t)loc,
                         .func = func ? past->func[func - 1] : NO_FUNC};
    if (loc && !past->same_unit[unit - 1])
        at->loc = find_spot(r, *at, &s);
    return at->loc < o->keys->p->unit.data[at->unit].ir->nlocs && (!loc || at->loc);
}

static void read_places(struct reader *r)
{
    size_t n = entries(r->o, 1);
    r->past->place = hd_arena_array(r->a, struct place, n + 1);
    r->past->place_known = hd_arena_array(r->a, bool, n + 1);
    for (size_t i = 0; i < n; i++)
        r->past->place_known[i] = read_place(r, &r->past->place[i]);
    r->past->nplaces = n;
}

void memo_past_read(struct memo_io *o, struct memo_past *past, struct hd_arena *a)
{
    struct reader r = {.o = o, .past = past, .a = a};
    index_units(&r);
    read_units(&r);
    read_funcs(&r);
    read_decls(&r);
    read_texts(&r);
    read_places(&r);
    for (uint32_t u = 0; r.spots && u < o->keys->p->unit.len; u++)
        hd_map_free(&r.spots[u]);
    hd_map_free(&r.unit_by_hash);
    hd_map_free(&r.unit_by_name);
}
