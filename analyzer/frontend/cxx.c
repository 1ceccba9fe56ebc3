/* C++: constructors, member calls, references, new and delete. A reference is the address of what
 * it refers to; `this` is parameter 0.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/frontend/internal.h"

typedef HD_VEC(hd_val) val_vec;

bool hd_fe_is_reference(CXType t)
{
    enum CXTypeKind k = clang_getCanonicalType(t).kind;
    return k == CXType_LValueReference || k == CXType_RValueReference;
}

static bool is_lvalue(uint16_t kind)
{
    return kind == CXCursor_DeclRefExpr || kind == CXCursor_MemberRefExpr ||
           kind == CXCursor_ArraySubscriptExpr;
}

hd_val hd_fe_reference(struct hd_fe *fe, uint32_t n, bool opaque)
{
    /* Functions and closures are handed on as they are: whoever gets one wants to call it. */
    uint32_t inner = hd_fe_strip(fe, n);
    uint16_t kind = hd_fe_node(fe, inner)->kind;
    if (hd_fe_is_function(hd_fe_type_of(fe, inner)) || kind == CXCursor_LambdaExpr)
        return hd_fe_value(fe, inner);
    bool deref =
        kind == CXCursor_UnaryOperator &&
        clang_getCursorUnaryOperatorKind(hd_fe_node(fe, inner)->c) == CXUnaryOperator_Deref;
    if (is_lvalue(kind) || deref || !opaque || kind == CXCursor_CallExpr)
        return hd_fe_addr(fe, hd_fe_place(fe, n));
    return hd_fe_value(fe, n);
}

/* The node of argument i, HD_FE_NONE for a default argument (it is not in the source). */
static uint32_t argument(struct hd_fe *fe, uint32_t n, unsigned i)
{
    return hd_fe_find(fe, n, clang_Cursor_getArgument(hd_fe_node(fe, n)->c, i));
}

static void push_typed(struct hd_fe *fe, uint32_t n, CXType ft, int first, bool opaque,
                       val_vec *args)
{
    int argc = clang_Cursor_getNumArguments(hd_fe_node(fe, n)->c);
    int params = clang_getNumArgTypes(ft);
    for (int i = first; i < argc; i++) {
        uint32_t a = argument(fe, n, (unsigned)i);
        bool ref =
            i - first < params && hd_fe_is_reference(clang_getArgType(ft, (unsigned)(i - first)));
        hd_vec_push(args, a == HD_FE_NONE ? HD_FE_UNKNOWN
                          : ref           ? hd_fe_reference(fe, a, opaque)
                                          : hd_fe_value(fe, a));
    }
}

static void push_args(struct hd_fe *fe, uint32_t n, CXCursor callee, int first, val_vec *args)
{
    bool opaque = clang_Location_isInSystemHeader(clang_getCursorLocation(callee));
    push_typed(fe, n, clang_getCursorType(callee), first, opaque, args);
}

/* Constructors ---------------------------------------------------------------------------------*/

/* A copy of something that has no name yet is not made (always in C++17, in practice before). */
static uint32_t elided(struct hd_fe *fe, uint32_t n, CXCursor ctor)
{
    if (!clang_CXXConstructor_isCopyConstructor(ctor) &&
        !clang_CXXConstructor_isMoveConstructor(ctor))
        return HD_FE_NONE;
    uint32_t a = argument(fe, n, 0);
    if (a == HD_FE_NONE)
        return HD_FE_NONE;
    a = hd_fe_strip(fe, a);
    if (hd_fe_node(fe, a)->kind != CXCursor_CallExpr)
        return HD_FE_NONE;
    CXCursor inner = hd_fe_ref(fe, a);
    if (inner.kind != CXCursor_Constructor &&
        hd_fe_is_reference(clang_getResultType(clang_getCursorType(inner))))
        return HD_FE_NONE;
    return clang_equalTypes(clang_getCanonicalType(hd_fe_type_of(fe, a)),
                            clang_getCanonicalType(hd_fe_type_of(fe, n)))
               ? a
               : HD_FE_NONE;
}

