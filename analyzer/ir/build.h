/* The builder: tables that grow while a translation unit is lowered, and the blob made of them.
 *
 * Strings, numbers, locations, paths and expressions are hash-consed: asking twice gives the same
 * index. Types, records and declarations are appended; whoever appends them keeps them unique.
 * Functions are built one at a time from blocks in any order; hd_irb_func_end drops what cannot be
 * reached, joins straight lines and numbers the blocks in reverse post-order.
 *
 * Nothing here fails: out of memory ends the process (core/err.h).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_IR_BUILD_H
#define HEDDLE_ANALYZER_IR_BUILD_H

#include "analyzer/ir/ir.h"
#include "core/map.h"
#include "core/vec.h"

/* Weight: how many nodes somebody meets who walks a path or an expression, shared ones each time.
 * Heavier paths become unknown objects, heavier expressions unknown values: nobody compares them,
 * and whoever walks them may recurse. */
enum { HD_IR_MAX_WEIGHT = 128 };

/* A block under construction. */
struct hd_irb_block {
    HD_VEC(struct hd_ir_insn) insns;
    HD_VEC(uint32_t) succ; /* scratch block numbers */
    HD_VEC(struct hd_ir_case) cases;
    uint32_t term, op, loc;
    hd_val a, b;
    bool done; /* has its terminator */
};

/* Tables whose contents are kept once. */
enum { HD_IRB_MAPS = 5 };

/* The fields may be read by whoever builds; they are written by the functions below only, but for
 * the items of types, records and decls that the caller appended. */
struct hd_irb {
    HD_VEC(char) strings;
    HD_VEC(struct hd_ir_file) files;
    HD_VEC(struct hd_ir_loc) locs;
    HD_VEC(struct hd_ir_type) types;
    HD_VEC(struct hd_ir_record) records;
    HD_VEC(struct hd_ir_decl) decls;
    HD_VEC(struct hd_ir_attr) attrs;
    HD_VEC(int64_t) ints;
    HD_VEC(struct hd_ir_path) paths;
    HD_VEC(struct hd_ir_expr) exprs;
    HD_VEC(hd_val) args;
    HD_VEC(struct hd_ir_insn) insns;
    HD_VEC(struct hd_ir_block) blocks;
    HD_VEC(uint32_t) succs;
    HD_VEC(struct hd_ir_case) cases;
    HD_VEC(struct hd_ir_func) funcs;
    uint32_t main_file, errors;
    HD_VEC(uint8_t) path_weight;
    HD_VEC(uint8_t) expr_weight;
    struct hd_map index[HD_IRB_MAPS]; /* content hash -> index, of each hash-consed table */
    HD_VEC(struct hd_irb_block) scratch;
    uint32_t nscratch;
    uint32_t unknowns; /* unknown objects of the function so far */
};

void hd_irb_init(struct hd_irb *b);
void hd_irb_free(struct hd_irb *b);

uint32_t hd_irb_str(struct hd_irb *b, const char *s);
uint32_t hd_irb_strn(struct hd_irb *b, const char *s, size_t n);
static inline const char *hd_irb_text(const struct hd_irb *b, uint32_t s)
{
    return b->strings.data + s;
}
uint32_t hd_irb_loc(struct hd_irb *b, struct hd_ir_loc loc);
hd_val hd_irb_int(struct hd_irb *b, int64_t v);
/* Paths. A path that would be too deep is a fresh unknown object. The type is no part of a path's
 * identity: the first one stays, but a record replaces what is no record. */
uint32_t hd_irb_path(struct hd_irb *b, uint32_t parent, enum hd_path_kind kind, uint32_t arg,
                     uint32_t type);
uint32_t hd_irb_unknown(struct hd_irb *b, uint32_t type); /* a fresh unknown object */
/* `parent[v]` for the element type `type`; two constant steps through one pointer are added. */
uint32_t hd_irb_index(struct hd_irb *b, uint32_t parent, hd_val v, uint32_t type);
/* Expressions over values without effects; folds nothing. */
hd_val hd_irb_expr(struct hd_irb *b, enum hd_op op, hd_val x, hd_val y);

uint32_t hd_irb_type(struct hd_irb *b, struct hd_ir_type t);
uint32_t hd_irb_record(struct hd_irb *b, struct hd_ir_record r);
uint32_t hd_irb_decls(struct hd_irb *b,
                      size_t n); /* n zeroed, contiguous ones; the first's index */
void hd_irb_attr(struct hd_irb *b, uint32_t decl, const char *name, const char *arg,
                 const hd_val *locks, size_t nlocks);
uint32_t hd_irb_file(struct hd_irb *b, const char *name, uint32_t flags, uint64_t hash);

/* Functions. Block 0 is the entry and exists after hd_irb_func_begin. */
void hd_irb_func_begin(struct hd_irb *b);
uint32_t hd_irb_block(struct hd_irb *b);
/* Appends to a block; does nothing when the block has its terminator. */
void hd_irb_emit(struct hd_irb *b, uint32_t block, struct hd_ir_insn insn, const hd_val *args,
                 size_t nargs);
void hd_irb_goto(struct hd_irb *b, uint32_t block, uint32_t to);
void hd_irb_branch(struct hd_irb *b, uint32_t block, enum hd_op op, hd_val x, hd_val y,
                   uint32_t yes, uint32_t no, uint32_t loc);
/* RETURN, UNREACHABLE, SWITCH and INDIRECT; successors and cases are added to the scratch block. */
void hd_irb_term(struct hd_irb *b, uint32_t block, enum hd_term term, hd_val x, uint32_t loc);
/* Completes blocks without terminator as UNREACHABLE, fills f's block, nblocks and hash, stores. */
void hd_irb_func_end(struct hd_irb *b, struct hd_ir_func f);

/* The blob, malloc'ed; the builder is left as it was. */
void *hd_irb_finish(const struct hd_irb *b, size_t *size);

#endif
