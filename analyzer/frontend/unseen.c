/* Uses of locals that no instruction shows: what a lambda captures, the container that a range-for
 * runs over, what an expression of a kind that is not lowered mentions. Who asks where a variable
 * goes must know that there is more to it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/frontend/internal.h"

struct closure {
    struct hd_fe *fe;
    uint32_t flags; /* of what it mentions */
};

static bool is_known(struct hd_fe *fe, CXCursor var)
{
    const uint64_t *known = hd_map_get(&fe->decl_of, (uint64_t)(uintptr_t)var.data[0]);
    return known && *known;
}

static void mark_unseen(struct hd_fe *fe, CXCursor var, uint32_t flags)
{
    if (is_known(fe, var)) {
        uint64_t known = *hd_map_get(&fe->decl_of, (uint64_t)(uintptr_t)var.data[0]);
        fe->ir.decls.data[known - 1].flags |= flags;
    }
}

static bool is_variable(CXCursor c)
{
    return c.kind == CXCursor_VarDecl || c.kind == CXCursor_ParmDecl;
}

static enum CXChildVisitResult visit_closure(CXCursor c, CXCursor parent, CXClientData data)
{
    const struct closure *k = data;
    if (c.kind == CXCursor_DeclRefExpr || c.kind == CXCursor_VariableRef) {
        CXCursor var = clang_getCursorReferenced(c);
        if (is_variable(var))
            mark_unseen(k->fe, var, k->flags);
    }
    return CXChildVisit_Recurse;
}

/* A capture with an initialiser declares a variable, which nobody has met before. */
static enum CXChildVisitResult visit_capture(CXCursor c, CXCursor parent, CXClientData data)
{
    const struct closure *k = data;
    CXCursor var = clang_getCursorReferenced(c);
    if (c.kind == CXCursor_VariableRef && is_variable(var) && !is_known(k->fe, var))
        clang_visitChildren(var, visit_closure, data);
    return CXChildVisit_Continue;
}

static void find_in_closure(struct hd_fe *fe, CXCursor c)
{
    struct closure k = {fe, HD_DECL_F_USED_UNSEEN};
    if (clang_Cursor_isNull(hd_fe_closure_body(c)))
        k.flags |= HD_DECL_F_RENAMED_UNSEEN;
    clang_visitChildren(c, visit_closure, &k);
    k.flags |= HD_DECL_F_RENAMED_UNSEEN;
    clang_visitChildren(c, visit_capture, &k);
}

void hd_fe_find_unseen(struct hd_fe *fe)
{
    for (uint32_t n = 1; n < fe->nodes.len; n++) {
        const struct hd_fe_node *node = hd_fe_node(fe, n);
        if (node->kind == CXCursor_LambdaExpr || node->kind == CXCursor_BlockExpr)
            find_in_closure(fe, node->c);
        else if (node->kind == CXCursor_DeclRefExpr && !(node->flags & HD_FE_N_LOWERED) &&
                 is_variable(hd_fe_ref(fe, n)))
            mark_unseen(fe, hd_fe_ref(fe, n), HD_DECL_F_USED_UNSEEN);
    }
}
