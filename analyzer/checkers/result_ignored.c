/* result-ignored, a check that automata ask for by name: an event happens in a loop without a way
 * out and nobody looks at what the call returned, so the loop cannot notice that there will be no
 * more (a closed channel).
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/checks.h"

static const char *wanted(const struct hd_automaton *aut, int event, bool in_loop)
{
    for (size_t i = 0; aut && i < aut->nchecks; i++) {
        const struct hd_native_check *k = &aut->check[i];
        if (strcmp(k->check, "result-ignored") == 0 && k->event == event && (!k->in || in_loop))
            return k->report;
    }
    return NULL;
}

void check_result_ignored(struct fctx *c, const struct hd_op_model *op, const struct hd_ir_insn *i,
                          uint32_t block)
{
    if (!op->on || !op->closed.op || !(i->flags & (HD_INSN_F_UNUSED | HD_INSN_F_VOIDED)) ||
        c->broken)
        return;
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, op->on->kind);
    const char *rule = wanted(aut, op->event, loop_is_endless(c, block));
    if (!rule)
        return;
    struct report r = {.rule = rule,
                       .at = here(c, i->loc),
                       .subject = op->shown,
                       .note = "the result is not looked at",
                       .confidence = -1};
    report_finding(c->an, &r);
}
