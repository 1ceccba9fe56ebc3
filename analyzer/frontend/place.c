/* Files, source locations and macros. Locations count where the code expands to; texts come from
 * libclang's own buffers, because tokenising an extent that starts in a macro returns everything
 * from the macro's definition on.
 * SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/frontend/internal.h"
#include "core/file.h"
#include "core/hash.h"

static char *real_name(struct hd_fe *fe, CXFile f)
{
    CXString real = clang_File_tryGetRealPathName(f), name = clang_getFileName(f);
    const char *text = clang_getCString(real);
    if (!text || !*text)
        text = clang_getCString(name);
    char *path = hd_path_absolute(fe->unit->directory, text ? text : "");
    clang_disposeString(real);
    clang_disposeString(name);
    return path;
}

static bool is_below(const char *root, const char *path)
{
    return !root || hd_path_relative(root, path) != path;
}

uint32_t hd_fe_file_in(struct hd_fe *fe, CXFile f, bool system)
{
    bool added;
    uint64_t *slot = hd_map_put(&fe->file_of, (uint64_t)(uintptr_t)f, &added);
    if (!added)
        return (uint32_t)*slot;
    struct hd_fe_file file = {.handle = f};
    uint32_t flags = 0;
    char *path = real_name(fe, f);
    if (f) {
        file.system = system;
        file.main = fe->files.len == 0;
        file.project =
            file.main || (!file.system && is_below(fe->opt ? fe->opt->root : NULL, path));
    }
    flags |= file.system ? HD_FILE_SYSTEM : 0;
    flags |= file.main ? HD_FILE_MAIN : 0;
    file.known = hd_fe_known(fe, f);
    hd_fe_read_file(fe, &file);
    file.index = hd_irb_file(&fe->ir, path, flags, file.known->hash);
    free(path);
    hd_vec_push(&fe->files, file);
    *slot = fe->files.len - 1;
    return (uint32_t)fe->files.len - 1;
}

uint32_t hd_fe_file(struct hd_fe *fe, CXSourceLocation l, CXFile f)
{
    const uint64_t *known = hd_map_get(&fe->file_of, (uint64_t)(uintptr_t)f);
    if (known)
        return (uint32_t)*known;
    return hd_fe_file_in(fe, f, hd_fe_is_system(fe, l));
}

const struct hd_fe_file *hd_fe_file_of(struct hd_fe *fe, CXCursor c)
{
    CXFile f;
    struct hd_fe_point p;
    CXSourceLocation l = clang_getCursorLocation(c);
    if (hd_fe_point(fe, l, &p))
        return &fe->files.data[p.file];
    clang_getExpansionLocation(l, &f, NULL, NULL, NULL);
    if (!f)
        return NULL;
    uint32_t n = hd_fe_file(fe, l, f); /* may move the array */
    return &fe->files.data[n];
}

const struct hd_fe_file *hd_fe_file_at(struct hd_fe *fe, CXSourceLocation l, CXFile f)
{
    uint32_t n = hd_fe_file(fe, l, f);
    hd_fe_load_text(fe, &fe->files.data[n]);
    return &fe->files.data[n];
}

/* A file that a macro's body is in; the location says nothing about that one. */
static const struct hd_fe_file *spelling_file(struct hd_fe *fe, CXFile f)
{
    const uint64_t *known = hd_map_get(&fe->file_of, (uint64_t)(uintptr_t)f);
    uint32_t n = known ? (uint32_t)*known : hd_fe_file_in(fe, f, hd_fe_is_system_file(fe, f));
    hd_fe_load_text(fe, &fe->files.data[n]);
    return &fe->files.data[n];
}

static bool is_ident(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$';
}

static size_t ident_length(const struct hd_fe_file *f, unsigned offset)
{
    size_t n = 0;
    if (!f->text || offset >= f->len || isdigit((unsigned char)f->text[offset]))
        return 0;
    while (offset + n < f->len && is_ident(f->text[offset + n]))
        n++;
    return n;
}

static bool is_spelled_elsewhere(CXSourceLocation l, CXFile f, unsigned offset)
{
    CXFile sf;
    unsigned so;
    clang_getSpellingLocation(l, &sf, NULL, NULL, &so);
    return offset != so || f != sf;
}

