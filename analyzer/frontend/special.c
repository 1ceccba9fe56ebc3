/* What libclang shows as an "unexposed expression" or in some other way that needs a guess:
 * GNU's a ?: b, atomics, va_arg, _Generic, statement expressions, assembly.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/frontend/internal.h"

/* Its condition is listed three times before the other arm. */
bool hd_fe_is_gnu_conditional(struct hd_fe *fe, uint32_t n)
{
    if (hd_fe_node(fe, n)->kind != CXCursor_UnexposedExpr || hd_fe_nkids(fe, n) != 4)
        return false;
    CXCursor a = hd_fe_node(fe, hd_fe_kid(fe, n, 0))->c;
    CXCursor b = hd_fe_node(fe, hd_fe_kid(fe, n, 1))->c;
    CXCursor c = hd_fe_node(fe, hd_fe_kid(fe, n, 2))->c;
    CXSourceLocation l = clang_getCursorLocation(a);
    return clang_equalLocations(l, clang_getCursorLocation(b)) &&
           clang_equalLocations(l, clang_getCursorLocation(c));
}

/* The type written before arm k of a _Generic, "default", or "" when the text is not at hand. */
static void arm_type(struct hd_fe *fe, uint32_t k, char *out, size_t size)
{
    size_t end, start;
    const char *text = hd_fe_text_before(fe, hd_fe_node(fe, k)->c, &end);
    out[0] = '\0';
    while (end && strchr(" \t\n\\(", text[end - 1]))
        end--;
    if (!end || text[--end] != ':')
        return;
    for (start = end; start && !strchr(",(", text[start - 1]); start--)
        ;
    size_t n = 0;
    for (; start < end && n + 1 < size; start++) {
        bool space = strchr(" \t\n\\", text[start]) != NULL;
        if (!space)
            out[n++] = text[start];
        else if (n && out[n - 1] != ' ')
            out[n++] = ' ';
    }
    while (n && out[n - 1] == ' ')
        n--;
    out[n] = '\0';
}

static bool is_type_text(CXType t, const char *text)
{
    CXString s = clang_getTypeSpelling(clang_getUnqualifiedType(t));
    CXString c = clang_getTypeSpelling(clang_getUnqualifiedType(clang_getCanonicalType(t)));
    bool same = !strcmp(clang_getCString(s), text) || !strcmp(clang_getCString(c), text);
    clang_disposeString(s);
    clang_disposeString(c);
    return same;
}

/* The arm that _Generic chooses is not marked. Only those with the type of the whole can be it; of
 * several, the one before which the type of the controlling expression is written, or default. */
uint32_t hd_fe_generic_arm(struct hd_fe *fe, uint32_t n)
{
    CXType want = clang_getCanonicalType(hd_fe_type_of(fe, n));
    uint32_t found = HD_FE_NONE, fallback = HD_FE_NONE, candidates = 0;
    uint32_t control = hd_fe_kid(fe, n, 0);
    char text[128];
    HD_FE_KIDS(fe, k, n)
    {
        if (k == control || !clang_equalTypes(clang_getCanonicalType(hd_fe_type_of(fe, k)), want))
            continue;
        candidates++;
        found = k;
        arm_type(fe, k, text, sizeof text);
        if (*text && is_type_text(hd_fe_type_of(fe, control), text))
            return k;
        if (!strcmp(text, "default"))
            fallback = k;
    }
    return candidates == 1 ? found : fallback;
}

hd_val hd_fe_stmt_expr(struct hd_fe *fe, uint32_t n, uint32_t dst, bool used)
{
    uint32_t body = hd_fe_kid(fe, n, 0);
    hd_val v = HD_FE_UNKNOWN;
    if (body == HD_FE_NONE)
        return v;
    uint32_t mark = (uint32_t)fe->live.len, scope = fe->scope;
    uint32_t last = hd_fe_last(fe, body);
    fe->scope = body;
    HD_FE_KIDS(fe, k, body)
    {
        uint16_t kind = hd_fe_node(fe, k)->kind;
        if (k != last || !used || !clang_isExpression(kind)) {
            hd_fe_stmt(fe, k);
        } else if (dst) {
            hd_fe_value_to(fe, k, dst, 0, hd_fe_node_loc(fe, k));
            v = HD_FE_PATH(dst);
        } else {
            uint32_t type = hd_fe_type(fe, hd_fe_type_of(fe, k));
            v = hd_fe_outlive(fe, hd_fe_value(fe, k), mark, type, hd_fe_node_loc(fe, k));
        }
    }
    hd_fe_scope_pop(fe, mark, fe->live.len > mark ? hd_fe_end_loc(fe, hd_fe_node(fe, body)->c) : 0);
    fe->scope = scope;
    return v;
}

