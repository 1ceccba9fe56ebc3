/* One visit of a function into a flat array. Recursion into every node is left to libclang, which
 * keeps its own work list for statements, so that deep nesting is noticed here and not by the end
 * of the stack.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/frontend/internal.h"

struct visit {
    struct hd_fe *fe;
    HD_VEC(uint32_t) path; /* nodes from the root to the last one */
    bool too_deep;
};

static bool same(CXCursor a, CXCursor b)
{
    if (a.kind != b.kind || a.data[0] != b.data[0])
        return false;
    return a.data[1] == b.data[1] || clang_isDeclaration(a.kind);
}

/* Types, references to them and declarations that do nothing when they are run through. */
static bool is_dropped(enum CXCursorKind k)
{
    switch (k) {
    case CXCursor_TypeRef:
    case CXCursor_TemplateRef:
    case CXCursor_NamespaceRef:
    case CXCursor_OverloadedDeclRef:
    case CXCursor_ParmDecl:
    case CXCursor_StructDecl:
    case CXCursor_UnionDecl:
    case CXCursor_EnumDecl:
    case CXCursor_ClassDecl:
    case CXCursor_TypedefDecl:
    case CXCursor_TypeAliasDecl:
    case CXCursor_FunctionDecl:
    case CXCursor_StaticAssert:
    case CXCursor_UsingDeclaration:
    case CXCursor_UsingDirective:
    case CXCursor_NamespaceAlias:
        return true;
    default:
        return false;
    }
}

/* HD_FE_N_CONSTANT: the node may stand in an expression that libclang is asked to evaluate. Its
 * evaluation dies on some initialiser lists, so everything below must be of these kinds, too. */
static uint8_t own_flags(struct hd_fe *fe, uint32_t n)
{
    CXCursor c = hd_fe_node(fe, n)->c;
    switch (c.kind) {
    case CXCursor_CallExpr:
    case CXCursor_CompoundAssignOperator:
    case CXCursor_StmtExpr:
    case CXCursor_GCCAsmStmt:
    case CXCursor_CompoundLiteralExpr:
    case CXCursor_LambdaExpr:
    case CXCursor_CXXNewExpr:
    case CXCursor_CXXDeleteExpr:
    case CXCursor_CXXThrowExpr:
        return HD_FE_N_EFFECT;
    case CXCursor_ConditionalOperator:
        return HD_FE_N_EFFECT | HD_FE_N_CONSTANT;
    case CXCursor_UnaryOperator:
        switch (clang_getCursorUnaryOperatorKind(c)) {
        case CXUnaryOperator_PreInc:
        case CXUnaryOperator_PreDec:
        case CXUnaryOperator_PostInc:
        case CXUnaryOperator_PostDec:
        case CXUnaryOperator_LNot:
            return HD_FE_N_EFFECT | HD_FE_N_CONSTANT;
        default:
            return HD_FE_N_CONSTANT;
        }
    case CXCursor_BinaryOperator: {
        enum CXBinaryOperatorKind k = clang_getCursorBinaryOperatorKind(c);
        bool effect = (k >= CXBinaryOperator_Cmp && k <= CXBinaryOperator_NE) ||
                      k == CXBinaryOperator_LAnd || k == CXBinaryOperator_LOr ||
                      k >= CXBinaryOperator_Assign;
        return HD_FE_N_CONSTANT | (effect ? HD_FE_N_EFFECT : 0);
    }
    case CXCursor_IntegerLiteral:
    case CXCursor_CharacterLiteral:
    case CXCursor_CXXBoolLiteralExpr:
    case CXCursor_CXXNullPtrLiteralExpr:
    case CXCursor_GNUNullExpr:
    case CXCursor_UnaryExpr:
    case CXCursor_ParenExpr:
    case CXCursor_CStyleCastExpr:
    case CXCursor_CXXStaticCastExpr:
    case CXCursor_CXXFunctionalCastExpr:
    case CXCursor_UnexposedExpr:
    case CXCursor_MemberRef: /* of offsetof */
        return HD_FE_N_CONSTANT;
    case CXCursor_DeclRefExpr:
        return hd_fe_ref(fe, n).kind == CXCursor_EnumConstantDecl ? HD_FE_N_CONSTANT : 0;
    default:
        return 0;
    }
}

