/* lock-guard-temporary: a scope guard without a name dies in the statement that made it, so nothing
 * runs under its lock. A temporary that something else is called with lives until that call is
 * over, which is fine.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/checks.h"

void check_guard_temporary(struct fctx *c, struct state *s, const struct hd_ir_insn *end, term lock)
{
    if (c->broken || !(end->flags & HD_INSN_F_TEMPORARY) || c->insn == 0)
        return;
    const struct hd_ir_insn *made = end - 1; /* nothing lies between birth and death */
    if (made->op != HD_INSN_CALL || !(made->flags & HD_INSN_F_TEMPORARY) || made->nargs == 0 ||
        c->ir->args[made->arg] != HD_VAL(HD_V_ADDR, end->dst))
        return;
    const char *name = term_text(c, lock);
    struct report r = {.rule = "lock-guard-temporary",
                       .at = here(c, made->loc),
                       .state = s,
                       .name = name,
                       .note = "acquires the lock and releases it at once",
                       .confidence = -1};
    report_finding(c->an, &r);
}
