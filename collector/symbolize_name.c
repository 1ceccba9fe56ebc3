/* DIEs to the names that the analyzer gives the same functions and records; see symbolize.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "collector/demangle.h"
#include "collector/symbolize_internal.h"

enum { MAX_NESTED = 8, MAX_BLOCKS = 64 };

/* The DIE that carries the declaration: follows abstract origins and specifications. */
static Dwarf_Die declaration_of(Dwarf_Die die)
{
    static const unsigned int links[] = {DW_AT_abstract_origin, DW_AT_specification};
    for (int depth = 0; depth < 8; depth++) {
        bool moved = false;
        for (int i = 0; i < 2; i++) {
            Dwarf_Attribute attr;
            Dwarf_Die next;
            if (dwarf_attr(&die, links[i], &attr) && dwarf_formref_die(&attr, &next)) {
                die = next;
                moved = true;
            }
        }
        if (!moved)
            break;
    }
    return die;
}

bool hd_die_is_named_scope(Dwarf_Die *die)
{
    int tag = dwarf_tag(die);
    return tag == DW_TAG_namespace || tag == DW_TAG_class_type || tag == DW_TAG_structure_type ||
           tag == DW_TAG_union_type;
}

/* The analyzer leaves inline namespaces out, too: std::__cxx11::string is std::string. */
static bool is_inline_namespace(Dwarf_Die *die)
{
    Dwarf_Attribute attr;
    bool flag = false;
    return dwarf_tag(die) == DW_TAG_namespace && dwarf_attr(die, DW_AT_export_symbols, &attr) &&
           !dwarf_formflag(&attr, &flag) && flag;
}

/* ---- closures ---- */

enum closure { NO_CLOSURE, PLAIN, GENERIC };

/* What a name says of a closure's body: "operator()", or "operator()<int>" of a generic one. */
static enum closure body_kind(const char *name)
{
    if (!name || strncmp(name, "operator()", 10) != 0)
        return NO_CLOSURE;
    return name[10] ? GENERIC : PLAIN;
}

/* A record without a name that can be called is a closure: C++ has no other way to make one. */
static enum closure closure_kind(Dwarf_Die *record)
{
    const char *name = dwarf_diename(record);
    int tag = dwarf_tag(record);
    Dwarf_Die child;
    enum closure kind = NO_CLOSURE;
    if ((tag != DW_TAG_structure_type && tag != DW_TAG_class_type) ||
        (name && strncmp(name, "<lambda", 7) != 0) || dwarf_child(record, &child))
        return NO_CLOSURE;
    do {
        if (dwarf_tag(&child) == DW_TAG_subprogram)
            kind = body_kind(dwarf_diename(&child));
    } while (!kind && !dwarf_siblingof(&child, &child));
    return kind;
}

/* Where a closure stands among those of its function: clang does not keep their order. */
struct rank {
    enum closure kind;
    int line, column;
    Dwarf_Off offset;
};

static struct rank rank_of(Dwarf_Die *record, enum closure kind)
{
    struct rank r = {.kind = kind, .offset = dwarf_dieoffset(record)};
    if (dwarf_decl_line(record, &r.line))
        r.line = 0;
    if (dwarf_decl_column(record, &r.column))
        r.column = 0;
    return r;
}

static bool is_before(const struct rank *x, const struct rank *y)
{
    if (x->line != y->line)
        return x->line < y->line;
    return x->column != y->column ? x->column < y->column : x->offset < y->offset;
}

/* How many closures of one kind stand before one, in a function and its blocks. */
static unsigned count_before(Dwarf_Die *scope, const struct rank *mine, int depth)
{
    Dwarf_Die child;
    unsigned n = 0;
    if (depth >= MAX_BLOCKS || dwarf_child(scope, &child))
        return 0;
    do {
        int tag = dwarf_tag(&child);
        if (tag == DW_TAG_lexical_block || tag == DW_TAG_try_block || tag == DW_TAG_catch_block) {
            n += count_before(&child, mine, depth + 1);
            continue;
        }
        struct rank other = rank_of(&child, closure_kind(&child));
        n += other.kind == mine->kind && is_before(&other, mine);
    } while (!dwarf_siblingof(&child, &child));
    return n;
}

/* ---- names ---- */

static const char *qualify(struct hd_symbolizer *s, Dwarf_Die *die, int depth);

/* clang leaves the function around a closure nameless when nothing is left of it. */
static const char *by_linkage_name(struct hd_symbolizer *s, Dwarf_Die *die)
{
    Dwarf_Attribute attr;
    const char *symbol = dwarf_formstring(dwarf_attr_integrate(die, DW_AT_linkage_name, &attr));
    return symbol ? hd_demangle(&s->arena, symbol) : NULL;
}

/* "around::lambda#2" for the body of a closure, whose scopes are given. What is no function around
 * (an initialiser) has no name of its own. */
static const char *closure_name(struct hd_symbolizer *s, Dwarf_Die *die, enum closure kind,
                                Dwarf_Die *scope, int n, int depth)
{
    int around = 2;
    while (around < n && dwarf_tag(&scope[around]) != DW_TAG_subprogram &&
           !hd_die_is_named_scope(&scope[around]))
        around++;
    struct rank mine = rank_of(&scope[1], kind);
    unsigned number = 1 + count_before(&scope[around < n ? around : n - 1], &mine, 0);
    const char *outer = around < n ? qualify(s, &scope[around], depth + 1) : NULL;
    const char *other = outer ? NULL : by_linkage_name(s, die);
    if (other)
        return other;
    return hd_arena_fmt(&s->arena, "%s%s%slambda#%u", outer ? outer : "", outer ? "::" : "",
                        kind == GENERIC ? "generic " : "", number);
}

static const char *qualify(struct hd_symbolizer *s, Dwarf_Die *die, int depth)
{
    Dwarf_Die decl = declaration_of(*die), *scope = NULL;
    const char *name = dwarf_diename(&decl);
    if (!name || depth > MAX_NESTED)
        return NULL;
    int n = dwarf_getscopes_die(&decl, &scope);
    enum closure body = n > 2 ? body_kind(name) : NO_CLOSURE;
    const char *full = hd_plain_part(&s->arena, name);
    if (body && closure_kind(&scope[1])) {
        full = closure_name(s, die, body, scope, n, depth);
    } else {
        for (int i = 1; i < n; i++) {
            const char *outer = dwarf_diename(&scope[i]);
            if (outer && hd_die_is_named_scope(&scope[i]) && !is_inline_namespace(&scope[i]))
                full = hd_arena_fmt(&s->arena, "%s::%s", hd_plain_part(&s->arena, outer), full);
        }
    }
    if (n > 0)
        free(scope);
    return full == name ? hd_arena_str(&s->arena, name) : full;
}

const char *hd_die_qualified_name(struct hd_symbolizer *s, Dwarf_Die *die)
{
    return qualify(s, die, 0);
}