/* Is the token written elsewhere than where it counts? */
static bool is_expanded(struct hd_fe *fe, CXSourceLocation l)
{
    CXFile ef;
    unsigned eo;
    struct hd_fe_point p;
    if (hd_fe_point(fe, l, &p))
        return false;
    clang_getExpansionLocation(l, &ef, NULL, NULL, &eo);
    return is_spelled_elsewhere(l, ef, eo);
}

#ifndef NDEBUG
static bool agrees(CXSourceLocation l, const struct hd_ir_loc *loc)
{
    unsigned line, column;
    clang_getExpansionLocation(l, NULL, &line, &column, NULL);
    return line == loc->line && column == loc->column;
}
#endif

/* Are the starts of the file's lines known? To read its text takes libclang as long as dozens of
 * answers. */
static bool has_lines(struct hd_fe *fe, struct hd_fe_file *file)
{
    enum { ASKED_ENOUGH = 48 };
    if (!file->known->lines.len && (file->loaded || ++file->asked >= ASKED_ENOUGH))
        hd_fe_find_lines(fe, file);
    return file->known->lines.len != 0;
}

static uint32_t find_loc(struct hd_fe *fe, CXSourceLocation l)
{
    CXFile f = NULL;
    unsigned offset;
    struct hd_fe_point p;
    struct hd_ir_loc loc = {0};
    bool elsewhere = false;
    if (!hd_fe_point(fe, l, &p)) {
        clang_getExpansionLocation(l, &f, NULL, NULL, &offset);
        if (!f)
            return 0;
        p = (struct hd_fe_point){hd_fe_file(fe, l, f), offset};
        elsewhere = is_spelled_elsewhere(l, f, offset);
        if (!elsewhere)
            hd_fe_learn(fe, l, f, offset, fe->files.data[p.file].system);
    }
    struct hd_fe_file *file = &fe->files.data[p.file];
    loc.file = file->index;
    if (has_lines(fe, file))
        hd_fe_line(file, p.offset, &loc.line, &loc.column);
    else
        clang_getExpansionLocation(l, NULL, &loc.line, &loc.column, NULL);
    if (elsewhere) {
        hd_fe_load_text(fe, file);
        size_t len = ident_length(file, p.offset);
        if (len)
            loc.macro = hd_irb_strn(&fe->ir, file->text + p.offset, len);
    }
    hd_assert_slow(agrees(l, &loc));
    return hd_irb_loc(&fe->ir, loc);
}

uint32_t hd_fe_loc(struct hd_fe *fe, CXSourceLocation l)
{
    enum { MASK = sizeof fe->recent / sizeof *fe->recent - 1 };
    uint32_t number = l.int_data, i = (number ^ number >> 9) & MASK;
    if (number == 0)
        return 0;
    if (fe->recent[i].number != number) {
        fe->recent[i].loc = find_loc(fe, l);
        fe->recent[i].number = number;
    }
    return fe->recent[i].loc;
}

uint32_t hd_fe_end_loc(struct hd_fe *fe, CXCursor c)
{
    return hd_fe_loc(fe, clang_getRangeEnd(clang_getCursorExtent(c)));
}

/* One behind the arguments of the macro used at `offset`, or behind its name. */
static size_t macro_use_end(const struct hd_fe_file *f, size_t offset)
{
    size_t i = offset + ident_length(f, (unsigned)offset);
    while (i < f->len && isspace((unsigned char)f->text[i]))
        i++;
    if (i >= f->len || f->text[i] != '(')
        return i;
    int depth = 0;
    for (; i < f->len; i++) {
        if (f->text[i] == '(')
            depth++;
        else if (f->text[i] == ')' && --depth == 0)
            return i + 1;
    }
    return i;
}

bool hd_fe_in_macro(struct hd_fe *fe, CXSourceLocation l)
{
    CXFile ef, sf;
    unsigned eo, so;
    struct hd_fe_point p;
    if (hd_fe_point(fe, l, &p))
        return false;
    clang_getExpansionLocation(l, &ef, NULL, NULL, &eo);
    clang_getSpellingLocation(l, &sf, NULL, NULL, &so);
    if (ef == sf && eo == so)
        return false;
    if (!ef || ef != sf || so < eo)
        return true;
    return so >= macro_use_end(hd_fe_file_at(fe, l, ef), eo);
}

