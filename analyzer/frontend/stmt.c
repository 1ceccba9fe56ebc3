/* Statements.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/frontend/internal.h"

static void compound(struct hd_fe *fe, uint32_t n)
{
    uint32_t mark = (uint32_t)fe->live.len, scope = fe->scope;
    fe->scope = n;
    HD_FE_KIDS(fe, k, n)
    hd_fe_stmt(fe, k);
    if (fe->live.len > mark)
        hd_fe_scope_pop(fe, mark, hd_fe_end_loc(fe, hd_fe_node(fe, n)->c));
    fe->scope = scope;
}

static void decl_stmt(struct hd_fe *fe, uint32_t n)
{
    HD_FE_KIDS(fe, k, n)
    if (hd_fe_node(fe, k)->kind == CXCursor_VarDecl)
        hd_fe_local_var(fe, k);
}

/* if (cond) a else b. C++ may put a declaration or an initialiser before the condition. */
static void if_stmt(struct hd_fe *fe, uint32_t n)
{
    uint32_t mark = (uint32_t)fe->live.len, scope = fe->scope;
    fe->scope = n;
    uint32_t k = n + 1, end = hd_fe_node(fe, n)->end;
    if (k < end && hd_fe_node(fe, k)->kind == CXCursor_DeclStmt) {
        decl_stmt(fe, k);
        k = hd_fe_node(fe, k)->end;
    }
    uint32_t yes = hd_irb_block(&fe->ir), no = hd_irb_block(&fe->ir), done = hd_irb_block(&fe->ir);
    if (k < end)
        k = hd_fe_condition(fe, k, yes, no);
    hd_fe_start(fe, yes);
    if (k < end) {
        hd_fe_stmt(fe, k);
        k = hd_fe_node(fe, k)->end;
    }
    hd_fe_goto(fe, done);
    hd_fe_start(fe, no);
    if (k < end)
        hd_fe_stmt(fe, k);
    hd_fe_goto(fe, done);
    hd_fe_start(fe, done);
    if (fe->live.len > mark)
        hd_fe_scope_pop(fe, mark, hd_fe_end_loc(fe, hd_fe_node(fe, n)->c));
    fe->scope = scope;
}

uint32_t hd_fe_condition(struct hd_fe *fe, uint32_t k, uint32_t yes, uint32_t no)
{
    uint32_t next = hd_fe_node(fe, k)->end;
    if (hd_fe_node(fe, k)->kind == CXCursor_VarDecl) { /* if (T *p = f()) */
        hd_fe_local_var(fe, k);
        hd_val v = hd_fe_read(fe, hd_fe_var_path(fe, hd_fe_decl(fe, hd_fe_node(fe, k)->c)));
        hd_irb_branch(&fe->ir, fe->cur, HD_OP_NE, v, hd_fe_int(fe, 0), yes, no,
                      hd_fe_node_loc(fe, k));
        /* libclang lists the variable's reading as the condition proper, too. */
        if (next < fe->nodes.len && clang_isExpression(hd_fe_node(fe, next)->kind)) {
            uint32_t e = hd_fe_strip(fe, next);
            CXCursor ref = hd_fe_ref(fe, e);
            if (hd_fe_node(fe, e)->kind == CXCursor_DeclRefExpr &&
                clang_equalCursors(ref, hd_fe_node(fe, k)->c))
                next = hd_fe_node(fe, next)->end;
        }
        return next;
    }
    if (!fe->cxx) {
        hd_fe_branch(fe, k, yes, no);
        return next;
    }
    /* Temporaries of the condition die before either side starts. */
    uint32_t mark = (uint32_t)fe->full.len, loc = hd_fe_node_loc(fe, k);
    uint32_t y = hd_irb_block(&fe->ir), f = hd_irb_block(&fe->ir);
    hd_fe_branch(fe, k, y, f);
    for (size_t i = fe->full.len; i-- > mark;) {
        hd_fe_start(fe, y);
        hd_fe_end_one(fe, &fe->full.data[i], loc);
        hd_fe_start(fe, f);
        hd_fe_end_one(fe, &fe->full.data[i], loc);
    }
    fe->full.len = mark;
    hd_irb_goto(&fe->ir, y, yes);
    hd_irb_goto(&fe->ir, f, no);
    return next;
}

static void label(struct hd_fe *fe, uint32_t n)
{
    uint32_t block = hd_fe_label_block(fe, n);
    hd_fe_goto(fe, block);
    hd_fe_start(fe, block);
    HD_FE_KIDS(fe, k, n)
    if (hd_fe_node(fe, k)->kind != CXCursor_LabelRef)
        hd_fe_stmt(fe, k);
}

