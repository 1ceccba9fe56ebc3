/* thread-entry-throws: an exception leaves the function that a thread started with. Only throw
 * expressions of the program count; what the library may throw is unknown and silent. So is a throw
 * that only says that a lock or another thread function failed: nobody means to catch that.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/checks.h"

enum { MAX_THROWN = 8 }; /* per function */

void add_thrown(struct fctx *c, const struct state *s, struct place at, const struct chain *down)
{
    if (s->failing || c->sum->thrown.len >= MAX_THROWN)
        return;
    for (size_t i = 0; i < c->sum->thrown.len; i++)
        if (c->sum->thrown.data[i].chain->at.loc == at.loc)
            return;
    struct thrown x = {.chain = chain_cons(c, at, down)};
    x.cond = keep_public_cons(c, s, &x.ncond);
    hd_vec_push(&c->sum->thrown, x);
}

void note_throw(struct fctx *c, const struct state *s, uint32_t loc)
{
    add_thrown(c, s, here(c, loc), NULL);
}

/* The first that starts this entry and lets its exceptions end the program. */
static const struct spawn *first_spawn(const struct analysis *an, uint32_t entry)
{
    for (size_t i = 0; i < an->spawns.len; i++)
        if (an->spawns.data[i].entry == entry && !an->spawns.data[i].catches)
            return &an->spawns.data[i];
    return NULL;
}

/* The first place in the entry, by line, where an exception gets out. */
static const struct thrown *first_thrown(const struct analysis *an, const struct summary *s)
{
    const struct thrown *best = NULL;
    for (size_t i = 0; i < s->thrown.len; i++) {
        const struct thrown *x = &s->thrown.data[i];
        const struct hd_ir *ir = an->p->unit.data[x->chain->at.unit].ir;
        if (!best || ir->locs[x->chain->at.loc].line < ir->locs[best->chain->at.loc].line)
            best = x;
    }
    return best;
}

void check_entries_throw(struct analysis *an)
{
    struct program *p = an->p;
    for (uint32_t f = 0; f < p->func.len; f++) {
        const struct pfunc *fn = &p->func.data[f];
        const struct spawn *at = fn->spawned ? first_spawn(an, fn->decl) : NULL;
        const struct thrown *x = first_thrown(an, &an->sum[f]);
        if (!at || !x || (func_of(p, f)->flags & HD_FUNC_BROKEN) ||
            (pdecl_ir(p, fn->decl)->flags & HD_DECL_F_NOEXCEPT))
            continue;
        const char *name = func_shown(p, f);
        struct report r = {.rule = "thread-entry-throws",
                           .at = x->chain->at,
                           .name = name,
                           .origin = at->at,
                           .origin_note = hd_arena_fmt(&p->arena, "a thread starts with %s", name),
                           .chain = x->chain->next,
                           .chain_note = "thrown here",
                           .note = x->chain->next ? "the exception comes out of this call"
                                                  : "thrown here; nothing in the thread catches it",
                           .confidence = -1};
        report_finding(an, &r);
    }
}