hd_val hd_fe_construct(struct hd_fe *fe, uint32_t n, uint32_t dst, uint32_t flags)
{
    CXCursor ctor = hd_fe_ref(fe, n);
    uint32_t inner = elided(fe, n, ctor);
    if (inner != HD_FE_NONE)
        return hd_fe_call(fe, inner, dst, true, flags);
    CXType t = hd_fe_type_of(fe, n);
    uint32_t loc = hd_fe_node_loc(fe, n);
    bool temporary = dst == 0;
    if (temporary)
        dst = hd_fe_temp(fe, hd_fe_type(fe, t));
    if (clang_isPODType(t)) { /* plain data: nothing is called */
        if (clang_Cursor_getNumArguments(hd_fe_node(fe, n)->c) == 1)
            hd_fe_assign(fe, dst, hd_fe_value(fe, argument(fe, n, 0)), flags, loc);
        return HD_FE_PATH(dst);
    }
    uint32_t from = argument(fe, n, 0);
    if (clang_CXXConstructor_isCopyConstructor(ctor) && clang_CXXMethod_isDefaulted(ctor) &&
        from != HD_FE_NONE) {
        uint32_t source = hd_fe_place(fe, from);
        hd_fe_assign(fe, dst, HD_FE_PATH(source), flags, loc);
        if (temporary)
            hd_fe_temporary(fe, dst, t);
        return HD_FE_PATH(dst);
    }
    val_vec args = {0};
    hd_vec_push(&args, hd_fe_addr(fe, dst));
    push_args(fe, n, ctor, 0, &args);
    hd_fe_want(fe, ctor);
    flags &= ~(uint32_t)HD_INSN_F_INIT;
    if (temporary)
        flags |= HD_INSN_F_TEMPORARY;
    if (hd_fe_in_macro(fe, clang_getCursorLocation(hd_fe_node(fe, n)->c)))
        flags |= HD_INSN_F_MACRO;
    hd_fe_emit(fe,
               (struct hd_ir_insn){.op = HD_INSN_CALL,
                                   .flags = flags,
                                   .loc = loc,
                                   .a = HD_VAL(HD_V_FUNC, hd_fe_decl(fe, ctor))},
               args.data, args.len);
    hd_vec_free(&args);
    if (clang_CXXConstructor_isDefaultConstructor(ctor) && clang_CXXMethod_isDefaulted(ctor))
        hd_fe_default_inits(fe, ctor, dst, loc);
    if (temporary)
        hd_fe_temporary(fe, dst, t);
    return HD_FE_PATH(dst);
}

/* Calls ----------------------------------------------------------------------------------------*/

static bool has_object(CXCursor callee)
{
    return (callee.kind == CXCursor_CXXMethod || callee.kind == CXCursor_Destructor ||
            callee.kind == CXCursor_ConversionFunction) &&
           !clang_CXXMethod_isStatic(callee);
}

/* The address of the object that a member function is called for. */
static hd_val object(struct hd_fe *fe, uint32_t n)
{
    uint32_t fn = hd_fe_kid(fe, n, 0);
    if (fn == HD_FE_NONE)
        return HD_FE_UNKNOWN;
    fn = hd_fe_strip(fe, fn);
    if (hd_fe_node(fe, fn)->kind != CXCursor_MemberRefExpr)
        return HD_FE_UNKNOWN;
    uint32_t base = hd_fe_kid(fe, fn, 0);
    if (base == HD_FE_NONE)
        return fe->this_decl == HD_FE_NONE ? HD_FE_UNKNOWN
                                           : HD_FE_PATH(hd_fe_var_path(fe, fe->this_decl));
    if (hd_fe_is_pointer(hd_fe_type_of(fe, base)))
        return hd_fe_value(fe, base);
    return hd_fe_addr(fe, hd_fe_place(fe, base));
}

/* std::move and its like: a function of a system header that returns a reference to the type that
 * its only parameter refers to returns what it gets. */
static bool is_identity(CXCursor callee, CXType result)
{
    CXType ft = clang_getCursorType(callee);
    if (callee.kind != CXCursor_FunctionDecl || clang_getNumArgTypes(ft) != 1 ||
        !clang_Location_isInSystemHeader(clang_getCursorLocation(callee)))
        return false;
    CXType p = clang_getCanonicalType(clang_getArgType(ft, 0));
    if (!hd_fe_is_reference(p) || !hd_fe_is_reference(result))
        return false;
    CXType from = clang_getUnqualifiedType(clang_getPointeeType(p));
    CXType to = clang_getUnqualifiedType(clang_getPointeeType(clang_getCanonicalType(result)));
    return clang_equalTypes(from, to);
}

/* Where the result goes: a reference is a pointer whose target is the value of the expression. */
static hd_val finish_call(struct hd_fe *fe, uint32_t n, hd_val callee, CXType result,
                          const val_vec *args, uint32_t dst, bool used, uint32_t flags)
{
    if (hd_fe_is_reference(result)) {
        if (!used)
            return hd_fe_emit_call(fe, n, callee, args->data, args->len, 0, false, flags);
        uint32_t type = hd_fe_type(fe, result);
        uint32_t ref = hd_fe_temp(fe, type);
        hd_fe_emit_call(fe, n, callee, args->data, args->len, ref, true, flags);
        uint32_t target = fe->ir.types.data[type].target;
        return hd_fe_read(fe, hd_irb_path(&fe->ir, ref, HD_PATH_DEREF, 0, target));
    }
    bool record = hd_fe_is_record(result);
    bool temporary = record && dst == 0 && !clang_isPODType(result);
    if (temporary && !used)
        flags |= HD_INSN_F_UNUSED;
    hd_val v = hd_fe_emit_call(fe, n, callee, args->data, args->len, dst, used || temporary, flags);
    if (temporary && HD_VAL_TAG(v) == HD_V_PATH)
        hd_fe_temporary(fe, HD_VAL_INDEX(v), result);
    return v;
}

