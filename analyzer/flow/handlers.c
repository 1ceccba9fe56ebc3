/* Signal handlers that are not handed to the call that installs them but lie in a field of what is
 * handed to it (`sa.sa_handler = on_term`). Whatever is stored in such a field counts as installed.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/program.h"

/* Are these the fields that the row names, "a.b"? Libraries nest them differently: the last name
 * tells. */
static bool names_field(const struct hd_op_model *op, const char *name)
{
    const char *dot = strrchr(op->field, '.');
    return strcmp(dot ? dot + 1 : op->field, name) == 0;
}

static void add_fields(const struct program *p, const struct hd_op_model *op, struct hd_map *fields)
{
    for (uint32_t d = 0; d < p->decl.len; d++)
        if (pdecl_ir(p, d)->kind == HD_DECL_FIELD && names_field(op, pdecl_name(p, d)))
            *hd_map_put(fields, d, NULL) = 1;
}

static void installed(struct program *p, uint32_t decl)
{
    if (p->decl.data[decl].func != NO_FUNC)
        p->func.data[p->decl.data[decl].func].signal_handler = true;
}

static void stored(struct program *p, uint32_t unit, hd_val v)
{
    if (HD_VAL_TAG(v) == HD_V_FUNC) {
        installed(p, p->unit.data[unit].decl[HD_VAL_INDEX(v)]);
    } else if (HD_VAL_TAG(v) == HD_V_PATH) {
        uint32_t from = path_decl(p, unit, HD_VAL_INDEX(v));
        for (size_t k = 0; from != NO_DECL && k < p->decl.data[from].targets.len; k++)
            installed(p, p->decl.data[from].targets.data[k]);
    }
}

void note_handlers(struct program *p)
{
    struct hd_map fields = {0};
    for (uint32_t d = 0; d < p->decl.len; d++)
        for (uint32_t k = 0; k < p->decl.data[d].nops; k++) {
            const struct hd_op_model *op = &p->decl.data[d].ops[k];
            if (op->role == HD_ROLE_SIGNAL_HANDLER && op->field)
                add_fields(p, op, &fields);
        }
    for (uint32_t f = 0; fields.len && f < p->func.len; f++) {
        const struct hd_ir *ir = func_ir(p, f);
        const struct hd_ir_func *fn = func_of(p, f);
        for (uint32_t b = 0; b < fn->nblocks; b++) {
            const struct hd_ir_block *blk = &ir->blocks[fn->block + b];
            for (uint32_t k = blk->insn; k < blk->insn + blk->ninsns; k++) {
                const struct hd_ir_insn *i = &ir->insns[k];
                uint32_t to =
                    i->op == HD_INSN_ASSIGN ? path_decl(p, p->func.data[f].unit, i->dst) : NO_DECL;
                if (to != NO_DECL && hd_map_get(&fields, to))
                    stored(p, p->func.data[f].unit, i->a);
            }
        }
    }
    hd_map_free(&fields);
}
