/* Types and records, interned once per translation unit.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "analyzer/frontend/internal.h"
#include "core/hash.h"

static uint32_t spelling(struct hd_fe *fe, CXType t)
{
    bool added;
    uint64_t *slot = hd_map_put(&fe->spelling_of, (uint64_t)(uintptr_t)t.data[0], &added);
    if (added) {
        CXString s = clang_getTypeSpelling(t);
        *slot = hd_irb_str(&fe->ir, clang_getCString(s));
        clang_disposeString(s);
    }
    return (uint32_t)*slot;
}

/* _Atomic(T) is T for us. */
static CXType without_atomic(CXType canonical)
{
    if (canonical.kind == CXType_Atomic)
        return clang_getCanonicalType(clang_Type_getValueType(canonical));
    return canonical;
}

static enum hd_type_kind kind_of(CXType canonical)
{
    switch (without_atomic(canonical).kind) {
    case CXType_Void:
        return HD_TYPE_VOID;
    case CXType_Bool:
        return HD_TYPE_BOOL;
    case CXType_Float:
    case CXType_Double:
    case CXType_LongDouble:
    case CXType_Float128:
    case CXType_Half:
    case CXType_Float16:
    case CXType_BFloat16:
    case CXType_Complex:
        return HD_TYPE_FLOAT;
    case CXType_Enum:
    case CXType_Char_U:
    case CXType_UChar:
    case CXType_Char16:
    case CXType_Char32:
    case CXType_UShort:
    case CXType_UInt:
    case CXType_ULong:
    case CXType_ULongLong:
    case CXType_UInt128:
    case CXType_Char_S:
    case CXType_SChar:
    case CXType_WChar:
    case CXType_Short:
    case CXType_Int:
    case CXType_Long:
    case CXType_LongLong:
    case CXType_Int128:
        return HD_TYPE_INT;
    case CXType_Pointer:
    case CXType_BlockPointer:
    case CXType_NullPtr:
    case CXType_LValueReference:
    case CXType_RValueReference:
    case CXType_MemberPointer:
        return HD_TYPE_POINTER;
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
    case CXType_VariableArray:
    case CXType_DependentSizedArray:
        return HD_TYPE_ARRAY;
    case CXType_Record:
        return HD_TYPE_RECORD;
    case CXType_FunctionNoProto:
    case CXType_FunctionProto:
        return HD_TYPE_FUNCTION;
    default:
        return HD_TYPE_OTHER;
    }
}

static bool is_unsigned(CXType c)
{
    if (c.kind == CXType_Enum)
        c = clang_getCanonicalType(clang_getEnumDeclIntegerType(clang_getTypeDeclaration(c)));
    return (c.kind >= CXType_Bool && c.kind <= CXType_UInt128) || c.kind == CXType_Char_U;
}

/* Only names of types hide another one; all others are of the kind that they are made of. */
static CXType below_names(CXType t)
{
    switch (t.kind) {
    case CXType_Pointer:
    case CXType_Record:
    case CXType_Enum:
    case CXType_ConstantArray:
    case CXType_FunctionProto:
        return t;
    default:
        return t.kind >= CXType_Void && t.kind <= CXType_NullPtr ? t : clang_getCanonicalType(t);
    }
}

enum CXTypeKind hd_fe_kind(CXType t)
{
    return below_names(t).kind;
}

bool hd_fe_is_number(CXType t)
{
    enum hd_type_kind k = kind_of(below_names(t));
    return k == HD_TYPE_INT || k == HD_TYPE_BOOL;
}

bool hd_fe_is_pointer(CXType t)
{
    return kind_of(below_names(t)) == HD_TYPE_POINTER;
}

bool hd_fe_is_record(CXType t)
{
    return hd_fe_kind(t) == CXType_Record;
}

bool hd_fe_is_array(CXType t)
{
    return kind_of(below_names(t)) == HD_TYPE_ARRAY;
}

bool hd_fe_is_function(CXType t)
{
    return kind_of(below_names(t)) == HD_TYPE_FUNCTION;
}

/* Without the qualifiers written here; those inside a typedef (pthread_spinlock_t is a volatile
 * int) belong to its name. */
