/* Conditions. `&&`, `||`, `!` and `?:` become edges; what is left is one comparison per branch,
 * with a constant on its right side if there is one; constants leave no branch.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/frontend/internal.h"

static enum CXBinaryOperatorKind binary_kind(struct hd_fe *fe, uint32_t n)
{
    if (hd_fe_node(fe, n)->kind != CXCursor_BinaryOperator)
        return CXBinaryOperator_Invalid;
    return clang_getCursorBinaryOperatorKind(hd_fe_node(fe, n)->c);
}

static bool is_not(struct hd_fe *fe, uint32_t n)
{
    return hd_fe_node(fe, n)->kind == CXCursor_UnaryOperator &&
           clang_getCursorUnaryOperatorKind(hd_fe_node(fe, n)->c) == CXUnaryOperator_LNot;
}

bool hd_fe_is_logical(struct hd_fe *fe, uint32_t n)
{
    enum CXBinaryOperatorKind k = binary_kind(fe, n);
    return (k >= CXBinaryOperator_LT && k <= CXBinaryOperator_NE) || k == CXBinaryOperator_LAnd ||
           k == CXBinaryOperator_LOr || is_not(fe, n);
}

/* The condition inside __builtin_expect and its kin, HD_FE_NONE when n is no such call. */
static uint32_t expected(struct hd_fe *fe, uint32_t n)
{
    if (hd_fe_node(fe, n)->kind != CXCursor_CallExpr)
        return HD_FE_NONE;
    CXCursor callee = hd_fe_ref(fe, n);
    if (callee.kind != CXCursor_FunctionDecl)
        return HD_FE_NONE;
    CXString s = clang_getCursorSpelling(callee);
    const char *name = clang_getCString(s);
    bool hit = name && strncmp(name, "__builtin_expect", 16) == 0;
    clang_disposeString(s);
    return hit ? hd_fe_kid(fe, n, 1) : HD_FE_NONE;
}

/* The operand whose truth decides. Casts written are passed: they keep zero and non-zero apart
 * but for truncation. */
static uint32_t peel(struct hd_fe *fe, uint32_t n)
{
    for (;;) {
        n = hd_fe_strip(fe, n);
        uint32_t inner = expected(fe, n);
        if (inner == HD_FE_NONE)
            return n;
        n = inner;
    }
}

static enum hd_op mirrored(enum hd_op op)
{
    static const uint8_t to[] = {
        [HD_OP_EQ] = HD_OP_EQ, [HD_OP_NE] = HD_OP_NE, [HD_OP_LT] = HD_OP_GT,
        [HD_OP_LE] = HD_OP_GE, [HD_OP_GT] = HD_OP_LT, [HD_OP_GE] = HD_OP_LE};
    return to[op];
}

static bool compare_ints(enum hd_op op, int64_t x, int64_t y)
{
    switch (op) {
    case HD_OP_EQ:
        return x == y;
    case HD_OP_NE:
        return x != y;
    case HD_OP_LT:
        return x < y;
    case HD_OP_LE:
        return x <= y;
    case HD_OP_GT:
        return x > y;
    default:
        return x >= y;
    }
}

static void emit_branch(struct hd_fe *fe, enum hd_op op, hd_val x, hd_val y, uint32_t yes,
                        uint32_t no, uint32_t loc)
{
    if (HD_VAL_TAG(x) == HD_V_INT && HD_VAL_TAG(y) == HD_V_INT) {
        bool t =
            compare_ints(op, fe->ir.ints.data[HD_VAL_INDEX(x)], fe->ir.ints.data[HD_VAL_INDEX(y)]);
        hd_fe_goto(fe, t ? yes : no);
        return;
    }
    if (HD_VAL_TAG(x) == HD_V_INT) {
        hd_val swap = x;
        x = y;
        y = swap;
        op = mirrored(op);
    }
    bool zero = y == hd_fe_int(fe, 0);
    if ((HD_VAL_TAG(x) == HD_V_ADDR || HD_VAL_TAG(x) == HD_V_STR) && zero &&
        (op == HD_OP_EQ || op == HD_OP_NE)) {
        hd_fe_goto(fe, op == HD_OP_NE ? yes : no); /* no object is at address 0 */
        return;
    }
    if (HD_VAL_TAG(x) == HD_V_UNKNOWN || HD_VAL_TAG(y) == HD_V_UNKNOWN) {
        hd_fe_use(fe, x, loc);
        hd_fe_use(fe, y, loc);
        hd_irb_branch(&fe->ir, fe->cur, HD_OP_NONE, HD_FE_UNKNOWN, 0, yes, no, loc);
        return;
    }
    hd_irb_branch(&fe->ir, fe->cur, op, x, y, yes, no, loc);
}