static void goto_stmt(struct hd_fe *fe, uint32_t n)
{
    uint32_t loc = hd_fe_node_loc(fe, n);
    CXCursor target = hd_fe_ref(fe, n);
    /* Labels are told apart by their statement; data[0] is the function for all of them. */
    uint64_t *node = hd_map_get(&fe->label_node, (uint64_t)(uintptr_t)target.data[1]);
    if (node)
        hd_fe_jump(fe, (uint32_t)*node, loc);
    else
        hd_irb_term(&fe->ir, fe->cur, HD_TERM_UNREACHABLE, 0, loc);
}

static void computed_goto(struct hd_fe *fe, uint32_t n)
{
    uint32_t loc = hd_fe_node_loc(fe, n);
    HD_FE_KIDS(fe, k, n)
    hd_fe_effect(fe, k);
    hd_irb_term(&fe->ir, fe->cur, HD_TERM_INDIRECT, 0, loc);
    uint32_t from = fe->cur;
    hd_vec_foreach(l, &fe->taken)
    {
        uint32_t to = hd_fe_label_block(fe, *l);
        hd_vec_push(&fe->ir.scratch.data[from].succ, to);
    }
    hd_fe_start(fe, hd_irb_block(&fe->ir));
}

static void leave(struct hd_fe *fe, uint32_t n, struct hd_fe_target to)
{
    if (to.block == HD_FE_NONE)
        return;
    hd_fe_scope_end(fe, to.mark, hd_fe_node_loc(fe, n));
    hd_fe_goto(fe, to.block);
    hd_fe_start(fe, hd_irb_block(&fe->ir));
}

/* Assembly may jump to labels; libclang does not say to which ones, so it may be any. */
static void asm_stmt(struct hd_fe *fe, uint32_t n)
{
    hd_fe_asm(fe, n);
    if (!hd_fe_asm_jumps(fe, clang_getCursorLocation(hd_fe_node(fe, n)->c)))
        return;
    uint32_t from = fe->cur, next = hd_irb_block(&fe->ir);
    hd_irb_term(&fe->ir, from, HD_TERM_INDIRECT, 0, hd_fe_node_loc(fe, n));
    hd_vec_push(&fe->ir.scratch.data[from].succ, next);
    for (size_t i = 0; i < fe->label_node.len; i++) {
        uint32_t to = hd_fe_label_block(fe, (uint32_t)fe->label_node.entry[i].value);
        hd_vec_push(&fe->ir.scratch.data[from].succ, to);
    }
    hd_fe_start(fe, next);
}

/* Attributed statements and what libclang does not know: their parts in order. */
static void parts(struct hd_fe *fe, uint32_t n)
{
    HD_FE_KIDS(fe, k, n)
    hd_fe_stmt(fe, k);
}

void hd_fe_stmt(struct hd_fe *fe, uint32_t n)
{
    switch (hd_fe_node(fe, n)->kind) {
    case CXCursor_CompoundStmt:
        compound(fe, n);
        break;
    case CXCursor_DeclStmt:
        decl_stmt(fe, n);
        break;
    case CXCursor_IfStmt:
        if_stmt(fe, n);
        break;
    case CXCursor_WhileStmt:
    case CXCursor_DoStmt:
    case CXCursor_ForStmt:
    case CXCursor_CXXForRangeStmt:
        hd_fe_loop(fe, n);
        break;
    case CXCursor_SwitchStmt:
        hd_fe_switch(fe, n);
        break;
    case CXCursor_CaseStmt:
    case CXCursor_DefaultStmt:
        hd_fe_case(fe, n);
        break;
    case CXCursor_LabelStmt:
        label(fe, n);
        break;
    case CXCursor_GotoStmt:
        goto_stmt(fe, n);
        break;
    case CXCursor_IndirectGotoStmt:
        computed_goto(fe, n);
        break;
    case CXCursor_BreakStmt:
        leave(fe, n, fe->brk);
        break;
    case CXCursor_ContinueStmt:
        leave(fe, n, fe->cont);
        break;
    case CXCursor_ReturnStmt:
        hd_fe_return(fe, n);
        break;
    case CXCursor_GCCAsmStmt:
    case CXCursor_MSAsmStmt:
        asm_stmt(fe, n);
        break;
    case CXCursor_CXXTryStmt:
        hd_fe_try(fe, n);
        break;
    case CXCursor_NullStmt:
    case CXCursor_LabelRef:
        break;
    default:
        if (clang_isExpression(hd_fe_node(fe, n)->kind))
            hd_fe_full_expr(fe, n);
        else
            parts(fe, n);
    }
}

void hd_fe_full_expr(struct hd_fe *fe, uint32_t n)
{
    uint32_t mark = (uint32_t)fe->full.len;
    hd_fe_effect(fe, n);
    if (fe->full.len > mark)
        hd_fe_full_end(fe, mark, hd_fe_node_loc(fe, n));
}
