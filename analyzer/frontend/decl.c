/* Functions, variables and parameters, interned by declaration; attributes that matter.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "analyzer/frontend/internal.h"
#include "core/hash.h"

char *hd_fe_pretty(struct hd_fe *fe, CXCursor c, bool terse)
{
    if (terse && !fe->terse) {
        fe->terse = clang_getCursorPrintingPolicy(c);
        clang_PrintingPolicy_setProperty(fe->terse, CXPrintingPolicy_TerseOutput, 1);
        clang_PrintingPolicy_setProperty(fe->terse, CXPrintingPolicy_PolishForDeclaration, 0);
    }
    CXString s = clang_getCursorPrettyPrinted(c, terse ? fe->terse : NULL);
    const char *text = clang_getCString(s);
    char *copy = strdup(text ? text : "");
    clang_disposeString(s);
    if (!copy)
        hd_oom();
    return copy;
}

void hd_fe_qualified(struct hd_fe *fe, CXCursor c, char *out, size_t size)
{
    CXString s = clang_getCursorSpelling(c);
    const char *name = clang_getCString(s);
    if (!name)
        name = "";
    /* Constructors and the like are spelled with template arguments: "guard<M>". */
    size_t n = strlen(name);
    const char *lt = strncmp(name, "operator", 8) == 0 ? NULL : strchr(name, '<');
    if (lt)
        n = (size_t)(lt - name);
    char prefix[512] = "";
    if (fe->cxx) {
        CXCursor up = clang_getCursorSemanticParent(c);
        while (up.kind == CXCursor_Namespace && clang_Cursor_isInlineNamespace(up))
            up = clang_getCursorSemanticParent(up);
        switch (up.kind) {
        case CXCursor_Namespace:
        case CXCursor_ClassDecl:
        case CXCursor_StructDecl:
        case CXCursor_UnionDecl:
        case CXCursor_ClassTemplate:
        case CXCursor_ClassTemplatePartialSpecialization:
            hd_fe_qualified(fe, up, prefix, sizeof prefix);
            break;
        default:
            break;
        }
    }
    snprintf(out, size, "%s%s%.*s", prefix, *prefix ? "::" : "", (int)n, name);
    clang_disposeString(s);
}

/* Declarations ---------------------------------------------------------------------------------*/

uint32_t hd_fe_pseudo(struct hd_fe *fe, const char *name)
{
    char usr[600];
    snprintf(usr, sizeof usr, "heddle:%s", name);
    uint64_t key = hd_hash_str(usr);
    uint64_t *known = hd_map_put(&fe->decl_of, key | 1, NULL); /* pointers are even */
    if (*known == 0) {
        uint32_t d = hd_irb_decls(&fe->ir, 1);
        *known = d + 1;
        fe->ir.decls.data[d] = (struct hd_ir_decl){.key = key,
                                                   .kind = HD_DECL_FUNC,
                                                   .name = hd_irb_str(&fe->ir, name),
                                                   .usr = hd_irb_str(&fe->ir, usr),
                                                   .flags = HD_DECL_F_SYSTEM};
    }
    return (uint32_t)*known - 1;
}

/* Identity over the whole program. USRs of internal declarations carry only the basename of the
 * file: two `util.c` with a `static init()` would be one. */
static uint64_t decl_key(struct hd_fe *fe, CXCursor c, const char *usr, bool internal)
{
    uint64_t h = hd_hash_str(usr);
    if (!internal)
        return h;
    const struct hd_fe_file *file = hd_fe_file_of(fe, c);
    if (!file)
        return h;
    const char *name = hd_irb_text(&fe->ir, fe->ir.files.data[file->index].name);
    return hd_hash_mix(h, hd_hash_str(name));
}

/* Builtins that end the path; libclang gives them no attribute. */
static bool is_noreturn_builtin(const char *name)
{
    return !strcmp(name, "__builtin_unreachable") || !strcmp(name, "__builtin_trap") ||
           !strcmp(name, "__builtin_abort") || !strcmp(name, "__builtin_verbose_trap");
}

