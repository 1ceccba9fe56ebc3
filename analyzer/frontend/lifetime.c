/* Objects whose end matters: destructors, temporaries of a full expression, closures, exceptions.
 *
 * libclang shows no implicit destructor calls: they are made here, from the types. A handler is
 * entered from the start of its try block (something in it threw, before it changed anything) and
 * from the throw expressions inside; calls that may throw are not split, but marked when they stand
 * in a try block. Which handler takes which exception is not looked at: a try block catches all.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "analyzer/frontend/internal.h"
#include "core/hash.h"

static enum CXChildVisitResult find_destructor(CXCursor c, CXCursor parent, CXClientData data)
{
    if (c.kind != CXCursor_Destructor)
        return CXChildVisit_Continue;
    *(CXCursor *)data = c;
    return CXChildVisit_Break;
}

uint32_t hd_fe_destructor(struct hd_fe *fe, CXType t)
{
    t = clang_getCanonicalType(t);
    if (!fe->cxx || t.kind != CXType_Record)
        return HD_FE_NONE;
    CXCursor record = clang_getTypeDeclaration(t);
    uint64_t key = (uint64_t)(uintptr_t)clang_getCanonicalCursor(record).data[0];
    bool added;
    uint64_t *known = hd_map_put(&fe->dtor_of, key, &added);
    if (!added)
        return (uint32_t)*known;
    *known = HD_FE_NONE;
    /* What the library's own objects do at their end is said by the rules, not by their code. */
    if (clang_Location_isInSystemHeader(clang_getCursorLocation(record)))
        return HD_FE_NONE;
    CXCursor dtor = clang_getNullCursor();
    clang_visitChildren(record, find_destructor, &dtor);
    if (clang_Cursor_isNull(dtor) || clang_CXXMethod_isDefaulted(dtor))
        return HD_FE_NONE;
    hd_fe_want(fe, dtor);
    uint32_t decl = hd_fe_decl(fe, dtor);
    *hd_map_put(&fe->dtor_of, key, NULL) = decl;
    return decl;
}

void hd_fe_temporary(struct hd_fe *fe, uint32_t path, CXType t)
{
    hd_vec_push(&fe->full, (struct hd_fe_live){.path = path,
                                               .node = HD_FE_NONE,
                                               .cleanup = hd_fe_destructor(fe, t),
                                               .flags = HD_INSN_F_TEMPORARY,
                                               .type = t});
}

void hd_fe_full_end(struct hd_fe *fe, uint32_t mark, uint32_t loc)
{
    for (size_t i = fe->full.len; i-- > mark;)
        hd_fe_end_one(fe, &fe->full.data[i], loc);
    if (fe->full.len > mark)
        fe->full.len = mark;
}

/* Closures -------------------------------------------------------------------------------------*/

bool hd_fe_is_closure(CXCursor method)
{
    CXCursor up = clang_getCursorSemanticParent(method);
    if (up.kind != CXCursor_ClassDecl)
        return false;
    CXString s = clang_getTypeSpelling(clang_getCursorType(up));
    bool yes = clang_getCString(s) && strstr(clang_getCString(s), "(lambda at");
    clang_disposeString(s);
    return yes;
}

static enum CXChildVisitResult find_operator(CXCursor c, CXCursor parent, CXClientData data)
{
    if (c.kind != CXCursor_CXXMethod)
        return CXChildVisit_Continue;
    CXString s = clang_getCursorSpelling(c);
    bool hit = clang_getCString(s) && !strcmp(clang_getCString(s), "operator()");
    clang_disposeString(s);
    if (!hit)
        return CXChildVisit_Continue;
    *(CXCursor *)data = c;
    return CXChildVisit_Break;
}

static enum CXChildVisitResult find_block(CXCursor c, CXCursor parent, CXClientData data)
{
    *(CXCursor *)data = c;
    return CXChildVisit_Break;
}

/* By the number in the function around, so that lines above do not matter; and by the file, for
 * several programs of one build have a main. */
static uint64_t closure_key(struct hd_fe *fe, CXCursor c, uint64_t outer, uint32_t number)
{
    const struct hd_fe_file *file = hd_fe_file_of(fe, c);
    const char *name = file ? hd_irb_text(&fe->ir, fe->ir.files.data[file->index].name) : "";
    return hd_hash_mix(hd_hash_mix(outer, hd_hash_str(name)), number);
}

