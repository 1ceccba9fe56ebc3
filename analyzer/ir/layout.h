/* How the tables lie in a blob: one header with an offset and a count per table, the tables behind
 * it in this order, each at a multiple of 8. Numbers are those of the machine that wrote it; the
 * cache never leaves it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_IR_LAYOUT_H
#define HEDDLE_ANALYZER_IR_LAYOUT_H

#include "analyzer/ir/ir.h"

#define HD_IR_TABLES(X)                                                                            \
    X(strings, char)                                                                               \
    X(files, struct hd_ir_file)                                                                    \
    X(locs, struct hd_ir_loc)                                                                      \
    X(types, struct hd_ir_type)                                                                    \
    X(records, struct hd_ir_record)                                                                \
    X(decls, struct hd_ir_decl)                                                                    \
    X(attrs, struct hd_ir_attr)                                                                    \
    X(ints, int64_t)                                                                               \
    X(paths, struct hd_ir_path)                                                                    \
    X(exprs, struct hd_ir_expr)                                                                    \
    X(args, hd_val)                                                                                \
    X(insns, struct hd_ir_insn)                                                                    \
    X(blocks, struct hd_ir_block)                                                                  \
    X(succs, uint32_t)                                                                             \
    X(cases, struct hd_ir_case)                                                                    \
    X(funcs, struct hd_ir_func)

enum hd_ir_table {
#define X(name, type) HD_IR_T_##name,
    HD_IR_TABLES(X)
#undef X
        HD_IR_NTABLES
};

struct hd_ir_header {
    char magic[8]; /* "heddleIR" */
    uint32_t version, ntables;
    uint64_t size; /* of the whole blob */
    uint32_t main_file, errors;
    struct {
        uint64_t offset;
        uint64_t count; /* items; for strings bytes */
    } table[HD_IR_NTABLES];
};

#define HD_IR_MAGIC "heddleIR"

#endif
