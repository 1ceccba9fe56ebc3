/* One function from its definition to its blocks, and the queue of those that are still to do.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/frontend/internal.h"

void hd_fe_func_reset(struct hd_fe *fe)
{
    const struct hd_fe_target nowhere = {HD_FE_NONE, 0};
    hd_irb_func_begin(&fe->ir);
    fe->cur = 0;
    fe->ntemps = 0;
    fe->this_decl = HD_FE_NONE;
    fe->live.len = fe->taken.len = 0;
    fe->scope = 0;
    fe->full.len = 0;
    fe->nlambdas = 0;
    fe->brk = fe->cont = fe->handler = nowhere;
    fe->sw = NULL;
    hd_map_free(&fe->label_node);
    hd_map_free(&fe->label_block);
}

static void find_labels(struct hd_fe *fe)
{
    if (!fe->has_labels)
        return;
    for (uint32_t n = 1; n < fe->nodes.len; n++)
        if (hd_fe_node(fe, n)->kind == CXCursor_LabelStmt)
            *hd_map_put(&fe->label_node, (uint64_t)(uintptr_t)hd_fe_node(fe, n)->c.data[1], NULL) =
                n;
    for (uint32_t n = 1; n < fe->nodes.len; n++) {
        if (hd_fe_node(fe, n)->kind != CXCursor_LabelRef ||
            hd_fe_node(fe, hd_fe_node(fe, n)->parent)->kind != CXCursor_AddrLabelExpr)
            continue;
        CXCursor label = hd_fe_ref(fe, n);
        uint64_t *node = hd_map_get(&fe->label_node, (uint64_t)(uintptr_t)label.data[1]);
        if (node)
            hd_vec_push(&fe->taken, (uint32_t)*node);
    }
}

static uint32_t body_node(struct hd_fe *fe)
{
    uint32_t body = HD_FE_NONE;
    HD_FE_KIDS(fe, k, 0)
    if (hd_fe_node(fe, k)->kind == CXCursor_CompoundStmt ||
        hd_fe_node(fe, k)->kind == CXCursor_CXXTryStmt)
        body = k;
    return body;
}

static uint32_t func_flags(struct hd_fe *fe, CXCursor def)
{
    uint32_t flags = hd_fe_is_broken(fe, def) ? HD_FUNC_BROKEN : 0;
    const struct hd_fe_file *file = hd_fe_file_of(fe, def);
    if (file) {
        flags |= file->main ? 0 : HD_FUNC_HEADER;
        flags |= file->system ? HD_FUNC_SYSTEM : 0;
    }
    return flags;
}

void hd_fe_lower_func(struct hd_fe *fe, CXCursor def)
{
    fe->func = def;
    hd_fe_func_reset(fe);
    bool fits = hd_fe_snapshot(fe, def);
    fe->func_decl = hd_fe_decl(fe, def);
    fe->ir.decls.data[fe->func_decl].flags |= HD_DECL_F_DEFINED;
    struct hd_ir_func f = {.decl = fe->func_decl,
                           .loc = hd_fe_loc(fe, clang_getCursorLocation(def)),
                           .end_loc = hd_fe_end_loc(fe, def),
                           .flags = func_flags(fe, def)};
    const uint64_t *outer_this =
        hd_map_get(&fe->closure_this, (uint64_t)(uintptr_t)clang_getCanonicalCursor(def).data[0]);
    if (outer_this) {
        f.flags |= HD_FUNC_LAMBDA;
        hd_fe_own_decls(fe, &f);
        fe->this_decl = (uint32_t)*outer_this - 1;
    } else {
        if (fe->ir.decls.data[f.decl].flags & HD_DECL_F_METHOD)
            fe->this_decl = 0; /* there is one; hd_fe_own_decls makes it */
        hd_fe_own_decls(fe, &f);
    }
    uint32_t body = body_node(fe);
    if (!fits) {
        /* Too deeply nested to descend: known by its name only, like one with errors. */
        f.flags |= HD_FUNC_BROKEN;
        hd_irb_term(&fe->ir, fe->cur, HD_TERM_RETURN, HD_FE_UNKNOWN, f.end_loc);
    } else if (body != HD_FE_NONE) {
        find_labels(fe);
        if (def.kind == CXCursor_Constructor)
            hd_fe_ctor_inits(fe, def);
        hd_fe_stmt(fe, body);
        hd_irb_term(&fe->ir, fe->cur, HD_TERM_RETURN, 0, f.end_loc);
        hd_fe_find_unseen(fe);
    }
    f.ntemps = fe->ntemps;
    hd_irb_func_end(&fe->ir, f);
}

void hd_fe_lower_queue(struct hd_fe *fe)
{
    for (size_t i = 0; i < fe->queue.len; i++)
        hd_fe_lower_func(fe, fe->queue.data[i]);
    fe->queue.len = 0;
}
