/* Disjuncts: bindings and objects. See state.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/state_internal.h"

struct state *state_new(struct hd_arena *a)
{
    return hd_arena_new(a, struct state);
}

/* A copy of n items; no memory for none. */
static void *copy_of(struct hd_arena *a, const void *items, size_t n, size_t size)
{
    return n ? hd_arena_dup(a, items, n * size) : NULL;
}

struct state *state_copy(struct hd_arena *a, const struct state *s)
{
    struct state *n = hd_arena_dup(a, s, sizeof *s);
    n->env = copy_of(a, s->env, s->nenv, sizeof *s->env);
    n->con = copy_of(a, s->con, s->ncon, sizeof *s->con);
    n->obj = copy_of(a, s->obj, s->nobj, sizeof *s->obj);
    n->cap_env = s->nenv;
    n->cap_con = s->ncon;
    n->cap_obj = s->nobj;
    return n;
}

void state_drop(struct hd_arena *a, struct state *s)
{
    hd_arena_give_back(a, s->env, s->cap_env * sizeof *s->env);
    hd_arena_give_back(a, s->con, s->cap_con * sizeof *s->con);
    hd_arena_give_back(a, s->obj, s->cap_obj * sizeof *s->obj);
    hd_arena_give_back(a, s, sizeof *s);
}

/* Bindings -------------------------------------------------------------------------------------*/

struct bind *state_bind(const struct state *s, term loc)
{
    for (unsigned i = may_be_bound(s, loc) ? 0 : s->nenv; i < s->nenv; i++)
        if (s->env[i].loc == loc)
            return &s->env[i];
    return NULL;
}

term state_get(struct terms *t, const struct state *s, term loc)
{
    if (!loc)
        return 0;
    const struct bind *b = state_bind(s, loc);
    if (b)
        return b->val;
    term any = term_any_element(t, loc);
    if (any) { /* an element written under another index */
        b = state_bind(s, any);
        if (b)
            return b->val;
    }
    return term_init(t, loc);
}

uint64_t state_content(const struct terms *t, const struct state *s, term loc)
{
    uint64_t h = 0;
    for (unsigned i = 0; i < s->nenv; i++)
        if (term_is_part_of(t, s->env[i].loc, loc))
            h += hd_hash_mix(s->env[i].loc, s->env[i].val);
    return h;
}

void state_open_element(struct terms *t, struct state *s, term loc)
{
    unsigned out = 0;
    if (!loc || term_any_element(t, loc) != loc)
        return;
    for (unsigned i = 0; i < s->nenv; i++)
        if (s->env[i].loc == loc || term_any_element(t, s->env[i].loc) != loc ||
            state_obj(s, s->env[i].val))
            s->env[out++] = s->env[i];
    s->nenv = (uint16_t)out;
}

void state_unbind(struct state *s, term loc)
{
    struct bind *b = state_bind(s, loc);
    if (!b)
        return;
    memmove(b, b + 1, (size_t)(&s->env[s->nenv] - (b + 1)) * sizeof *b);
    s->nenv--;
}

void state_set(struct hd_arena *a, struct terms *t, struct state *s, term loc, term val)
{
    if (!loc)
        return;
    if (term_at(t, loc)->has_parts) {
        unsigned out = 0;
        for (unsigned i = 0; i < s->nenv; i++)
            if (!term_is_part_of(t, s->env[i].loc, loc))
                s->env[out++] = s->env[i];
        s->nenv = (uint16_t)out;
    } else {
        state_unbind(s, loc);
    }
    if (s->nenv >= MAX_FACTS)
        return;
    ROOM(a, s->env, s->nenv, s->cap_env);
    s->env[s->nenv++] = (struct bind){loc, val};
    note_bound(s, loc);
}

/* Objects --------------------------------------------------------------------------------------*/

struct obj *state_obj(const struct state *s, term key)
{
    for (unsigned i = 0; i < s->nobj; i++)
        if (s->obj[i].key == key)
            return &s->obj[i];
    return NULL;
}

struct obj *state_add_obj(struct hd_arena *a, struct state *s, term key,
                          const struct hd_resource *res)
{
    ROOM(a, s->obj, s->nobj, s->cap_obj);
    struct obj *o = &s->obj[s->nobj++];
    *o = (struct obj){.key = key, .res = res, .entry_decl = UINT32_MAX};
    return o;
}

void state_drop_obj(struct state *s, struct obj *o)
{
    unsigned i = (unsigned)(o - s->obj);
    memmove(o, o + 1, (s->nobj - i - 1) * sizeof *o);
    s->nobj--;
}

bool is_bound(const struct state *s, term val)
{
    for (unsigned i = 0; i < s->nenv; i++)
        if (s->env[i].val == val)
            return true;
    return false;
}
