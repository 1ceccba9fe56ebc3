/* One translation unit: parse, look for definitions, lower them, hand out the blob.
 * SPDX-License-Identifier: Apache-2.0 */
#include <malloc.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "analyzer/frontend/internal.h"
#include "core/buf.h"
#include "core/hash.h"

static void diagnostic_text(CXDiagnostic d, struct hd_buf *out)
{
    CXFile f;
    unsigned line, column;
    clang_getExpansionLocation(clang_getDiagnosticLocation(d), &f, &line, &column, NULL);
    CXString text = clang_getDiagnosticSpelling(d), name = clang_getFileName(f);
    if (f)
        hd_buf_fmt(out, "%s:%u:%u: ", clang_getCString(name), line, column);
    hd_buf_fmt(out, "%s\n", clang_getCString(text));
    clang_disposeString(text);
    clang_disposeString(name);
}

/* What the driver says of options that it does not know concerns no code. */
static bool is_about_options(CXDiagnostic d)
{
    CXFile f;
    clang_getExpansionLocation(clang_getDiagnosticLocation(d), &f, NULL, NULL, NULL);
    if (f)
        return false;
    CXString s = clang_getDiagnosticSpelling(d);
    const char *text = clang_getCString(s);
    bool yes = text && (strstr(text, "argument") || strstr(text, "option"));
    clang_disposeString(s);
    return yes;
}

static void read_diagnostics(struct hd_fe *fe, struct hd_buf *out, struct hd_buf *options)
{
    unsigned n = clang_getNumDiagnostics(fe->tu);
    for (unsigned i = 0; i < n; i++) {
        CXDiagnostic d = clang_getDiagnostic(fe->tu, i);
        bool error = clang_getDiagnosticSeverity(d) >= CXDiagnostic_Error;
        if (error && is_about_options(d)) {
            diagnostic_text(d, options);
        } else if (error) {
            CXFile f;
            unsigned offset;
            CXSourceLocation l = clang_getDiagnosticLocation(d);
            clang_getExpansionLocation(l, &f, NULL, NULL, &offset);
            if (f)
                hd_vec_push(&fe->errors, (struct hd_fe_error){hd_fe_file(fe, l, f), offset});
            fe->ir.errors++;
            diagnostic_text(d, out);
        }
        clang_disposeDiagnostic(d);
    }
}

/* Definitions ----------------------------------------------------------------------------------*/

static uint64_t name_hash(CXCursor c)
{
    CXString s = clang_getCursorSpelling(c);
    const char *text = clang_getCString(s);
    uint64_t h = hd_hash_str(text ? text : "");
    clang_disposeString(s);
    return h;
}

static void found_attrs(struct hd_fe *fe, CXCursor c)
{
    const struct hd_fe_file *f = fe->cxx ? NULL : hd_fe_file_of(fe, c);
    if (!f || !f->project)
        return;
    if (clang_Cursor_hasAttrs(c))
        hd_fe_attrs(fe, c, HD_FE_NONE);
    if (c.kind == CXCursor_FunctionDecl)
        hd_fe_sparse(fe, c);
}

/* Functions of headers that exist for whoever includes them are lowered where they are used; most
 * units use few of them. */
static bool is_on_demand(CXCursor c)
{
    return clang_Cursor_isFunctionInlined(c) || clang_getCursorLinkage(c) == CXLinkage_Internal;
}

static void found_function(struct hd_fe *fe, CXCursor c)
{
    /* Most declarations of a unit are these, so they are told first. */
    bool system = hd_fe_is_system(fe, clang_getCursorLocation(c));
    if (system && !clang_Cursor_isFunctionInlined(c))
        return;
    if (!system)
        found_attrs(fe, c);
    if (!clang_isCursorDefinition(c))
        return;
    hd_vec_push(&fe->bodies, c);
    uint64_t key = (uint64_t)(uintptr_t)clang_getCanonicalCursor(c).data[0];
    *hd_map_put(&fe->body_of, key, NULL) = fe->bodies.len;
    *hd_map_put(&fe->by_name, name_hash(c), NULL) = fe->bodies.len;
    const struct hd_fe_file *f = hd_fe_file_of(fe, c);
    if (f && f->project && (f->main || !is_on_demand(c)))
        hd_fe_want(fe, c);
}

