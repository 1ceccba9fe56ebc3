/* Creations and joins of the whole program, and which creation a join may wait for. The two often
 * stand in functions that know each other only by the place where the handle lies: `w->thread`
 * created in one and joined in another. Laying one place over the other tells what the pointers of
 * the creator are called by the joiner, and so what the thread was given.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/checks.h"
#include "analyzer/flow/memo.h"
#include "core/hash.h"

/* Memory that was allocated just now has the name of the field or variable that it was stored in.
 */
static term by_owner(const struct fctx *c, term loc)
{
    term x = loc;
    while (term_at(c->t, x)->kind >= T_FIELD && term_at(c->t, x)->kind <= T_ANY)
        x = term_at(c->t, x)->a;
    term v = term_at(c->t, x)->kind == T_DEREF ? term_at(c->t, x)->a : 0;
    for (unsigned i = 0; v && term_at(c->t, v)->kind == T_SYM && i < c->now->nenv; i++) {
        const struct bind *b = &c->now->env[i];
        if (b->val == v && !loc_is_local(c, b->loc) && term_class_decl(c->t, b->loc) != NO_DECL)
            return term_replace(c->t, loc, v, term_init(c->t, b->loc));
    }
    return loc;
}

void note_creation(struct fctx *c, term loc, uint32_t entry, term data, struct place at)
{
    if (loc && term_class_decl(c->t, loc) == NO_DECL && c->now)
        loc = by_owner(c, loc);
    uint32_t d = loc ? term_class_decl(c->t, loc) : NO_DECL;
    if (d == NO_DECL || entry == NO_DECL)
        return;
    c->an->opaque = true;
    uint64_t key =
        hd_hash_mix((uint64_t)loc << 32 | entry, hd_hash_mix((uint64_t)data << 32 | at.loc, 3));
    bool added;
    hd_map_put(&c->an->creation_keys, key, &added);
    if (added)
        hd_vec_push(&c->an->creations, (struct creation){d, loc, entry, data, at});
}

/* Where the handle `key` lies: a place that outlives the function when there is one. */
static term place_of(const struct fctx *c, const struct state *s, term key)
{
    if (term_is_loc(c->t, key))
        return key;
    if (term_at(c->t, key)->kind == T_INIT)
        return term_at(c->t, key)->a;
    term best = 0;
    for (unsigned i = 0; i < s->nenv; i++)
        if (s->env[i].val == key && term_at(c->t, s->env[i].loc)->kind != T_TEMP &&
            (!best || !loc_is_local(c, s->env[i].loc)))
            best = s->env[i].loc;
    return best;
}

/* Does a function on the way down to the join release locks of this class that its callers hold, as
 * a big lock is given back around what takes long? */
static bool given_back(const struct fctx *c, const struct event *e, term lock)
{
    uint32_t cls = lock_class(c, lock);
    for (const struct chain *k = e->chain; k && cls != NO_DECL; k = k->next) {
        const struct summary *sum = k->at.func == NO_FUNC ? NULL : summary_of(c, k->at.func);
        if (sum && is_listed(sum->hands_over.data, sum->hands_over.len, cls))
            return true;
    }
    return false;
}

static unsigned holds_now(struct fctx *c, const struct state *s, const struct event *e,
                          struct hold **out)
{
    unsigned n = 0;
    *out = hd_arena_array(&c->p->arena, struct hold, s->nobj ? s->nobj : 1);
    for (unsigned i = 0; i < s->nobj; i++) {
        const struct obj *h = &s->obj[i];
        if (obj_is_held(c, h) && !(h->flags & (OBJ_MULTI | OBJ_ESCAPED)) &&
            !given_back(c, e, h->key))
            (*out)[n++] =
                (struct hold){h->key, obj_mode(c, h), term_text(c, h->key), h->at, h->chain};
    }
    return n;
}

void note_join_site(struct fctx *c, const struct state *s, term key, const struct obj *o,
                    const struct event *e)
{
    struct join_site j = {.loc = place_of(c, s, key),
                          .entry = o ? o->entry_decl : NO_DECL,
                          .data = o ? o->data : 0,
                          .asked = s->asked_self,
                          .func = c->f,
                          .at = e->at,
                          .chain = e->chain};
    j.decl = j.loc ? term_class_decl(c->t, j.loc) : NO_DECL;
    if (c->broken || (j.decl == NO_DECL && j.entry == NO_DECL))
        return;
    c->an->opaque = true;
    j.nholds = holds_now(c, s, e, &j.hold);
    uint64_t *last = hd_map_put(&c->an->last_join, c->f, NULL);
    for (uint64_t i = *last; i; i = c->an->joins.data[i - 1].before) {
        const struct join_site *x = &c->an->joins.data[i - 1];
        if (x->at.loc == j.at.loc && x->at.unit == j.at.unit && x->loc == j.loc &&
            x->entry == j.entry && x->nholds >= j.nholds)
            return;
    }
    j.before = *last;
    hd_vec_push(&c->an->joins, j);
    *last = c->an->joins.len;
}

static bool is_element(unsigned kind)
{
    return kind == T_INDEX || kind == T_INDEXV || kind == T_ANY;
}

bool same_place(struct terms *t, term created, term joined, struct renaming *r)
{
    *r = (struct renaming){0, 0};
    while (created && joined && created != joined) {
        const struct term_node x = *term_at(t, created), y = *term_at(t, joined);
        if (x.kind == T_FIELD && y.kind == T_FIELD && x.b == y.b) {
            created = x.a;
            joined = y.a;
        } else if (is_element(x.kind) && is_element(y.kind)) {
            created = x.a;
            joined = y.a;
        } else if (x.kind == T_DEREF && y.kind == T_DEREF) {
            const struct term_node v = *term_at(t, x.a), w = *term_at(t, y.a);
            bool on = v.kind == T_INIT && w.kind == T_INIT && term_at(t, v.a)->kind != T_VAR &&
                      term_at(t, v.a)->kind == term_at(t, w.a)->kind;
            if (!on) {
                *r = (struct renaming){x.a, y.a};
                return true;
            }
            created = v.a;
            joined = w.a;
        } else if (x.kind == T_DEREF) {
            *r = (struct renaming){x.a, term_addr(t, joined)};
            return true;
        } else if (y.kind == T_DEREF) {
            *r = (struct renaming){term_addr(t, created), y.a};
            return true;
        } else {
            return false;
        }
    }
    return created && created == joined;
}

term renamed(struct terms *t, term x, const struct renaming *r)
{
    if (!x || !r->from)
        return x;
    return x == r->from ? r->to : term_replace(t, x, r->from, r->to);
}
