/* Initialisers: of locals where they stand, of globals in the pseudo function of the unit.
 *
 * Lists become assignments to fields and elements, braces left out included. A record whose braces
 * come from a macro of their own gets one assignment that names the macro; how
 * PTHREAD_MUTEX_INITIALIZER fills a mutex is nobody's business.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/frontend/internal.h"

typedef HD_VEC(CXCursor) cursor_vec;

/* The elements of a list that are still to be stored. */
struct items {
    uint32_t k, end;
};

struct init {
    struct hd_fe *fe;
    uint32_t flags, loc;
};

static void init_node(struct init *in, uint32_t n, uint32_t dst, CXType type);
static void fill(struct init *in, struct items *it, uint32_t dst, CXType type, bool braced);

static enum CXVisitorResult collect(CXCursor c, CXClientData data)
{
    if (!clang_Cursor_isBitField(c) || clang_getFieldDeclBitWidth(c) > 0)
        hd_vec_push((cursor_vec *)data, c);
    return CXVisit_Continue;
}

static bool is_nameless(CXCursor field)
{
    CXString s = clang_getCursorSpelling(field);
    const char *text = clang_getCString(s);
    bool yes = !text || !*text || strchr(text, '(');
    clang_disposeString(s);
    return yes;
}

static uint32_t field_place(struct hd_fe *fe, uint32_t dst, CXCursor field)
{
    /* The fields of a nameless member are those of the record around it. */
    if (is_nameless(field))
        return dst;
    return hd_fe_field_path(fe, dst, hd_fe_field(fe, field));
}

static uint32_t element_place(struct hd_fe *fe, uint32_t dst, CXType array, int64_t i, bool any)
{
    uint32_t type = hd_fe_type(fe, clang_getArrayElementType(clang_getCanonicalType(array)));
    if (any)
        return hd_irb_path(&fe->ir, dst, HD_PATH_INDEX_ANY, 0, type);
    return hd_irb_path(&fe->ir, dst, HD_PATH_INDEX, HD_VAL_INDEX(hd_fe_int(fe, i)), type);
}

static bool is_aggregate(CXType t)
{
    return hd_fe_is_record(t) || hd_fe_is_array(t);
}

/* Designated: an unexposed node of type void, with references to fields and indexes before the
 * value. */
static bool is_designated(struct hd_fe *fe, uint32_t n)
{
    return hd_fe_node(fe, n)->kind == CXCursor_UnexposedExpr && hd_fe_nkids(fe, n) >= 2 &&
           hd_fe_kind(hd_fe_type_of(fe, n)) == CXType_Void;
}

/* Stores a designated element; *next becomes the index or position behind the first designator. */
static void designated(struct init *in, uint32_t n, uint32_t dst, CXType type, int64_t *next,
                       const cursor_vec *fields)
{
    struct hd_fe *fe = in->fe;
    uint32_t last = hd_fe_last(fe, n);
    bool first = true;
    HD_FE_KIDS(fe, k, n)
    {
        if (k == last)
            break;
        CXType c = clang_getCanonicalType(type);
        int64_t i = 0;
        if (hd_fe_node(fe, k)->kind == CXCursor_MemberRef) {
            CXCursor field = hd_fe_ref(fe, k);
            for (size_t f = 0; first && fields && f < fields->len; f++)
                if (clang_equalCursors(fields->data[f], field))
                    *next = (int64_t)f + 1;
            dst = field_place(fe, dst, field);
            type = clang_getCursorType(field);
        } else if (hd_fe_is_array(c) && hd_fe_constant(fe, k, &i)) {
            uint32_t after = hd_fe_node(fe, k)->end;
            CXType elem = clang_getArrayElementType(c);
            int64_t hi = i;
            bool range = after != last && !hd_fe_is_array(elem) &&
                         hd_fe_node(fe, after)->kind != CXCursor_MemberRef &&
                         hd_fe_constant(fe, after, &hi);
            if (first)
                *next = hi + 1;
            dst = element_place(fe, dst, c, i, range);
            type = elem;
            if (range)
                k = after;
        }
        first = false;
    }
    init_node(in, last, dst, type);
}

/* One element for the object dst. Braces may be left out around the elements of an aggregate. */
static void element(struct init *in, struct items *it, uint32_t dst, CXType type)
{
    struct hd_fe *fe = in->fe;
    uint32_t n = it->k, inner = hd_fe_strip(fe, n);
    uint16_t kind = hd_fe_node(fe, inner)->kind;
    bool whole = !is_aggregate(type) || kind == CXCursor_InitListExpr ||
                 kind == CXCursor_StringLiteral || kind == CXCursor_CompoundLiteralExpr ||
                 hd_fe_is_record(hd_fe_type_of(fe, n)) || fe->cxx;
    if (whole) {
        it->k = hd_fe_node(fe, n)->end;
        init_node(in, n, dst, type);
    } else {
        uint32_t before = it->k;
        fill(in, it, dst, type, false);
        if (it->k == before) /* an empty aggregate takes nothing */
            it->k = hd_fe_node(fe, n)->end;
    }
}

