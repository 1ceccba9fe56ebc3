/* Operators: arithmetic, pointers, assignments, increments.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/frontend/internal.h"

enum hd_op hd_fe_operator(enum CXBinaryOperatorKind k, bool *compound)
{
    static const struct {
        uint8_t op, compound;
    } table[] = {
        [CXBinaryOperator_Mul] = {HD_OP_MUL, 0},
        [CXBinaryOperator_Div] = {HD_OP_DIV, 0},
        [CXBinaryOperator_Rem] = {HD_OP_REM, 0},
        [CXBinaryOperator_Add] = {HD_OP_ADD, 0},
        [CXBinaryOperator_Sub] = {HD_OP_SUB, 0},
        [CXBinaryOperator_Shl] = {HD_OP_SHL, 0},
        [CXBinaryOperator_Shr] = {HD_OP_SHR, 0},
        [CXBinaryOperator_LT] = {HD_OP_LT, 0},
        [CXBinaryOperator_GT] = {HD_OP_GT, 0},
        [CXBinaryOperator_LE] = {HD_OP_LE, 0},
        [CXBinaryOperator_GE] = {HD_OP_GE, 0},
        [CXBinaryOperator_EQ] = {HD_OP_EQ, 0},
        [CXBinaryOperator_NE] = {HD_OP_NE, 0},
        [CXBinaryOperator_And] = {HD_OP_AND, 0},
        [CXBinaryOperator_Xor] = {HD_OP_XOR, 0},
        [CXBinaryOperator_Or] = {HD_OP_OR, 0},
        [CXBinaryOperator_MulAssign] = {HD_OP_MUL, 1},
        [CXBinaryOperator_DivAssign] = {HD_OP_DIV, 1},
        [CXBinaryOperator_RemAssign] = {HD_OP_REM, 1},
        [CXBinaryOperator_AddAssign] = {HD_OP_ADD, 1},
        [CXBinaryOperator_SubAssign] = {HD_OP_SUB, 1},
        [CXBinaryOperator_ShlAssign] = {HD_OP_SHL, 1},
        [CXBinaryOperator_ShrAssign] = {HD_OP_SHR, 1},
        [CXBinaryOperator_AndAssign] = {HD_OP_AND, 1},
        [CXBinaryOperator_XorAssign] = {HD_OP_XOR, 1},
        [CXBinaryOperator_OrAssign] = {HD_OP_OR, 1},
    };
    *compound = false;
    if ((size_t)k >= sizeof table / sizeof *table)
        return HD_OP_NONE;
    *compound = table[k].compound;
    return table[k].op;
}

static uint32_t pointee(struct hd_fe *fe, CXType t)
{
    CXType c = clang_getCanonicalType(t);
    if (hd_fe_is_array(c))
        return hd_fe_type(fe, clang_getArrayElementType(c));
    CXType p = clang_getPointeeType(t);
    return hd_fe_type(fe, p.kind == CXType_Invalid ? clang_getPointeeType(c) : p);
}

/* p + i names an element, if p still points to what its type says: `(char *)p + offset` does not,
 * its path has the type of what p pointed to before the cast. */
static hd_val step(struct hd_fe *fe, hd_val p, hd_val i, CXType tp, bool minus, uint32_t loc)
{
    uint32_t elem = pointee(fe, tp);
    uint32_t have = 0;
    if (HD_VAL_TAG(p) == HD_V_ADDR)
        have = fe->ir.paths.data[HD_VAL_INDEX(p)].type;
    else if (HD_VAL_TAG(p) == HD_V_PATH)
        have = fe->ir.types.data[fe->ir.paths.data[HD_VAL_INDEX(p)].type].target;
    bool same = have && fe->ir.types.data[have].canonical == fe->ir.types.data[elem].canonical;
    if (same) {
        if (minus && HD_VAL_TAG(i) == HD_V_INT)
            i = hd_fe_int(fe, (int64_t)(0 - (uint64_t)fe->ir.ints.data[HD_VAL_INDEX(i)]));
        else if (minus && HD_VAL_TAG(i) != HD_V_UNKNOWN)
            i = hd_irb_expr(&fe->ir, HD_OP_NEG, i, 0);
        uint32_t first = hd_fe_deref(fe, p, elem, loc);
        return hd_fe_addr(fe, hd_irb_index(&fe->ir, first, i, elem));
    }
    if (HD_VAL_TAG(p) == HD_V_UNKNOWN || HD_VAL_TAG(i) == HD_V_UNKNOWN)
        return HD_FE_UNKNOWN;
    return hd_irb_expr(&fe->ir, minus ? HD_OP_SUB : HD_OP_ADD, p, i);
}

/* Values that an expression can be made of. */
static bool is_pure(hd_val v)
{
    return HD_VAL_TAG(v) == HD_V_INT || HD_VAL_TAG(v) == HD_V_PATH || HD_VAL_TAG(v) == HD_V_EXPR ||
           HD_VAL_TAG(v) == HD_V_ADDR;
}

hd_val hd_fe_arith(struct hd_fe *fe, enum hd_op op, hd_val x, hd_val y, CXType tx, CXType ty,
                   uint32_t loc)
{
    bool px = hd_fe_is_pointer(tx) || hd_fe_is_array(tx);
    bool py = hd_fe_is_pointer(ty) || hd_fe_is_array(ty);
    if (px && !py && (op == HD_OP_ADD || op == HD_OP_SUB))
        return step(fe, x, y, tx, op == HD_OP_SUB, loc);
    if (py && !px && op == HD_OP_ADD)
        return step(fe, y, x, ty, false, loc);
    bool numbers = (hd_fe_is_number(tx) || px) && (hd_fe_is_number(ty) || py);
    if (numbers && op != HD_OP_NONE && is_pure(x) && is_pure(y))
        return hd_irb_expr(&fe->ir, op, x, y);
    hd_fe_use(fe, x, loc);
    hd_fe_use(fe, y, loc);
    return HD_FE_UNKNOWN;
}

