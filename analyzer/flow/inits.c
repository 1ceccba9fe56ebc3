/* What kind of lock each class holds: initialisations that make it recursive or error-checking,
 * found without regard to paths before functions are analysed. Where the configuration object
 * cannot be followed the class counts as of unknown kind and no double acquisition is claimed.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/flow.h"

/* Class of the object that a value points to: its last field or variable. Sets *param to the
 * number of the parameter that the value is, -1 otherwise. */
static uint32_t pointee_class(const struct program *p, uint32_t unit, hd_val v, int *param)
{
    const struct hd_ir *ir = p->unit.data[unit].ir;
    *param = -1;
    unsigned tag = HD_VAL_TAG(v);
    if (tag != HD_V_ADDR && tag != HD_V_PATH)
        return NO_DECL;
    uint32_t path = HD_VAL_INDEX(v);
    while (ir->paths[path].kind >= HD_PATH_INDEX)
        path = ir->paths[path].parent;
    const struct hd_ir_path *q = &ir->paths[path];
    if (q->kind != HD_PATH_VAR && q->kind != HD_PATH_FIELD)
        return NO_DECL;
    const struct hd_ir_decl *d = &ir->decls[q->arg];
    if (tag == HD_V_PATH && d->kind == HD_DECL_PARAM) {
        *param = (int)d->index;
        return NO_DECL;
    }
    return p->unit.data[unit].decl[q->arg];
}

struct scan {
    struct program *p;
    struct hd_map by_param; /* func << 8 | parameter -> traits + 1, bit 31: unknown */
};

enum { UNKNOWN_KIND = 1u << 31 };

static bool give(struct scan *s, uint32_t func, uint32_t unit, hd_val v, unsigned traits)
{
    int param;
    uint32_t d = pointee_class(s->p, unit, v, &param);
    if (param >= 0) {
        uint64_t *at = hd_map_put(&s->by_param, (uint64_t)func << 8 | (unsigned)param, NULL);
        uint64_t was = *at;
        *at |= traits | UINT64_C(1) << 32;
        return *at != was;
    }
    if (d == NO_DECL)
        return false;
    struct pdecl *pd = &s->p->decl.data[d];
    unsigned was = pd->traits;
    bool unknown = pd->traits_unknown;
    pd->traits |= traits & ~UNKNOWN_KIND;
    pd->traits_unknown |= (traits & UNKNOWN_KIND) != 0;
    return pd->traits != was || pd->traits_unknown != unknown;
}

/* Traits that setters called anywhere in this function give to a configuration object. */
static unsigned set_here(const struct program *p, uint32_t f, bool *any)
{
    uint32_t u = p->func.data[f].unit;
    const struct hd_ir *ir = p->unit.data[u].ir;
    const struct hd_ir_func *fn = func_of(p, f);
    unsigned t = 0;
    for (uint32_t b = 0; b < fn->nblocks; b++) {
        const struct hd_ir_block *blk = &ir->blocks[fn->block + b];
        for (uint32_t k = 0; k < blk->ninsns; k++) {
            const struct hd_ir_insn *i = &ir->insns[blk->insn + k];
            uint32_t d = i->op == HD_INSN_CALL ? call_decl(p, u, i) : NO_DECL;
            for (uint32_t n = 0; d != NO_DECL && n < p->decl.data[d].nattrs; n++) {
                const struct hd_attr_model *a = &p->decl.data[d].attrs[n];
                if (a->arg < 0 || (uint32_t)a->arg >= i->nargs)
                    continue;
                hd_val v = ir->args[i->arg + (uint32_t)a->arg];
                *any = true;
                if (HD_VAL_TAG(v) != HD_V_INT)
                    t |= UNKNOWN_KIND;
                else if (ir->ints[HD_VAL_INDEX(v)] == a->value)
                    t |= a->gives;
            }
        }
    }
    return t;
}