static uint32_t func_flags(struct hd_fe *fe, CXCursor c, const char *name)
{
    uint32_t flags = 0;
    CXType t = clang_getCursorType(c);
    if (clang_Cursor_isVariadic(c))
        flags |= HD_DECL_F_VARIADIC;
    if (clang_Cursor_isFunctionInlined(c))
        flags |= HD_DECL_F_INLINE;
    if (is_noreturn_builtin(name))
        flags |= HD_DECL_F_NORETURN;
    if (c.kind == CXCursor_Constructor)
        flags |= HD_DECL_F_CTOR;
    if (c.kind == CXCursor_Destructor)
        flags |= HD_DECL_F_DTOR;
    if (fe->cxx && c.kind != CXCursor_FunctionDecl && !clang_CXXMethod_isStatic(c))
        flags |= HD_DECL_F_METHOD;
    if (fe->cxx) {
        int e = clang_getExceptionSpecificationType(t);
        if (e == CXCursor_ExceptionSpecificationKind_BasicNoexcept ||
            e == CXCursor_ExceptionSpecificationKind_DynamicNone ||
            e == CXCursor_ExceptionSpecificationKind_NoThrow)
            flags |= HD_DECL_F_NOEXCEPT;
    }
    return flags;
}

/* The integer that a scalar variable is initialised with and the macro that the initialiser is. */
static void var_init(struct hd_fe *fe, CXCursor c, struct hd_ir_decl *d)
{
    CXCursor init = clang_Cursor_getVarDeclInitializer(c);
    if (clang_Cursor_isNull(init))
        return;
    d->flags |= HD_DECL_F_HAS_INIT | HD_DECL_F_DEFINED;
    char name[128];
    uint64_t where;
    hd_fe_defining_macro(fe, clang_getCursorLocation(init), name, sizeof name, &where);
    if (*name)
        d->init_macro = hd_irb_str(&fe->ir, name);
}

static void fill_var(struct hd_fe *fe, CXCursor c, struct hd_ir_decl *d)
{
    enum CX_StorageClass sc = clang_Cursor_getStorageClass(c);
    CXCursor up = clang_getCursorSemanticParent(c);
    bool in_function = up.kind == CXCursor_FunctionDecl || up.kind == CXCursor_CXXMethod ||
                       up.kind == CXCursor_Constructor || up.kind == CXCursor_Destructor;
    bool local_static = in_function && sc != CX_SC_Extern && sc != CX_SC_PrivateExtern;
    d->kind = local_static ? HD_DECL_STATIC_LOCAL : HD_DECL_GLOBAL;
    if (clang_getCursorTLSKind(c) != CXTLS_None)
        d->flags |= HD_DECL_F_THREAD_LOCAL;
    CXCursor def = clang_Cursor_getVarDeclInitializer(c).kind == CXCursor_InvalidFile
                       ? clang_getCursorDefinition(c)
                       : c;
    if (!clang_Cursor_isNull(def)) {
        d->flags |= HD_DECL_F_DEFINED;
        var_init(fe, def, d);
    }
}

static void fill_decl(struct hd_fe *fe, CXCursor c, uint32_t id)
{
    char name[512];
    hd_fe_qualified(fe, c, name, sizeof name);
    CXString usr = clang_getCursorUSR(c);
    const char *u = clang_getCString(usr);
    bool internal = clang_getCursorLinkage(c) != CXLinkage_External;
    struct hd_ir_decl d = {.name = hd_irb_str(&fe->ir, name),
                           .usr = hd_irb_str(&fe->ir, u),
                           .key = decl_key(fe, c, u && *u ? u : name, internal),
                           .loc = hd_fe_loc(fe, clang_getCursorLocation(c)),
                           .flags = internal ? HD_DECL_F_INTERNAL : 0};
    clang_disposeString(usr);
    if (hd_fe_is_system(fe, clang_getCursorLocation(c)))
        d.flags |= HD_DECL_F_SYSTEM;
    if (c.kind == CXCursor_VarDecl) {
        fill_var(fe, c, &d);
    } else {
        d.kind = HD_DECL_FUNC;
        d.flags |= func_flags(fe, c, name);
        if (hd_map_get(&fe->body_of, (uint64_t)(uintptr_t)clang_getCanonicalCursor(c).data[0]))
            d.flags |= HD_DECL_F_DEFINED;
    }
    fe->ir.decls.data[id] = d;
    CXType t = clang_getCursorType(c);
    uint32_t type = hd_fe_type(fe, t);
    fe->ir.decls.data[id].type = type;
    if (d.kind == HD_DECL_FUNC &&
        strstr(hd_irb_text(&fe->ir, fe->ir.types.data[type].spelling), "noreturn"))
        fe->ir.decls.data[id].flags |= HD_DECL_F_NORETURN;
    if (d.kind != HD_DECL_FUNC)
        hd_fe_complete_type(fe, t);
    /* Those of the project were read by the scan of the unit, each where it stands. */
    const struct hd_fe_file *f = hd_fe_file_of(fe, c);
    if (f && f->project && !fe->cxx)
        return;
    CXCursor first = clang_getCanonicalCursor(c);
    if (clang_Cursor_hasAttrs(c))
        hd_fe_attrs(fe, c, id);
    if (!clang_equalCursors(first, c) && clang_Cursor_hasAttrs(first))
        hd_fe_attrs(fe, first, id);
}

