/* What objects are called in messages, and what a witness says of where they come from.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/flow.h"

/* Does the location hold such handles, by the type of its field or variable? */
static bool is_declared_as(const struct fctx *c, term loc, const struct hd_resource *res)
{
    uint32_t d = term_class_decl(c->t, loc);
    return d != NO_DECL && type_resource(c->p, c->p->unit.data[c->p->decl.data[d].unit].ir,
                                         pdecl_ir(c->p, d)->type) == res;
}

/* A number is no handle's own: much else may be zero. It is called by the place that it was read
 * from, else by the only one of its kind that holds it. */
static const char *number_text(struct fctx *c, const struct state *s, const struct obj *o,
                               term place)
{
    term only = place;
    for (unsigned i = 0; i < s->nenv && !place; i++) {
        if (s->env[i].val != o->key || !is_declared_as(c, s->env[i].loc, o->res))
            continue;
        if (only)
            return NULL;
        only = s->env[i].loc;
    }
    return only ? term_text(c, only) : NULL;
}

const char *handle_text(struct fctx *c, const struct state *s, const struct obj *o, term place)
{
    term key = o->key;
    if (term_at(c->t, key)->kind == T_INT)
        return number_text(c, s, o, place);
    if (term_is_loc(c->t, key))
        return term_text(c, key);
    for (unsigned i = 0; i < s->nenv; i++)
        if (s->env[i].val == key && term_at(c->t, s->env[i].loc)->kind != T_TEMP)
            return term_text(c, s->env[i].loc);
    if (term_at(c->t, key)->kind == T_INIT)
        return term_text(c, key);
    return NULL;
}

/* What happened where `o` got into its state, in plain words. */
const char *origin_note(const struct fctx *c, const struct obj *o)
{
    static const char *const thread[][2] = {{"none", "holds no thread from here on"},
                                            {"running", "the thread is started here"},
                                            {"finished", "joined here"}};
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, o->res->kind);
    if (obj_is_held(c, o))
        return "acquired here";
    if (!aut || o->state == HD_STATE_UNKNOWN)
        return NULL;
    if (o->res->kind == HD_KIND_LOCK && o->state == c->an->lw.free && o->entry == ENTRY_HELD)
        return "released here";
    if (o->res->kind == HD_KIND_LOCK && o->state == c->an->lw.free && o->entry == ENTRY_FREE)
        return o->seq                     ? "acquired here, and released since"
               : o->marks & MARK_DEFERRED ? "not acquired yet here"
                                          : "the attempt to acquire it fails here";
    const char *state = aut->states[o->state];
    if (o->res->kind == HD_KIND_TIMER && strcmp(state, "dead") == 0)
        return "deleted here";
    for (size_t i = 0; o->res->kind == HD_KIND_THREAD && i < sizeof thread / sizeof *thread; i++)
        if (strcmp(thread[i][0], state) == 0)
            return thread[i][1];
    if (o->state == aut->start_decl)
        return o->res->identity == HD_ID_ADDRESS ? "comes into being here, without content"
                                                 : "declared here, holds nothing yet";
    return hd_arena_fmt(&c->p->arena, "%s here", state);
}

struct end_words end_words_of(const struct hd_resource *res)
{
    if (res->identity == HD_ID_ID)
        return (struct end_words){"closing", "closed"};
    switch (res->kind) {
    case HD_KIND_THREAD:
        return (struct end_words){"joining or detaching", "joined or detached"};
    case HD_KIND_TIMER:
        return (struct end_words){"deleting", "deleted"};
    case HD_KIND_CHANNEL:
        return (struct end_words){"freeing", "freed"};
    default:
        return (struct end_words){"ending", "ended"};
    }
}
