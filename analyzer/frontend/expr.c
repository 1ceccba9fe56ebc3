/* Expressions: their value, the object they name, their effects.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/frontend/internal.h"

/* The text between the quotes of a literal that is written in one piece and says what it means;
 * NULL for others. */
static const char *plain_string(struct hd_fe *fe, uint32_t n, size_t *len)
{
    struct hd_fe_point p;
    if (!hd_fe_point(fe, clang_getCursorLocation(hd_fe_node(fe, n)->c), &p))
        return NULL;
    struct hd_fe_file *f = &fe->files.data[p.file];
    if (!f->main) /* the texts of others are not at hand */
        return NULL;
    hd_fe_load_text(fe, f);
    const char *text = f->text + p.offset, *end = f->text + f->len, *q = text + 1;
    if (*text != '"')
        return NULL;
    while (q < end && *q >= ' ' && *q <= '~' && *q != '"' && *q != '\\' && *q != '?')
        q++;
    if (q >= end || *q != '"')
        return NULL;
    *len = (size_t)(q - text - 1);
    for (q++; q < end && (*q == ' ' || *q == '\n'); q++)
        ;
    return q < end && *q && strchr(",;)]}", *q) ? text + 1 : NULL;
}

/* Text of a string literal without its quotes and prefix; escapes stay as written, but for the
 * quotes nobody compares them. */
static hd_val string_value(struct hd_fe *fe, uint32_t n)
{
    size_t plain;
    const char *written = plain_string(fe, n, &plain);
    if (written)
        return HD_VAL(HD_V_STR, hd_irb_strn(&fe->ir, written, plain));
    CXString s = clang_getCursorSpelling(hd_fe_node(fe, n)->c);
    const char *text = clang_getCString(s);
    const char *open = text ? strchr(text, '"') : NULL;
    size_t len = open ? strlen(open) : 0;
    hd_val v = HD_FE_UNKNOWN;
    if (len >= 2)
        v = HD_VAL(HD_V_STR, hd_irb_strn(&fe->ir, open + 1, len - 2));
    clang_disposeString(s);
    return v;
}

static bool is_function_cursor(enum CXCursorKind k)
{
    return k == CXCursor_FunctionDecl || k == CXCursor_CXXMethod || k == CXCursor_Constructor ||
           k == CXCursor_Destructor || k == CXCursor_ConversionFunction ||
           k == CXCursor_FunctionTemplate;
}

static hd_val function_value(struct hd_fe *fe, CXCursor c)
{
    hd_fe_want(fe, c);
    return HD_VAL(HD_V_FUNC, hd_fe_decl(fe, c));
}

/* The object of a variable; a reference names what it refers to. */
static uint32_t var_place(struct hd_fe *fe, CXCursor c)
{
    uint32_t path = hd_fe_var_path(fe, hd_fe_decl(fe, c));
    const struct hd_ir_type *t = &fe->ir.types.data[fe->ir.paths.data[path].type];
    if (t->flags & HD_TYPE_REFERENCE)
        return hd_irb_path(&fe->ir, path, HD_PATH_DEREF, 0, t->target);
    return path;
}

static hd_val decl_ref_value(struct hd_fe *fe, uint32_t n)
{
    CXCursor c = hd_fe_ref(fe, n);
    if (c.kind == CXCursor_EnumConstantDecl)
        return hd_fe_int(fe, clang_getEnumConstantDeclValue(c));
    if (is_function_cursor(c.kind))
        return function_value(fe, c);
    if (c.kind == CXCursor_VarDecl || c.kind == CXCursor_ParmDecl)
        return hd_fe_read(fe, var_place(fe, c));
    return HD_FE_UNKNOWN;
}

/* Places ---------------------------------------------------------------------------------------*/

static uint32_t type_id(struct hd_fe *fe, uint32_t n)
{
    return hd_fe_type(fe, hd_fe_type_of(fe, n));
}

/* `this` is parameter 0 of a method; inside a lambda it is the one of the method around. */
static uint32_t this_object(struct hd_fe *fe)
{
    if (fe->this_decl == HD_FE_NONE)
        return hd_irb_unknown(&fe->ir, 0);
    uint32_t path = hd_fe_var_path(fe, fe->this_decl);
    uint32_t type = fe->ir.types.data[fe->ir.paths.data[path].type].target;
    return hd_irb_path(&fe->ir, path, HD_PATH_DEREF, 0, type);
}