/* Contracts name variables. */
static void note_name(struct hd_fe *fe, CXCursor c)
{
    bool added;
    uint64_t *at = hd_map_put(&fe->var_named, name_hash(c), &added);
    if (!added && *at &&
        clang_equalCursors(clang_getCanonicalCursor(fe->vars.data[*at - 1]),
                           clang_getCanonicalCursor(c)))
        return;
    hd_vec_push(&fe->vars, c);
    *at = added ? fe->vars.len : 0;
}

static void found_variable(struct hd_fe *fe, CXCursor c)
{
    if (hd_fe_is_system(fe, clang_getCursorLocation(c)))
        return;
    note_name(fe, c);
    const struct hd_fe_file *f = hd_fe_file_of(fe, c);
    if (!f || !f->project)
        return;
    found_attrs(fe, c);
    CXCursor init = clang_Cursor_getVarDeclInitializer(c);
    if (!clang_Cursor_isNull(init) && !clang_isInvalid(init.kind))
        hd_vec_push(&fe->globals, c);
    else if (!clang_isCursorDefinition(c) && clang_Cursor_getStorageClass(c) == CX_SC_Extern)
        return; /* known when somebody uses it */
    hd_fe_decl(fe, c);
}

/* A field of a class type with an initialiser of its own. */
static enum CXChildVisitResult is_initialiser(CXCursor c, CXCursor parent, CXClientData data)
{
    *(bool *)data |= clang_isExpression(c.kind);
    return CXChildVisit_Continue;
}

static void found_field(struct hd_fe *fe, CXCursor c)
{
    bool initialised = false;
    if (!fe->cxx || clang_getCanonicalType(clang_getCursorType(c)).kind != CXType_Record)
        return;
    const struct hd_fe_file *f = hd_fe_file_of(fe, c);
    if (!f || !f->project)
        return;
    clang_visitChildren(c, is_initialiser, &initialised);
    if (initialised)
        hd_vec_push(&fe->globals, c);
}

static enum CXChildVisitResult scan(CXCursor c, CXCursor parent, CXClientData data)
{
    struct hd_fe *fe = data;
    switch (c.kind) {
    case CXCursor_FunctionDecl:
    case CXCursor_CXXMethod:
    case CXCursor_Constructor:
    case CXCursor_Destructor:
    case CXCursor_ConversionFunction:
        found_function(fe, c);
        return CXChildVisit_Continue;
    case CXCursor_VarDecl:
        found_variable(fe, c);
        return CXChildVisit_Continue;
    case CXCursor_FieldDecl:
        found_field(fe, c);
        return CXChildVisit_Continue;
    case CXCursor_LinkageSpec:
    case CXCursor_UnexposedDecl: /* extern "C" */
        return CXChildVisit_Recurse;
    case CXCursor_Namespace:
    case CXCursor_ClassDecl:
    case CXCursor_StructDecl:
    case CXCursor_UnionDecl:
        if (!fe->cxx || hd_fe_is_system(fe, clang_getCursorLocation(c)))
            return CXChildVisit_Continue;
        return CXChildVisit_Recurse;
    default:
        return CXChildVisit_Continue;
    }
}

uint32_t hd_fe_function_named(struct hd_fe *fe, const char *name)
{
    uint64_t *body = hd_map_get(&fe->by_name, hd_hash_str(name));
    if (!body)
        return hd_fe_pseudo(fe, name);
    CXCursor c = fe->bodies.data[*body - 1];
    hd_fe_want(fe, c);
    return hd_fe_decl(fe, c);
}

/* Parsing --------------------------------------------------------------------------------------*/

