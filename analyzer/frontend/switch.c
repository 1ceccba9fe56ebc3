/* Switches. Cases may stand anywhere inside the body, also inside of loops.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/frontend/internal.h"

struct coverage {
    struct hd_fe_switch *sw;
    bool all;
};

static enum CXChildVisitResult check_enumerator(CXCursor c, CXCursor parent, CXClientData data)
{
    struct coverage *cov = data;
    if (c.kind != CXCursor_EnumConstantDecl)
        return CXChildVisit_Continue;
    int64_t v = clang_getEnumConstantDeclValue(c);
    bool found = false;
    hd_vec_foreach(k, &cov->sw->cases) found |= k->lo <= v && v <= k->hi;
    cov->all &= found;
    return found ? CXChildVisit_Continue : CXChildVisit_Break;
}

/* Does the switch name every value of its enumeration? Then nothing runs past it. */
static bool covers_enum(struct hd_fe *fe, uint32_t cond, struct hd_fe_switch *sw)
{
    uint32_t n = hd_fe_strip_implicit(fe, cond);
    CXType t = clang_getCanonicalType(hd_fe_type_of(fe, n));
    if (t.kind != CXType_Enum || !sw->cases.len)
        return false;
    CXCursor decl = clang_getTypeDeclaration(t);
    CXCursor def = clang_getCursorDefinition(decl);
    struct coverage cov = {.sw = sw, .all = true};
    clang_visitChildren(clang_Cursor_isNull(def) ? decl : def, check_enumerator, &cov);
    return cov.all;
}

/* A switch on a constant keeps the case that it takes. */
static void known_switch(struct hd_fe *fe, uint32_t head, int64_t v, const struct hd_fe_switch *sw,
                         uint32_t otherwise)
{
    for (size_t i = 0; i < sw->cases.len; i++)
        if (sw->cases.data[i].lo <= v && v <= sw->cases.data[i].hi)
            otherwise = sw->blocks.data[i];
    hd_irb_goto(&fe->ir, head, otherwise);
}

static void finish(struct hd_fe *fe, uint32_t head, hd_val v, struct hd_fe_switch *sw,
                   uint32_t otherwise, uint32_t loc)
{
    if (HD_VAL_TAG(v) == HD_V_INT) {
        known_switch(fe, head, fe->ir.ints.data[HD_VAL_INDEX(v)], sw, otherwise);
        return;
    }
    if (fe->ir.scratch.data[head].done)
        return;
    hd_irb_term(&fe->ir, head, HD_TERM_SWITCH, v, loc);
    for (size_t i = 0; i < sw->cases.len; i++) {
        hd_vec_push(&fe->ir.scratch.data[head].cases, sw->cases.data[i]);
        hd_vec_push(&fe->ir.scratch.data[head].succ, sw->blocks.data[i]);
    }
    hd_vec_push(&fe->ir.scratch.data[head].succ, otherwise);
}

void hd_fe_switch(struct hd_fe *fe, uint32_t n)
{
    struct hd_fe_switch sw = {.fallback = HD_FE_NONE}, *outer = fe->sw;
    struct hd_fe_target brk = fe->brk;
    uint32_t mark = (uint32_t)fe->live.len, scope = fe->scope, loc = hd_fe_node_loc(fe, n);
    fe->scope = n;
    uint32_t body = hd_fe_last(fe, n), cond = HD_FE_NONE;
    HD_FE_KIDS(fe, k, n)
    {
        if (k == body)
            break;
        if (hd_fe_node(fe, k)->kind == CXCursor_DeclStmt ||
            hd_fe_node(fe, k)->kind == CXCursor_VarDecl)
            hd_fe_stmt(fe, k);
        else
            cond = k;
    }
    hd_val v = cond == HD_FE_NONE ? HD_FE_UNKNOWN : hd_fe_value(fe, cond);
    uint32_t head = fe->cur, end = hd_irb_block(&fe->ir);
    fe->brk = (struct hd_fe_target){end, (uint32_t)fe->live.len};
    fe->sw = &sw;
    hd_fe_start(fe, hd_irb_block(&fe->ir)); /* what stands before the first case is dead */
    if (body != HD_FE_NONE)
        hd_fe_stmt(fe, body);
    hd_fe_goto(fe, end);
    uint32_t otherwise = sw.fallback != HD_FE_NONE ? sw.fallback : end;
    if (sw.fallback == HD_FE_NONE && cond != HD_FE_NONE && covers_enum(fe, cond, &sw)) {
        otherwise = hd_irb_block(&fe->ir);
        hd_irb_term(&fe->ir, otherwise, HD_TERM_UNREACHABLE, 0, loc);
    }
    finish(fe, head, v, &sw, otherwise, loc);
    hd_fe_start(fe, end);
    if (fe->live.len > mark)
        hd_fe_scope_pop(fe, mark, hd_fe_end_loc(fe, hd_fe_node(fe, n)->c));
    fe->brk = brk;
    fe->sw = outer;
    fe->scope = scope;
    hd_vec_free(&sw.cases);
    hd_vec_free(&sw.blocks);
}

/* case lo [... hi]: statement. Consecutive labels nest: the loop keeps the stack flat. */
void hd_fe_case(struct hd_fe *fe, uint32_t n)
{
    uint32_t block = hd_irb_block(&fe->ir);
    hd_fe_goto(fe, block);
    hd_fe_start(fe, block);
    for (;;) {
        uint32_t last = hd_fe_last(fe, n);
        bool fallback = hd_fe_node(fe, n)->kind == CXCursor_DefaultStmt;
        struct hd_ir_case k = {0};
        if (fe->sw && fallback) {
            fe->sw->fallback = block;
        } else if (fe->sw && last != HD_FE_NONE && hd_fe_constant(fe, hd_fe_kid(fe, n, 0), &k.lo)) {
            uint32_t second = hd_fe_kid(fe, n, 1);
            k.hi = k.lo;
            if (second != last)
                hd_fe_constant(fe, second, &k.hi);
            hd_vec_push(&fe->sw->cases, k);
            hd_vec_push(&fe->sw->blocks, block);
        }
        if (last == HD_FE_NONE)
            return;
        uint16_t kind = hd_fe_node(fe, last)->kind;
        if (kind != CXCursor_CaseStmt && kind != CXCursor_DefaultStmt) {
            hd_fe_stmt(fe, last);
            return;
        }
        n = last;
    }
}