static uint32_t pointee_id(struct hd_fe *fe, CXType pointer)
{
    CXType t = clang_getPointeeType(pointer);
    if (t.kind == CXType_Invalid)
        t = clang_getPointeeType(clang_getCanonicalType(pointer));
    return hd_fe_type(fe, t);
}

static uint32_t member_place(struct hd_fe *fe, uint32_t n)
{
    CXCursor field = hd_fe_ref(fe, n);
    uint32_t base_node = hd_fe_kid(fe, n, 0);
    if (field.kind == CXCursor_VarDecl) { /* static member */
        if (base_node != HD_FE_NONE)
            hd_fe_effect(fe, base_node);
        return var_place(fe, field);
    }
    uint32_t base;
    if (base_node == HD_FE_NONE) {
        base = this_object(fe);
    } else {
        CXType t = hd_fe_type_of(fe, base_node);
        if (hd_fe_is_pointer(t))
            base = hd_fe_deref(fe, hd_fe_value(fe, base_node), pointee_id(fe, t),
                               hd_fe_node_loc(fe, n));
        else
            base = hd_fe_place(fe, base_node);
    }
    if (field.kind != CXCursor_FieldDecl)
        return hd_irb_unknown(&fe->ir, type_id(fe, n));
    uint32_t path = hd_fe_field_path(fe, base, hd_fe_field(fe, field));
    const struct hd_ir_type *t = &fe->ir.types.data[fe->ir.paths.data[path].type];
    if (t->flags & HD_TYPE_REFERENCE)
        return hd_irb_path(&fe->ir, path, HD_PATH_DEREF, 0, t->target);
    return path;
}

static uint32_t subscript_place(struct hd_fe *fe, uint32_t n)
{
    uint32_t a = hd_fe_kid(fe, n, 0), b = hd_fe_kid(fe, n, 1);
    if (b == HD_FE_NONE)
        return hd_irb_unknown(&fe->ir, type_id(fe, n));
    if (hd_fe_is_number(hd_fe_type_of(fe, a))) { /* 2[array] */
        uint32_t swap = a;
        a = b;
        b = swap;
    }
    /* value() of an array is the address of its element 0, so both cases are one. */
    hd_val base = hd_fe_value(fe, a);
    hd_val index = hd_fe_value(fe, b);
    uint32_t type = type_id(fe, n);
    uint32_t first = hd_fe_deref(fe, base, type, hd_fe_node_loc(fe, n));
    return hd_irb_index(&fe->ir, first, index, type);
}

/* An expression that is no lvalue: its value gets a place. */
static uint32_t value_place(struct hd_fe *fe, uint32_t n)
{
    hd_val v = hd_fe_value(fe, n);
    if (HD_VAL_TAG(v) == HD_V_PATH)
        return HD_VAL_INDEX(v);
    if (HD_VAL_TAG(v) == HD_V_UNKNOWN)
        return hd_irb_unknown(&fe->ir, type_id(fe, n));
    uint32_t t = hd_fe_temp(fe, type_id(fe, n));
    hd_fe_assign(fe, t, v, 0, hd_fe_node_loc(fe, n));
    return t;
}

uint32_t hd_fe_place(struct hd_fe *fe, uint32_t n)
{
    n = hd_fe_strip(fe, n);
    CXCursor c = hd_fe_node(fe, n)->c;
    switch (hd_fe_node(fe, n)->kind) {
    case CXCursor_DeclRefExpr: {
        CXCursor d = hd_fe_ref(fe, n);
        hd_fe_node(fe, n)->flags |= HD_FE_N_LOWERED;
        if (d.kind == CXCursor_VarDecl || d.kind == CXCursor_ParmDecl)
            return var_place(fe, d);
        return value_place(fe, n);
    }
    case CXCursor_MemberRefExpr:
        return member_place(fe, n);
    case CXCursor_ArraySubscriptExpr:
        return subscript_place(fe, n);
    case CXCursor_UnaryOperator:
        if (clang_getCursorUnaryOperatorKind(c) == CXUnaryOperator_Deref) {
            uint32_t kid = hd_fe_kid(fe, n, 0);
            return hd_fe_deref(fe, hd_fe_value(fe, kid), type_id(fe, n), hd_fe_node_loc(fe, n));
        }
        return value_place(fe, n);
    case CXCursor_StringLiteral:
        return hd_irb_unknown(&fe->ir, type_id(fe, n));
    case CXCursor_GenericSelectionExpr: {
        uint32_t arm = hd_fe_generic_arm(fe, n);
        return arm == HD_FE_NONE ? hd_irb_unknown(&fe->ir, type_id(fe, n)) : hd_fe_place(fe, arm);
    }
    case CXCursor_BinaryOperator:
        if (clang_getCursorBinaryOperatorKind(c) == CXBinaryOperator_Comma) {
            hd_fe_effect(fe, hd_fe_kid(fe, n, 0));
            return hd_fe_place(fe, hd_fe_kid(fe, n, 1));
        }
        return value_place(fe, n);
    default:
        return value_place(fe, n);
    }
}