/* A declaration and all its redeclarations are one. The pretty printer prints the attributes of
 * the one at hand only. */
uint32_t hd_fe_decl(struct hd_fe *fe, CXCursor c)
{
    uint64_t *known = hd_map_get(&fe->decl_of, (uint64_t)(uintptr_t)c.data[0]);
    if (known && *known)
        return (uint32_t)*known - 1;
    CXCursor canon = clang_getCanonicalCursor(c);
    uint64_t ckey = (uint64_t)(uintptr_t)canon.data[0];
    uint64_t *have = hd_map_get(&fe->decl_of, ckey);
    uint32_t id;
    if (have && *have) {
        id = (uint32_t)*have - 1;
    } else {
        if (c.kind == CXCursor_FieldDecl)
            return hd_fe_field(fe, c);
        id = hd_irb_decls(&fe->ir, 1);
        *hd_map_put(&fe->decl_of, ckey, NULL) = id + 1;
        fill_decl(fe, c, id);
    }
    *hd_map_put(&fe->decl_of, (uint64_t)(uintptr_t)c.data[0], NULL) = id + 1;
    return id;
}

void hd_fe_want(struct hd_fe *fe, CXCursor func)
{
    uint64_t key = (uint64_t)(uintptr_t)clang_getCanonicalCursor(func).data[0];
    CXCursor def = clang_getNullCursor();
    const uint64_t *body = hd_map_get(&fe->body_of, key);
    if (body && *body)
        def = fe->bodies.data[*body - 1];
    /* Instantiations of templates are no children of the unit: they are met where they are used. */
    if (clang_Cursor_isNull(def) && fe->cxx) {
        def = clang_getCursorDefinition(func);
        if (clang_Cursor_isNull(def))
            return;
        const struct hd_fe_file *f = hd_fe_file_of(fe, def);
        if (!f || !f->project || clang_CXXMethod_isDefaulted(def))
            return;
    }
    if (clang_Cursor_isNull(def))
        return;
    bool added;
    hd_map_put(&fe->queued, key, &added);
    if (added)
        hd_vec_push(&fe->queue, def);
}

/* The function's own declarations, in one row: parameters, then locals in order of declaration. */

static bool is_local_var(CXCursor c)
{
    enum CX_StorageClass sc = clang_Cursor_getStorageClass(c);
    return sc != CX_SC_Static && sc != CX_SC_Extern && sc != CX_SC_PrivateExtern &&
           (clang_getCursorTLSKind(c) == CXTLS_None);
}

