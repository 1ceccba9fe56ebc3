/* Functions that look something up, lock it, and return it, or hand it out through a parameter.
 * What a loop found has no name that callers know, so they name it, and the lock in it, by the
 * result or by where it is handed out; all exits that hand out such a thing do so alike, whatever
 * road led there.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/exits.h"

/* Does the state hold a lock in what `val` leads to? */
static bool holds_in(const struct fctx *c, const struct state *s, term val)
{
    for (unsigned k = 0; k < s->nobj; k++) {
        const struct obj *o = &s->obj[k];
        if (o->res->kind == HD_KIND_LOCK && obj_is_held(c, o) && term_contains(c->t, o->key, val))
            return true;
    }
    return false;
}

/* Some value that callers cannot name, or only as what a variable held before. */
static bool is_looked_up(const struct fctx *c, term val)
{
    const struct term_node *n = term_at(c->t, val);
    return n->kind == T_SYM || (n->kind == T_INIT && term_at(c->t, n->a)->kind != T_VAR) ||
           (n->kind == T_INIT && pdecl_ir(c->p, term_at(c->t, n->a)->a)->kind != HD_DECL_PARAM);
}

/* The place behind a parameter where what was found is handed out locked; NULL. */
static const struct bind *handed_out(const struct fctx *c, const struct state *s, bool unnamed)
{
    for (unsigned i = 0; i < s->nenv; i++) {
        const struct bind *b = &s->env[i];
        const struct term_node *n = term_at(c->t, b->loc);
        bool param =
            n->kind == T_DEREF && term_at(c->t, n->a)->kind == T_INIT && term_is_public(c, b->loc);
        if (param && b->val && is_looked_up(c, b->val) &&
            (!unnamed || term_at(c->t, b->val)->kind == T_SYM) && holds_in(c, s, b->val))
            return b;
    }
    return NULL;
}

bool finds_result(const struct fctx *c)
{
    for (size_t i = 0; i < c->exits.len; i++) {
        const struct exit_point *x = &c->exits.data[i];
        if (x->value && term_at(c->t, x->value)->kind == T_SYM && holds_in(c, x->state, x->value))
            return true;
    }
    return false;
}

bool hands_out(const struct fctx *c)
{
    for (size_t i = 0; i < c->exits.len; i++)
        if (handed_out(c, c->exits.data[i].state, true))
            return true;
    return false;
}

bool is_found(const struct fctx *c, const struct exit_point *x)
{
    return c->finds && x->value && is_looked_up(c, x->value);
}

const struct bind *found_out(const struct fctx *c, const struct exit_point *x)
{
    bool plain = x->value && term_is_public(c, x->value) && !is_found(c, x);
    return c->hands_out && (plain || !x->value) ? handed_out(c, x->state, false) : NULL;
}

term by_result(const struct fctx *c, const struct exit_point *x, term key)
{
    const struct bind *out = found_out(c, x);
    term name = is_found(c, x) ? x->value : out ? out->val : 0;
    return name ? term_replace(c->t, key, name, term_ret(c->t)) : key;
}
