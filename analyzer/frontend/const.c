/* Constant expressions. libclang evaluates them, but only those that snapshot.c found to be made
 * of literals and operators: its evaluation crashes on initialiser lists.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/frontend/internal.h"

static bool evaluate(CXCursor c, int64_t *v)
{
    CXEvalResult r = clang_Cursor_Evaluate(c);
    if (!r)
        return false;
    bool ok = clang_EvalResult_getKind(r) == CXEval_Int;
    if (ok && clang_EvalResult_isUnsignedInt(r))
        *v = (int64_t)clang_EvalResult_getAsUnsigned(r);
    else if (ok)
        *v = clang_EvalResult_getAsLongLong(r);
    clang_EvalResult_dispose(r);
    return ok;
}

bool hd_fe_constant(struct hd_fe *fe, uint32_t n, int64_t *v)
{
    const struct hd_fe_node *node = hd_fe_node(fe, n);
    if (!(node->flags & HD_FE_N_CONSTANT))
        return false;
    switch (node->kind) {
    case CXCursor_CXXBoolLiteralExpr:
    case CXCursor_IntegerLiteral:
    case CXCursor_CharacterLiteral:
        return evaluate(node->c, v);
    case CXCursor_CXXNullPtrLiteralExpr:
    case CXCursor_GNUNullExpr:
        *v = 0;
        return true;
    case CXCursor_DeclRefExpr:
        *v = clang_getEnumConstantDeclValue(clang_getCursorReferenced(node->c));
        return true;
    default:
        break;
    }
    /* `(void *)0` and the like: libclang evaluates no pointers. */
    uint32_t inner = hd_fe_strip(fe, n);
    CXType t = clang_getCursorType(node->c);
    if (inner != n && hd_fe_is_pointer(t))
        return hd_fe_constant(fe, inner, v);
    return hd_fe_is_number(t) && evaluate(node->c, v);
}