static void fill_record(struct init *in, struct items *it, uint32_t dst, CXType type, bool braced)
{
    struct hd_fe *fe = in->fe;
    cursor_vec fields = {0};
    CXCursor decl = clang_getTypeDeclaration(type);
    clang_Type_visitFields(type, collect, &fields);
    int64_t i = 0;
    while (it->k < it->end) {
        if (is_designated(fe, it->k)) {
            if (!braced)
                break;
            uint32_t n = it->k;
            it->k = hd_fe_node(fe, n)->end;
            designated(in, n, dst, type, &i, &fields);
            continue;
        }
        if (i >= (int64_t)fields.len || (decl.kind == CXCursor_UnionDecl && i > 0))
            break;
        CXCursor f = fields.data[i++];
        if (!is_nameless(f) || is_aggregate(clang_getCursorType(f)))
            element(in, it, field_place(fe, dst, f), clang_getCursorType(f));
    }
    hd_vec_free(&fields);
}

static void fill_array(struct init *in, struct items *it, uint32_t dst, CXType type, bool braced)
{
    struct hd_fe *fe = in->fe;
    CXType elem = clang_getArrayElementType(type);
    long long size = clang_getArraySize(type);
    int64_t i = 0;
    while (it->k < it->end) {
        if (is_designated(fe, it->k)) {
            if (!braced)
                break;
            uint32_t n = it->k;
            it->k = hd_fe_node(fe, n)->end;
            designated(in, n, dst, type, &i, NULL);
            continue;
        }
        if (!braced && size >= 0 && i >= size)
            break;
        element(in, it, element_place(fe, dst, type, i, false), elem);
        i++;
    }
}

static void fill(struct init *in, struct items *it, uint32_t dst, CXType type, bool braced)
{
    type = clang_getCanonicalType(type);
    if (type.kind == CXType_Record)
        fill_record(in, it, dst, type, braced);
    else
        fill_array(in, it, dst, type, braced);
}

/* Does the list come from a macro of its own, not from the one that the list around it is in? */
static bool own_macro(struct hd_fe *fe, uint32_t n, char *name, size_t size)
{
    uint64_t own, outer = 0;
    hd_fe_defining_macro(fe, clang_getCursorLocation(hd_fe_node(fe, n)->c), name, size, &own);
    if (!*name)
        return false;
    for (uint32_t p = n; p; p = hd_fe_node(fe, p)->parent) {
        uint32_t up = hd_fe_node(fe, p)->parent;
        if (hd_fe_node(fe, up)->kind == CXCursor_InitListExpr) {
            char outer_name[128];
            hd_fe_defining_macro(fe, clang_getCursorLocation(hd_fe_node(fe, up)->c), outer_name,
                                 sizeof outer_name, &outer);
            break;
        }
    }
    return own != outer;
}

/* Tables of plain numbers say nothing about objects. */
static bool is_number_table(struct hd_fe *fe, uint32_t n, CXType type)
{
    CXType elem = clang_getCanonicalType(type);
    if (!hd_fe_is_array(elem) || hd_fe_node(fe, n)->flags & HD_FE_N_EFFECT)
        return false;
    while (hd_fe_is_array(elem))
        elem = clang_getCanonicalType(clang_getArrayElementType(elem));
    return elem.kind != CXType_Record && !hd_fe_is_pointer(elem);
}

static void init_list(struct init *in, uint32_t n, uint32_t dst, CXType type)
{
    struct hd_fe *fe = in->fe;
    char name[128];
    if (hd_fe_is_record(type) && own_macro(fe, n, name, sizeof name)) {
        hd_val v = HD_VAL(HD_V_STR, hd_irb_str(&fe->ir, name));
        hd_fe_emit(fe,
                   (struct hd_ir_insn){.op = HD_INSN_ASSIGN,
                                       .flags = in->flags | HD_INSN_F_INIT_MACRO,
                                       .loc = in->loc,
                                       .dst = dst,
                                       .a = v},
                   NULL, 0);
        CXCursor decl = clang_getTypeDeclaration(clang_getCanonicalType(type));
        if (clang_Location_isInSystemHeader(clang_getCursorLocation(decl)))
            return;
    }
    /* What the list does not name becomes zero; for a declaration its DECL says so. */
    if (hd_fe_is_record(type) && !(in->flags & HD_INSN_F_INIT))
        hd_fe_assign(fe, dst, hd_fe_int(fe, 0), in->flags, in->loc);
    if (is_number_table(fe, n, type))
        return;
    struct items it = {.k = n + 1, .end = hd_fe_node(fe, n)->end};
    fill(in, &it, dst, type, true);
}