hd_val hd_fe_cxx_call(struct hd_fe *fe, uint32_t n, CXCursor callee, uint32_t dst, bool used,
                      uint32_t flags)
{
    if (callee.kind == CXCursor_Constructor)
        return hd_fe_construct(fe, n, dst, flags);
    CXType result = clang_getResultType(clang_getCursorType(callee));
    if (is_identity(callee, result) && argument(fe, n, 0) != HD_FE_NONE)
        return hd_fe_read(fe, hd_fe_place(fe, argument(fe, n, 0)));
    val_vec args = {0};
    int first = 0;
    if (has_object(callee)) {
        /* An operator lists its object as argument 0. */
        bool oper = clang_Cursor_getNumArguments(hd_fe_node(fe, n)->c) ==
                    clang_getNumArgTypes(clang_getCursorType(callee)) + 1;
        if (oper && argument(fe, n, 0) == HD_FE_NONE)
            oper = false;
        first = oper ? 1 : 0;
        if (!hd_fe_is_closure(callee))
            hd_vec_push(&args,
                        oper ? hd_fe_reference(fe, argument(fe, n, 0), false) : object(fe, n));
        else if (oper) /* the callee says it all */
            hd_fe_node(fe, hd_fe_strip(fe, argument(fe, n, 0)))->flags |= HD_FE_N_LOWERED;
        if (callee.kind == CXCursor_CXXMethod && clang_CXXMethod_isVirtual(callee))
            flags |= HD_INSN_F_VIRTUAL;
    }
    push_args(fe, n, callee, first, &args);
    hd_fe_want(fe, callee);
    hd_val fn = HD_VAL(HD_V_FUNC, hd_fe_decl(fe, callee));
    hd_val v = finish_call(fe, n, fn, result, &args, dst, used, flags);
    hd_vec_free(&args);
    return v;
}

hd_val hd_fe_pointer_call(struct hd_fe *fe, uint32_t n, hd_val callee, CXType function,
                          uint32_t dst, bool used, uint32_t flags)
{
    val_vec args = {0};
    push_typed(fe, n, function, 0, true, &args);
    hd_val v = finish_call(fe, n, callee, clang_getResultType(function), &args, dst, used, flags);
    hd_vec_free(&args);
    return v;
}

/* new and delete -------------------------------------------------------------------------------*/

static uint32_t operator_call(struct hd_fe *fe, uint32_t n, const char *name, const hd_val *args,
                              size_t nargs, bool result)
{
    uint32_t dst = result ? hd_fe_temp(fe, hd_fe_type(fe, hd_fe_type_of(fe, n))) : 0;
    hd_fe_emit(fe,
               (struct hd_ir_insn){.op = HD_INSN_CALL,
                                   .loc = hd_fe_node_loc(fe, n),
                                   .dst = dst,
                                   .a = HD_VAL(HD_V_FUNC, hd_fe_pseudo(fe, name))},
               args, nargs);
    return dst;
}

static enum CXChildVisitResult visit_first(CXCursor c, CXCursor parent, CXClientData data)
{
    *(CXCursor *)data = c;
    return CXChildVisit_Break;
}

/* `new (where) T`: what stands there comes before the type. */
static bool has_placement(CXCursor expr)
{
    CXCursor first = clang_getNullCursor();
    clang_visitChildren(expr, visit_first, &first);
    return clang_isExpression(first.kind);
}

/* `new T{…}`, `new T[n]{…}` */
static void fill_new(struct hd_fe *fe, uint32_t list, uint32_t place, uint32_t target)
{
    uint32_t loc = hd_fe_node_loc(fe, list);
    CXType type = hd_fe_type_of(fe, list);
    if (!hd_fe_is_array(type)) {
        hd_fe_init(fe, list, place, type, 0, loc);
        return;
    }
    CXType elem = clang_getArrayElementType(clang_getCanonicalType(type));
    int64_t i = 0;
    HD_FE_KIDS(fe, k, list)
    hd_fe_init(fe, k, hd_irb_index(&fe->ir, place, hd_fe_int(fe, i++), target), elem, 0, loc);
}