static bool is_null(const struct hd_ir *ir, hd_val v)
{
    return HD_VAL_TAG(v) == HD_V_INT && ir->ints[HD_VAL_INDEX(v)] == 0;
}

/* Is the value handed to a function that the packs do not know? */
static bool handed_on(const struct program *p, uint32_t f, hd_val v)
{
    uint32_t u = p->func.data[f].unit;
    const struct hd_ir *ir = p->unit.data[u].ir;
    const struct hd_ir_func *fn = func_of(p, f);
    for (uint32_t b = 0; b < fn->nblocks; b++) {
        const struct hd_ir_block *blk = &ir->blocks[fn->block + b];
        for (uint32_t k = 0; k < blk->ninsns; k++) {
            const struct hd_ir_insn *i = &ir->insns[blk->insn + k];
            uint32_t d = i->op == HD_INSN_CALL ? call_decl(p, u, i) : NO_DECL, n;
            if (i->op != HD_INSN_CALL || (call_ops(p, u, i, &n), n) ||
                (d != NO_DECL && p->decl.data[d].nattrs))
                continue;
            for (uint32_t a = 0; a < i->nargs; a++)
                if (ir->args[i->arg + a] == v)
                    return true;
        }
    }
    return false;
}

/* A configuration object that this function does not set up itself: a local one keeps the default
 * unless a helper sets it up, anything else may be anything. */
static bool is_local_default(const struct program *p, uint32_t f, const struct hd_ir *ir, hd_val v)
{
    if (HD_VAL_TAG(v) != HD_V_ADDR)
        return false;
    const struct hd_ir_path *q = &ir->paths[HD_VAL_INDEX(v)];
    return q->kind == HD_PATH_VAR && ir->decls[q->arg].kind == HD_DECL_LOCAL && !handed_on(p, f, v);
}

static unsigned init_traits(struct scan *s, uint32_t f, const struct hd_ir *ir,
                            const struct hd_ir_insn *i, const struct hd_op_model *op)
{
    unsigned t = op->traits;
    if (op->flag_arg >= 0 && (uint32_t)op->flag_arg < i->nargs) {
        hd_val v = ir->args[i->arg + (uint32_t)op->flag_arg];
        if (HD_VAL_TAG(v) != HD_V_INT)
            t |= UNKNOWN_KIND;
        else if ((ir->ints[HD_VAL_INDEX(v)] & op->flag_mask) == op->flag_mask)
            t |= op->flag_gives;
    }
    if (op->attr >= 0 && (uint32_t)op->attr < i->nargs) {
        hd_val v = ir->args[i->arg + (uint32_t)op->attr];
        bool any = false;
        unsigned set = is_null(ir, v) ? 0 : set_here(s->p, f, &any);
        if (any)
            t |= set & (op->attr_gives | UNKNOWN_KIND);
        else if (!is_null(ir, v) && !is_local_default(s->p, f, ir, v))
            t |= UNKNOWN_KIND;
    }
    return t;
}

/* A handle is stored where the path ends. */
static void note_made(struct program *p, uint32_t u, uint32_t path, const struct hd_resource *res)
{
    uint32_t d = path ? path_decl(p, u, path) : NO_DECL;
    if (d == NO_DECL)
        return;
    struct pdecl *to = &p->decl.data[d];
    to->made_otherwise |= to->made_by && to->made_by != res;
    to->made_by = res;
}

static bool excused(const struct hd_ir *ir, const struct hd_ir_insn *i,
                    const struct hd_op_model *op)
{
    if (op->unless_arg < 0 || (uint32_t)op->unless_arg >= i->nargs)
        return false;
    hd_val v = ir->args[i->arg + (uint32_t)op->unless_arg];
    bool known = HD_VAL_TAG(v) == HD_V_INT;
    return hd_op_excused(op, known, known ? ir->ints[HD_VAL_INDEX(v)] : 0);
}

