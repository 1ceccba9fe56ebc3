/* What symbolize.c (program counters) and symbolize_data.c (variables) share.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_SYMBOLIZE_INTERNAL_H
#define HEDDLE_COLLECTOR_SYMBOLIZE_INTERNAL_H

#include "collector/elf_cache.h"
#include "core/arena.h"
#include "core/map.h"
#include "core/vec.h"

struct hd_module {
    struct hd_module_info info;
    const char *base;   /* basename of the path */
    bool opened, main;  /* main: the program itself */
    struct hd_elf *elf; /* NULL: no file to be had */
};

/* Where libdw has what the process has at `addr`; there must be a file. */
static inline uint64_t hd_module_addr(const struct hd_module *m, uint64_t addr)
{
    return addr - m->info.bias + m->elf->bias;
}

/* Frames of one PC, kept. */
struct hd_pc_frames {
    struct hd_frame *frame;
    size_t len;
};

/* A variable in main's frame. */
struct hd_local {
    uint64_t start, end; /* run-time addresses */
    Dwarf_Die die;
    bool outermost; /* of main's own scope: not of a block, nor of an inlined function */
};

struct hd_main_locals {
    struct hd_wire_main frame; /* that the others were found for */
    Dwarf_Die function;
    HD_VEC(struct hd_local) var;
    int first_label; /* line; INT_MAX: none */
    bool unsure;     /* something may lie anywhere */
};

struct hd_symbolizer {
    struct hd_arena arena;
    char *root;
    uint32_t pid;
    HD_VEC(struct hd_module) module;
    struct hd_map pc_cache; /* (module, pc, is_return) -> index + 1 into pcs */
    HD_VEC(struct hd_pc_frames) pcs;
    struct hd_strpool files_seen; /* names as DWARF has them … */
    HD_VEC(const char *) files;   /* … and as heddle writes them, by the same number */
    struct hd_main_locals main;
};

/* The module that holds `addr`, its ELF file opened; NULL when there is none. */
struct hd_module *hd_module_at(struct hd_symbolizer *s, uint64_t addr);
/* The innermost function at `pc`, be it inlined, that its author did not mark artificial. */
bool hd_function_at(struct hd_module *m, uint64_t pc, Dwarf_Die *out);
/* The function itself that `pc` lies in, whatever was inlined into it. */
bool hd_subprogram_at(struct hd_module *m, uint64_t pc, Dwarf_Die *out);
bool hd_die_type(Dwarf_Die *die, Dwarf_Die *out);
/* What lies `offset` bytes into a variable, which is a local one of `fn` unless that is NULL. `stop`: a
 * record not to look into, or NULL. `symbol_size`: of the variable by its symbol, 0 when unknown: of
 * classes that another file defines (std::condition_variable) clang writes a declaration only. */
bool hd_describe_variable(struct hd_symbolizer *s, Dwarf_Die *die, Dwarf_Die *fn, uint64_t offset,
                          uint64_t symbol_size, const char *stop, struct hd_variable *out);
/* A file name of DWARF as heddle writes it; NULL stays NULL. */
const char *hd_symbolizer_file(struct hd_symbolizer *s, const char *comp_dir, const char *name);
/* The compilation directory of the unit a DIE is in, or NULL. */
const char *hd_die_comp_dir(Dwarf_Die *die);
/* A namespace or record, which gives its name to what is inside. */
bool hd_die_is_named_scope(Dwarf_Die *die);
/* "ns::record::name" of a function, record or variable, as the analyzer calls it: without template
 * arguments, the body of a closure "function::lambda#1". NULL when nameless. */
const char *hd_die_qualified_name(struct hd_symbolizer *s, Dwarf_Die *die);

#endif
