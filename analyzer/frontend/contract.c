/* Contracts: the locks and handles that attributes of a function name. Their arguments are text
 * ("q->lock", "&pool.mu", "!mu"), which becomes paths whose roots are variables of the program or
 * parameters made for the declaration, since a function that is only declared has none.
 * SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/frontend/internal.h"
#include "core/hash.h"

/* What has been read of an expression so far: the object, and its type. path 0: not understood. */
struct object {
    uint32_t path;
    CXType type;
};

struct reader {
    struct hd_fe *fe;
    CXCursor func;
    uint32_t decl; /* of the function */
    const char *p; /* rest of the text */
};

static void skip_space(struct reader *r)
{
    while (isspace((unsigned char)*r->p))
        r->p++;
}

static bool read_word(struct reader *r, char *out, size_t size)
{
    size_t n = 0;
    skip_space(r);
    while (isalnum((unsigned char)r->p[n]) || r->p[n] == '_')
        n++;
    if (n == 0 || n >= size || isdigit((unsigned char)*r->p))
        return false;
    memcpy(out, r->p, n);
    out[n] = '\0';
    r->p += n;
    return true;
}

static bool read_sign(struct reader *r, const char *sign)
{
    skip_space(r);
    size_t n = strlen(sign);
    if (strncmp(r->p, sign, n) != 0)
        return false;
    r->p += n;
    return true;
}

static bool is_named(CXCursor c, const char *name)
{
    CXString s = clang_getCursorSpelling(c);
    const char *text = clang_getCString(s);
    bool yes = text && strcmp(text, name) == 0;
    clang_disposeString(s);
    return yes;
}

/* Roots ----------------------------------------------------------------------------------------*/

/* A parameter that stands for argument `index` of the function, or for its result. */
static struct object stand_in(struct reader *r, const char *name, uint32_t index, CXType type)
{
    struct hd_fe *fe = r->fe;
    uint64_t key =
        hd_hash_mix(hd_hash_mix(fe->ir.decls.data[r->decl].key, hd_hash_str("contract")), index);
    uint64_t *known = hd_map_put(&fe->decl_of, key | 1, NULL); /* pointers are even */
    if (*known == 0) {
        uint32_t d = hd_irb_decls(&fe->ir, 1);
        *known = d + 1;
        fe->ir.decls.data[d] = (struct hd_ir_decl){.kind = HD_DECL_PARAM,
                                                   .owner = r->decl,
                                                   .index = index,
                                                   .key = key,
                                                   .name = hd_irb_str(&fe->ir, name)};
        uint32_t t = hd_fe_type(fe, type);
        fe->ir.decls.data[d].type = t;
        hd_fe_complete_type(fe, type);
        known = hd_map_get(&fe->decl_of, key | 1);
    }
    return (struct object){hd_fe_var_path(fe, (uint32_t)*known - 1), type};
}

static struct object deref(struct reader *r, struct object o)
{
    CXType t = clang_getPointeeType(o.type);
    if (t.kind == CXType_Invalid)
        t = clang_getPointeeType(clang_getCanonicalType(o.type));
    if (!o.path || t.kind == CXType_Invalid)
        return (struct object){0};
    hd_fe_complete_type(r->fe, t);
    return (struct object){hd_irb_path(&r->fe->ir, o.path, HD_PATH_DEREF, 0, hd_fe_type(r->fe, t)),
                           t};
}

static bool is_reference(CXType t)
{
    t = clang_getCanonicalType(t);
    return t.kind == CXType_LValueReference || t.kind == CXType_RValueReference;
}

struct field_search {
    const char *name;
    CXCursor found;
};

static enum CXVisitorResult match_field(CXCursor c, CXClientData data)
{
    struct field_search *s = data;
    CXType t = clang_getCursorType(c);
    if (is_named(c, s->name)) {
        s->found = c;
        return CXVisit_Break;
    }
    CXCursor record = clang_getTypeDeclaration(clang_getCanonicalType(t));
    if (hd_fe_is_record(t) && clang_Cursor_isAnonymousRecordDecl(record))
        clang_Type_visitFields(clang_getCursorType(record), match_field, data);
    return clang_Cursor_isNull(s->found) ? CXVisit_Continue : CXVisit_Break;
}