hd_val hd_fe_new(struct hd_fe *fe, uint32_t n)
{
    const hd_val size[] = {HD_FE_UNKNOWN, HD_FE_UNKNOWN}; /* … and where */
    uint32_t p = operator_call(fe, n, "operator new", size,
                               has_placement(hd_fe_node(fe, n)->c) ? 2 : 1, true);
    uint32_t target = fe->ir.types.data[fe->ir.paths.data[p].type].target;
    uint32_t place = hd_irb_path(&fe->ir, p, HD_PATH_DEREF, 0, target);
    HD_FE_KIDS(fe, k, n)
    {
        uint32_t e = hd_fe_strip(fe, k);
        CXCursor c = hd_fe_node(fe, e)->c;
        if (e >= fe->nodes.len || !clang_isExpression(c.kind))
            continue;
        if (c.kind == CXCursor_CallExpr &&
            clang_getCursorReferenced(c).kind == CXCursor_Constructor)
            hd_fe_construct(fe, e, place, 0);
        else if (c.kind == CXCursor_InitListExpr)
            fill_new(fe, e, place, target);
        else
            hd_fe_effect(fe, k);
    }
    return HD_FE_PATH(p);
}

void hd_fe_delete(struct hd_fe *fe, uint32_t n)
{
    uint32_t kid = hd_fe_kid(fe, n, 0);
    if (kid == HD_FE_NONE)
        return;
    hd_val p = hd_fe_value(fe, kid);
    CXType pointee = clang_getPointeeType(clang_getCanonicalType(hd_fe_type_of(fe, kid)));
    uint32_t dtor = hd_fe_destructor(fe, pointee);
    if (dtor != HD_FE_NONE)
        hd_fe_emit(fe,
                   (struct hd_ir_insn){.op = HD_INSN_CALL,
                                       .flags = HD_INSN_F_IMPLICIT,
                                       .loc = hd_fe_node_loc(fe, n),
                                       .a = HD_VAL(HD_V_FUNC, dtor)},
                   &p, 1);
    if (HD_VAL_TAG(p) == HD_V_PATH) {
        uint32_t type = fe->ir.types.data[fe->ir.paths.data[HD_VAL_INDEX(p)].type].target;
        uint32_t object = hd_irb_path(&fe->ir, HD_VAL_INDEX(p), HD_PATH_DEREF, 0, type);
        hd_fe_end_parts(fe, pointee, object, hd_fe_node_loc(fe, n));
    }
    operator_call(fe, n, "operator delete", &p, 1, false);
}

/* `: T(x)`: another constructor of the same class does it all. */
static bool delegates(struct hd_fe *fe, CXCursor ctor)
{
    CXCursor of = clang_getCanonicalCursor(clang_getCursorSemanticParent(ctor));
    HD_FE_KIDS(fe, k, 0)
    {
        uint32_t e = hd_fe_strip(fe, k);
        if (hd_fe_node(fe, e)->kind != CXCursor_CallExpr)
            continue;
        CXCursor callee = hd_fe_ref(fe, e);
        if (callee.kind == CXCursor_Constructor &&
            hd_fe_node(fe, k - 1)->kind != CXCursor_MemberRef &&
            clang_equalCursors(clang_getCanonicalCursor(clang_getCursorSemanticParent(callee)), of))
            return true;
    }
    return false;
}

/* The initialisers in a constructor's head: a member's name and its value, or a base's call. */
void hd_fe_ctor_inits(struct hd_fe *fe, CXCursor ctor)
{
    if (fe->this_decl == HD_FE_NONE)
        return;
    uint32_t self = hd_fe_var_path(fe, fe->this_decl);
    uint32_t type = fe->ir.types.data[fe->ir.paths.data[self].type].target;
    uint32_t object_path = hd_irb_path(&fe->ir, self, HD_PATH_DEREF, 0, type);
    CXCursor member = clang_getNullCursor();
    if (!delegates(fe, ctor))
        hd_fe_default_inits(fe, ctor, object_path, hd_fe_loc(fe, clang_getCursorLocation(ctor)));
    HD_FE_KIDS(fe, k, 0)
    {
        CXCursor c = hd_fe_node(fe, k)->c;
        if (c.kind == CXCursor_MemberRef) {
            member = clang_getCursorReferenced(c);
            continue;
        }
        if (!clang_isExpression(c.kind))
            continue;
        uint32_t e = hd_fe_strip(fe, k), loc = hd_fe_node_loc(fe, k);
        uint32_t mark = (uint32_t)fe->full.len;
        if (member.kind == CXCursor_FieldDecl) {
            uint32_t dst = hd_fe_field_path(fe, object_path, hd_fe_field(fe, member));
            hd_fe_init(fe, k, dst, clang_getCursorType(member), HD_INSN_F_INIT, loc);
        } else if (hd_fe_node(fe, e)->kind == CXCursor_CallExpr) {
            hd_fe_call(fe, e, object_path, true, 0); /* a base is part of the object */
        }
        hd_fe_full_end(fe, mark, loc);
        member = clang_getNullCursor();
    }
}
