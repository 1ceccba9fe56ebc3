/* Constant expressions. libclang evaluates them, but only those that snapshot.c found to be made
 * of literals and operators: its evaluation crashes on initialiser lists.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

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

/* A small decimal number, as most are, is read where it is written. */
static bool read_digits(struct hd_fe *fe, uint32_t n, int64_t *v)
{
    enum { MAX_DIGITS = 9 };
    struct hd_fe_point p;
    if (!hd_fe_point(fe, clang_getCursorLocation(hd_fe_node(fe, n)->c), &p))
        return false;
    struct hd_fe_file *f = &fe->files.data[p.file];
    if (!f->main) /* the texts of others are not at hand */
        return false;
    hd_fe_load_text(fe, f);
    const char *text = f->text + p.offset, *end = f->text + f->len;
    size_t k = 0;
    int64_t sum = 0;
    for (; k < MAX_DIGITS && text + k < end && text[k] >= '0' && text[k] <= '9'; k++)
        sum = 10 * sum + (text[k] - '0');
    bool octal = k > 1 && text[0] == '0';
    if (k == 0 || octal || text + k >= end || !strchr(" \n\t,;:)]}+-*/%<>=!&|^", text[k]) ||
        !text[k])
        return false;
    *v = sum;
    return true;
}

bool hd_fe_constant(struct hd_fe *fe, uint32_t n, int64_t *v)
{
    struct hd_fe_node *node = hd_fe_node(fe, n);
    if (!(node->flags & HD_FE_N_CONSTANT))
        return false;
    switch (node->kind) {
    case CXCursor_IntegerLiteral:
        return read_digits(fe, n, v) || evaluate(node->c, v);
    case CXCursor_CXXBoolLiteralExpr:
    case CXCursor_CharacterLiteral:
        return evaluate(node->c, v);
    case CXCursor_CXXNullPtrLiteralExpr:
    case CXCursor_GNUNullExpr:
        *v = 0;
        return true;
    case CXCursor_DeclRefExpr:
        *v = clang_getEnumConstantDeclValue(hd_fe_ref(fe, n));
        return true;
    default:
        break;
    }
    /* `(void *)0` and the like: libclang evaluates no pointers. */
    uint32_t inner = hd_fe_strip(fe, n);
    CXType t = hd_fe_type_of(fe, n);
    if (inner != n && hd_fe_is_pointer(t))
        return hd_fe_constant(fe, inner, v);
    if (hd_fe_is_number(t) && evaluate(node->c, v))
        return true;
    node->flags &= (uint8_t)~HD_FE_N_CONSTANT; /* nobody needs to ask again */
    return false;
}