/* "outer::lambda#1" */
static uint32_t closure_decl(struct hd_fe *fe, CXCursor c, CXType t)
{
    uint64_t key = (uint64_t)(uintptr_t)clang_getCanonicalCursor(c).data[0];
    uint64_t *known = hd_map_get(&fe->decl_of, key);
    if (known && *known)
        return (uint32_t)*known - 1;
    struct hd_ir_decl outer = fe->ir.decls.data[fe->func_decl];
    uint32_t number = ++fe->nlambdas;
    char name[600];
    snprintf(name, sizeof name, "%s::lambda#%u", hd_irb_text(&fe->ir, outer.name), number);
    uint32_t d = hd_irb_decls(&fe->ir, 1);
    fe->ir.decls.data[d] = (struct hd_ir_decl){.kind = HD_DECL_FUNC,
                                               .key = closure_key(fe, c, outer.key, number),
                                               .name = hd_irb_str(&fe->ir, name),
                                               .loc = hd_fe_loc(fe, clang_getCursorLocation(c)),
                                               .flags = HD_DECL_F_INTERNAL | HD_DECL_F_DEFINED};
    uint32_t type = hd_fe_type(fe, t);
    fe->ir.decls.data[d].type = type;
    *hd_map_put(&fe->decl_of, key, NULL) = d + 1;
    /* `this` inside is that of the member function around. */
    *hd_map_put(&fe->closure_this, key, NULL) = (uint64_t)fe->this_decl + 1;
    return d;
}

CXCursor hd_fe_closure_body(CXCursor c)
{
    CXCursor body = clang_getNullCursor();
    CXType t = clang_getCursorType(c);
    if (c.kind == CXCursor_BlockExpr)
        clang_visitChildren(c, find_block, &body);
    else
        clang_visitChildren(clang_getTypeDeclaration(clang_getCanonicalType(t)), find_operator,
                            &body);
    return body;
}

hd_val hd_fe_closure(struct hd_fe *fe, uint32_t n)
{
    CXCursor body = hd_fe_closure_body(hd_fe_node(fe, n)->c);
    if (clang_Cursor_isNull(body))
        return HD_FE_UNKNOWN; /* generic: instantiated where it is called */
    uint32_t d = closure_decl(fe, body, clang_getCursorType(body));
    bool added;
    hd_map_put(&fe->queued, (uint64_t)(uintptr_t)clang_getCanonicalCursor(body).data[0], &added);
    if (added)
        hd_vec_push(&fe->queue, body);
    return HD_VAL(HD_V_FUNC, d);
}

/* Exceptions -----------------------------------------------------------------------------------*/

void hd_fe_throw(struct hd_fe *fe, uint32_t n)
{
    uint32_t loc = hd_fe_node_loc(fe, n);
    bool again = true; /* `throw;` */
    HD_FE_KIDS(fe, k, n)
    {
        hd_fe_effect(fe, k);
        again = false;
    }
    bool caught = fe->handler.block != HD_FE_NONE;
    hd_fe_scope_end(fe, caught ? fe->handler.mark : 0, loc);
    if (caught)
        hd_fe_goto(fe, fe->handler.block);
    else
        hd_irb_term(&fe->ir, fe->cur, again ? HD_TERM_UNREACHABLE : HD_TERM_THROW, 0, loc);
    hd_fe_start(fe, hd_irb_block(&fe->ir));
}

static void handler(struct hd_fe *fe, uint32_t n)
{
    uint32_t mark = (uint32_t)fe->live.len, scope = fe->scope;
    fe->scope = n;
    HD_FE_KIDS(fe, k, n)
    {
        if (hd_fe_node(fe, k)->kind == CXCursor_VarDecl)
            hd_fe_local_var(fe, k);
        else
            hd_fe_stmt(fe, k);
    }
    if (fe->live.len > mark)
        hd_fe_scope_pop(fe, mark, hd_fe_end_loc(fe, hd_fe_node(fe, n)->c));
    fe->scope = scope;
}

void hd_fe_try(struct hd_fe *fe, uint32_t n)
{
    struct hd_fe_target outer = fe->handler;
    uint32_t body = hd_irb_block(&fe->ir), catches = hd_irb_block(&fe->ir);
    uint32_t end = hd_irb_block(&fe->ir), loc = hd_fe_node_loc(fe, n);
    hd_irb_branch(&fe->ir, fe->cur, HD_OP_NONE, HD_FE_UNKNOWN, 0, body, catches, loc);
    hd_fe_start(fe, body);
    fe->handler = (struct hd_fe_target){catches, (uint32_t)fe->live.len};
    bool first = true;
    HD_FE_KIDS(fe, k, n)
    {
        if (first) {
            hd_fe_stmt(fe, k);
            hd_fe_goto(fe, end);
            fe->handler = outer;
            hd_fe_start(fe, catches);
            first = false;
            continue;
        }
        bool last = hd_fe_node(fe, k)->end == hd_fe_node(fe, n)->end;
        uint32_t here = hd_irb_block(&fe->ir);
        uint32_t next = last ? HD_FE_NONE : hd_irb_block(&fe->ir);
        if (last)
            hd_fe_goto(fe, here);
        else
            hd_irb_branch(&fe->ir, fe->cur, HD_OP_NONE, HD_FE_UNKNOWN, 0, here, next, loc);
        hd_fe_start(fe, here);
        handler(fe, k);
        hd_fe_goto(fe, end);
        if (!last)
            hd_fe_start(fe, next);
    }
    hd_fe_start(fe, end);
}
