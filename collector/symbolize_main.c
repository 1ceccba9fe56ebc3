/* Which lock on main's stack is the same lock all the time; see symbolize.h. A place in a frame may
 * be the home of one variable after the other: of each round of a loop, of blocks that follow each
 * other, of functions inlined there. What main's outermost scope declares lives as long as main, so
 * it is one object, provided that DWARF puts nothing else into the same place: a compiler may lend
 * the place of a variable that is not in use yet. Whatever is not understood counts as something
 * else.
 * SPDX-License-Identifier: Apache-2.0 */
#include <dwarf.h>
#include <limits.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#include "collector/symbolize_internal.h"

enum {
    MAX_DEPTH = 64,
    MAX_LOCALS = 1 << 16,
    MAX_FRAME = 1 << 30,
    LOCK_BYTES = sizeof(pthread_mutex_t), /* no lock with a static initialiser is smaller */
#if defined(__x86_64__)
    SP = 7,
    FP = 6,
#elif defined(__aarch64__)
    SP = 31,
    FP = 29,
#else
    SP = -1,
    FP = -2,
#endif
};

enum where { NOWHERE, IN_FRAME, UNSURE };

static bool register_value(const struct hd_wire_main *f, int reg, uint64_t *out)
{
    *out = reg == SP ? f->sp : f->fp;
    return *out && (reg == SP || reg == FP);
}

static bool based_on_register(const struct hd_wire_main *f, const Dwarf_Op *op, uint64_t *out)
{
    if (op->atom >= DW_OP_breg0 && op->atom <= DW_OP_breg31 &&
        register_value(f, op->atom - DW_OP_breg0, out)) {
        *out += op->number;
        return true;
    }
    return false;
}

static bool frame_base(const struct hd_main_locals *l, uint64_t *out)
{
    Dwarf_Die fn = l->function;
    Dwarf_Attribute attr;
    Dwarf_Op *op;
    size_t n;
    if (!dwarf_attr(&fn, DW_AT_frame_base, &attr) || dwarf_getlocation(&attr, &op, &n) || n != 1)
        return false;
    if (op->atom == DW_OP_call_frame_cfa) {
        *out = l->frame.cfa;
        return true;
    }
    if (op->atom >= DW_OP_reg0 && op->atom <= DW_OP_reg31)
        return register_value(&l->frame, op->atom - DW_OP_reg0, out);
    return based_on_register(&l->frame, op, out);
}

/* What is not in memory as a whole is no lock: a lock's address was given away. */
static bool is_split(const Dwarf_Op *op, size_t n)
{
    switch (op[n - 1].atom) {
    case DW_OP_piece:
    case DW_OP_bit_piece:
    case DW_OP_stack_value:
    case DW_OP_implicit_value:
    case DW_OP_implicit_pointer:
    case DW_OP_GNU_implicit_pointer:
        return true;
    default:
        return op->atom >= DW_OP_reg0 && op->atom <= DW_OP_reg31;
    }
}

static enum where place_of(const struct hd_main_locals *l, uint64_t base, const Dwarf_Op *op,
                           size_t n, uint64_t *start)
{
    if (!n || is_split(op, n) || op[n - 1].atom == DW_OP_deref || op->atom == DW_OP_addr ||
        op->atom == DW_OP_addrx || op->atom == DW_OP_GNU_addr_index)
        return NOWHERE; /* deref: an array of variable length */
    if (n == 1 && op->atom == DW_OP_fbreg) {
        *start = base + op->number;
        return IN_FRAME;
    }
    return n == 1 && based_on_register(&l->frame, op, start) ? IN_FRAME : UNSURE;
}

/* One of the places where a variable may be. */
static void add_place(struct hd_main_locals *l, Dwarf_Die *die, enum where where, uint64_t start,
                      bool outermost)
{
    Dwarf_Die type;
    Dwarf_Word size = 0;
    bool sized = hd_die_type(die, &type) && !dwarf_aggregate_size(&type, &size);
    if (sized && size < LOCK_BYTES && where == UNSURE)
        return;
    if (where == UNSURE || !sized || size > MAX_FRAME || start > UINT64_MAX - size ||
        l->var.len == MAX_LOCALS)
        l->unsure = true;
    else
        hd_vec_push(&l->var, ((struct hd_local){start, start + size, *die, outermost}));
}

