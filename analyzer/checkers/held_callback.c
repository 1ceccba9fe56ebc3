/* lock-held-callback: a function that somebody else registered is called while a lock is held. Only
 * what looks like a call back to a user counts: the pointer was handed in through a parameter, and
 * the call hands the user's own data, or the object that the pointer was registered with, back to
 * it. A comparison, a hash or a destructor that comes along with data is part of that data, and
 * nobody expects it to come back.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/checks.h"

static bool sounds_like_data(const char *name)
{
    static const char *const word[] = {"cmp",   "comp",  "equal", "match", "hash", "free",
                                       "alloc", "dup",   "copy",  "clone", "dtor", "destr",
                                       "clean", "print", "log",   "key",   "size", "lock"};
    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        if (strcasestr(name, word[i]))
            return true;
    return false;
}

/* Is the argument what the user registered along with the pointer at `loc`? */
static bool is_users(const struct fctx *c, term loc, term arg)
{
    const struct term_node l = *term_at(c->t, loc), a = *term_at(c->t, arg);
    if (l.kind == T_FIELD && term_deref(c->t, arg) == l.a)
        return true; /* the object itself */
    if (a.kind != T_INIT)
        return false;
    const struct term_node from = *term_at(c->t, a.a);
    if (l.kind == T_FIELD)
        return from.kind == T_FIELD && from.a == l.a;
    const struct hd_ir_decl *d = from.kind == T_VAR ? pdecl_ir(c->p, from.a) : NULL;
    const struct hd_ir *ir = d ? c->p->unit.data[c->p->decl.data[from.a].unit].ir : NULL;
    return d && l.kind == T_VAR && d->kind == pdecl_ir(c->p, l.a)->kind &&
           strcmp(hd_ir_str(ir, ir->types[d->type].canonical), "void *") == 0;
}

void check_callback(struct fctx *c, struct state *s, const struct hd_ir_insn *i, const term *arg,
                    uint32_t nargs)
{
    term v = eval(c, s, i->a);
    const struct term_node *n = term_at(c->t, v);
    term loc = n->kind == T_INIT ? n->a : 0;
    uint32_t d = loc ? term_class_decl(c->t, loc) : NO_DECL;
    if (d == NO_DECL || !comes_from_outside(c->p, d) || sounds_like_data(pdecl_name(c->p, d)))
        return;
    for (uint32_t k = 0; k < nargs; k++)
        if (is_users(c, loc, arg[k])) {
            note_blocking(c, s, here(c, i->loc),
                          &(struct blocks){.what = pdecl_label(c->p, d), .callback = true});
            return;
        }
}