static void init_node(struct init *in, uint32_t n, uint32_t dst, CXType type)
{
    struct hd_fe *fe = in->fe;
    uint32_t inner = hd_fe_strip(fe, n);
    if (fe->cxx && hd_fe_is_reference(type))
        hd_fe_assign(fe, dst, hd_fe_reference(fe, n, false), in->flags, in->loc);
    else if (hd_fe_node(fe, inner)->kind == CXCursor_InitListExpr && is_aggregate(type))
        init_list(in, inner, dst, type);
    else
        hd_fe_value_to(fe, n, dst, in->flags, in->loc);
}

void hd_fe_init(struct hd_fe *fe, uint32_t n, uint32_t dst, CXType type, uint32_t flags,
                uint32_t loc)
{
    struct init in = {.fe = fe, .flags = flags, .loc = loc};
    init_node(&in, n, dst, type);
}

/* Variables ------------------------------------------------------------------------------------*/

/* The function of __attribute__((cleanup(f))); its definition may be a static inline one. */
static uint32_t cleanup_of(struct hd_fe *fe, uint32_t decl)
{
    if (!(fe->ir.decls.data[decl].flags & HD_DECL_F_CLEANUP))
        return HD_FE_NONE;
    for (size_t i = fe->ir.attrs.len; i-- > 0;) {
        const struct hd_ir_attr *a = &fe->ir.attrs.data[i];
        const char *name = hd_irb_text(&fe->ir, a->arg);
        if (a->decl == decl && *name && hd_irb_text(&fe->ir, a->name)[0] == 'c')
            return hd_fe_function_named(fe, name);
    }
    return HD_FE_NONE;
}

static uint32_t initialiser(struct hd_fe *fe, uint32_t n)
{
    CXCursor init = clang_Cursor_getVarDeclInitializer(hd_fe_node(fe, n)->c);
    if (clang_Cursor_isNull(init) || clang_isInvalid(init.kind))
        return HD_FE_NONE;
    return hd_fe_find(fe, n, init);
}

/* The size of a variable-length array is evaluated; other children are types. */
static void array_size(struct hd_fe *fe, uint32_t n, uint32_t init)
{
    if (hd_fe_kind(hd_fe_type_of(fe, n)) != CXType_VariableArray)
        return;
    HD_FE_KIDS(fe, k, n)
    if (k != init && clang_isExpression(hd_fe_node(fe, k)->kind))
        hd_fe_effect(fe, k);
}

/* The variable of a range-for. Its own initialiser speaks of iterators that nobody declared. */
void hd_fe_range_var(struct hd_fe *fe, uint32_t n, uint32_t range)
{
    uint32_t decl = hd_fe_decl(fe, hd_fe_node(fe, n)->c);
    uint32_t loc = hd_fe_node_loc(fe, n), path = hd_fe_var_path(fe, decl);
    hd_val v = HD_FE_UNKNOWN;
    if (range) { /* an array: some element of it */
        uint32_t elem = fe->ir.types.data[fe->ir.paths.data[range].type].target;
        uint32_t any = hd_irb_path(&fe->ir, range, HD_PATH_INDEX_ANY, 0, elem);
        bool ref = hd_fe_is_reference(hd_fe_type_of(fe, n));
        v = ref ? hd_fe_addr(fe, any) : hd_fe_read(fe, any);
    }
    hd_fe_emit(fe, (struct hd_ir_insn){.op = HD_INSN_DECL, .loc = loc, .dst = path}, NULL, 0);
    hd_fe_assign(fe, path, v, HD_INSN_F_INIT, loc);
    hd_vec_push(&fe->live,
                (struct hd_fe_live){.path = path,
                                    .node = n,
                                    .scope = fe->scope,
                                    .cleanup = hd_fe_destructor(fe, hd_fe_type_of(fe, n)),
                                    .type = hd_fe_type_of(fe, n)});
}

