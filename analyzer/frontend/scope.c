/* Scopes: which locals die when a path leaves a block, by falling out of it or by break, continue,
 * goto and return. Whoever dies with a cleanup function gets an implicit call first.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/frontend/internal.h"

void hd_fe_end_one(struct hd_fe *fe, const struct hd_fe_live *l, uint32_t loc)
{
    if (l->cleanup != HD_FE_NONE) {
        hd_val arg = hd_fe_addr(fe, l->path);
        hd_fe_emit(fe,
                   (struct hd_ir_insn){.op = HD_INSN_CALL,
                                       .flags = HD_INSN_F_IMPLICIT | l->flags,
                                       .loc = loc,
                                       .a = HD_VAL(HD_V_FUNC, l->cleanup)},
                   &arg, 1);
    }
    if (fe->cxx)
        hd_fe_end_parts(fe, l->type, l->path, loc);
    hd_fe_emit(
        fe,
        (struct hd_ir_insn){.op = HD_INSN_SCOPE_END, .flags = l->flags, .loc = loc, .dst = l->path},
        NULL, 0);
}

void hd_fe_scope_end(struct hd_fe *fe, uint32_t mark, uint32_t loc)
{
    for (size_t i = fe->live.len; i-- > mark;)
        hd_fe_end_one(fe, &fe->live.data[i], loc);
}

void hd_fe_scope_pop(struct hd_fe *fe, uint32_t mark, uint32_t loc)
{
    hd_fe_scope_end(fe, mark, loc);
    fe->live.len = mark;
}

uint32_t hd_fe_label_block(struct hd_fe *fe, uint32_t label)
{
    uint64_t *slot = hd_map_put(&fe->label_block, label, NULL);
    if (!*slot)
        *slot = (uint64_t)hd_irb_block(&fe->ir) + 1;
    return (uint32_t)*slot - 1;
}

/* Nodes are numbered in pre-order: a variable lives at a label when the label stands inside the
 * variable's scope and behind its declaration. */
void hd_fe_jump(struct hd_fe *fe, uint32_t label, uint32_t loc)
{
    for (size_t i = fe->live.len; i-- > 0;) {
        const struct hd_fe_live *l = &fe->live.data[i];
        bool inside = label > l->scope && label < hd_fe_node(fe, l->scope)->end;
        if (!inside || l->node == HD_FE_NONE || l->node > label)
            hd_fe_end_one(fe, l, loc);
    }
    hd_fe_goto(fe, hd_fe_label_block(fe, label));
    hd_fe_start(fe, hd_irb_block(&fe->ir));
}

static bool path_mentions(struct hd_fe *fe, uint32_t path, uint32_t var)
{
    for (; path; path = fe->ir.paths.data[path].parent) {
        const struct hd_ir_path *p = &fe->ir.paths.data[path];
        if (path == var)
            return true;
        if (p->kind == HD_PATH_INDEX_VAL && HD_VAL_TAG(p->arg) == HD_V_PATH &&
            path_mentions(fe, HD_VAL_INDEX(p->arg), var))
            return true;
    }
    return false;
}

static bool val_mentions(struct hd_fe *fe, hd_val v, uint32_t var)
{
    if (HD_VAL_TAG(v) == HD_V_PATH)
        return path_mentions(fe, HD_VAL_INDEX(v), var);
    if (HD_VAL_TAG(v) == HD_V_EXPR) {
        struct hd_ir_expr e = fe->ir.exprs.data[HD_VAL_INDEX(v)];
        return val_mentions(fe, e.a, var) || val_mentions(fe, e.b, var);
    }
    return false;
}

/* `v` must survive the end of the locals above `mark`: it moves to a result if it reads one. */
hd_val hd_fe_outlive(struct hd_fe *fe, hd_val v, uint32_t mark, uint32_t type, uint32_t loc)
{
    /* A result is nobody's variable. */
    if (HD_VAL_TAG(v) == HD_V_PATH && fe->ir.paths.data[HD_VAL_INDEX(v)].kind == HD_PATH_TEMP)
        return v;
    for (size_t i = fe->live.len; i-- > mark;) {
        bool code = fe->live.data[i].cleanup != HD_FE_NONE && HD_VAL_TAG(v) != HD_V_INT &&
                    HD_VAL_TAG(v) != HD_V_UNKNOWN && HD_VAL_TAG(v) != HD_V_NONE;
        if (code || val_mentions(fe, v, fe->live.data[i].path)) {
            uint32_t t = hd_fe_temp(fe, type);
            hd_fe_assign(fe, t, v, 0, loc);
            return HD_FE_PATH(t);
        }
    }
    return v;
}

static hd_val returned(struct hd_fe *fe, uint32_t n, CXType t, uint32_t loc)
{
    uint32_t type = hd_fe_type(fe, t);
    CXType result = clang_getCursorResultType(fe->func);
    if (fe->cxx && hd_fe_is_reference(result)) /* an address outlives, not the object */
        return hd_fe_outlive(fe, hd_fe_reference(fe, n, false), 0, hd_fe_type(fe, result), loc);
    if (fe->cxx && hd_fe_is_record(t)) {
        /* The caller's object, which no scope here ends. */
        uint32_t dst = hd_fe_temp(fe, type);
        hd_fe_value_to(fe, n, dst, 0, loc);
        return HD_FE_PATH(dst);
    }
    return hd_fe_outlive(fe, hd_fe_value(fe, n), 0, type, loc);
}

void hd_fe_return(struct hd_fe *fe, uint32_t n)
{
    uint32_t loc = hd_fe_node_loc(fe, n);
    uint32_t kid = hd_fe_kid(fe, n, 0);
    hd_val v = HD_VAL(HD_V_NONE, 0);
    if (kid != HD_FE_NONE) {
        CXType t = hd_fe_type_of(fe, kid);
        uint32_t mark = (uint32_t)fe->full.len;
        if (clang_getCanonicalType(t).kind == CXType_Void)
            hd_fe_effect(fe, kid);
        else
            v = returned(fe, kid, t, loc);
        hd_fe_full_end(fe, mark, loc);
    }
    hd_fe_scope_end(fe, 0, loc);
    hd_irb_term(&fe->ir, fe->cur, HD_TERM_RETURN, v, loc);
    hd_fe_start(fe, hd_irb_block(&fe->ir));
}