static CXType unqualified(CXType t)
{
    bool here = clang_isConstQualifiedType(t) || clang_isVolatileQualifiedType(t) ||
                clang_isRestrictQualifiedType(t);
    return here ? clang_getUnqualifiedType(t) : t;
}

static void fill_type(struct hd_fe *fe, uint32_t id, CXType t)
{
    CXType plain = unqualified(t);
    CXType c = without_atomic(clang_getCanonicalType(plain));
    struct hd_ir_type out = {.kind = kind_of(c)};
    out.spelling = spelling(fe, plain);
    out.canonical = spelling(fe, clang_getUnqualifiedType(c));
    if (clang_isConstQualifiedType(t))
        out.flags |= HD_TYPE_CONST;
    if (c.kind == CXType_LValueReference || c.kind == CXType_RValueReference)
        out.flags |= HD_TYPE_REFERENCE;
    if (c.kind == CXType_Enum)
        out.flags |= HD_TYPE_ENUM;
    if ((out.kind == HD_TYPE_INT || out.kind == HD_TYPE_BOOL) && is_unsigned(c))
        out.flags |= HD_TYPE_UNSIGNED;
    /* The pointee as written: `pthread_t *` points to pthread_t, not to unsigned long. */
    if (out.kind == HD_TYPE_POINTER) {
        CXType target = clang_getPointeeType(t);
        if (target.kind == CXType_Invalid)
            target = clang_getPointeeType(c);
        if (target.kind != CXType_Invalid)
            out.target = hd_fe_type(fe, target);
    } else if (out.kind == HD_TYPE_ARRAY) {
        CXType target = clang_getArrayElementType(t);
        if (target.kind == CXType_Invalid)
            target = clang_getArrayElementType(c);
        out.target = hd_fe_type(fe, target);
    } else if (out.kind == HD_TYPE_RECORD) {
        out.record = hd_fe_record(fe, clang_getTypeDeclaration(c)) + 1;
    }
    fe->ir.types.data[id] = out;
}

uint32_t hd_fe_type(struct hd_fe *fe, CXType t)
{
    if (t.kind == CXType_Invalid || !t.data[0])
        return 0;
    bool added;
    uint64_t *slot = hd_map_put(&fe->type_of, (uint64_t)(uintptr_t)t.data[0], &added);
    if (!added)
        return (uint32_t)*slot;
    uint32_t id = hd_irb_type(&fe->ir, (struct hd_ir_type){0});
    *slot = id;
    fill_type(fe, id, t);
    return id;
}

/* A nameless member struct is transparent: its fields are those of the record around it. */
static bool is_transparent(CXCursor record)
{
    return clang_Cursor_isAnonymousRecordDecl(record);
}

static CXCursor outer_record(CXCursor record)
{
    while (is_transparent(record)) {
        CXCursor up = clang_getCursorSemanticParent(record);
        if (up.kind != CXCursor_StructDecl && up.kind != CXCursor_UnionDecl &&
            up.kind != CXCursor_ClassDecl)
            break;
        record = up;
    }
    return record;
}

/* Two C files may each have their own `struct job`: outside of headers the file tells them apart.
 * C++ forbids that. */
static uint64_t record_key(struct hd_fe *fe, CXCursor c, const char *usr)
{
    uint64_t h = hd_hash_str(usr);
    const struct hd_fe_file *file = hd_fe_file_of(fe, c);
    if (fe->cxx || !file || !file->main)
        return h;
    const char *name = hd_irb_text(&fe->ir, fe->ir.files.data[file->index].name);
    return hd_hash_mix(h, hd_hash_str(name));
}

static uint32_t record_name(struct hd_fe *fe, CXCursor c)
{
    char name[512];
    if (clang_Cursor_isAnonymous(c)) {
        /* `typedef struct { … } conn;` is known by its typedef. */
        CXString s = clang_getTypeSpelling(clang_getCursorType(c));
        const char *text = clang_getCString(s);
        bool nameless = !text || strchr(text, '(') || strchr(text, ' ');
        uint32_t id = nameless ? 0 : hd_irb_str(&fe->ir, text);
        clang_disposeString(s);
        return id;
    }
    hd_fe_qualified(fe, c, name, sizeof name);
    return hd_irb_str(&fe->ir, name);
}