static void fill_own(struct hd_fe *fe, CXCursor c, uint32_t d, uint32_t kind, uint32_t i)
{
    *hd_map_put(&fe->decl_of, (uint64_t)(uintptr_t)c.data[0], NULL) = d + 1;
    CXString name = clang_getCursorSpelling(c);
    const struct hd_ir_decl *func = &fe->ir.decls.data[fe->func_decl];
    struct hd_ir_decl out = {.kind = kind,
                             .owner = fe->func_decl,
                             .index = i,
                             .name = hd_irb_str(&fe->ir, clang_getCString(name)),
                             .key = hd_hash_mix(hd_hash_mix(func->key, kind), i),
                             .loc = hd_fe_loc(fe, clang_getCursorLocation(c)),
                             .flags = HD_DECL_F_DEFINED};
    clang_disposeString(name);
    if (kind == HD_DECL_LOCAL)
        var_init(fe, c, &out);
    fe->ir.decls.data[d] = out;
    CXType t = clang_getCursorType(c);
    uint32_t type = hd_fe_type(fe, t);
    fe->ir.decls.data[d].type = type;
    hd_fe_complete_type(fe, t);
    if (clang_Cursor_hasAttrs(c))
        hd_fe_attrs(fe, c, d);
}

/* `this`. libclang has no type for it: it is made from the class's. */
static void fill_this(struct hd_fe *fe, uint32_t d)
{
    CXCursor record = clang_getCursorSemanticParent(fe->func);
    CXType t = clang_getCursorType(record);
    uint32_t target = hd_fe_type(fe, t);
    char name[600];
    snprintf(name, sizeof name, "%s *", hd_irb_text(&fe->ir, fe->ir.types.data[target].canonical));
    struct hd_ir_type type = {.kind = HD_TYPE_POINTER,
                              .target = target,
                              .spelling = hd_irb_str(&fe->ir, name),
                              .canonical = hd_irb_str(&fe->ir, name)};
    struct hd_ir_decl *p = &fe->ir.decls.data[d];
    p->name = hd_irb_str(&fe->ir, "this");
    p->key = hd_hash_mix(fe->ir.decls.data[fe->func_decl].key, 0);
    p->type = hd_irb_type(&fe->ir, type);
    p->flags = HD_DECL_F_DEFINED;
    hd_fe_complete_type(fe, t);
}

typedef HD_VEC(CXCursor) cursor_vec;

static enum CXChildVisitResult collect_param(CXCursor c, CXCursor parent, CXClientData data)
{
    if (c.kind == CXCursor_ParmDecl)
        hd_vec_push((cursor_vec *)data, c);
    return CXChildVisit_Continue;
}

/* Blocks have parameters, but libclang counts none. */
static void collect_params(CXCursor func, cursor_vec *out)
{
    int argc = clang_Cursor_getNumArguments(func);
    for (int i = 0; i < argc; i++)
        hd_vec_push(out, clang_Cursor_getArgument(func, (unsigned)i));
    if (argc < 0)
        clang_visitChildren(func, collect_param, out);
}

void hd_fe_own_decls(struct hd_fe *fe, struct hd_ir_func *f)
{
    uint32_t self = fe->this_decl != HD_FE_NONE ? 1 : 0;
    cursor_vec params = {0};
    collect_params(fe->func, &params);
    uint32_t nparams = self + (uint32_t)params.len;
    uint32_t nlocals = 0;
    hd_vec_foreach(n, &fe->var_nodes) /* only those are of interest later */
        if (is_local_var(fe->nodes.data[*n].c)) fe->var_nodes.data[nlocals++] = *n;
    uint32_t first = hd_irb_decls(&fe->ir, nparams + nlocals);
    for (uint32_t i = 0; i < nparams + nlocals; i++)
        fe->ir.decls.data[first + i] = (struct hd_ir_decl){
            .kind = i < nparams ? HD_DECL_PARAM : HD_DECL_LOCAL, .owner = fe->func_decl};
    f->param = nparams ? first : 0;
    f->nparams = nparams;
    f->local = nlocals ? first + nparams : 0;
    f->nlocals = nlocals;
    if (self) {
        fe->this_decl = first;
        fill_this(fe, first);
    }
    for (uint32_t i = self; i < nparams; i++)
        fill_own(fe, params.data[i - self], first + i, HD_DECL_PARAM, i);
    hd_vec_free(&params);
    for (uint32_t i = 0; i < nlocals; i++)
        fill_own(fe, fe->nodes.data[fe->var_nodes.data[i]].c, first + nparams + i, HD_DECL_LOCAL,
                 i);
}
