/* Numbers for what an analysis may ask of the program, and names by which the next run finds the
 * same declarations and places. See memo.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/link_internal.h"
#include "analyzer/flow/memo_internal.h"
#include "core/hash.h"

static uint64_t mix(uint64_t h, uint64_t x)
{
    h = (h ^ x) * 0x9e3779b97f4a7c15ULL;
    return h ^ h >> 29;
}

static uint64_t mix_str(uint64_t h, const char *s)
{
    return mix(h, s ? hd_hash_str(s) : 1);
}

void memo_keys_init(struct memo_keys *k, struct program *p, const uint64_t *unit)
{
    *k = (struct memo_keys){.p = p,
                            .unit = unit,
                            .memory = hd_arena_array(&p->arena, struct memo_unit, p->unit.len + 1),
                            .decl = hd_arena_array(&p->arena, uint64_t, p->decl.len + 1)};
}

/* Names ----------------------------------------------------------------------------------------*/

uint64_t memo_unit_name(const struct program *p, uint32_t unit)
{
    const struct hd_ir *ir = p->unit.data[unit].ir;
    return ir->nfiles ? hd_hash_str(hd_ir_str(ir, ir->files[ir->main_file].name)) : 0;
}

uint64_t memo_func_name(const struct memo_keys *k, uint32_t f)
{
    return k->p->decl.data[k->p->func.data[f].decl].key;
}

/* The function that a parameter or a local is of, when that is the one of this unit. */
static uint32_t owner_of(const struct program *p, uint32_t d)
{
    const struct pdecl *pd = &p->decl.data[d];
    const struct hd_ir_decl *id = pdecl_ir(p, d);
    if (id->kind != HD_DECL_PARAM && id->kind != HD_DECL_LOCAL)
        return NO_FUNC;
    uint32_t f = p->decl.data[p->unit.data[pd->unit].decl[id->owner]].func;
    return f != NO_FUNC && p->func.data[f].unit == pd->unit ? f : NO_FUNC;
}

struct memo_name memo_name_of(const struct memo_keys *k, uint32_t d)
{
    const struct pdecl *pd = &k->p->decl.data[d];
    if (pd->key)
        return (struct memo_name){REF_SHARED, pd->key, 0};
    uint32_t f = owner_of(k->p, d);
    const struct hd_ir_func *fn = f == NO_FUNC ? NULL : func_of(k->p, f);
    if (fn && pd->decl >= fn->param && pd->decl - fn->param < fn->nparams)
        return (struct memo_name){REF_PARAM, memo_func_name(k, f), pd->decl - fn->param};
    if (fn && pd->decl >= fn->local && pd->decl - fn->local < fn->nlocals)
        return (struct memo_name){REF_LOCAL, memo_func_name(k, f), pd->decl - fn->local};
    return (struct memo_name){REF_UNIT, k->unit[pd->unit], pd->decl};
}

uint32_t memo_find(const struct memo_keys *k, const struct memo_name *name)
{
    const struct program *p = k->p;
    const uint64_t *at = name->ref == REF_UNIT ? NULL : hd_map_get(&p->by_key, name->key);
    uint32_t d = at && *at ? (uint32_t)*at - 1 : NO_DECL;
    if (d == NO_DECL || name->ref == REF_SHARED)
        return d;
    uint32_t f = p->decl.data[d].func;
    const struct hd_ir_func *fn = f == NO_FUNC ? NULL : func_of(p, f);
    bool param = name->ref == REF_PARAM;
    if (!fn || name->n >= (param ? fn->nparams : fn->nlocals))
        return NO_DECL;
    return p->unit.data[p->func.data[f].unit].decl[(param ? fn->param : fn->local) + name->n];
}

static uint64_t name_key(const struct memo_keys *k, uint32_t d)
{
    if (d == NO_DECL)
        return 2;
    struct memo_name n = memo_name_of(k, d);
    return mix(mix(n.ref, n.key), n.n);
}

