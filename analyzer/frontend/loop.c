/* Loops.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/frontend/internal.h"

struct loop {
    struct hd_fe_target brk, cont; /* of the loop around */
    uint32_t mark, scope, end;
};

static struct loop enter(struct hd_fe *fe, uint32_t n)
{
    struct loop l = {.brk = fe->brk,
                     .cont = fe->cont,
                     .mark = (uint32_t)fe->live.len,
                     .scope = fe->scope,
                     .end = hd_irb_block(&fe->ir)};
    fe->scope = n;
    return l;
}

static void targets(struct hd_fe *fe, const struct loop *l, uint32_t cont)
{
    fe->brk = (struct hd_fe_target){l->end, (uint32_t)fe->live.len};
    fe->cont = (struct hd_fe_target){cont, (uint32_t)fe->live.len};
}

/* Locals of the loop's head die behind it. */
static void quit(struct hd_fe *fe, uint32_t n, const struct loop *l)
{
    hd_fe_start(fe, l->end);
    if (fe->live.len > l->mark)
        hd_fe_scope_pop(fe, l->mark, hd_fe_end_loc(fe, hd_fe_node(fe, n)->c));
    fe->brk = l->brk;
    fe->cont = l->cont;
    fe->scope = l->scope;
}

static void while_stmt(struct hd_fe *fe, uint32_t n)
{
    struct loop l = enter(fe, n);
    uint32_t head = hd_irb_block(&fe->ir), body = hd_irb_block(&fe->ir);
    uint32_t k = n + 1;
    hd_fe_goto(fe, head);
    hd_fe_start(fe, head);
    if (k < hd_fe_node(fe, n)->end)
        k = hd_fe_condition(fe, k, body, l.end);
    hd_fe_start(fe, body);
    targets(fe, &l, head);
    if (k < hd_fe_node(fe, n)->end)
        hd_fe_stmt(fe, k);
    /* A variable declared in the condition is made anew in every round. */
    hd_fe_scope_end(fe, l.mark, fe->live.len > l.mark ? hd_fe_node_loc(fe, n) : 0);
    hd_fe_goto(fe, head);
    quit(fe, n, &l);
}

static void do_stmt(struct hd_fe *fe, uint32_t n)
{
    struct loop l = enter(fe, n);
    uint32_t head = hd_irb_block(&fe->ir), test = hd_irb_block(&fe->ir);
    uint32_t body = hd_fe_kid(fe, n, 0), cond = hd_fe_kid(fe, n, 1);
    hd_fe_goto(fe, head);
    hd_fe_start(fe, head);
    targets(fe, &l, test);
    if (body != HD_FE_NONE)
        hd_fe_stmt(fe, body);
    hd_fe_goto(fe, test);
    hd_fe_start(fe, test);
    if (cond != HD_FE_NONE)
        hd_fe_branch(fe, cond, head, l.end);
    else
        hd_fe_goto(fe, l.end);
    quit(fe, n, &l);
}

static void for_stmt(struct hd_fe *fe, uint32_t n)
{
    struct loop l = enter(fe, n);
    unsigned clauses = hd_fe_for_clauses(fe, n);
    uint32_t head = hd_irb_block(&fe->ir), body = hd_irb_block(&fe->ir);
    uint32_t next = hd_irb_block(&fe->ir);
    uint32_t k = n + 1, last = hd_fe_last(fe, n);
    if (clauses & 1) {
        hd_fe_stmt(fe, k);
        k = hd_fe_node(fe, k)->end;
    }
    hd_fe_goto(fe, head);
    hd_fe_start(fe, head);
    if (clauses & 2)
        k = hd_fe_condition(fe, k, body, l.end);
    else
        hd_fe_goto(fe, body);
    hd_fe_start(fe, body);
    targets(fe, &l, next);
    if (last != HD_FE_NONE)
        hd_fe_stmt(fe, last);
    hd_fe_goto(fe, next);
    hd_fe_start(fe, next);
    if (clauses & 4)
        hd_fe_full_expr(fe, k);
    hd_fe_goto(fe, head);
    quit(fe, n, &l);
}

/* `for (auto *t : {&a, &b})`: what the list leads to is used in a way that nobody follows. */
static void list_range(struct hd_fe *fe, uint32_t n)
{
    HD_VEC(hd_val) args = {0};
    bool leads = false;
    HD_FE_KIDS(fe, k, hd_fe_strip(fe, n))
    {
        hd_val v = hd_fe_value(fe, k);
        leads |= HD_VAL_TAG(v) != HD_V_INT && !hd_fe_is_number(hd_fe_type_of(fe, k));
        hd_vec_push(&args, v);
    }
    if (leads)
        hd_fe_emit_call(fe, n, HD_VAL(HD_V_FUNC, hd_fe_pseudo(fe, "range")), args.data, args.len, 0,
                        false, 0);
    hd_vec_free(&args);
}

/* for (T x : range): the range is evaluated once, then any number of rounds, of an array one at
 * least. The element is some element of it. */
static void range_for(struct hd_fe *fe, uint32_t n)
{
    struct loop l = enter(fe, n);
    uint32_t head = hd_irb_block(&fe->ir), body = hd_irb_block(&fe->ir);
    uint32_t last = hd_fe_last(fe, n), var = HD_FE_NONE, range = 0;
    HD_FE_KIDS(fe, k, n)
    {
        if (hd_fe_node(fe, k)->kind == CXCursor_VarDecl)
            var = k;
        else if (k == last)
            break;
        else if (hd_fe_node(fe, hd_fe_strip(fe, k))->kind == CXCursor_InitListExpr)
            list_range(fe, k);
        else if (hd_fe_is_array(hd_fe_type_of(fe, hd_fe_strip(fe, k))))
            range = hd_fe_place(fe, k);
        else
            hd_fe_stmt(fe, k);
    }
    hd_fe_goto(fe, range ? body : head);
    hd_fe_start(fe, head);
    hd_irb_branch(&fe->ir, fe->cur, HD_OP_NONE, HD_FE_UNKNOWN, 0, body, l.end,
                  hd_fe_node_loc(fe, n));
    hd_fe_start(fe, body);
    targets(fe, &l, head);
    uint32_t mark = (uint32_t)fe->live.len;
    if (var != HD_FE_NONE)
        hd_fe_range_var(fe, var, range);
    fe->cont.mark = fe->brk.mark = mark;
    if (last != HD_FE_NONE)
        hd_fe_stmt(fe, last);
    hd_fe_scope_pop(fe, mark, hd_fe_node_loc(fe, n));
    hd_fe_goto(fe, head);
    quit(fe, n, &l);
}

void hd_fe_loop(struct hd_fe *fe, uint32_t n)
{
    switch (hd_fe_node(fe, n)->kind) {
    case CXCursor_WhileStmt:
        while_stmt(fe, n);
        break;
    case CXCursor_DoStmt:
        do_stmt(fe, n);
        break;
    case CXCursor_ForStmt:
        for_stmt(fe, n);
        break;
    default:
        range_for(fe, n);
    }
}