void hd_fe_identifier(struct hd_fe *fe, CXSourceLocation l, char *name, size_t size)
{
    CXFile f;
    unsigned offset;
    clang_getSpellingLocation(l, &f, NULL, NULL, &offset);
    name[0] = '\0';
    if (!f)
        return;
    const struct hd_fe_file *file = spelling_file(fe, f);
    size_t n = ident_length(file, offset);
    if (n && n < size)
        snprintf(name, size, "%.*s", (int)n, file->text + offset);
}

const char *hd_fe_text_before(struct hd_fe *fe, CXCursor c, size_t *offset)
{
    CXFile f;
    unsigned so;
    CXSourceLocation l = clang_getRangeStart(clang_getCursorExtent(c));
    clang_getSpellingLocation(l, &f, NULL, NULL, &so);
    *offset = 0;
    if (!f)
        return "";
    const struct hd_fe_file *file = spelling_file(fe, f);
    if (!file->text || so > file->len)
        return "";
    *offset = so;
    return file->text;
}

bool hd_fe_asm_jumps(struct hd_fe *fe, CXSourceLocation l)
{
    CXFile f;
    unsigned offset;
    clang_getSpellingLocation(l, &f, NULL, NULL, &offset);
    if (!f)
        return false;
    const struct hd_fe_file *file = spelling_file(fe, f);
    /* asm [volatile | inline | goto]… ( */
    for (;;) {
        size_t n = ident_length(file, offset);
        if (n == 0)
            return false;
        if (n == 4 && strncmp(file->text + offset, "goto", 4) == 0)
            return true;
        offset += (unsigned)n;
        while (offset < file->len && isspace((unsigned char)file->text[offset]))
            offset++;
    }
}

/* Start of the logical line that holds `i`: lines that end in a backslash go on. */
static size_t logical_line(const char *text, size_t i)
{
    while (i > 0) {
        if (text[i - 1] == '\n') {
            size_t e = i - 1;
            while (e > 0 && (text[e - 1] == '\r' || text[e - 1] == ' ' || text[e - 1] == '\t'))
                e--;
            if (e == 0 || text[e - 1] != '\\')
                break;
            i = e - 1;
            continue;
        }
        i--;
    }
    return i;
}

void hd_fe_defining_macro(struct hd_fe *fe, CXSourceLocation l, char *name, size_t size,
                          uint64_t *where)
{
    name[0] = '\0';
    *where = 0;
    if (!is_expanded(fe, l))
        return;
    CXFile cf;
    unsigned offset;
    clang_getSpellingLocation(l, &cf, NULL, NULL, &offset);
    if (!cf)
        return;
    const struct hd_fe_file *f = spelling_file(fe, cf);
    if (!f->text || offset >= f->len)
        return;
    size_t i = logical_line(f->text, offset);
    const char *p = f->text + i, *end = f->text + offset;
    while (p < end && isspace((unsigned char)*p))
        p++;
    if (p >= end || *p++ != '#')
        return;
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    if (end - p < 7 || strncmp(p, "define", 6) != 0)
        return;
    for (p += 6; p < end && isspace((unsigned char)*p); p++)
        ;
    size_t len = ident_length(f, (unsigned)(p - f->text));
    if (len && len < size) {
        snprintf(name, size, "%.*s", (int)len, p);
        *where = (uint64_t)f->index << 32 | (uint64_t)(i + 1);
    }
}

bool hd_fe_is_broken(struct hd_fe *fe, CXCursor c)
{
    if (!fe->errors.len)
        return false;
    CXSourceRange r = clang_getCursorExtent(c);
    CXFile f;
    unsigned from, to;
    clang_getExpansionLocation(clang_getRangeStart(r), &f, NULL, NULL, &from);
    clang_getExpansionLocation(clang_getRangeEnd(r), NULL, NULL, NULL, &to);
    if (!f)
        return false;
    uint32_t n = hd_fe_file(fe, clang_getRangeStart(r), f);
    hd_vec_foreach(e, &fe->errors) if (e->file == n && e->offset >= from &&
                                       e->offset <= to) return true;
    return false;
}
