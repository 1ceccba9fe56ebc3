/* Functions that look something up, lock it, and return it. What a loop found has no name that
 * callers know, so they name it, and the lock in it, by the result; all exits that return such a
 * thing do so alike, whatever road led there.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/exits.h"

bool finds_result(const struct fctx *c)
{
    for (size_t i = 0; i < c->exits.len; i++) {
        const struct exit_point *x = &c->exits.data[i];
        if (!x->value || term_at(c->t, x->value)->kind != T_SYM)
            continue;
        for (unsigned k = 0; k < x->state->nobj; k++) {
            const struct obj *o = &x->state->obj[k];
            if (o->res->kind == HD_KIND_LOCK && obj_is_held(c, o) &&
                term_contains(c->t, o->key, x->value))
                return true;
        }
    }
    return false;
}

bool is_found(const struct fctx *c, const struct exit_point *x)
{
    const struct term_node *n = term_at(c->t, x->value);
    if (!c->finds || !x->value)
        return false;
    return n->kind == T_SYM || (n->kind == T_INIT && term_at(c->t, n->a)->kind != T_VAR) ||
           (n->kind == T_INIT && pdecl_ir(c->p, term_at(c->t, n->a)->a)->kind != HD_DECL_PARAM);
}

term by_result(const struct fctx *c, const struct exit_point *x, term key)
{
    return is_found(c, x) ? term_replace(c->t, key, x->value, term_ret(c->t)) : key;
}