static const char *parse_failure(enum CXErrorCode rc)
{
    switch (rc) {
    case CXError_Crashed:
        return "the parser crashed";
    case CXError_InvalidArguments:
        return "the compiler arguments are not understood";
    case CXError_ASTReadError:
        return "the compiler refuses its arguments (a wrong -std= or -target, perhaps)";
    default:
        return "it cannot be parsed with these compiler arguments";
    }
}

typedef HD_VEC(const char *) arg_vec;

static enum CXErrorCode parse(struct hd_fe *fe, CXIndex index)
{
    arg_vec argv = {0};
    size_t len = strlen(fe->unit->directory ? fe->unit->directory : ".") + 32;
    char *directory = calloc(1, len);
    if (!directory)
        hd_oom();
    strcpy(directory, "-working-directory=");
    strcat(directory, fe->unit->directory ? fe->unit->directory : ".");
    hd_vec_push(&argv, "clang");
    hd_vec_push(&argv, directory);
    for (size_t i = 0; i < fe->unit->argc; i++)
        hd_vec_push(&argv, fe->unit->argv[i]);
    hd_vec_push(&argv, "-w");
    hd_vec_push(&argv, "-ferror-limit=0");
    HD_VEC(struct CXUnsavedFile) overlay = {0};
    for (size_t i = 0; fe->opt && i < fe->opt->noverlay; i++)
        hd_vec_push(&overlay,
                    (struct CXUnsavedFile){fe->opt->overlay[i].path, fe->opt->overlay[i].text,
                                           fe->opt->overlay[i].len});
    enum CXErrorCode rc = clang_parseTranslationUnit2FullArgv(
        index, fe->unit->file, argv.data, (int)argv.len, overlay.data, (unsigned)overlay.len,
        CXTranslationUnit_KeepGoing, &fe->tu);
    hd_vec_free(&overlay);
    hd_vec_free(&argv);
    free(directory);
    return rc;
}

/* What the driver would decide: by -x, else by the file's name. */
static bool is_cxx(const struct hd_unit *u)
{
    static const char *const suffixes[] = {"cc",  "cpp", "cxx", "c++", "C",   "CPP", "cp", "hh",
                                           "hpp", "hxx", "H",   "ii",  "tcc", "ipp", NULL};
    for (size_t i = u->argc; i-- > 0;) {
        const char *a = u->argv[i];
        if (!strncmp(a, "-x", 2)) {
            const char *lang = a[2] ? a + 2 : i + 1 < u->argc ? u->argv[i + 1] : "";
            return strstr(lang, "++") != NULL;
        }
        if (!strncmp(a, "-std=c++", 8) || !strncmp(a, "-std=gnu++", 10) ||
            !strcmp(a, "--driver-mode=g++"))
            return true;
    }
    const char *dot = strrchr(u->file, '.');
    for (int i = 0; dot && suffixes[i]; i++)
        if (!strcmp(dot + 1, suffixes[i]))
            return true;
    return false;
}

static void add_inclusion(CXFile f, CXSourceLocation *stack, unsigned depth, CXClientData data)
{
    struct hd_fe *fe = data;
    if (hd_map_get(&fe->file_of, (uint64_t)(uintptr_t)f))
        return;
    /* What a system header includes is one, too. */
    bool system = depth && hd_fe_is_system(fe, stack[0]);
    if (!system)
        system = hd_fe_is_system_file(fe, f);
    hd_fe_file_in(fe, f, system);
}

