/* The end of an object's parts: behind a destructor's body, or where none is written, come the
 * destructors of the members, last first, and those of the bases. libclang shows neither.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/frontend/internal.h"

enum { DEPTH = 4 };

typedef HD_VEC(CXCursor) cursor_vec;

static enum CXChildVisitResult find_part(CXCursor c, CXCursor parent, CXClientData data)
{
    if (c.kind == CXCursor_FieldDecl || c.kind == CXCursor_CXXBaseSpecifier)
        hd_vec_push((cursor_vec *)data, c);
    return CXChildVisit_Continue;
}

/* A class of the program: what the library's objects do at their end is said by the rules. */
static bool is_own_class(CXType t)
{
    return t.kind == CXType_Record &&
           !clang_Location_isInSystemHeader(clang_getCursorLocation(clang_getTypeDeclaration(t)));
}

/* Returns whether there was anything to call. */
static bool end_parts(struct hd_fe *fe, CXType t, uint32_t object, uint32_t loc, unsigned depth);

static bool end_part(struct hd_fe *fe, CXCursor part, uint32_t object, uint32_t loc, unsigned depth)
{
    CXType t = clang_getCanonicalType(clang_getCursorType(part));
    if (!is_own_class(t))
        return false;
    /* A base is part of the object, at its place. */
    uint32_t path = part.kind == CXCursor_FieldDecl
                        ? hd_fe_field_path(fe, object, hd_fe_field(fe, part))
                        : object;
    uint32_t dtor = hd_fe_destructor(fe, t);
    if (dtor != HD_FE_NONE) {
        hd_val arg = hd_fe_addr(fe, path);
        hd_fe_emit(fe,
                   (struct hd_ir_insn){.op = HD_INSN_CALL,
                                       .flags = HD_INSN_F_IMPLICIT,
                                       .loc = loc,
                                       .a = HD_VAL(HD_V_FUNC, dtor)},
                   &arg, 1);
    }
    return end_parts(fe, t, path, loc, depth) || dtor != HD_FE_NONE;
}

static bool end_parts(struct hd_fe *fe, CXType t, uint32_t object, uint32_t loc, unsigned depth)
{
    CXCursor record = clang_getTypeDeclaration(t);
    const uint64_t key = (uint64_t)(uintptr_t)clang_getCanonicalCursor(record).data[0];
    cursor_vec part = {0};
    bool some = false;
    if (depth == 0)
        return true; /* perhaps: nobody looked */
    if (hd_map_get(&fe->plain_parts, key))
        return false;
    clang_visitChildren(record, find_part, &part);
    for (size_t bases = 0; bases < 2; bases++)
        for (size_t i = part.len; i-- > 0;)
            if ((part.data[i].kind == CXCursor_CXXBaseSpecifier) == (bases == 1))
                some |= end_part(fe, part.data[i], object, loc, depth - 1);
    hd_vec_free(&part);
    if (!some)
        hd_map_put(&fe->plain_parts, key, NULL);
    return some;
}

void hd_fe_end_parts(struct hd_fe *fe, CXType t, uint32_t object, uint32_t loc)
{
    t = clang_getCanonicalType(t);
    if (is_own_class(t))
        end_parts(fe, t, object, loc, DEPTH);
}