/* x++, --x. The old value survives in a result when somebody wants it. */
static hd_val increment(struct hd_fe *fe, uint32_t n, enum CXUnaryOperatorKind k, bool used)
{
    uint32_t loc = hd_fe_node_loc(fe, n);
    uint32_t place = hd_fe_place(fe, hd_fe_kid(fe, n, 0));
    bool post = k == CXUnaryOperator_PostInc || k == CXUnaryOperator_PostDec;
    bool minus = k == CXUnaryOperator_PreDec || k == CXUnaryOperator_PostDec;
    uint32_t old = 0;
    if (post && used) {
        old = hd_fe_temp(fe, fe->ir.paths.data[place].type);
        hd_fe_assign(fe, old, HD_FE_PATH(place), 0, loc);
    }
    hd_fe_emit(fe,
               (struct hd_ir_insn){.op = HD_INSN_ASSIGN,
                                   .loc = loc,
                                   .dst = place,
                                   .how = minus ? HD_OP_SUB : HD_OP_ADD,
                                   .a = hd_fe_int(fe, 1)},
               NULL, 0);
    return HD_FE_PATH(old ? old : place);
}

hd_val hd_fe_unary(struct hd_fe *fe, uint32_t n, bool used)
{
    enum CXUnaryOperatorKind k = clang_getCursorUnaryOperatorKind(hd_fe_node(fe, n)->c);
    uint32_t kid = hd_fe_kid(fe, n, 0);
    uint32_t loc;
    hd_val v;
    if (kid == HD_FE_NONE)
        return HD_FE_UNKNOWN;
    switch (k) {
    case CXUnaryOperator_PostInc:
    case CXUnaryOperator_PostDec:
    case CXUnaryOperator_PreInc:
    case CXUnaryOperator_PreDec:
        return increment(fe, n, k, used);
    case CXUnaryOperator_AddrOf:
        if (hd_fe_is_function(hd_fe_type_of(fe, kid)))
            return hd_fe_value(fe, kid);
        return hd_fe_addr(fe, hd_fe_place(fe, kid));
    case CXUnaryOperator_Deref:
        if (hd_fe_is_function(hd_fe_type_of(fe, n)))
            return hd_fe_value(fe, kid); /* (*fp)() calls what fp points to */
        return hd_fe_read(fe, hd_fe_place(fe, n));
    case CXUnaryOperator_Plus:
        return hd_fe_value(fe, kid);
    case CXUnaryOperator_Minus:
    case CXUnaryOperator_Not:
        v = hd_fe_value(fe, kid);
        if (is_pure(v) && hd_fe_is_number(hd_fe_type_of(fe, kid)))
            return hd_irb_expr(&fe->ir, k == CXUnaryOperator_Not ? HD_OP_NOT : HD_OP_NEG, v, 0);
        loc = hd_fe_node_loc(fe, n);
        hd_fe_use(fe, v, loc);
        return HD_FE_UNKNOWN;
    default:
        hd_fe_effect(fe, kid);
        return HD_FE_UNKNOWN;
    }
}

/* The right side is evaluated first, as clang does; but when the left one has no effects, a call's
 * result goes straight to it. */
static hd_val assignment(struct hd_fe *fe, uint32_t lhs, uint32_t rhs, uint32_t loc)
{
    if (!(hd_fe_node(fe, lhs)->flags & HD_FE_N_EFFECT)) {
        uint32_t dst = hd_fe_place(fe, lhs);
        hd_fe_value_to(fe, rhs, dst, 0, loc);
        return HD_FE_PATH(dst);
    }
    hd_val v = hd_fe_value(fe, rhs);
    uint32_t dst = hd_fe_place(fe, lhs);
    hd_fe_assign(fe, dst, v, 0, loc);
    return HD_FE_PATH(dst);
}

static hd_val compound_assignment(struct hd_fe *fe, uint32_t lhs, uint32_t rhs, enum hd_op op,
                                  uint32_t loc)
{
    hd_val v = hd_fe_value(fe, rhs);
    uint32_t dst = hd_fe_place(fe, lhs);
    hd_fe_emit(fe,
               (struct hd_ir_insn){.op = HD_INSN_ASSIGN, .loc = loc, .dst = dst, .how = op, .a = v},
               NULL, 0);
    return HD_FE_PATH(dst);
}

hd_val hd_fe_binary(struct hd_fe *fe, uint32_t n, bool used)
{
    enum CXBinaryOperatorKind k = clang_getCursorBinaryOperatorKind(hd_fe_node(fe, n)->c);
    uint32_t a = hd_fe_kid(fe, n, 0), b = hd_fe_kid(fe, n, 1);
    if (b == HD_FE_NONE)
        return HD_FE_UNKNOWN;
    if (k == CXBinaryOperator_Comma) {
        hd_fe_effect(fe, a);
        if (used)
            return hd_fe_value(fe, b);
        hd_fe_effect(fe, b);
        return HD_FE_UNKNOWN;
    }
    uint32_t loc = hd_fe_node_loc(fe, n);
    if (k == CXBinaryOperator_Assign)
        return assignment(fe, a, b, loc);
    bool compound;
    enum hd_op op = hd_fe_operator(k, &compound);
    if (compound)
        return compound_assignment(fe, a, b, op, loc);
    hd_val x = hd_fe_value(fe, a);
    hd_val y = hd_fe_value(fe, b);
    return hd_fe_arith(fe, op, x, y, hd_fe_type_of(fe, a), hd_fe_type_of(fe, b), loc);
}