static struct object field(struct reader *r, struct object o, const char *name)
{
    struct field_search s = {.name = name, .found = clang_getNullCursor()};
    if (!o.path || !hd_fe_is_record(o.type))
        return (struct object){0};
    clang_Type_visitFields(clang_getCanonicalType(o.type), match_field, &s);
    if (clang_Cursor_isNull(s.found))
        return (struct object){0};
    uint32_t d = hd_fe_field(r->fe, s.found);
    struct object f = {hd_fe_field_path(r->fe, o.path, d), clang_getCursorType(s.found)};
    return is_reference(f.type) ? deref(r, f) : f;
}

static struct object of_class(struct reader *r)
{
    CXCursor record = clang_getCursorSemanticParent(r->func);
    bool method = r->fe->cxx && r->func.kind != CXCursor_FunctionDecl &&
                  !clang_CXXMethod_isStatic(r->func) && !clang_isTranslationUnit(record.kind);
    if (!method)
        return (struct object){0};
    CXType t = clang_getCursorType(record);
    struct object self = stand_in(r, "this", 0, t);
    hd_fe_complete_type(r->fe, t);
    self.path = hd_irb_path(&r->fe->ir, self.path, HD_PATH_DEREF, 0, hd_fe_type(r->fe, t));
    return self;
}

static struct object variable(struct reader *r, const char *name)
{
    struct hd_fe *fe = r->fe;
    const uint64_t *at = hd_map_get(&fe->var_named, hd_hash_str(name));
    if (!at || *at == 0 || *at > fe->vars.len)
        return (struct object){0};
    CXCursor c = fe->vars.data[*at - 1];
    uint32_t d = hd_fe_decl(fe, c);
    struct object o = {hd_fe_var_path(fe, d), clang_getCursorType(c)};
    return is_reference(o.type) ? deref(r, o) : o;
}

static struct object root(struct reader *r, const char *name)
{
    int n = clang_Cursor_getNumArguments(r->func);
    struct object self = of_class(r);
    uint32_t shift = self.path ? 1 : 0;
    for (int i = 0; i < n; i++) {
        CXCursor p = clang_Cursor_getArgument(r->func, (unsigned)i);
        if (!is_named(p, name))
            continue;
        struct object o = stand_in(r, name, (uint32_t)i + shift, clang_getCursorType(p));
        return is_reference(o.type) ? deref(r, o) : o;
    }
    if (strcmp(name, "ret") == 0)
        return stand_in(r, "ret", HD_DECL_RESULT, clang_getCursorResultType(r->func));
    struct object f = self.path ? field(r, self, name) : (struct object){0};
    return f.path ? f : variable(r, name);
}

/* Expressions ----------------------------------------------------------------------------------*/

static struct object read_object(struct reader *r);

static struct object read_primary(struct reader *r)
{
    char name[128];
    if (read_sign(r, "(")) {
        struct object o = read_object(r);
        return read_sign(r, ")") ? o : (struct object){0};
    }
    bool scoped = read_sign(r, "::");
    if (!read_word(r, name, sizeof name))
        return (struct object){0};
    for (; read_sign(r, "::"); scoped = true) /* the last component tells */
        if (!read_word(r, name, sizeof name))
            return (struct object){0};
    if (scoped)
        return variable(r, name);
    if (strcmp(name, "this") != 0)
        return root(r, name);
    if (!read_sign(r, "->"))
        return of_class(r);
    return read_word(r, name, sizeof name) ? field(r, of_class(r), name) : (struct object){0};
}

static struct object read_object(struct reader *r)
{
    char name[128];
    if (read_sign(r, "&"))
        return read_object(r);
    if (read_sign(r, "*"))
        return deref(r, read_object(r));
    struct object o = read_primary(r);
    for (bool arrow; (arrow = read_sign(r, "->")) || read_sign(r, ".");) {
        if (!read_word(r, name, sizeof name))
            return (struct object){0};
        o = field(r, arrow ? deref(r, o) : o, name);
    }
    return o;
}

/* One behind the argument that begins at `p`. */
static const char *argument_end(const char *p)
{
    int depth = 0;
    for (; *p; p++) {
        if (*p == '(' || *p == '[')
            depth++;
        else if (*p == ')' || *p == ']')
            depth--;
        else if (*p == ',' && depth == 0)
            break;
    }
    return p;
}