static void lower(struct hd_fe *fe, struct hd_unit_result *result)
{
    struct hd_buf diagnostics = {0}, options = {0};
    hd_irb_init(&fe->ir);
    fe->main = clang_getFile(fe->tu, fe->unit->file);
    fe->remembers = hd_fe_remembers(fe);
    hd_fe_file_in(fe, fe->main, false);
    read_diagnostics(fe, &diagnostics, &options);
    clang_visitChildren(clang_getTranslationUnitCursor(fe->tu), scan, fe);
    hd_fe_lower_queue(fe);
    hd_fe_global_inits(fe);
    hd_fe_lower_queue(fe);
    clang_getInclusions(fe->tu, add_inclusion, fe);
    result->blob = hd_irb_finish(&fe->ir, &result->size);
    if (diagnostics.len)
        result->diagnostics = hd_buf_take(&diagnostics);
    if (options.len)
        result->options = hd_buf_take(&options);
}

static void fe_free(struct hd_fe *fe)
{
    struct hd_map *maps[] = {
        &fe->file_of,    &fe->decl_of,     &fe->type_of,       &fe->record_of,
        &fe->complete,   &fe->body_of,     &fe->queued,        &fe->by_name,
        &fe->var_named,  &fe->dtor_of,     &fe->plain_parts,   &fe->closure_this,
        &fe->label_node, &fe->label_block, &fe->complete_type, &fe->spelling_of};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        hd_map_free(maps[i]);
    hd_vec_free(&fe->files);
    hd_vec_free(&fe->spans);
    hd_fe_forget(fe);
    hd_vec_free(&fe->bodies);
    hd_vec_free(&fe->queue);
    hd_vec_free(&fe->globals);
    hd_vec_free(&fe->vars);
    hd_vec_free(&fe->errors);
    hd_vec_free(&fe->nodes);
    hd_vec_free(&fe->refs);
    hd_vec_free(&fe->var_nodes);
    hd_vec_free(&fe->live);
    hd_vec_free(&fe->taken);
    hd_vec_free(&fe->full);
    hd_irb_free(&fe->ir);
    if (fe->terse)
        clang_PrintingPolicy_dispose(fe->terse);
    if (fe->tu)
        clang_disposeTranslationUnit(fe->tu);
}

/* What it costs ---------------------------------------------------------------------------------*/

static uint64_t cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static uint64_t bytes_in_use(void)
{
    struct mallinfo2 m = mallinfo2();
    return m.uordblks + m.hblkhd;
}

static uint64_t peak_kb(void)
{
    struct rusage u;
    return getrusage(RUSAGE_SELF, &u) == 0 ? (uint64_t)u.ru_maxrss : 0;
}

static bool in_overlay(const struct hd_frontend_options *opt, const char *file)
{
    for (size_t i = 0; opt && i < opt->noverlay; i++)
        if (!strcmp(opt->overlay[i].path, file))
            return true;
    return false;
}

int hd_frontend_lower_one(const struct hd_unit *unit, const struct hd_frontend_options *opt,
                          struct hd_unit_result *result)
{
    *result = (struct hd_unit_result){0};
    struct hd_buf error = {0};
    if (!in_overlay(opt, unit->file) && access(unit->file, R_OK) != 0) {
        hd_buf_fmt(&error, "%s: cannot be read", unit->file);
        result->error = hd_buf_take(&error);
        return -1;
    }
    struct hd_fe fe = {.unit = unit, .opt = opt};
    uint64_t begun = cpu_us();
    CXIndex index = clang_createIndex(0, 0);
    enum CXErrorCode rc = parse(&fe, index);
    uint64_t parsed = cpu_us(), before = bytes_in_use();
    if (rc != CXError_Success || !fe.tu) {
        hd_buf_fmt(&error, "%s: %s", unit->file, parse_failure(rc));
        result->error = hd_buf_take(&error);
    } else {
        fe.cxx = is_cxx(unit);
        lower(&fe, result);
    }
    uint64_t lowered = cpu_us(), after = bytes_in_use();
    fe_free(&fe);
    clang_disposeIndex(index);
    result->cost = (struct hd_unit_cost){.parse_us = parsed - begun + cpu_us() - lowered,
                                         .lower_us = lowered - parsed,
                                         .own_bytes = after > before ? after - before : 0,
                                         .peak_kb = peak_kb()};
    return result->error ? -1 : 0;
}