void hd_fe_local_var(struct hd_fe *fe, uint32_t n)
{
    CXCursor c = hd_fe_node(fe, n)->c;
    uint32_t decl = hd_fe_decl(fe, c);
    if (fe->ir.decls.data[decl].kind != HD_DECL_LOCAL) {
        if (fe->ir.decls.data[decl].flags & HD_DECL_F_HAS_INIT)
            hd_vec_push(&fe->globals, c);
        return;
    }
    uint32_t loc = hd_fe_node_loc(fe, n), path = hd_fe_var_path(fe, decl);
    uint32_t init = initialiser(fe, n);
    array_size(fe, n, init);
    bool list = init != HD_FE_NONE &&
                hd_fe_node(fe, hd_fe_strip(fe, init))->kind == CXCursor_InitListExpr &&
                is_aggregate(hd_fe_type_of(fe, n));
    hd_fe_emit(fe,
               (struct hd_ir_insn){
                   .op = HD_INSN_DECL, .loc = loc, .dst = path, .a = list ? hd_fe_int(fe, 0) : 0},
               NULL, 0);
    uint32_t mark = (uint32_t)fe->full.len;
    if (init != HD_FE_NONE)
        hd_fe_init(fe, init, path, hd_fe_type_of(fe, n), HD_INSN_F_INIT, loc);
    /* A temporary bound to a reference lives on with it: the outermost one, which came last. */
    bool bound = fe->cxx && hd_fe_is_reference(hd_fe_type_of(fe, n)) && fe->full.len > mark;
    struct hd_fe_live kept = {0};
    if (bound)
        kept = hd_vec_pop(&fe->full);
    hd_fe_full_end(fe, mark, loc);
    if (bound) {
        kept.scope = fe->scope;
        kept.flags &= ~(uint32_t)HD_INSN_F_TEMPORARY;
        hd_vec_push(&fe->live, kept);
    }
    uint32_t cleanup = cleanup_of(fe, decl);
    if (cleanup == HD_FE_NONE)
        cleanup = hd_fe_destructor(fe, hd_fe_type_of(fe, n));
    hd_vec_push(&fe->live, (struct hd_fe_live){.path = path,
                                               .node = n,
                                               .scope = fe->scope,
                                               .cleanup = cleanup,
                                               .type = hd_fe_type_of(fe, n)});
}

/* What a scalar is initialised with, if it is known before the program runs. */
static void constant_init(struct hd_fe *fe, uint32_t decl, hd_val v)
{
    switch (HD_VAL_TAG(v)) {
    case HD_V_INT:
    case HD_V_STR:
    case HD_V_FUNC:
    case HD_V_ADDR:
        fe->ir.decls.data[decl].init = v;
        break;
    default:
        break;
    }
}

static void global_init(struct hd_fe *fe, CXCursor c)
{
    if (!hd_fe_snapshot(fe, c))
        return;
    uint32_t init = initialiser(fe, 0);
    if (init == HD_FE_NONE)
        return;
    uint32_t decl = hd_fe_decl(fe, c), path = hd_fe_var_path(fe, decl);
    uint32_t loc = hd_fe_node_loc(fe, 0);
    CXType type = clang_getCursorType(c);
    int64_t k;
    if (hd_fe_constant(fe, init, &k)) {
        constant_init(fe, decl, hd_fe_int(fe, k));
        return;
    }
    if (!is_aggregate(type)) {
        hd_val v = hd_fe_value(fe, init);
        constant_init(fe, decl, v);
        hd_fe_assign(fe, path, v, HD_INSN_F_INIT, loc);
        return;
    }
    hd_fe_init(fe, init, path, type, HD_INSN_F_INIT, loc);
}

/* A member that its class initialises by a constructor: every object of the class has it so. What
 * the constructor is given tells the kind of a lock. */
static void member_init(struct hd_fe *fe, CXCursor c)
{
    if (!hd_fe_snapshot(fe, c))
        return;
    uint32_t init = hd_fe_last(fe, 0);
    uint32_t call = init == HD_FE_NONE ? init : hd_fe_strip(fe, init);
    if (call == HD_FE_NONE || hd_fe_node(fe, call)->kind != CXCursor_CallExpr)
        return;
    uint32_t object = hd_irb_unknown(&fe->ir, 0);
    uint32_t path = hd_fe_field_path(fe, object, hd_fe_field(fe, c));
    hd_fe_init(fe, init, path, clang_getCursorType(c), HD_INSN_F_INIT, hd_fe_node_loc(fe, 0));
}

void hd_fe_global_inits(struct hd_fe *fe)
{
    struct hd_ir_func f = {.flags = HD_FUNC_INIT};
    fe->func = clang_getNullCursor();
    hd_fe_func_reset(fe);
    f.decl = fe->func_decl = hd_fe_pseudo(fe, "<initialisers>");
    /* Lowering one may bring in static locals of a statement expression: the list may grow. */
    for (size_t i = 0; i < fe->globals.len; i++)
        if (fe->globals.data[i].kind == CXCursor_FieldDecl)
            member_init(fe, fe->globals.data[i]);
        else
            global_init(fe, fe->globals.data[i]);
    hd_irb_term(&fe->ir, fe->cur, HD_TERM_RETURN, 0, 0);
    f.ntemps = fe->ntemps;
    if (fe->globals.len)
        hd_irb_func_end(&fe->ir, f);
}