static bool is_float(struct hd_fe *fe, uint32_t n)
{
    CXType t = hd_fe_type_of(fe, n);
    return !hd_fe_is_number(t) && !hd_fe_is_pointer(t) && !hd_fe_is_array(t) &&
           !hd_fe_is_function(t);
}

/* `(a == b) != 0`, `!x == 1`: a condition compared with 0 or 1 is the condition or its opposite. */
static bool compare_condition(struct hd_fe *fe, uint32_t a, uint32_t b, enum hd_op op, uint32_t yes,
                              uint32_t no)
{
    int64_t k;
    if (op != HD_OP_EQ && op != HD_OP_NE)
        return false;
    if (hd_fe_constant(fe, a, &k)) {
        uint32_t swap = a;
        a = b;
        b = swap;
    }
    if (!hd_fe_constant(fe, b, &k) || (k != 0 && k != 1))
        return false;
    uint32_t inner = peel(fe, a);
    if (!hd_fe_is_logical(fe, inner) && !(k == 0 && hd_fe_strip(fe, a) != inner))
        return false;
    bool same = (k == 1) == (op == HD_OP_EQ);
    hd_fe_branch(fe, inner, same ? yes : no, same ? no : yes);
    return true;
}

static void comparison(struct hd_fe *fe, uint32_t n, uint32_t yes, uint32_t no)
{
    bool compound;
    enum hd_op op = hd_fe_operator(binary_kind(fe, n), &compound);
    uint32_t a = hd_fe_kid(fe, n, 0), b = hd_fe_kid(fe, n, 1);
    if (compare_condition(fe, a, b, op, yes, no))
        return;
    uint32_t loc = hd_fe_node_loc(fe, n);
    hd_val x = hd_fe_value(fe, a);
    hd_val y = hd_fe_value(fe, b);
    if (is_float(fe, a) || is_float(fe, b)) {
        hd_fe_use(fe, x, loc);
        hd_fe_use(fe, y, loc);
        x = y = HD_FE_UNKNOWN;
    }
    emit_branch(fe, op, x, y, yes, no, loc);
}

static void logical(struct hd_fe *fe, uint32_t n, bool conjunction, uint32_t yes, uint32_t no)
{
    uint32_t second = hd_irb_block(&fe->ir);
    hd_fe_branch(fe, hd_fe_kid(fe, n, 0), conjunction ? second : yes, conjunction ? no : second);
    hd_fe_start(fe, second);
    hd_fe_branch(fe, hd_fe_kid(fe, n, 1), yes, no);
}

static void conditional(struct hd_fe *fe, uint32_t n, uint32_t yes, uint32_t no)
{
    uint32_t a = hd_irb_block(&fe->ir), b = hd_irb_block(&fe->ir);
    hd_fe_branch(fe, hd_fe_kid(fe, n, 0), a, b);
    hd_fe_start(fe, a);
    hd_fe_branch(fe, hd_fe_kid(fe, n, 1), yes, no);
    hd_fe_start(fe, b);
    hd_fe_branch(fe, hd_fe_kid(fe, n, 2), yes, no);
}

void hd_fe_branch(struct hd_fe *fe, uint32_t n, uint32_t yes, uint32_t no)
{
    int64_t k;
    n = peel(fe, n);
    if (hd_fe_constant(fe, n, &k)) {
        hd_fe_goto(fe, k ? yes : no);
        return;
    }
    enum CXBinaryOperatorKind kind = binary_kind(fe, n);
    if (is_not(fe, n)) {
        hd_fe_branch(fe, hd_fe_kid(fe, n, 0), no, yes);
    } else if (kind == CXBinaryOperator_LAnd || kind == CXBinaryOperator_LOr) {
        logical(fe, n, kind == CXBinaryOperator_LAnd, yes, no);
    } else if (kind == CXBinaryOperator_Comma) {
        hd_fe_effect(fe, hd_fe_kid(fe, n, 0));
        hd_fe_branch(fe, hd_fe_kid(fe, n, 1), yes, no);
    } else if (hd_fe_is_logical(fe, n)) {
        comparison(fe, n, yes, no);
    } else if (hd_fe_node(fe, n)->kind == CXCursor_ConditionalOperator) {
        conditional(fe, n, yes, no);
    } else {
        uint32_t loc = hd_fe_node_loc(fe, n);
        hd_val v = hd_fe_value(fe, n);
        if (is_float(fe, n)) {
            hd_fe_use(fe, v, loc);
            v = HD_FE_UNKNOWN;
        }
        emit_branch(fe, HD_OP_NE, v, hd_fe_int(fe, 0), yes, no, loc);
    }
}