/* Outputs are lvalues as they stand; inputs are wrapped in a conversion. */
void hd_fe_asm(struct hd_fe *fe, uint32_t n)
{
    uint32_t loc = hd_fe_node_loc(fe, n);
    HD_FE_KIDS(fe, k, n)
    {
        uint16_t kind = hd_fe_node(fe, k)->kind;
        if (!clang_isExpression(kind) || kind == CXCursor_StringLiteral)
            continue;
        uint32_t e = hd_fe_strip(fe, k);
        kind = hd_fe_node(fe, k)->kind == CXCursor_ParenExpr ? hd_fe_node(fe, e)->kind : kind;
        if (kind == CXCursor_DeclRefExpr || kind == CXCursor_MemberRefExpr ||
            kind == CXCursor_ArraySubscriptExpr || kind == CXCursor_UnaryOperator) {
            if (hd_fe_node(fe, e)->flags & HD_FE_N_CONSTANT)
                continue;
            if (kind == CXCursor_UnaryOperator &&
                clang_getCursorUnaryOperatorKind(hd_fe_node(fe, e)->c) != CXUnaryOperator_Deref) {
                hd_fe_effect(fe, k);
                continue;
            }
            hd_fe_assign(fe, hd_fe_place(fe, e), HD_FE_UNKNOWN, 0, loc);
        } else {
            hd_fe_effect(fe, k);
        }
    }
}

/* Atomic builtins have a node of their own, without a name and with the order before the values:
 * pointer, order, value [, order on failure, new value [, weak]]. The name is read from the text,
 * the arguments are put into the order of the source. */
static hd_val atomic(struct hd_fe *fe, uint32_t n, bool used)
{
    static const uint8_t order[7][6] = {
        [1] = {0},          [2] = {0, 1},          [3] = {0, 2, 1},
        [4] = {0, 2, 3, 1}, [5] = {0, 2, 4, 1, 3}, [6] = {0, 2, 4, 5, 1, 3},
    };
    char name[64];
    uint32_t nkids = hd_fe_nkids(fe, n);
    hd_fe_identifier(fe, clang_getCursorLocation(hd_fe_node(fe, n)->c), name, sizeof name);
    if (nkids > 6 || !strstr(name, "atomic"))
        return 0;
    hd_val raw[6], args[6];
    for (uint32_t i = 0; i < nkids; i++)
        raw[i] = hd_fe_value(fe, hd_fe_kid(fe, n, i));
    for (uint32_t i = 0; i < nkids; i++)
        args[i] = raw[order[nkids][i]];
    CXType t = hd_fe_type_of(fe, n);
    bool is_void = clang_getCanonicalType(t).kind == CXType_Void;
    uint32_t dst = used && !is_void ? hd_fe_temp(fe, hd_fe_type(fe, t)) : 0;
    uint32_t flags = dst || is_void ? 0 : HD_INSN_F_UNUSED;
    hd_fe_emit(fe,
               (struct hd_ir_insn){.op = HD_INSN_CALL,
                                   .flags = flags,
                                   .loc = hd_fe_node_loc(fe, n),
                                   .dst = dst,
                                   .a = HD_VAL(HD_V_FUNC, hd_fe_pseudo(fe, name))},
               args, nkids);
    return dst ? HD_FE_PATH(dst) : HD_FE_UNKNOWN;
}

/* __builtin_choose_expr(constant, a, b) */
static uint32_t chosen(struct hd_fe *fe, uint32_t n)
{
    int64_t k;
    uint32_t cond = hd_fe_kid(fe, n, 0);
    char name[64];
    if (hd_fe_nkids(fe, n) != 3 || !hd_fe_constant(fe, cond, &k))
        return HD_FE_NONE;
    hd_fe_identifier(fe, clang_getCursorLocation(hd_fe_node(fe, n)->c), name, sizeof name);
    if (strcmp(name, "__builtin_choose_expr") != 0)
        return HD_FE_NONE;
    return hd_fe_kid(fe, n, k ? 1 : 2);
}

static hd_val unexposed(struct hd_fe *fe, uint32_t n, bool used)
{
    uint32_t arm = chosen(fe, n);
    if (arm != HD_FE_NONE) {
        if (used)
            return hd_fe_value(fe, arm);
        hd_fe_effect(fe, arm);
        return HD_FE_UNKNOWN;
    }
    if (hd_fe_is_gnu_conditional(fe, n))
        return hd_fe_gnu_conditional(fe, n);
    uint32_t first = hd_fe_kid(fe, n, 0);
    if (first != HD_FE_NONE && hd_fe_is_pointer(hd_fe_type_of(fe, first))) {
        hd_val v = atomic(fe, n, used);
        if (v)
            return v;
    }
    HD_FE_KIDS(fe, k, n)
    if (hd_fe_node(fe, k)->kind != CXCursor_MemberRef)
        hd_fe_effect(fe, k);
    return HD_FE_UNKNOWN;
}

hd_val hd_fe_special(struct hd_fe *fe, uint32_t n, bool used)
{
    switch (hd_fe_node(fe, n)->kind) {
    case CXCursor_UnexposedExpr:
        return unexposed(fe, n, used);
    case CXCursor_UnaryExpr: /* sizeof of something without a constant size */
    case CXCursor_AddrLabelExpr:
    case CXCursor_FloatingLiteral:
        return HD_FE_UNKNOWN;
    case CXCursor_CXXNewExpr:
        return hd_fe_new(fe, n);
    case CXCursor_CXXDeleteExpr:
        hd_fe_delete(fe, n);
        return HD_FE_UNKNOWN;
    case CXCursor_CXXThrowExpr:
        hd_fe_throw(fe, n);
        return HD_FE_UNKNOWN;
    case CXCursor_BlockExpr:
    case CXCursor_LambdaExpr:
        return hd_fe_closure(fe, n);
    default:
        HD_FE_KIDS(fe, k, n)
        if (clang_isExpression(hd_fe_node(fe, k)->kind))
            hd_fe_effect(fe, k);
        return HD_FE_UNKNOWN;
    }
}
