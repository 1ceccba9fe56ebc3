/* Program counters and data addresses of another process to source, out of process: from the
 * recorded modules (path, build id, load address) and the ELF files with libdw, so that it works
 * after the program has died. Inlined frames are unfolded the way eu-addr2line does it, from the
 * scopes of the innermost DIE. A file whose build id no longer agrees is not used: its frames stay
 * "module+0x12ab".
 *
 * One struct hd_symbolizer is used by one thread. Strings of results live as long as it does.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_SYMBOLIZE_H
#define HEDDLE_COLLECTOR_SYMBOLIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime_probe/wire.h"
#include "store/facts.h"

struct hd_symbolizer;

/* One loaded ELF file as recorded while the program ran. */
struct hd_module_info {
    const char *path;
    uint64_t bias;       /* run-time address minus address in the file (l_addr) */
    uint64_t start, end; /* of its mapping */
    unsigned char build_id[32];
    unsigned build_id_len; /* 0: unknown, the file is taken as it is */
};

/* `root`: absolute project root; files below it are named relative to it. `pid`: the process, for
 * its view of the file system while it lives; 0 when dead. */
struct hd_symbolizer *hd_symbolizer_new(const char *root, uint32_t pid);
void hd_symbolizer_free(struct hd_symbolizer *s); /* NULL is fine */

/* Adds a module unless an equal one is known; a later module hides earlier ones at its addresses.
 */
void hd_symbolizer_add_module(struct hd_symbolizer *s, const struct hd_module_info *m);

/* The frames at `pc`, innermost inlined one first; at least one, whatever `pc` is. `is_return`: the
 * PC is a return address, so the call lies before it. Returns the count; *out is owned by `s`. */
size_t hd_symbolize_pc(struct hd_symbolizer *s, uint64_t pc, bool is_return,
                       const struct hd_frame **out);

/* Whether a frame belongs to the program's own code: not libc, the probe, or a system header. */
bool hd_frame_is_project(const struct hd_symbolizer *s, const struct hd_frame *f);

/* What a maintainer calls the place of a variable. */
struct hd_variable {
    const char *key;    /* class key as in store/facts.h */
    const char *name;   /* "log_lock", "pool.lock" */
    const char *path;   /* "main_pool.slot[3].lock": this very object; NULL when not certain */
    const char *symbol; /* ELF symbol */
    struct hd_site decl;
    bool element; /* one of an array: several locks share the class */
    /* The innermost object that DWARF and not a system header describes: where in it the address
     * lies, and its size, 0 unknown. Without DWARF both are 0. */
    uint64_t inner_offset, inner_size;
};

/* The variable that `addr` lies in; false when it is no static storage. */
bool hd_symbolize_data(struct hd_symbolizer *s, uint64_t addr, struct hd_variable *out);
/* The same for an object that is a record named `type` (NULL: unknown): its members are not looked
 * into. */
bool hd_symbolize_object(struct hd_symbolizer *s, uint64_t addr, const char *type,
                         struct hd_variable *out);

/* The variable of main's outermost scope that an object of `size` bytes at `addr` is, or is a part
 * of; there is one such object as long as main runs. False when it is none, or when anything else
 * in main may lie at the same place at another time. `f` may hold anything. */
bool hd_symbolize_main_local(struct hd_symbolizer *s, const struct hd_wire_main *f, uint64_t addr,
                             uint64_t size, struct hd_variable *out);

/* The record that the function at return address `pc` gets a pointer to: its first such parameter,
 * `this` among them. NULL when there is none. */
const char *hd_symbolize_handle(struct hd_symbolizer *s, uint64_t pc);

/* "module+0x12ab" when `addr` lies in a mapped file of the program: static storage, even when no
 * symbol names it. NULL otherwise. */
const char *hd_symbolizer_place(struct hd_symbolizer *s, uint64_t addr);

#endif