static enum CXChildVisitResult visit(CXCursor c, CXCursor parent, CXClientData data)
{
    struct visit *v = data;
    struct hd_fe *fe = v->fe;
    while (v->path.len > 1 && !same(fe->nodes.data[hd_vec_last(&v->path)].c, parent))
        (void)hd_vec_pop(&v->path);
    uint32_t up = hd_vec_last(&v->path);
    if (clang_isAttribute(c.kind)) {
        fe->nodes.data[up].flags |= HD_FE_N_ATTRS;
        return CXChildVisit_Continue;
    }
    if (is_dropped(c.kind))
        return CXChildVisit_Continue;
    uint32_t n = (uint32_t)fe->nodes.len;
    hd_vec_push(&fe->nodes,
                (struct hd_fe_node){.c = c, .parent = up, .end = n + 1, .kind = (uint16_t)c.kind});
    hd_vec_push(&v->path, n);
    if (c.kind == CXCursor_VarDecl)
        hd_vec_push(&fe->var_nodes, n);
    fe->has_labels |= c.kind == CXCursor_LabelStmt;
    if (v->path.len > HD_FE_MAX_NESTING) {
        v->too_deep = true;
        return CXChildVisit_Break;
    }
    /* Operands of sizeof are not evaluated; the bodies of lambdas and blocks run elsewhere. */
    if (c.kind == CXCursor_UnaryExpr || c.kind == CXCursor_LambdaExpr ||
        c.kind == CXCursor_BlockExpr)
        return CXChildVisit_Continue;
    return CXChildVisit_Recurse;
}

/* Ends of subtrees and flags, from the leaves up. */
static void summarise(struct hd_fe *fe)
{
    struct hd_fe_node *node = fe->nodes.data;
    for (uint32_t i = 0; i < fe->nodes.len; i++)
        node[i].flags |= own_flags(fe, i);
    for (size_t i = fe->nodes.len; i-- > 1;) {
        struct hd_fe_node *up = &node[node[i].parent];
        if (node[i].end > up->end)
            up->end = node[i].end;
        up->flags |= node[i].flags & HD_FE_N_EFFECT;
        if (!(node[i].flags & HD_FE_N_CONSTANT))
            up->flags &= (uint8_t)~HD_FE_N_CONSTANT;
    }
}

bool hd_fe_snapshot(struct hd_fe *fe, CXCursor c)
{
    struct visit v = {.fe = fe};
    fe->nodes.len = fe->refs.len = fe->var_nodes.len = 0;
    fe->has_labels = false;
    hd_vec_push(&fe->nodes, (struct hd_fe_node){.c = c, .end = 1, .kind = (uint16_t)c.kind});
    hd_vec_push(&v.path, 0);
    clang_visitChildren(c, visit, &v);
    hd_vec_free(&v.path);
    summarise(fe);
    return !v.too_deep;
}

CXCursor hd_fe_ref(struct hd_fe *fe, uint32_t n)
{
    struct hd_fe_node *node = hd_fe_node(fe, n);
    if (!node->ref) {
        hd_vec_push(&fe->refs, clang_getCursorReferenced(node->c));
        node->ref = (uint32_t)fe->refs.len;
    }
    return fe->refs.data[node->ref - 1];
}

CXType hd_fe_type_of(struct hd_fe *fe, uint32_t n)
{
    struct hd_fe_node *node = hd_fe_node(fe, n);
    if (!node->type) {
        CXType t = clang_getCursorType(node->c);
        node->type = t.data[0];
        node->type_kind = (uint16_t)t.kind;
        return t;
    }
    return (CXType){node->type_kind, {(void *)node->type, fe->tu}};
}

