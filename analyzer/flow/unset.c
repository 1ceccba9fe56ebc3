/* Handles that hold nothing yet. A local variable of a handle's type starts with a value of its own
 * that no creation made, in the automaton's start state, so that joining, deleting or sending to it
 * is seen on the paths that skip the creation. Whatever may set the variable ends that knowledge.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/flow.h"

void unset_declare(struct fctx *c, struct state *s, term val, const struct hd_resource *res,
                   struct place at)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, res->kind);
    bool handle = res->identity == HD_ID_VALUE ||
                  (res->identity == HD_ID_POINTER && !hd_resource_pointee(res));
    if (!handle || !aut || aut->start_decl < 0 || !val || state_obj(s, val))
        return;
    struct obj *o = state_add_obj(&c->a, s, val, res);
    o->state = (uint8_t)aut->start_decl;
    o->flags = OBJ_LOCAL;
    o->at = at;
}

void unset_forget(struct fctx *c, struct state *s, term val)
{
    struct obj *o = val ? state_obj(s, val) : NULL;
    const struct hd_automaton *aut = o ? hd_model_automaton(c->p->model, o->res->kind) : NULL;
    if (aut && o->res->identity != HD_ID_ADDRESS && o->state == aut->start_decl)
        state_drop_obj(s, o);
}

/* Is argument `n` what one of the operations acts on? */
static bool is_acted_on(const struct hd_op_model *ops, uint32_t nops, uint32_t n)
{
    for (uint32_t o = 0; o < nops; o++)
        if (ops[o].on && ops[o].arg == (int)n)
            return true;
    return false;
}

void unset_passed(struct fctx *c, struct state *s, const struct hd_op_model *ops, uint32_t nops,
                  const term *arg, uint32_t nargs)
{
    for (uint32_t n = 0; n < nargs; n++)
        if (term_at(c->t, arg[n])->kind == T_ADDR && !is_acted_on(ops, nops, n))
            unset_forget(c, s, state_get(c->t, s, term_at(c->t, arg[n])->a));
}
