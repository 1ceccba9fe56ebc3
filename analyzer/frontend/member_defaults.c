/* What a constructor gives to fields that it does not name: `bool locked = true;` in the class.
 * Only plain constants are followed; whether a guard of the program's own holds its lock hangs on
 * them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/frontend/internal.h"

struct constant {
    int64_t value;
    bool known;
};

static enum CXChildVisitResult find_constant(CXCursor c, CXCursor parent, CXClientData data)
{
    struct constant *k = data;
    CXEvalResult r = NULL;
    switch (c.kind) {
    case CXCursor_UnexposedExpr: /* an implicit cast */
    case CXCursor_ParenExpr:
    case CXCursor_InitListExpr: /* `bool locked{true};` */
        return CXChildVisit_Recurse;
    case CXCursor_CXXNullPtrLiteralExpr:
    case CXCursor_GNUNullExpr:
        *k = (struct constant){.known = true};
        return CXChildVisit_Break;
    case CXCursor_DeclRefExpr:
        c = clang_getCursorReferenced(c);
        if (c.kind == CXCursor_EnumConstantDecl)
            *k = (struct constant){clang_getEnumConstantDeclValue(c), true};
        return CXChildVisit_Break;
    case CXCursor_IntegerLiteral:
    case CXCursor_CXXBoolLiteralExpr:
    case CXCursor_CharacterLiteral:
        r = clang_Cursor_Evaluate(c);
        break;
    default:
        return clang_isExpression(c.kind) ? CXChildVisit_Break : CXChildVisit_Continue;
    }
    if (r && clang_EvalResult_getKind(r) == CXEval_Int)
        *k = (struct constant){clang_EvalResult_getAsLongLong(r), true};
    if (r)
        clang_EvalResult_dispose(r);
    return CXChildVisit_Break;
}

struct defaults {
    struct hd_fe *fe;
    uint32_t object, loc;
};

static enum CXChildVisitResult give_default(CXCursor c, CXCursor parent, CXClientData data)
{
    const struct defaults *d = data;
    CXType t = clang_getCursorType(c);
    struct constant k = {0};
    if (c.kind != CXCursor_FieldDecl || !(hd_fe_is_number(t) || hd_fe_is_pointer(t)))
        return CXChildVisit_Continue;
    clang_visitChildren(c, find_constant, &k);
    if (k.known)
        hd_fe_assign(d->fe, hd_fe_field_path(d->fe, d->object, hd_fe_field(d->fe, c)),
                     hd_fe_int(d->fe, k.value), HD_INSN_F_INIT, d->loc);
    return CXChildVisit_Continue;
}

void hd_fe_default_inits(struct hd_fe *fe, CXCursor ctor, uint32_t object, uint32_t loc)
{
    struct defaults d = {fe, object, loc};
    clang_visitChildren(clang_getCursorSemanticParent(ctor), give_default, &d);
}