static void add(struct hd_main_locals *l, uint64_t base, Dwarf_Die *die, bool outermost)
{
    Dwarf_Attribute attr;
    Dwarf_Op *op;
    Dwarf_Addr at, from, to;
    size_t n;
    ptrdiff_t next = 0;
    uint64_t start = 0;
    enum where where;
    if (!dwarf_attr(die, DW_AT_location, &attr))
        return;
    bool list = dwarf_getlocation(&attr, &op, &n) != 0; /* it may move */
    while ((next = dwarf_getlocations(&attr, next, &at, &from, &to, &op, &n)) > 0) {
        where = place_of(l, base, op, n, &start);
        if (where != NOWHERE)
            add_place(l, die, where, start, outermost && !list);
    }
    l->unsure |= next < 0;
}

static void collect(struct hd_main_locals *l, uint64_t base, Dwarf_Die *scope, int depth)
{
    Dwarf_Die child;
    int line;
    if (dwarf_child(scope, &child))
        return;
    do {
        switch (dwarf_tag(&child)) {
        case DW_TAG_variable:
        case DW_TAG_formal_parameter:
            add(l, base, &child, depth == 0);
            break;
        case DW_TAG_label:
            if (!dwarf_decl_line(&child, &line) && line < l->first_label)
                l->first_label = line;
            break;
        case DW_TAG_lexical_block:
        case DW_TAG_inlined_subroutine:
        case DW_TAG_try_block:
        case DW_TAG_catch_block:
            if (depth < MAX_DEPTH)
                collect(l, base, &child, depth + 1);
            else
                l->unsure = true;
            break;
        }
    } while (!dwarf_siblingof(&child, &child));
}

static void find_locals(struct hd_symbolizer *s, const struct hd_wire_main *f)
{
    struct hd_main_locals *l = &s->main;
    struct hd_module *m = hd_module_at(s, f->pc - 1);
    const char *name;
    uint64_t base;
    l->frame = *f;
    l->var.len = 0;
    l->first_label = INT_MAX;
    l->unsure = true;
    if (!m || !m->elf || !m->main || !hd_subprogram_at(m, f->pc - 1, &l->function))
        return;
    name = hd_die_qualified_name(s, &l->function);
    if (!name || strcmp(name, "main") || !frame_base(l, &base))
        return;
    l->unsure = false;
    collect(l, base, &l->function, 0);
}

/* Control that goes back over the declaration makes another object, as a loop does. */
static bool comes_again(const struct hd_main_locals *l, const struct hd_local *v)
{
    Dwarf_Die die = v->die;
    int line;
    return l->first_label != INT_MAX && (dwarf_decl_line(&die, &line) || l->first_label <= line);
}

static const struct hd_local *only_one_at(const struct hd_main_locals *l, uint64_t addr,
                                          uint64_t size)
{
    const struct hd_local *found = NULL;
    for (size_t i = 0; i < l->var.len; i++) {
        const struct hd_local *v = &l->var.data[i];
        if (v->end <= addr || v->start >= addr + size)
            continue;
        if (found || !v->outermost || v->start > addr || v->end < addr + size)
            return NULL;
        found = v;
    }
    return found;
}

bool hd_symbolize_main_local(struct hd_symbolizer *s, const struct hd_wire_main *f, uint64_t addr,
                             uint64_t size, struct hd_variable *out)
{
    struct hd_main_locals *l = &s->main;
    *out = (struct hd_variable){0};
    if (!f->pc || f->sp >= f->cfa || f->cfa - f->sp > MAX_FRAME || addr < f->sp || addr >= f->cfa ||
        size < LOCK_BYTES || size > f->cfa - addr)
        return false;
    if (memcmp(&l->frame, f, sizeof *f))
        find_locals(s, f);
    const struct hd_local *v = l->unsure ? NULL : only_one_at(l, addr, size);
    if (!v || comes_again(l, v))
        return false;
    Dwarf_Die die = v->die;
    return hd_describe_variable(s, &die, &l->function, addr - v->start, 0, NULL, out) &&
           !out->inner_offset && out->inner_size >= size;
}