/* Values ---------------------------------------------------------------------------------------*/

/* a ? b : c, also as GNU's a ?: c. The arms store into one place. */
static hd_val conditional(struct hd_fe *fe, uint32_t n, uint32_t dst, uint32_t flags)
{
    uint32_t cond = hd_fe_kid(fe, n, 0), a = hd_fe_kid(fe, n, 1), b = hd_fe_kid(fe, n, 2);
    uint32_t loc = hd_fe_node_loc(fe, n);
    if (b == HD_FE_NONE)
        return HD_FE_UNKNOWN;
    uint32_t yes = hd_irb_block(&fe->ir), no = hd_irb_block(&fe->ir), end = hd_irb_block(&fe->ir);
    hd_fe_branch(fe, cond, yes, no);
    hd_fe_start(fe, yes);
    if (dst)
        hd_fe_value_to(fe, a, dst, flags, loc);
    else
        hd_fe_effect(fe, a);
    hd_fe_goto(fe, end);
    hd_fe_start(fe, no);
    if (dst)
        hd_fe_value_to(fe, b, dst, flags, loc);
    else
        hd_fe_effect(fe, b);
    hd_fe_goto(fe, end);
    hd_fe_start(fe, end);
    return dst ? HD_FE_PATH(dst) : HD_FE_UNKNOWN;
}

static hd_val gnu_conditional(struct hd_fe *fe, uint32_t n, uint32_t dst, uint32_t flags)
{
    uint32_t a = hd_fe_kid(fe, n, 0), b = hd_fe_kid(fe, n, 3);
    uint32_t loc = hd_fe_node_loc(fe, n);
    uint32_t no = hd_irb_block(&fe->ir), end = hd_irb_block(&fe->ir);
    /* The result holds the condition, so that it is evaluated once. */
    if (!dst)
        dst = hd_fe_temp(fe, type_id(fe, n));
    hd_fe_value_to(fe, a, dst, flags, loc);
    hd_irb_branch(&fe->ir, fe->cur, HD_OP_NE, HD_FE_PATH(dst), hd_fe_int(fe, 0), end, no, loc);
    hd_fe_start(fe, no);
    hd_fe_value_to(fe, b, dst, flags, loc);
    hd_fe_goto(fe, end);
    hd_fe_start(fe, end);
    return HD_FE_PATH(dst);
}

/* A comparison or logical operator as a value: control flow that stores 1 or 0. */
static hd_val logical_value(struct hd_fe *fe, uint32_t n, uint32_t dst, uint32_t flags)
{
    uint32_t yes = hd_irb_block(&fe->ir), no = hd_irb_block(&fe->ir), end = hd_irb_block(&fe->ir);
    uint32_t loc = hd_fe_node_loc(fe, n);
    hd_fe_branch(fe, n, yes, no);
    hd_fe_start(fe, yes);
    hd_fe_assign(fe, dst, hd_fe_int(fe, 1), flags, loc);
    hd_fe_goto(fe, end);
    hd_fe_start(fe, no);
    hd_fe_assign(fe, dst, hd_fe_int(fe, 0), flags, loc);
    hd_fe_goto(fe, end);
    hd_fe_start(fe, end);
    return HD_FE_PATH(dst);
}

static CXSourceLocation start_of(struct hd_fe *fe, uint32_t n)
{
    return clang_getRangeStart(clang_getCursorExtent(hd_fe_node(fe, n)->c));
}