struct memo_spot memo_spot_of(const struct memo_keys *k, struct place at)
{
    const struct program *p = k->p;
    const struct hd_ir *ir = p->unit.data[at.unit].ir;
    const struct hd_ir_loc *l = &ir->locs[at.loc];
    struct memo_spot s = {.unit = memo_unit_name(p, at.unit),
                          .line = l->line,
                          .column = l->column,
                          .macro = l->macro ? hd_hash_str(hd_ir_str(ir, l->macro)) : 0};
    if (l->file < ir->nfiles)
        s.file = hd_hash_str(hd_ir_str(ir, ir->files[l->file].name));
    if (at.func == NO_FUNC || p->func.data[at.func].unit != at.unit)
        return s;
    const struct hd_ir_loc *begin = &ir->locs[func_of(p, at.func)->loc];
    s.within = begin->file == l->file && begin->line <= l->line;
    if (s.within)
        s.line -= begin->line;
    return s;
}

/* What is known of a declaration ---------------------------------------------------------------*/

static uint64_t type_key(uint64_t h, const struct hd_ir *ir, uint32_t type)
{
    const struct hd_ir_type *t = &ir->types[type];
    h = mix(mix(h, t->kind), t->flags);
    return mix_str(mix_str(h, hd_ir_str(ir, t->canonical)), hd_ir_str(ir, t->spelling));
}

/* As its unit has it. */
static uint64_t text_key(const struct program *p, uint32_t d)
{
    const struct hd_ir *ir = p->unit.data[p->decl.data[d].unit].ir;
    const struct hd_ir_decl *id = pdecl_ir(p, d);
    uint64_t h = mix(mix(mix(7, id->kind), id->flags), id->index);
    h = mix_str(mix_str(h, hd_ir_str(ir, id->name)), hd_ir_str(ir, id->init_macro));
    h = type_key(mix(h, HD_VAL_TAG(id->init)), ir, id->type);
    if (HD_VAL_TAG(id->init) == HD_V_INT)
        h = mix(h, (uint64_t)ir->ints[HD_VAL_INDEX(id->init)]);
    if (id->kind == HD_DECL_FIELD && id->owner < ir->nrecords) {
        const struct hd_ir_record *r = &ir->records[id->owner];
        h = mix_str(mix(mix(h, r->key), r->flags), hd_ir_str(ir, r->name));
    }
    return h;
}

static uint64_t term_key(const struct memo_keys *k, term x)
{
    const struct term_node *n = term_at(&k->p->terms, x);
    uint64_t h = mix(mix(n->kind, n->op), n->depth);
    switch ((enum term_kind)n->kind) {
    case T_VAR:
    case T_FUNC:
        return mix(h, name_key(k, n->a));
    case T_FIELD:
        return mix(mix(h, term_key(k, n->a)), name_key(k, (uint32_t)n->b));
    case T_EXPR:
    case T_INDEXV:
        return mix(mix(h, term_key(k, n->a)), term_key(k, (term)n->b));
    case T_DEREF:
    case T_INDEX:
    case T_ANY:
    case T_ADDR:
    case T_INIT:
        return mix(mix(h, term_key(k, n->a)), n->b);
    default:
        return mix(mix(h, n->a), n->b);
    }
}

static uint64_t contract_key(const struct memo_keys *k, const struct contract *c)
{
    uint64_t h = mix(mix(mix(3, c->ends_guard), c->renews_guard), c->vague);
    hd_vec_foreach(q, &c->clause)
    {
        h = mix(mix(mix(h, q->kind), q->shared), term_key(k, q->obj));
        h = mix(mix(h, q->res ? q->res->index + 1 : 0), (uint64_t)q->event);
        h = mix(mix(mix(h, q->when.op), (uint64_t)q->when.value), q->of_result);
    }
    for (size_t i = 0; i < c->ignore.len; i++)
        h = mix_str(h, c->ignore.data[i]);
    return h;
}

/* The shape of a function that has a body: that is what is asked of one beside its summary. */
static uint64_t shape_key(uint64_t h, const struct program *p, uint32_t f)
{
    const struct hd_ir *ir = func_ir(p, f);
    const struct hd_ir_func *fn = func_of(p, f);
    h = mix(mix(h, fn->flags), fn->nparams);
    for (uint32_t i = 0; i < fn->nparams; i++)
        h = type_key(h, ir, ir->decls[fn->param + i].type);
    return h;
}

