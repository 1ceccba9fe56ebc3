/* Can a caller find out by which of two exits a function left, one with a lock held and one
 * without?
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/exits.h"

/* Is this memory there to say whether a lock is held? A status that an error path leaves behind is
 * not: such memory is called after locks, or it is a truth value handed out to the caller. */
static bool is_lock_flag(const struct fctx *c, term loc, int64_t held, int64_t other)
{
    static const char *const word[] = {"lock", "latch", "held",  "hold", "own",
                                       "acqu", "taken", "enter", "safe"};
    const struct term_node *n = term_at(c->t, loc);
    bool out = n->kind == T_DEREF;
    uint32_t d = out ? term_root(c->t, loc) : term_class_decl(c->t, loc);
    if (out && term_at(c->t, d)->kind != T_VAR)
        return false;
    d = out ? term_at(c->t, d)->a : d;
    if (d == NO_DECL)
        return false;
    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        if (strcasestr(pdecl_name(c->p, d), word[i]))
            return true;
    const struct hd_ir *ir = c->p->unit.data[c->p->decl.data[d].unit].ir;
    const char *type = hd_ir_str(ir, ir->types[pdecl_ir(c->p, d)->type].canonical);
    return out && (strncmp(type, "_Bool", 5) == 0 || strncmp(type, "bool", 4) == 0) && held == 1 &&
           other == 0;
}

/* Is it another number, or an address that leads to the lock on one side only? */
static bool differ(struct fctx *c, const struct state *held, term x, const struct state *other,
                   term y, term lock)
{
    struct con k = state_known(c->t, held, x), z = state_known(c->t, other, y);
    return con_excludes(&k, &z) || (reaches_lock(c, x, lock) && !reaches_lock(c, y, lock));
}

/* Does memory that the caller can read say which of the two exits was taken: a flag such as
 * `locked`, any number beside the lock's address, or that address itself? */
bool memory_tells(struct fctx *c, const struct exit_point *held, const struct exit_point *other,
                  term lock)
{
    const struct state *h = held->state, *o = other->state;
    const term guard = lock_keeper(c, held, lock);
    for (unsigned i = 0; i < h->nenv; i++) {
        int64_t x, y;
        term loc = h->env[i].loc;
        if (!loc_is_local(c, loc) && term_int_value(c->t, h->env[i].val, &x) &&
            term_is_public(c, loc) && term_int_value(c->t, state_get(c->t, o, loc), &y) && x != y &&
            is_lock_flag(c, loc, x, y))
            return true;
        if (guard && term_at(c->t, loc)->a == guard &&
            differ(c, h, h->env[i].val, o, state_get(c->t, o, loc), lock))
            return true;
        if (!loc_is_local(c, loc) && term_at(c->t, h->env[i].val)->kind == T_FUNC &&
            state_get(c->t, o, loc) != h->env[i].val)
            return true; /* says how to go on, e.g. what to call to release */
    }
    return false;
}

/* A value made of a scalar parameter, or of what a parameter points to. */
static bool is_of_argument(const struct fctx *c, term val)
{
    const struct term_node *r = term_at(c->t, term_root(c->t, val));
    return r->kind == T_VAR && pdecl_ir(c->p, r->a)->kind == HD_DECL_PARAM &&
           term_at(c->t, val)->depth <= 3 && term_is_public(c, val);
}

static bool is_flag_of_argument(const struct fctx *c, term val)
{
    return term_at(c->t, val)->kind == T_EXPR && term_at(c->t, val)->op == HD_OP_AND &&
           is_of_argument(c, val);
}

/* Does the path know anything that follows from such a flag, or that the flag follows from? */
static bool hangs_on_flag(const struct fctx *c, const struct state *s)
{
    for (unsigned i = 0; i < s->nimp; i++) {
        const struct imp *p = &s->imp[i];
        bool flag = is_flag_of_argument(c, p->then.val);
        for (unsigned g = 0; g < p->nguards; g++)
            flag |= is_flag_of_argument(c, p->guard[g].val);
        if (flag)
            return true;
    }
    return false;
}

/* Does an argument decide which of the two it was, at one and the same return? */
bool argument_tells(struct fctx *c, const struct exit_point *held, const struct exit_point *other)
{
    const struct state *h = held->state, *o = other->state;
    if (held->at.loc != other->at.loc)
        return false;
    for (unsigned i = 0; i < h->ncon; i++) {
        const struct con *k = &h->con[i];
        struct con z = state_known(c->t, o, k->val);
        if (is_flag_of_argument(c, k->val) || (is_of_argument(c, k->val) && con_excludes(k, &z)))
            return true;
    }
    return hangs_on_flag(c, h);
}
