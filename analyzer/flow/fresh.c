/* Memory that has just come into being and that nobody has filled yet: a local record without an
 * initialiser, memory fresh from an allocator. A lock or condition in it has no defined state until
 * somebody gives it one. What a pointer parameter points to may be such memory, too: callers ask
 * what a callee does to it first.
 *
 * Anything that may fill the memory without our seeing it ends the knowledge.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/flow.h"

void fresh_add(struct state *s, term base, bool sure, struct place at)
{
    for (unsigned i = 0; i < s->nfresh; i++)
        if (s->fresh[i].base == base) {
            s->fresh[i] = (struct fresh){base, at, sure};
            return;
        }
    if (base && s->nfresh < MAX_FRESH)
        s->fresh[s->nfresh++] = (struct fresh){base, at, sure};
}

void fresh_drop(struct fctx *c, struct state *s, term loc)
{
    for (unsigned i = 0; loc && i < s->nfresh; i++)
        if (term_is_part_of(c->t, s->fresh[i].base, loc) ||
            term_is_part_of(c->t, loc, s->fresh[i].base))
            s->fresh[i--] = s->fresh[--s->nfresh];
}

void fresh_passed(struct fctx *c, struct state *s, const term *arg, uint32_t nargs)
{
    for (uint32_t n = 0; n < nargs && s->nfresh; n++)
        fresh_drop(c, s, term_deref(c->t, arg[n]));
}

const struct fresh *fresh_of(const struct fctx *c, const struct state *s, term key)
{
    term base = key;
    while (term_at(c->t, base)->kind == T_FIELD)
        base = term_at(c->t, base)->a;
    for (unsigned i = 0; i < s->nfresh && base != key; i++) {
        term b = s->fresh[i].base; /* itself perhaps a field: a record inside a record */
        if (term_is_part_of(c->t, key, b) && term_is_part_of(c->t, b, base))
            return &s->fresh[i];
    }
    return NULL;
}

void fresh_params(struct fctx *c, struct state *s)
{
    for (uint32_t n = 0; n < c->fn->nparams; n++) {
        uint32_t d = c->fn->param + n;
        const struct hd_ir_type *t = &c->ir->types[c->ir->decls[d].type];
        if (t->kind != HD_TYPE_POINTER || c->ir->types[t->target].kind != HD_TYPE_RECORD)
            continue;
        term v = term_var(c->t, c->p->unit.data[c->unit].decl[d]);
        fresh_add(s, term_deref(c->t, term_init(c->t, v)), false, here(c, c->ir->decls[d].loc));
    }
}

/* The memory that `value` points to has become somebody else's to fill. */
void fresh_stored(struct fctx *c, struct state *s, term loc, term value)
{
    if (s->nfresh && !loc_is_local(c, loc))
        fresh_drop(c, s, term_deref(c->t, value));
}
