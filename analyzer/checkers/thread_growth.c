/* thread-growth: a loop without end makes a joinable thread in every round and lets go of its
 * handle. Such a function never comes to an end at which the handle could be missed; the end of the
 * handle's scope is where it is lost. A handle that may not die while its thread runs (std::thread)
 * is looked at in any scope.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/checks.h"

/* Can the function still return from this block? */
static bool may_return(struct fctx *c)
{
    uint32_t *queue = hd_arena_array(&c->a, uint32_t, c->fn->nblocks + 1), head = 0, tail = 0;
    uint8_t *seen = hd_arena_array(&c->a, uint8_t, c->fn->nblocks + 1);
    queue[tail++] = c->block;
    seen[c->block] = 1;
    while (head < tail) {
        const struct hd_ir_block *b = &c->ir->blocks[c->fn->block + queue[head++]];
        if (b->term == HD_TERM_RETURN || b->term == HD_TERM_THROW)
            return true;
        for (uint32_t k = 0; k < b->nsucc; k++) {
            uint32_t to = c->ir->succs[b->succ + k];
            if (!seen[to]) {
                seen[to] = 1;
                queue[tail++] = to;
            }
        }
    }
    return false;
}

static bool held_elsewhere(const struct state *s, term val, term loc)
{
    for (unsigned i = 0; i < s->nenv; i++)
        if (s->env[i].val == val && s->env[i].loc != loc)
            return true;
    return false;
}

void check_scope_end(struct fctx *c, struct state *s, term loc)
{
    check_thread_scope(c, s, loc);
    bool in_place = state_obj(s, loc) != NULL;
    term key = in_place ? loc : state_get(c->t, s, loc);
    const struct obj *o = state_obj(s, key);
    const struct hd_automaton *aut = o ? hd_model_automaton(c->p->model, o->res->kind) : NULL;
    unsigned silent = OBJ_ESCAPED | OBJ_PARKED | OBJ_MULTI;
    if (!aut || o->res->kind != HD_KIND_THREAD || o->state == HD_STATE_UNKNOWN || c->broken ||
        !(o->flags & OBJ_LOCAL) || (o->flags & silent) || o->entry_decl == NO_DECL)
        return;
    const char *rule = hd_automaton_end(aut, o->state, obj_traits(c, o));
    bool leaves = c->ir->blocks[c->fn->block + c->block].term == HD_TERM_RETURN;
    if (!rule || leaves || already_reported(c->an, rule, place_key(o->at)) ||
        (!in_place && (held_elsewhere(s, key, loc) || !c->loop[c->block] || may_return(c))))
        return;
    struct report r = {.rule = in_place ? rule : "thread-growth",
                       .at = o->at,
                       .name = term_text(c, loc),
                       .chain = o->chain,
                       .note = in_place ? "created here, and its handle dies while it runs"
                                        : "one more thread in every round of a loop without end; "
                                          "nobody joins or detaches it",
                       .confidence = -1,
                       .key = place_key(o->at)};
    report_finding(c->an, &r);
}