/* What is passed where a transparent union is wanted: the compiler makes a compound literal of it,
 * which begins where the value itself begins. HD_FE_NONE for one that was written. */
static uint32_t transparent_value(struct hd_fe *fe, uint32_t n, uint32_t init)
{
    uint32_t v = init == HD_FE_NONE ? init : hd_fe_kid(fe, init, 0);
    bool implicit = v != HD_FE_NONE && hd_fe_node(fe, init)->kind == CXCursor_InitListExpr &&
                    clang_equalLocations(start_of(fe, n), start_of(fe, v));
    return implicit ? v : HD_FE_NONE;
}

static hd_val compound_literal(struct hd_fe *fe, uint32_t n)
{
    uint32_t init = hd_fe_last(fe, n);
    uint32_t inside = transparent_value(fe, n, init);
    if (inside != HD_FE_NONE)
        return hd_fe_value(fe, inside);
    uint32_t t = hd_fe_temp(fe, type_id(fe, n));
    if (init != HD_FE_NONE)
        hd_fe_init(fe, init, t, hd_fe_type_of(fe, n), 0, hd_fe_node_loc(fe, n));
    return hd_fe_read(fe, t);
}

/* An initialiser list where a value is wanted: `int x = { 3 };`, vectors. */
static hd_val list_value(struct hd_fe *fe, uint32_t n)
{
    CXType t = hd_fe_type_of(fe, n);
    if (hd_fe_is_record(t) || hd_fe_is_array(t)) {
        uint32_t temp = hd_fe_temp(fe, type_id(fe, n));
        hd_fe_init(fe, n, temp, t, 0, hd_fe_node_loc(fe, n));
        return hd_fe_read(fe, temp);
    }
    if (hd_fe_nkids(fe, n) == 0)
        return hd_fe_int(fe, 0);
    if (hd_fe_nkids(fe, n) == 1)
        return hd_fe_value(fe, hd_fe_kid(fe, n, 0));
    HD_FE_KIDS(fe, k, n)
    hd_fe_effect(fe, k);
    return HD_FE_UNKNOWN;
}

static hd_val value(struct hd_fe *fe, uint32_t n, bool used)
{
    int64_t k;
    if (hd_fe_constant(fe, n, &k))
        return hd_fe_int(fe, k);
    n = hd_fe_strip(fe, n);
    if (hd_fe_constant(fe, n, &k))
        return hd_fe_int(fe, k);
    switch (hd_fe_node(fe, n)->kind) {
    case CXCursor_StringLiteral:
    case CXCursor_ObjCStringLiteral:
        return string_value(fe, n);
    case CXCursor_DeclRefExpr:
        hd_fe_node(fe, n)->flags |= used ? HD_FE_N_LOWERED : 0; /* else its value is dropped */
        return decl_ref_value(fe, n);
    case CXCursor_MemberRefExpr:
        if (is_function_cursor(hd_fe_ref(fe, n).kind))
            return function_value(fe, hd_fe_ref(fe, n));
        return hd_fe_read(fe, member_place(fe, n));
    case CXCursor_ArraySubscriptExpr:
        return hd_fe_read(fe, subscript_place(fe, n));
    case CXCursor_UnaryOperator:
        if (clang_getCursorUnaryOperatorKind(hd_fe_node(fe, n)->c) == CXUnaryOperator_LNot)
            return used ? logical_value(fe, n, hd_fe_temp(fe, type_id(fe, n)), 0)
                        : value(fe, hd_fe_kid(fe, n, 0), false);
        return hd_fe_unary(fe, n, used);
    case CXCursor_BinaryOperator:
        if (hd_fe_is_logical(fe, n)) {
            if (used)
                return logical_value(fe, n, hd_fe_temp(fe, type_id(fe, n)), 0);
            uint32_t end = hd_irb_block(&fe->ir);
            hd_fe_branch(fe, n, end, end);
            hd_fe_start(fe, end);
            return HD_FE_UNKNOWN;
        }
        return hd_fe_binary(fe, n, used);
    case CXCursor_CompoundAssignOperator:
        return hd_fe_binary(fe, n, used);
    case CXCursor_ConditionalOperator:
        return conditional(fe, n, used ? hd_fe_temp(fe, type_id(fe, n)) : 0, 0);
    case CXCursor_CallExpr:
        return hd_fe_call(fe, n, 0, used, 0);
    case CXCursor_StmtExpr:
        return hd_fe_stmt_expr(fe, n, 0, used);
    case CXCursor_CompoundLiteralExpr:
        return compound_literal(fe, n);
    case CXCursor_InitListExpr:
        return list_value(fe, n);
    case CXCursor_GenericSelectionExpr: {
        uint32_t arm = hd_fe_generic_arm(fe, n);
        return arm == HD_FE_NONE ? HD_FE_UNKNOWN : value(fe, arm, used);
    }
    case CXCursor_CXXThisExpr:
        return fe->this_decl == HD_FE_NONE ? HD_FE_UNKNOWN
                                           : HD_FE_PATH(hd_fe_var_path(fe, fe->this_decl));
    default:
        return hd_fe_special(fe, n, used);
    }
}