static enum CXChildVisitResult find_scoped(CXCursor c, CXCursor parent, CXClientData data)
{
    struct hd_fe **fe = data; /* becomes NULL when it is found */
    char name[64];
    if (!clang_isAttribute(c.kind))
        return CXChildVisit_Continue;
    hd_fe_identifier(*fe, clang_getCursorLocation(c), name, sizeof name);
    if (strncmp(name + strspn(name, "_"), "scoped_lockable", 15) != 0)
        return CXChildVisit_Continue;
    *fe = NULL;
    return CXChildVisit_Break;
}

/* Is it a method of a scope guard? Then what it acquires and releases is no lock of its own. */
static bool of_guard(struct hd_fe *fe, CXCursor func)
{
    CXCursor record = clang_getCursorSemanticParent(func);
    CXCursor pattern = clang_getSpecializedCursorTemplate(record);
    clang_visitChildren(clang_Cursor_isNull(pattern) ? record : pattern, find_scoped, &fe);
    return fe == NULL;
}

void hd_fe_contract(struct hd_fe *fe, CXCursor c, uint32_t decl, const char *name, const char *arg,
                    const char *locks)
{
    enum { MAX_LOCKS = 8 };
    hd_val list[MAX_LOCKS];
    size_t n = 0;
    struct reader r = {.fe = fe, .func = c, .decl = decl};
    const char *end = locks;
    for (const char *p = locks; *p && n < MAX_LOCKS; p = *end ? end + 1 : end) {
        end = argument_end(p);
        r.p = p;
        struct object o = read_object(&r);
        skip_space(&r);
        list[n++] = o.path && r.p == end ? HD_FE_PATH(o.path) : HD_FE_UNKNOWN;
    }
    struct object self = n ? (struct object){0} : of_class(&r);
    if (self.path && !of_guard(fe, c)) /* nothing named: the object itself is the lock */
        list[n++] = HD_FE_PATH(self.path);
    hd_irb_attr(&fe->ir, decl, name, arg, list, n);
}

/* Sparse ---------------------------------------------------------------------------------------*/

static const char *behind_comments(const char *p)
{
    for (;;) {
        const char *end = NULL;
        p += strspn(p, " \t\r\n");
        if (strncmp(p, "/*", 2) == 0)
            end = strstr(p + 2, "*/");
        else if (strncmp(p, "//", 2) == 0)
            end = strchr(p, '\n');
        if (!end)
            return p;
        p = *end == '*' ? end + 2 : end;
    }
}

/* `__acquires(x)` behind the parameters means something to sparse only; to the compiler it is an
 * empty macro. */
void hd_fe_sparse(struct hd_fe *fe, CXCursor c)
{
    static const char *const words[] = {"__acquires",        "__releases",
                                        "__must_hold",       "__acquires_shared",
                                        "__releases_shared", "__must_hold_shared"};
    static const char *const parts[] = {"__acquires", "__releases", "__must_hold", NULL};
    struct hd_fe_point at;
    CXSourceLocation l = clang_getCursorLocation(c);
    if (!hd_fe_point(fe, l, &at)) {
        CXFile f;
        unsigned offset;
        clang_getExpansionLocation(l, &f, NULL, NULL, &offset);
        if (!f)
            return;
        at = (struct hd_fe_point){hd_fe_file(fe, l, f), offset};
    }
    struct hd_fe_file *file = &fe->files.data[at.file];
    if (!file->main && !hd_fe_mentions(fe, file, parts))
        return;
    hd_fe_load_text(fe, file);
    if (!file->text || at.offset >= file->len)
        return;
    const char *p = file->text + at.offset; /* the buffer of a file ends in a NUL */
    while (isalnum((unsigned char)*p) || *p == '_')
        p++;
    p = behind_comments(p);
    if (*p != '(')
        return;
    for (p = behind_comments(hd_fe_closing(p)); isalpha((unsigned char)*p) || *p == '_';
         p = behind_comments(p)) {
        size_t n = 0;
        while (isalnum((unsigned char)p[n]) || p[n] == '_')
            n++;
        const char *word = p, *end = p += n;
        if (*p == '(')
            p = end = hd_fe_closing(p);
        char arg[256];
        size_t len = end > word + n + 1 ? (size_t)(end - word) - n - 2 : 0;
        for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
            if (strlen(words[k]) != n || strncmp(words[k], word, n) != 0 || len >= sizeof arg)
                continue;
            memcpy(arg, word + n + 1, len);
            arg[len] = '\0';
            hd_fe_contract(fe, c, hd_fe_decl(fe, c), words[k], arg, arg);
        }
    }
}