uint32_t hd_fe_record(struct hd_fe *fe, CXCursor c)
{
    c = outer_record(c);
    CXCursor canon = clang_getCanonicalCursor(c);
    bool added;
    uint64_t *slot = hd_map_put(&fe->record_of, (uint64_t)(uintptr_t)canon.data[0], &added);
    if (!added)
        return (uint32_t)*slot;
    uint32_t id = hd_irb_record(&fe->ir, (struct hd_ir_record){0});
    *slot = id;
    CXCursor def = clang_getCursorDefinition(c);
    if (!clang_Cursor_isNull(def))
        c = def;
    CXString usr = clang_getCursorUSR(c);
    const char *text = clang_getCString(usr);
    struct hd_ir_record r = {.usr = hd_irb_str(&fe->ir, text),
                             .key = record_key(fe, c, text ? text : ""),
                             .loc = hd_fe_loc(fe, clang_getCursorLocation(c)),
                             .name = record_name(fe, c)};
    clang_disposeString(usr);
    if (c.kind == CXCursor_UnionDecl)
        r.flags |= HD_RECORD_UNION;
    if (fe->cxx)
        r.flags |= HD_RECORD_CXX;
    fe->ir.records.data[id] = r;
    return id;
}

struct member {
    CXCursor c;
    CXType type;
    bool inner; /* of a transparent member */
};
struct members {
    HD_VEC(struct member) all;
    bool inner;
};

static enum CXVisitorResult collect_field(CXCursor c, CXClientData data)
{
    struct members *m = data;
    CXType t = clang_getCursorType(c);
    if (hd_fe_is_record(t)) {
        CXCursor record = clang_getTypeDeclaration(clang_getCanonicalType(t));
        CXString name = clang_getCursorSpelling(c);
        const char *text = clang_getCString(name);
        bool nameless = !text || !*text || strchr(text, '(');
        clang_disposeString(name);
        if (nameless && is_transparent(record)) {
            bool inner = m->inner;
            m->inner = true;
            clang_Type_visitFields(clang_getCursorType(record), collect_field, data);
            m->inner = inner;
            return CXVisit_Continue;
        }
    }
    hd_vec_push(&m->all, (struct member){c, t, m->inner});
    return CXVisit_Continue;
}

#ifndef NDEBUG
static bool is_usr(CXCursor c, const char *text)
{
    CXString usr = clang_getCursorUSR(c);
    bool yes = strcmp(clang_getCString(usr), text) == 0;
    clang_disposeString(usr);
    return yes;
}
#endif

/* The USR of a C record's own field is the record's and the field's name; libclang takes its time
 * to say so. */
static uint32_t field_usr(struct hd_fe *fe, const struct member *m, const char *name,
                          uint32_t record)
{
    char own[256];
    const char *outer = hd_irb_text(&fe->ir, fe->ir.records.data[record].usr);
    size_t n = strlen(outer), k = strlen(name);
    if (!fe->cxx && !m->inner && n && k && n + k + 5 <= sizeof own) {
        memcpy(own, outer, n);
        memcpy(own + n, "@FI@", 4);
        memcpy(own + n + 4, name, k + 1);
        hd_assert_slow(is_usr(m->c, own));
        return hd_irb_strn(&fe->ir, own, n + 4 + k);
    }
    CXString usr = clang_getCursorUSR(m->c);
    uint32_t id = hd_irb_str(&fe->ir, clang_getCString(usr));
    clang_disposeString(usr);
    return id;
}

static void fill_field(struct hd_fe *fe, const struct member *m, uint32_t d, uint32_t record,
                       uint32_t i)
{
    CXString name = clang_getCursorSpelling(m->c);
    const char *text = clang_getCString(name);
    struct hd_ir_decl out = {.kind = HD_DECL_FIELD,
                             .owner = record,
                             .index = i,
                             .name = hd_irb_str(&fe->ir, text),
                             .usr = field_usr(fe, m, text ? text : "", record),
                             .loc = hd_fe_loc(fe, clang_getCursorLocation(m->c)),
                             .flags = HD_DECL_F_DEFINED};
    /* The record's key carries the file; the name the rest. */
    const char *u = hd_irb_text(&fe->ir, out.usr ? out.usr : out.name);
    out.key = hd_hash_mix(fe->ir.records.data[record].key, hd_hash_str(u));
    fe->ir.decls.data[d] = out;
    clang_disposeString(name);
    uint32_t type = hd_fe_type(fe, m->type);
    fe->ir.decls.data[d].type = type;
    if (clang_Cursor_hasAttrs(m->c))
        hd_fe_attrs(fe, m->c, d);
}

