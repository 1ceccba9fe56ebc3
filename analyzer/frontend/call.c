/* Calls.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/frontend/internal.h"

typedef HD_VEC(hd_val) val_vec;

/* Builtins whose arguments are not evaluated or that are their first argument. */
enum builtin { NOT_BUILTIN, FIRST_ARGUMENT, NOT_EVALUATED };

static enum builtin builtin_kind(const char *name)
{
    if (strncmp(name, "__builtin_", 10) != 0)
        return NOT_BUILTIN;
    name += 10;
    if (!strncmp(name, "expect", 6) || !strcmp(name, "assume_aligned") || !strcmp(name, "launder"))
        return FIRST_ARGUMENT;
    if (!strcmp(name, "constant_p") || !strcmp(name, "object_size") ||
        !strcmp(name, "dynamic_object_size"))
        return NOT_EVALUATED;
    return NOT_BUILTIN;
}

static enum builtin callee_builtin(struct hd_fe *fe, hd_val callee)
{
    if (HD_VAL_TAG(callee) != HD_V_FUNC)
        return NOT_BUILTIN;
    const struct hd_ir_decl *d = &fe->ir.decls.data[HD_VAL_INDEX(callee)];
    return builtin_kind(hd_irb_text(&fe->ir, d->name));
}

static bool returns_value(struct hd_fe *fe, uint32_t n)
{
    return hd_fe_kind(hd_fe_type_of(fe, n)) != CXType_Void;
}

static void end_if_noreturn(struct hd_fe *fe, uint32_t n, hd_val callee, uint32_t loc)
{
    bool noreturn = false;
    if (HD_VAL_TAG(callee) == HD_V_FUNC) {
        noreturn = fe->ir.decls.data[HD_VAL_INDEX(callee)].flags & HD_DECL_F_NORETURN;
    } else {
        uint32_t fn = hd_fe_kid(fe, n, 0);
        CXString s =
            clang_getTypeSpelling(fn == HD_FE_NONE ? hd_fe_type_of(fe, n) : hd_fe_type_of(fe, fn));
        noreturn = clang_getCString(s) && strstr(clang_getCString(s), "noreturn");
        clang_disposeString(s);
    }
    if (!noreturn)
        return;
    hd_irb_term(&fe->ir, fe->cur, HD_TERM_UNREACHABLE, 0, loc);
    hd_fe_start(fe, hd_irb_block(&fe->ir));
}

hd_val hd_fe_emit_call(struct hd_fe *fe, uint32_t n, hd_val callee, const hd_val *args,
                       size_t nargs, uint32_t dst, bool used, uint32_t flags)
{
    CXSourceLocation where = clang_getCursorLocation(hd_fe_node(fe, n)->c);
    uint32_t loc = hd_fe_loc(fe, where);
    bool value = returns_value(fe, n);
    if (!value)
        dst = 0;
    else if (!dst && used)
        dst = hd_fe_temp(fe, hd_fe_type(fe, hd_fe_type_of(fe, n)));
    if (!dst && value)
        flags |= HD_INSN_F_UNUSED;
    if (hd_fe_in_macro(fe, where))
        flags |= HD_INSN_F_MACRO;
    flags &= ~(uint32_t)HD_INSN_F_INIT;
    hd_fe_emit(fe,
               (struct hd_ir_insn){
                   .op = HD_INSN_CALL, .flags = flags, .loc = loc, .dst = dst, .a = callee},
               args, nargs);
    end_if_noreturn(fe, n, callee, loc);
    return dst ? HD_FE_PATH(dst) : HD_FE_UNKNOWN;
}

/* C++ needs the parameters' types: what a reference gets is not copied. */
static bool points_to_function(struct hd_fe *fe, uint32_t fn, CXType *function)
{
    CXType t = clang_getCanonicalType(hd_fe_type_of(fe, fn));
    if (hd_fe_is_reference(t))
        t = clang_getCanonicalType(clang_getPointeeType(t));
    if (t.kind == CXType_Pointer)
        t = clang_getCanonicalType(clang_getPointeeType(t));
    *function = t;
    return t.kind == CXType_FunctionProto;
}

/* A call that libclang resolves to nothing has no children but its arguments. */
static hd_val c_call(struct hd_fe *fe, uint32_t n, uint32_t dst, bool used, uint32_t flags)
{
    uint32_t fn = hd_fe_kid(fe, n, 0);
    if (fn == HD_FE_NONE)
        return HD_FE_UNKNOWN;
    hd_val callee = hd_fe_value(fe, fn);
    enum builtin b = callee_builtin(fe, callee);
    if (b == NOT_EVALUATED)
        return HD_FE_UNKNOWN;
    CXType function;
    if (fe->cxx && points_to_function(fe, fn, &function))
        return hd_fe_pointer_call(fe, n, callee, function, dst, used, flags);
    val_vec args = {0};
    for (uint32_t k = hd_fe_node(fe, fn)->end; k < hd_fe_node(fe, n)->end;
         k = hd_fe_node(fe, k)->end)
        hd_vec_push(&args, hd_fe_value(fe, k));
    hd_val v;
    if (b == FIRST_ARGUMENT && args.len)
        v = args.data[0];
    else
        v = hd_fe_emit_call(fe, n, callee, args.data, args.len, dst, used, flags);
    hd_vec_free(&args);
    return v;
}

/* The lambda that call n turns into a pointer to a function, HD_FE_NONE for other calls. */
static uint32_t converted_lambda(struct hd_fe *fe, uint32_t n)
{
    HD_FE_KIDS(fe, k, n)
    {
        uint32_t object = hd_fe_strip(fe, k);
        if (hd_fe_node(fe, object)->kind == CXCursor_MemberRefExpr &&
            hd_fe_kid(fe, object, 0) != HD_FE_NONE)
            object = hd_fe_strip(fe, hd_fe_kid(fe, object, 0));
        if (hd_fe_node(fe, object)->kind == CXCursor_LambdaExpr)
            return object;
    }
    return HD_FE_NONE;
}

hd_val hd_fe_call(struct hd_fe *fe, uint32_t n, uint32_t dst, bool used, uint32_t flags)
{
    if (fe->cxx) {
        CXCursor callee = hd_fe_ref(fe, n);
        uint32_t lambda =
            callee.kind == CXCursor_ConversionFunction ? converted_lambda(fe, n) : HD_FE_NONE;
        if (lambda != HD_FE_NONE)
            return hd_fe_value(fe, lambda);
        switch (callee.kind) {
        case CXCursor_FunctionDecl:
        case CXCursor_CXXMethod:
        case CXCursor_Constructor:
        case CXCursor_Destructor:
        case CXCursor_ConversionFunction:
            return hd_fe_cxx_call(fe, n, callee, dst, used, flags);
        default:
            break;
        }
    }
    return c_call(fe, n, dst, used, flags);
}