hd_val hd_fe_value(struct hd_fe *fe, uint32_t n)
{
    return value(fe, n, true);
}

/* `(void)f()` says that the result is left out on purpose. */
static bool is_voided(struct hd_fe *fe, uint32_t n)
{
    n = hd_fe_strip_implicit(fe, n);
    uint16_t kind = hd_fe_node(fe, n)->kind;
    return (kind == CXCursor_CStyleCastExpr || kind == CXCursor_CXXStaticCastExpr ||
            kind == CXCursor_CXXFunctionalCastExpr) &&
           hd_fe_kind(hd_fe_type_of(fe, n)) == CXType_Void;
}

void hd_fe_effect(struct hd_fe *fe, uint32_t n)
{
    bool voided = is_voided(fe, n);
    uint32_t inner = hd_fe_strip(fe, n);
    if (voided && hd_fe_node(fe, inner)->kind == CXCursor_CallExpr) {
        hd_fe_call(fe, inner, 0, false, HD_INSN_F_VOIDED);
        return;
    }
    int64_t k;
    if (hd_fe_constant(fe, inner, &k))
        return;
    hd_val v = value(fe, inner, false);
    /* `x->y;` and `(void)x->y;` read; `(void)x` of a local says nothing. */
    if (!(hd_fe_node(fe, inner)->flags & HD_FE_N_EFFECT))
        hd_fe_use(fe, v, hd_fe_node_loc(fe, inner));
}

void hd_fe_value_to(struct hd_fe *fe, uint32_t n, uint32_t dst, uint32_t flags, uint32_t loc)
{
    int64_t k;
    if (hd_fe_constant(fe, n, &k)) {
        hd_fe_assign(fe, dst, hd_fe_int(fe, k), flags, loc);
        return;
    }
    uint32_t inner = hd_fe_strip(fe, n);
    switch (hd_fe_node(fe, inner)->kind) {
    case CXCursor_CallExpr:
        hd_fe_assign(fe, dst, hd_fe_call(fe, inner, dst, true, flags), flags, loc);
        return;
    case CXCursor_ConditionalOperator:
        conditional(fe, inner, dst, flags);
        return;
    case CXCursor_StmtExpr:
        hd_fe_assign(fe, dst, hd_fe_stmt_expr(fe, inner, dst, true), flags, loc);
        return;
    case CXCursor_InitListExpr: {
        CXType t = hd_fe_type_of(fe, inner);
        if (!hd_fe_is_record(t) && !hd_fe_is_array(t))
            break;
        hd_fe_init(fe, inner, dst, t, flags, loc);
        return;
    }
    case CXCursor_CompoundLiteralExpr:
        if (hd_fe_last(fe, inner) != HD_FE_NONE && hd_fe_is_record(hd_fe_type_of(fe, inner))) {
            hd_fe_init(fe, hd_fe_last(fe, inner), dst, hd_fe_type_of(fe, inner), flags, loc);
            return;
        }
        break;
    default:
        if (hd_fe_is_gnu_conditional(fe, inner)) {
            gnu_conditional(fe, inner, dst, flags);
            return;
        }
        if (hd_fe_is_logical(fe, inner)) {
            logical_value(fe, inner, dst, flags);
            return;
        }
    }
    hd_fe_assign(fe, dst, value(fe, inner, true), flags, loc);
}

hd_val hd_fe_gnu_conditional(struct hd_fe *fe, uint32_t n)
{
    return gnu_conditional(fe, n, 0, 0);
}
