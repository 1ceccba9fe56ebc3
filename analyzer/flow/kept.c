/* Pointers to locks that memory keeps, as guards and iterators do: acquired by its own name, a lock
 * is released through them, often in another function.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/checks.h"
#include "analyzer/flow/flow.h"
#include "analyzer/flow/translate.h"

enum { MAX_LEADS = 16 };

void note_lock_pointer(struct program *p, uint32_t unit, uint32_t to, hd_val value)
{
    if (!leads_to_lock(p, to))
        return;
    struct pdecl *d = &p->decl.data[to];
    uint32_t lock =
        HD_VAL_TAG(value) == HD_V_ADDR ? path_decl(p, unit, HD_VAL_INDEX(value)) : NO_DECL;
    if (lock == NO_DECL || d->leads.len == MAX_LEADS)
        d->leads_anywhere = true;
    else
        hd_vec_push(&d->leads, lock);
}

bool reaches_lock(struct fctx *c, term val, term lock)
{
    unsigned kind = term_at(c->t, val)->kind;
    return (kind == T_ADDR || kind == T_INIT || kind == T_SYM) &&
           term_is_part_of(c->t, lock, term_deref(c->t, val));
}

static bool is_for_callers(struct fctx *c, term loc)
{
    return !loc_is_local(c, loc) && term_is_public(c, loc);
}

/* Memory that was made here, and which a place that callers see leads to. */
static bool is_reached(struct fctx *c, const struct state *s, term loc)
{
    const struct term_node *record = term_at(c->t, term_at(c->t, loc)->a);
    for (unsigned i = 0; record->kind == T_DEREF && i < s->nenv; i++)
        if (s->env[i].val == record->a && is_for_callers(c, s->env[i].loc))
            return true;
    return false;
}

term lock_keeper(struct fctx *c, const struct exit_point *x, term lock)
{
    const struct state *s = x->state;
    const term given = x->value ? term_deref(c->t, x->value) : 0;
    for (unsigned i = 0; i < s->nenv; i++) {
        term loc = s->env[i].loc;
        if (term_at(c->t, loc)->kind == T_FIELD && reaches_lock(c, s->env[i].val, lock) &&
            ((given && term_is_part_of(c->t, loc, given)) || is_for_callers(c, loc) ||
             is_reached(c, s, loc)))
            return term_at(c->t, loc)->a;
    }
    return 0;
}

/* May the pointer lead to locks of this class? A pointer that nobody was seen to set may. */
static bool may_lead_to(const struct program *p, uint32_t pointer, uint32_t cls)
{
    const struct pdecl *d = &p->decl.data[pointer];
    return d->leads_anywhere || d->leads.len == 0 || is_listed(d->leads.data, d->leads.len, cls);
}

bool release_kept(struct fctx *c, struct state *s, term key, const struct hd_resource *res)
{
    const struct term_node *n = term_at(c->t, key);
    uint32_t d = n->kind == T_DEREF && term_at(c->t, n->a)->kind == T_INIT &&
                         term_at(c->t, term_at(c->t, n->a)->a)->kind == T_FIELD
                     ? term_class_decl(c->t, key)
                     : NO_DECL;
    bool found = false;
    c->an->opaque |= d != NO_DECL; /* where pointers lead is a fact of the whole program */
    for (unsigned i = 0; d != NO_DECL && i < s->nobj; i++) {
        struct obj *o = &s->obj[i];
        bool forgotten = o->state == HD_STATE_UNKNOWN && (o->flags & OBJ_ESCAPED);
        if ((!forgotten && (!obj_is_held(c, o) || o->entry != ENTRY_FREE)) || o->res != res ||
            o->key == key || !may_lead_to(c->p, d, term_class_decl(c->t, o->key)))
            continue;
        forget_obj(c, s, o->key, o->res);
        found = true;
    }
    return found;
}

void released_on_some_exits(struct translation *t, struct state *s, const struct summary *sum)
{
    struct fctx *c = t->c;
    for (unsigned x = 0; x < sum->nexits && sum->nexits > 1; x++)
        for (unsigned e = 0; e < sum->exit[x].neffects; e++) {
            const struct effect *f = &sum->exit[x].effect[e];
            if (f->obj.res->kind != HD_KIND_LOCK || f->obj.entry != ENTRY_HELD ||
                f->obj.state != c->an->lw.free)
                continue;
            term key = tr_loc(t, f->key);
            if (key && !state_obj(s, key))
                (void)release_kept(c, s, key, f->obj.res);
        }
}
