/* Small steps of emission: results, assignments, paths.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/frontend/internal.h"

uint32_t hd_fe_temp(struct hd_fe *fe, uint32_t type)
{
    return hd_irb_path(&fe->ir, 0, HD_PATH_TEMP, fe->ntemps++, type);
}

void hd_fe_emit(struct hd_fe *fe, struct hd_ir_insn in, const hd_val *args, size_t nargs)
{
    if (in.op == HD_INSN_CALL && fe->handler.block != HD_FE_NONE)
        in.flags |= HD_INSN_F_CAUGHT;
    hd_irb_emit(&fe->ir, fe->cur, in, args, nargs);
}

hd_val hd_fe_int(struct hd_fe *fe, int64_t v)
{
    return hd_irb_int(&fe->ir, v);
}

void hd_fe_assign(struct hd_fe *fe, uint32_t dst, hd_val v, uint32_t flags, uint32_t loc)
{
    const struct hd_ir_path *p = &fe->ir.paths.data[dst];
    if (v == HD_FE_PATH(dst))
        return; /* the value was put there already */
    bool record = fe->ir.types.data[p->type].kind == HD_TYPE_RECORD;
    bool copy = record && HD_VAL_TAG(v) == HD_V_PATH;
    hd_fe_emit(fe,
               (struct hd_ir_insn){.op = copy ? HD_INSN_COPY : HD_INSN_ASSIGN,
                                   .flags = flags,
                                   .loc = loc,
                                   .dst = dst,
                                   .a = v ? v : HD_FE_UNKNOWN},
               NULL, 0);
}

/* Is the object in memory that others may see: a global or behind a pointer? */
static bool is_shared(struct hd_fe *fe, uint32_t path)
{
    for (; path; path = fe->ir.paths.data[path].parent) {
        const struct hd_ir_path *p = &fe->ir.paths.data[path];
        if (p->kind == HD_PATH_DEREF)
            return true;
        if (p->kind == HD_PATH_VAR) {
            uint32_t kind = fe->ir.decls.data[p->arg].kind;
            return kind == HD_DECL_GLOBAL || kind == HD_DECL_STATIC_LOCAL;
        }
    }
    return false;
}

void hd_fe_use(struct hd_fe *fe, hd_val v, uint32_t loc)
{
    if (HD_VAL_TAG(v) == HD_V_EXPR) {
        struct hd_ir_expr e = fe->ir.exprs.data[HD_VAL_INDEX(v)];
        hd_fe_use(fe, e.a, loc);
        hd_fe_use(fe, e.b, loc);
    } else if (HD_VAL_TAG(v) == HD_V_PATH && is_shared(fe, HD_VAL_INDEX(v))) {
        hd_fe_emit(fe, (struct hd_ir_insn){.op = HD_INSN_LOAD, .loc = loc, .a = v}, NULL, 0);
    }
}

void hd_fe_start(struct hd_fe *fe, uint32_t block)
{
    fe->cur = block;
}

void hd_fe_goto(struct hd_fe *fe, uint32_t block)
{
    hd_irb_goto(&fe->ir, fe->cur, block);
}

uint32_t hd_fe_var_path(struct hd_fe *fe, uint32_t decl)
{
    return hd_irb_path(&fe->ir, 0, HD_PATH_VAR, decl, fe->ir.decls.data[decl].type);
}

uint32_t hd_fe_deref(struct hd_fe *fe, hd_val v, uint32_t type, uint32_t loc)
{
    switch (HD_VAL_TAG(v)) {
    case HD_V_ADDR:
        return HD_VAL_INDEX(v);
    case HD_V_PATH:
        return hd_irb_path(&fe->ir, HD_VAL_INDEX(v), HD_PATH_DEREF, 0, type);
    case HD_V_EXPR:
    case HD_V_INT: {
        /* The address is computed: it gets a name first, so that whoever follows values can tell
         * when two of them are equal. */
        uint32_t t = hd_fe_temp(fe, 0);
        hd_fe_assign(fe, t, v, 0, loc);
        return hd_irb_path(&fe->ir, t, HD_PATH_DEREF, 0, type);
    }
    default:
        return hd_irb_unknown(&fe->ir, type);
    }
}

uint32_t hd_fe_field_path(struct hd_fe *fe, uint32_t base, uint32_t field)
{
    return hd_irb_path(&fe->ir, base, HD_PATH_FIELD, field, fe->ir.decls.data[field].type);
}

hd_val hd_fe_addr(struct hd_fe *fe, uint32_t path)
{
    const struct hd_ir_path *p = &fe->ir.paths.data[path];
    return p->kind == HD_PATH_DEREF ? HD_FE_PATH(p->parent) : HD_VAL(HD_V_ADDR, path);
}

/* `T p[]` as a parameter is a pointer, whatever libclang calls its type. */
static bool is_array_param(const struct hd_fe *fe, uint32_t path)
{
    const struct hd_ir_path *p = &fe->ir.paths.data[path];
    return p->kind == HD_PATH_VAR && fe->ir.decls.data[p->arg].kind == HD_DECL_PARAM;
}

hd_val hd_fe_read(struct hd_fe *fe, uint32_t path)
{
    struct hd_ir_type t = fe->ir.types.data[fe->ir.paths.data[path].type];
    if (t.kind == HD_TYPE_ARRAY && !is_array_param(fe, path)) {
        uint32_t first = hd_irb_index(&fe->ir, path, hd_fe_int(fe, 0), t.target);
        return HD_VAL(HD_V_ADDR, first);
    }
    return HD_FE_PATH(path);
}