uint32_t hd_fe_nkids(struct hd_fe *fe, uint32_t n)
{
    uint32_t count = 0;
    HD_FE_KIDS(fe, k, n)
    count++;
    return count;
}

uint32_t hd_fe_kid(struct hd_fe *fe, uint32_t n, uint32_t i)
{
    HD_FE_KIDS(fe, k, n)
    if (i-- == 0)
        return k;
    return HD_FE_NONE;
}

uint32_t hd_fe_last(struct hd_fe *fe, uint32_t n)
{
    uint32_t last = HD_FE_NONE;
    HD_FE_KIDS(fe, k, n)
    last = k;
    return last;
}

/* va_arg is an unexposed expression with one child like an implicit cast; only its type tells. */
static bool is_va_arg(struct hd_fe *fe, uint32_t n, uint32_t kid)
{
    if (hd_fe_node(fe, kid)->kind != CXCursor_UnexposedExpr) /* the list was read or has decayed */
        return false;
    CXType t = clang_getCanonicalType(hd_fe_type_of(fe, kid));
    CXType pointee = clang_getPointeeType(t);
    if (hd_fe_is_array(t))
        pointee = clang_getArrayElementType(t);
    if (pointee.kind != CXType_Record)
        return false;
    CXString s = clang_getTypeSpelling(clang_getUnqualifiedType(pointee));
    const char *text = clang_getCString(s);
    bool list = text && strstr(text, "__va_list") != NULL;
    clang_disposeString(s);
    if (!list)
        return false;
    CXType own = clang_getCanonicalType(hd_fe_type_of(fe, n));
    return !clang_equalTypes(clang_getPointeeType(own), pointee);
}

/* Does this node with one child stand for it? */
static bool is_through(struct hd_fe *fe, uint32_t n)
{
    struct hd_fe_node *node = hd_fe_node(fe, n);
    if (!(node->flags & (HD_FE_N_CAST | HD_FE_N_NO_CAST))) {
        bool yes = node->kind == CXCursor_ParenExpr;
        if (node->kind == CXCursor_UnexposedExpr)
            yes = hd_fe_node(fe, n + 1)->kind != CXCursor_MemberRef && !is_va_arg(fe, n, n + 1);
        else if (node->kind == CXCursor_UnaryOperator)
            yes = clang_getCursorUnaryOperatorKind(node->c) == CXUnaryOperator_Extension;
        node->flags |= yes ? HD_FE_N_CAST : HD_FE_N_NO_CAST;
    }
    return node->flags & HD_FE_N_CAST;
}

uint32_t hd_fe_strip_implicit(struct hd_fe *fe, uint32_t n)
{
    for (;; n++) {
        const struct hd_fe_node *node = hd_fe_node(fe, n);
        bool one = n + 1 < node->end && hd_fe_node(fe, n + 1)->end == node->end;
        if (!one || !is_through(fe, n))
            return n;
    }
}

static bool is_cast(uint16_t kind)
{
    return kind == CXCursor_CStyleCastExpr || kind == CXCursor_CXXStaticCastExpr ||
           kind == CXCursor_CXXReinterpretCastExpr || kind == CXCursor_CXXConstCastExpr ||
           kind == CXCursor_CXXDynamicCastExpr || kind == CXCursor_CXXFunctionalCastExpr ||
           kind == CXCursor_CXXAddrspaceCastExpr;
}

uint32_t hd_fe_strip(struct hd_fe *fe, uint32_t n)
{
    for (;;) {
        n = hd_fe_strip_implicit(fe, n);
        if (!is_cast(hd_fe_node(fe, n)->kind))
            return n;
        /* Before the operand may stand the operand of a typeof. */
        uint32_t last = hd_fe_last(fe, n);
        if (last == HD_FE_NONE)
            return n;
        n = last;
    }
}

uint32_t hd_fe_find(struct hd_fe *fe, uint32_t n, CXCursor c)
{
    HD_FE_KIDS(fe, k, n)
    if (same(hd_fe_node(fe, k)->c, c))
        return k;
    return HD_FE_NONE;
}