/* What is made, and where its handle goes, tells what functions that take any handle act on. */
static void scan_made(struct program *p, uint32_t u, const struct hd_ir *ir,
                      const struct hd_ir_insn *i, const struct hd_op_model *op)
{
    if (!op->on || !hd_resource_pointee(op->on) || excused(ir, i, op))
        return;
    hd_val v = op->via == HD_VIA_OUT && op->arg >= 0 && (uint32_t)op->arg < i->nargs
                   ? ir->args[i->arg + (uint32_t)op->arg]
                   : 0;
    if (op->via == HD_VIA_RET)
        note_made(p, u, i->dst, op->on);
    else if (HD_VAL_TAG(v) == HD_V_ADDR)
        note_made(p, u, HD_VAL_INDEX(v), op->on);
}

static bool scan_call(struct scan *s, uint32_t f, const struct hd_ir_insn *i)
{
    struct program *p = s->p;
    uint32_t u = p->func.data[f].unit, n;
    const struct hd_ir *ir = p->unit.data[u].ir;
    const struct hd_op_model *ops = call_ops(p, u, i, &n);
    bool changed = false;
    for (uint32_t o = 0; o < n; o++) {
        scan_made(p, u, ir, i, &ops[o]);
        const struct hd_automaton *aut = ops[o].on && ops[o].on->kind == HD_KIND_LOCK
                                             ? hd_model_automaton(p->model, HD_KIND_LOCK)
                                             : NULL;
        if (aut && ops[o].event == hd_automaton_event(aut, "init") && ops[o].arg >= 0 &&
            (uint32_t)ops[o].arg < i->nargs)
            changed |= give(s, f, u, ir->args[i->arg + (uint32_t)ops[o].arg],
                            init_traits(s, f, ir, i, &ops[o]));
    }
    uint32_t d = call_decl(p, u, i), callee = d == NO_DECL ? NO_FUNC : p->decl.data[d].func;
    for (uint32_t k = 0; callee != NO_FUNC && k < i->nargs && k < 256; k++) {
        const uint64_t *t = hd_map_get(&s->by_param, (uint64_t)callee << 8 | k);
        if (t)
            changed |= give(s, f, u, ir->args[i->arg + k], (unsigned)*t);
    }
    return changed;
}

static bool scan_function(struct scan *s, uint32_t f)
{
    const struct hd_ir *ir = func_ir(s->p, f);
    const struct hd_ir_func *fn = func_of(s->p, f);
    bool changed = false;
    for (uint32_t b = 0; b < fn->nblocks; b++) {
        const struct hd_ir_block *blk = &ir->blocks[fn->block + b];
        for (uint32_t k = 0; k < blk->ninsns; k++)
            if (ir->insns[blk->insn + k].op == HD_INSN_CALL)
                changed |= scan_call(s, f, &ir->insns[blk->insn + k]);
    }
    return changed;
}

/* Static initialisers: the macro's name tells the kind. */
static void scan_static(struct program *p, const char *macro, struct pdecl *d)
{
    size_t n;
    const struct hd_resource *r = hd_model_resources(p->model, &n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; r[i].static_init && r[i].static_init[k]; k++)
            if (strcmp(r[i].static_init[k], macro) == 0 && r[i].static_init_traits)
                d->traits |= r[i].static_init_traits[k];
}

void scan_inits(struct program *p)
{
    struct scan s = {.p = p};
    for (uint32_t d = 0; d < p->decl.len; d++) {
        uint32_t macro = pdecl_ir(p, d)->init_macro;
        if (macro)
            scan_static(p, hd_ir_str(p->unit.data[p->decl.data[d].unit].ir, macro),
                        &p->decl.data[d]);
    }
    bool changed = true;
    for (unsigned round = 0; changed && round < 4; round++) { /* wrappers of wrappers */
        changed = false;
        for (size_t i = 0; i < p->order.len; i++)
            changed |= scan_function(&s, p->order.data[i]);
    }
    hd_map_free(&s.by_param);
}