/* Declarations of all fields of a record, in one row. */
static void complete_record(struct hd_fe *fe, CXCursor record)
{
    record = outer_record(record);
    CXCursor def = clang_getCursorDefinition(record);
    if (clang_Cursor_isNull(def))
        return;
    uint32_t id = hd_fe_record(fe, def);
    bool added;
    hd_map_put(&fe->complete, id, &added);
    if (!added)
        return;
    struct members m = {0};
    clang_Type_visitFields(clang_getCursorType(def), collect_field, &m);
    const struct member *field = m.all.data;
    uint32_t nfields = (uint32_t)m.all.len;
    uint32_t first = hd_irb_decls(&fe->ir, nfields);
    for (uint32_t i = 0; i < nfields; i++) {
        CXCursor canon = clang_getCanonicalCursor(field[i].c);
        *hd_map_put(&fe->decl_of, (uint64_t)(uintptr_t)canon.data[0], NULL) = first + i + 1;
        fe->ir.decls.data[first + i] =
            (struct hd_ir_decl){.kind = HD_DECL_FIELD, .owner = id, .index = i};
    }
    fe->ir.records.data[id].field = nfields ? first : 0;
    fe->ir.records.data[id].nfields = nfields;
    for (uint32_t i = 0; i < nfields; i++)
        fill_field(fe, &field[i], first + i, id, i);
    for (uint32_t i = 0; i < nfields; i++) {
        CXType t = field[i].type;
        if (!hd_fe_is_array(t) && !hd_fe_is_record(t))
            continue;
        t = clang_getCanonicalType(t);
        while (hd_fe_is_array(t))
            t = clang_getCanonicalType(clang_getArrayElementType(t));
        if (t.kind == CXType_Record) {
            CXCursor inner = clang_getTypeDeclaration(t);
            if (!hd_fe_is_system(fe, clang_getCursorLocation(inner)))
                complete_record(fe, inner);
        }
    }
    hd_vec_free(&m.all);
}

uint32_t hd_fe_field(struct hd_fe *fe, CXCursor c)
{
    CXCursor canon = clang_getCanonicalCursor(c);
    uint64_t key = (uint64_t)(uintptr_t)canon.data[0];
    uint64_t *known = hd_map_get(&fe->decl_of, key);
    if (!known) {
        complete_record(fe, clang_getCursorSemanticParent(c));
        known = hd_map_get(&fe->decl_of, key);
    }
    if (known)
        return (uint32_t)*known - 1;
    /* A field of a record that libclang shows without its fields: known by itself. */
    uint32_t d = hd_irb_decls(&fe->ir, 1);
    *hd_map_put(&fe->decl_of, key, NULL) = d + 1;
    uint32_t record = hd_fe_record(fe, clang_getCursorSemanticParent(c));
    fill_field(fe, &(struct member){c, clang_getCursorType(c), true}, d, record, 0);
    return d;
}

static void complete_type(struct hd_fe *fe, CXType t)
{
    t = clang_getCanonicalType(t);
    while (hd_fe_is_array(t))
        t = clang_getCanonicalType(clang_getArrayElementType(t));
    if (t.kind != CXType_Record)
        return;
    CXCursor record = clang_getTypeDeclaration(t);
    if (!hd_fe_is_system(fe, clang_getCursorLocation(record)))
        complete_record(fe, record);
}

void hd_fe_complete_type(struct hd_fe *fe, CXType t)
{
    bool added;
    hd_map_put(&fe->complete_type, (uint64_t)(uintptr_t)t.data[0], &added);
    if (!added)
        return;
    CXType pointee = clang_getPointeeType(clang_getCanonicalType(t));
    complete_type(fe, pointee.kind == CXType_Invalid ? t : pointee);
}