/* As the program has it. 0 for most: nothing is known of them but their text. */
static uint64_t program_knows(const struct memo_keys *k, uint32_t d)
{
    const struct program *p = k->p;
    const struct pdecl *q = &p->decl.data[d];
    uint64_t flags = (uint64_t)q->traits << 8 | (uint64_t)q->traits_unknown << 7 |
                     (uint64_t)q->made_otherwise << 6 | (uint64_t)q->address_taken << 5 |
                     (uint64_t)q->assigned << 4 | (uint64_t)is_registry(p, d) << 3;
    unsigned kind = pdecl_ir(p, d)->kind;
    bool pointer = q->from.len > 0 || q->targets.len > 0;
    if ((pointer || kind == HD_DECL_PARAM || kind == HD_DECL_FIELD) && comes_from_outside(p, d))
        flags |= 1;
    if (!flags && !pointer && !q->made_by && !q->nops && !q->nattrs && !q->contract &&
        q->func == NO_FUNC)
        return 0;
    uint64_t h = mix(mix(flags, q->made_by ? q->made_by->index + 1 : 0), q->nops);
    h = mix(h, q->nattrs);
    if (q->func != NO_FUNC)
        h = shape_key(h, p, q->func);
    if (q->contract)
        h = mix(h, contract_key(k, q->contract));
    for (size_t i = 0; i < q->targets.len; i++) {
        uint32_t t = q->targets.data[i];
        const struct pdecl *to = &p->decl.data[t];
        h = mix(mix(mix(h, name_key(k, t)), text_key(p, t)), to->nops);
        if (to->func != NO_FUNC)
            h = shape_key(h, p, to->func);
    }
    return h;
}

uint64_t memo_decl_key(struct memo_keys *k, uint32_t d)
{
    if (d == NO_DECL)
        return 2;
    uint64_t *h = &k->decl[d];
    if (!*h)
        *h = mix(mix(name_key(k, d), text_key(k->p, d)), program_knows(k, d)) | 1;
    return *h;
}

uint64_t memo_unit_key(struct memo_keys *k, uint32_t unit)
{
    const struct program *p = k->p;
    uint64_t h = k->unit[unit];
    for (uint32_t i = 0; i < p->unit.data[unit].ir->ndecls; i++) {
        uint32_t d = p->unit.data[unit].decl[i];
        uint64_t x = p->decl.data[d].unit == unit ? program_knows(k, d) : memo_decl_key(k, d);
        if (x)
            h = mix(mix(h, i), x);
    }
    return h;
}

/* Functions and the program --------------------------------------------------------------------*/

uint64_t memo_role_key(const struct memo_keys *k, uint32_t f)
{
    const struct pfunc *q = &k->p->func.data[f];
    uint64_t h = (uint64_t)(q->callers.len > 0) << 6 | (uint64_t)q->spawned << 5 |
                 (uint64_t)q->own_thread << 4 | (uint64_t)q->spawned_many << 3 |
                 (uint64_t)q->signal_handler << 2 | (uint64_t)q->address_taken << 1 | q->is_main;
    for (size_t i = 0; i < q->calls.len; i++)
        h = mix(mix(h, memo_func_name(k, q->calls.data[i].to)), q->calls.data[i].kind);
    return h;
}

static uint64_t words_key(uint64_t h, const uint64_t *word, size_t n)
{
    for (size_t i = 0; i < n; i++)
        h = mix(h, word[i]);
    return h;
}

static uint64_t programs_key(uint64_t h, const struct program *p)
{
    const struct link *l = p->link;
    if (link_programs(p) == 1)
        return h;
    for (uint32_t u = 0; u < p->unit.len; u++) {
        size_t at = l->node_at[u] * l->words;
        h = words_key(words_key(h, &l->member[at], l->words), &l->may[at], l->words);
    }
    for (uint32_t f = 0; f < p->func.len; f++)
        h = mix(words_key(h, &l->runs[f * l->words], l->words), l->certain[f]);
    return h;
}

uint64_t memo_program_key(struct memo_keys *k, const struct analysis *an)
{
    const struct program *p = k->p;
    uint64_t h = mix(mix(5, p->whole), an->counts_users);
    size_t n;
    const struct hd_pack_info *pack = hd_model_packs(p->model, &n);
    for (size_t i = 0; i < n; i++)
        h = mix(mix_str(h, pack[i].name), pack[i].enabled);
    for (size_t i = 0; i < an->homes.len; i++) {
        const struct home *q = &an->homes.data[i];
        h = mix(mix(mix(h, memo_func_name(k, q->func)), name_key(k, q->cls)), (uint64_t)q->event);
        h = mix(mix(mix(h, term_key(k, q->counter)), term_key(k, q->amount)), q->whole);
        h = mix(h, q->channel ? q->channel->index + 1 : 0);
    }
    return programs_key(h, p);
}
