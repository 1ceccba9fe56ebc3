/* Uses of locals that no instruction shows: what a lambda captures, the container that a range-for
 * runs over, what an expression of a kind that is not lowered mentions. Who asks where a variable
 * goes must know that there is more to it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/frontend/internal.h"

static void mark_unseen(struct hd_fe *fe, CXCursor var)
{
    const uint64_t *known = hd_map_get(&fe->decl_of, (uint64_t)(uintptr_t)var.data[0]);
    if (known && *known)
        fe->ir.decls.data[*known - 1].flags |= HD_DECL_F_USED_UNSEEN;
}

static bool is_variable(CXCursor c)
{
    return c.kind == CXCursor_VarDecl || c.kind == CXCursor_ParmDecl;
}

static enum CXChildVisitResult visit_closure(CXCursor c, CXCursor parent, CXClientData data)
{
    if (c.kind == CXCursor_DeclRefExpr || c.kind == CXCursor_VariableRef) {
        CXCursor var = clang_getCursorReferenced(c);
        if (is_variable(var))
            mark_unseen(data, var);
    }
    return CXChildVisit_Recurse;
}

void hd_fe_find_unseen(struct hd_fe *fe)
{
    for (uint32_t n = 1; n < fe->nodes.len; n++) {
        const struct hd_fe_node *node = hd_fe_node(fe, n);
        if (node->kind == CXCursor_LambdaExpr || node->kind == CXCursor_BlockExpr)
            clang_visitChildren(node->c, visit_closure, fe);
        else if (node->kind == CXCursor_DeclRefExpr && !(node->flags & HD_FE_N_LOWERED) &&
                 is_variable(hd_fe_ref(fe, n)))
            mark_unseen(fe, hd_fe_ref(fe, n));
    }
}
