/* A number for the text of a function: all of its IR, by names and contents, and of its unit what
 * that refers to. Lines count from the function's first, so that an edit above it changes nothing.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/memo_internal.h"
#include "core/hash.h"

struct body {
    struct memo_keys *keys;
    const struct hd_ir *ir;
    uint32_t f, unit;
    uint64_t *path, *type; /* of the unit, 0: not known yet */
};

static uint64_t mix(uint64_t h, uint64_t x)
{
    h = (h ^ x) * 0x9e3779b97f4a7c15ULL;
    return h ^ h >> 29;
}

static uint64_t decl_key(const struct body *b, uint32_t d)
{
    return memo_decl_key(b->keys, b->keys->p->unit.data[b->unit].decl[d]);
}

/* Records with their fields; what a pointer leads to by its name, and whether it is a record. */
static uint64_t type_key(const struct body *b, uint32_t type)
{
    const struct hd_ir_type *t = &b->ir->types[type];
    if (b->type[type])
        return b->type[type];
    uint64_t h = mix(mix(t->kind, t->flags), hd_hash_str(hd_ir_str(b->ir, t->spelling)));
    h = mix(h, hd_hash_str(hd_ir_str(b->ir, t->canonical)));
    b->type[type] = h | 1; /* a record may lead to itself */
    const struct hd_ir_record *r = t->record ? &b->ir->records[t->record - 1] : NULL;
    if (r)
        h = mix(mix(h, r->key), r->flags);
    for (uint32_t k = 0; r && k < r->nfields; k++)
        h = mix(mix(h, decl_key(b, r->field + k)), type_key(b, b->ir->decls[r->field + k].type));
    if (t->target)
        h = mix(h, type_key(b, t->target));
    b->type[type] = h | 1;
    return h | 1;
}

static uint64_t val_key(const struct body *b, hd_val v);

static uint64_t path_key(const struct body *b, uint32_t path)
{
    const struct hd_ir_path *q = &b->ir->paths[path];
    if (!path)
        return 1;
    if (b->path[path])
        return b->path[path];
    uint64_t h = mix(mix(path_key(b, q->parent), q->kind), q->type ? type_key(b, q->type) : 0);
    if (q->kind == HD_PATH_VAR || q->kind == HD_PATH_FIELD)
        h = mix(h, decl_key(b, q->arg));
    else if (q->kind == HD_PATH_INDEX)
        h = mix(h, (uint64_t)b->ir->ints[q->arg]);
    else
        h = mix(h, q->kind == HD_PATH_INDEX_VAL ? val_key(b, q->arg) : q->arg);
    b->path[path] = h | 1;
    return h | 1;
}

static uint64_t val_key(const struct body *b, hd_val v)
{
    uint32_t i = HD_VAL_INDEX(v);
    uint64_t h = HD_VAL_TAG(v);
    switch (HD_VAL_TAG(v)) {
    case HD_V_INT:
        return mix(h, (uint64_t)b->ir->ints[i]);
    case HD_V_STR:
        return mix(h, hd_hash_str(hd_ir_str(b->ir, i)));
    case HD_V_PATH:
    case HD_V_ADDR:
        return mix(h, path_key(b, i));
    case HD_V_FUNC:
        return mix(h, decl_key(b, i));
    case HD_V_EXPR: {
        const struct hd_ir_expr *e = &b->ir->exprs[i];
        return mix(mix(mix(h, e->op), val_key(b, e->a)), e->b ? val_key(b, e->b) : 0);
    }
    default:
        return h;
    }
}

static uint64_t loc_key(const struct body *b, uint32_t loc)
{
    struct memo_spot s = memo_spot_of(b->keys, (struct place){b->unit, loc, b->f});
    uint64_t h = mix(mix(s.file, (uint64_t)s.line << 1 | s.within), s.column);
    return loc ? mix(h, s.macro) : 0;
}

static uint64_t block_key(const struct body *b, const struct hd_ir_block *k)
{
    uint64_t h = mix(mix(mix(k->term, k->op), val_key(b, k->a)), val_key(b, k->b));
    h = mix(mix(h, k->ninsns), loc_key(b, k->loc));
    for (uint32_t n = 0; n < k->ninsns; n++) {
        const struct hd_ir_insn *i = &b->ir->insns[k->insn + n];
        h = mix(mix(mix(h, i->op), i->flags), loc_key(b, i->loc));
        h = mix(mix(mix(h, path_key(b, i->dst)), val_key(b, i->a)), i->how);
        for (uint32_t a = 0; i->op == HD_INSN_CALL && a < i->nargs; a++)
            h = mix(h, val_key(b, b->ir->args[i->arg + a]));
    }
    for (uint32_t n = 0; n < k->nsucc; n++)
        h = mix(h, b->ir->succs[k->succ + n]);
    for (uint32_t n = 0; k->term == HD_TERM_SWITCH && n + 1 < k->nsucc; n++) {
        const struct hd_ir_case *q = &b->ir->cases[k->kase + n];
        h = mix(mix(h, (uint64_t)q->lo), (uint64_t)q->hi);
    }
    return h;
}

uint64_t memo_body_key(struct memo_keys *k, uint32_t f)
{
    struct program *p = k->p;
    const struct hd_ir_func *fn = func_of(p, f);
    struct body b = {.keys = k, .ir = func_ir(p, f), .f = f, .unit = p->func.data[f].unit};
    struct memo_unit *u = &k->memory[b.unit];
    if (!u->path) {
        u->path = hd_arena_array(&p->arena, uint64_t, b.ir->npaths + 1);
        u->type = hd_arena_array(&p->arena, uint64_t, b.ir->ntypes + 1);
    }
    b.path = u->path;
    b.type = u->type;
    uint64_t h = mix(mix(decl_key(&b, fn->decl), fn->flags), fn->nparams);
    h = mix(mix(mix(h, fn->nlocals), fn->ntemps), fn->nblocks);
    h = mix(mix(h, loc_key(&b, fn->end_loc)), type_key(&b, b.ir->decls[fn->decl].type));
    for (uint32_t i = 0; i < fn->nparams + fn->nlocals; i++) {
        uint32_t d = i < fn->nparams ? fn->param + i : fn->local + (i - fn->nparams);
        h = mix(mix(h, decl_key(&b, d)), type_key(&b, b.ir->decls[d].type));
    }
    for (uint32_t i = 0; i < fn->nblocks; i++)
        h = mix(h, block_key(&b, &b.ir->blocks[fn->block + i]));
    return h | 1;
}
