/* Opened ELF files with their debug information. Opening one is what costs most of a symbolizer's time
 * (debug sections are often compressed), and a program's processes have the same files: so files that
 * a build id names are shared by all symbolizers, wherever each process has them loaded, and a few
 * that nobody uses at the moment stay open.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_ELF_CACHE_H
#define HEDDLE_COLLECTOR_ELF_CACHE_H

#include <elfutils/libdwfl.h>

#include "collector/symbolize.h"
#include "core/vec.h"

/* A variable with static storage, from DWARF. */
struct hd_static_var {
    uint64_t addr, size;     /* in the file's addresses; size 0 unknown */
    Dwarf_Off die, function; /* function: 0 at file scope */
};

struct hd_elf {
    Dwfl *dwfl;
    Dwfl_Module *mod;
    uint64_t bias; /* where libdw believes it to be loaded */
    bool vars_indexed;
    HD_VEC(struct hd_static_var) vars; /* sorted by addr */
    /* for the cache */
    char *path; /* as recorded */
    unsigned char build_id[32];
    unsigned build_id_len, users;
    uint64_t used; /* when, in acquisitions */
};

/* The file of a module, NULL when there is none with its build id. `pid`: a process that may see it in
 * its own file system, or 0; `main`: it is that process's program. */
struct hd_elf *hd_elf_open(const struct hd_module_info *info, uint32_t pid, bool main);
void hd_elf_release(struct hd_elf *e); /* NULL is fine */

#endif
