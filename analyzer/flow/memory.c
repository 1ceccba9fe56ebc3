/* What memory holds after a call: results bound, what somebody else may have written forgotten,
 * what is freed gone.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/call_internal.h"
#include "analyzer/flow/state_internal.h"

term fresh(struct fctx *c, struct state *s, unsigned k)
{
    term sym = term_sym(c->t, result_name(c, k), false);
    state_retire(&c->a, c->t, s, sym);
    return sym;
}

/* The path writes the declaration with this number among the function's. Only the first ones are
 * told apart by path; the others count as written on all. */
static void mark_written(struct state *s, size_t number)
{
    if (number < WRITES_TOLD)
        s->wrote |= UINT64_C(1) << number;
}

bool was_written(uint64_t wrote, size_t number)
{
    return number >= WRITES_TOLD || (wrote >> number & 1);
}

static void note_decl_written(struct fctx *c, struct state *s, uint32_t decl)
{
    mark_written(s, number_written(c, decl));
}

uint32_t *mod_number(struct analysis *an, uint32_t decl)
{
    if (!an->mods)
        an->mods = hd_arena_array(&an->p->arena, struct mod_number, an->p->decl.len);
    struct mod_number *m = &an->mods[decl];
    if (m->round != an->mod_round)
        *m = (struct mod_number){an->mod_round, 0};
    return &m->number;
}

size_t number_written(struct fctx *c, uint32_t decl)
{
    uint32_t *number = mod_number(c->an, decl);
    if (!*number) {
        hd_vec_push(&c->sum->mods, decl);
        *number = (uint32_t)c->sum->mods.len;
    }
    return *number - 1;
}

void note_write(struct fctx *c, struct state *s, term loc)
{
    if (!loc || loc_is_local(c, loc))
        return;
    uint32_t d = term_class_decl(c->t, loc);
    unsigned kind = d == UINT32_MAX ? HD_DECL_PARAM : pdecl_ir(c->p, d)->kind;
    if (kind != HD_DECL_PARAM && kind != HD_DECL_LOCAL)
        note_decl_written(c, s, d);
    else if (term_is_public(c, loc) && c->sum->outs.len < 32)
        push_unique(&c->sum->outs, loc);
}

void bind_value(struct fctx *c, struct state *s, const struct hd_ir_insn *i, term val)
{
    if (!i->dst)
        return;
    term loc = eval_path(c, s, i->dst);
    note_write(c, s, loc);
    unset_forget(c, s, state_get(c->t, s, loc));
    state_set(&c->a, c->t, s, loc, val);
}

/* Another thread or a callee may have written `loc`. */
void havoc_loc(struct fctx *c, struct state *s, term loc)
{
    term sym = term_sym_at(c->t, 1u << 30 | insn_number(c), loc, false);
    state_retire(&c->a, c->t, s, sym);
    state_set(&c->a, c->t, s, loc, sym);
}

static bool holds_object(const struct state *s, term val)
{
    return state_obj(s, val) != NULL;
}

/* Where a state mentions a declaration. */
enum { IN_ENV = 1, IN_CON = 2, IN_IMP = 4, IN_OBJ = 8, WRITTEN = 16, IN_BITS = 5 };

struct havoc {
    struct fctx *c;
    bool (*which)(struct fctx *c, term loc, uint32_t decl);
    uint32_t decl;
};

/* The location whose first content a fact is about, 0. */
static term fact_location(const struct terms *t, term x)
{
    while (term_at(t, x)->kind == T_EXPR)
        x = term_at(t, x)->a;
    return term_at(t, x)->kind == T_INIT ? term_at(t, x)->a : 0;
}

/* Is the value what a havocked location held? */
static bool was_havocked(struct terms *t, term x, void *arg)
{
    const struct havoc *h = arg;
    term loc = fact_location(t, x);
    return loc && (h->decl != NO_DECL || !loc_is_local(h->c, loc)) && h->which(h->c, loc, h->decl);
}

/* Does `val` lead into the local variable `var`? */
static bool leads_to(const struct fctx *c, term val, term var)
{
    return val && term_at(c->t, val)->kind == T_ADDR && term_root(c->t, val) == var;
}

/* Can a callee that gets `arg` come to the local `loc`? Only when its address is among what it
 * gets, or was left somewhere before. */
static bool is_reachable(const struct fctx *c, const struct state *s, term loc, const term *arg,
                         uint32_t nargs)
{
    term var = term_root(c->t, loc);
    for (uint32_t n = 0; n < nargs; n++)
        if (leads_to(c, arg[n], var))
            return true;
    for (unsigned i = 0; i < s->nenv; i++)
        if (leads_to(c, s->env[i].val, var) && term_at(c->t, s->env[i].loc)->kind != T_TEMP)
            return true;
    return false;
}

/* What a location held when the function began stays true of that value when the location gets
 * another one, of which nothing is known. The locations of such facts go to `locs`. */
static bool keep_fact(const struct havoc *h, const struct state *s, term val, void *locs)
{
    HD_VEC(term) *v = locs;
    if (h->decl == NO_DECL || s->nenv + v->len > MAX_FACTS / 2)
        return false;
    while (term_at(h->c->t, val)->kind == T_EXPR)
        val = term_at(h->c->t, val)->a;
    term loc = term_at(h->c->t, val)->a;
    if (state_get(h->c->t, s, loc) == val)
        hd_vec_push(v, loc);
    return true;
}

/* What a number in memory was when the function began: what is read there now is something else,
 * and no condition on what callers know. */
static bool is_old_number(const struct fctx *c, const struct state *s, term val)
{
    if (term_at(c->t, val)->kind != T_INIT || state_get(c->t, s, term_at(c->t, val)->a) != val)
        return false;
    uint32_t d = term_class_decl(c->t, term_at(c->t, val)->a);
    if (d == UINT32_MAX)
        return false;
    const struct hd_ir *ir = c->p->unit.data[c->p->decl.data[d].unit].ir;
    unsigned kind = ir->types[pdecl_ir(c->p, d)->type].kind;
    return kind == HD_TYPE_INT || kind == HD_TYPE_BOOL;
}

/* Havocs all locations that `which` picks and whose values are plain: names of objects stay. */
static void havoc_where(struct fctx *c, struct state *s,
                        bool (*which)(struct fctx *c, term loc, uint32_t decl), uint32_t decl,
                        const term *arg, uint32_t nargs, unsigned where)
{
    HD_VEC(term) locs = {0};
    for (unsigned i = 0; i < s->nenv && (where & IN_ENV); i++) {
        term loc = s->env[i].loc;
        if (which(c, loc, decl) && !holds_object(s, s->env[i].val) &&
            (!loc_is_local(c, loc) || (decl != NO_DECL && is_reachable(c, s, loc, arg, nargs))))
            hd_vec_push(&locs, loc);
    }
    struct havoc h = {c, which, decl};
    unsigned out = 0;
    for (unsigned i = 0; i < s->ncon; i++)
        if (!(where & IN_CON) || !was_havocked(c->t, s->con[i].val, &h) ||
            keep_fact(&h, s, s->con[i].val, &locs))
            s->con[out++] = s->con[i];
        else if (decl == NO_DECL && is_old_number(c, s, s->con[i].val))
            hd_vec_push(&locs, term_at(c->t, s->con[i].val)->a);
    s->ncon = (uint16_t)out;
    if (where & IN_IMP)
        state_filter_imps(&c->a, c->t, s, was_havocked, &h);
    for (size_t i = 0; i < locs.len; i++)
        havoc_loc(c, s, locs.data[i]);
    hd_vec_free(&locs);
}

static bool has_decl(struct fctx *c, term loc, uint32_t decl)
{
    return term_class_decl(c->t, loc) == decl;
}

/* What the callee writes and the state mentions. */
static bool is_written(struct fctx *c, term loc, uint32_t decl)
{
    (void)decl;
    uint32_t d = term_class_decl(c->t, loc);
    uint64_t m = d == UINT32_MAX ? 0 : c->an->mentioned[d];
    return m >> IN_BITS == c->an->mention_round && (m & WRITTEN);
}

/* A scalar that other threads may write: pointers keep naming the objects they name. */
static bool is_scalar(struct fctx *c, term loc, uint32_t decl)
{
    (void)decl;
    uint32_t d = term_class_decl(c->t, loc);
    if (d == UINT32_MAX)
        return true;
    const struct hd_ir *ir = c->p->unit.data[c->p->decl.data[d].unit].ir;
    unsigned kind = ir->types[pdecl_ir(c->p, d)->type].kind;
    bool is_number = kind == HD_TYPE_INT || kind == HD_TYPE_BOOL;
    return kind != HD_TYPE_RECORD && !(is_number && is_settled(c->an, d));
}

/* Objects named through what such a place held keep that name, which is that of the old content;
 * what is read there from now on is something else. */
static void havoc_ways(struct fctx *c, struct state *s, uint32_t decl)
{
    HD_VEC(term) locs = {0};
    for (unsigned i = 0; i < s->nobj; i++) {
        term loc = term_goes_through(c->t, s->obj[i].key, decl);
        if (loc && state_get(c->t, s, loc) == term_init(c->t, loc))
            hd_vec_push(&locs, loc);
    }
    for (size_t i = 0; i < locs.len; i++)
        havoc_loc(c, s, locs.data[i]);
    hd_vec_free(&locs);
}

void havoc_decl(struct fctx *c, struct state *s, uint32_t decl, const term *arg, uint32_t nargs)
{
    havoc_where(c, s, has_decl, decl, arg, nargs, IN_ENV | IN_CON | IN_IMP);
    havoc_ways(c, s, decl);
}

/* Which declarations a state mentions, and where, in a way that havoc_decl cares for. Most of what
 * a callee writes means nothing to its caller. */

static void mention(struct fctx *c, uint32_t decl, uint64_t where)
{
    struct analysis *an = c->an;
    if (decl == UINT32_MAX)
        return;
    uint64_t *m = &an->mentioned[decl];
    *m = (*m >> IN_BITS == an->mention_round ? *m : an->mention_round << IN_BITS) | where;
}

static void mention_fact(struct fctx *c, term val, uint64_t where)
{
    term loc = fact_location(c->t, val);
    if (loc)
        mention(c, term_class_decl(c->t, loc), where);
}

static void mention_way(struct terms *t, term part, void *arg)
{
    if (term_at(t, part)->kind == T_INIT)
        mention(arg, term_class_decl(t, term_at(t, part)->a), IN_OBJ);
}

static void mention_all(struct fctx *c, const struct state *s)
{
    struct analysis *an = c->an;
    if (!an->mentioned)
        an->mentioned = hd_arena_array(&c->p->arena, uint64_t, c->p->decl.len);
    an->mention_round++;
    for (unsigned i = 0; i < s->nenv; i++)
        mention(c, term_class_decl(c->t, s->env[i].loc), IN_ENV);
    for (unsigned i = 0; i < s->ncon; i++)
        mention_fact(c, s->con[i].val, IN_CON);
    for (unsigned i = 0; i < s->nimp; i++) {
        mention_fact(c, s->imp[i].then.val, IN_IMP);
        for (unsigned g = 0; g < s->imp[i].nguards; g++)
            mention_fact(c, s->imp[i].guard[g].val, IN_IMP);
    }
    for (unsigned i = 0; i < s->nobj; i++)
        term_each(c->t, s->obj[i].key, mention_way, c);
}

void havoc_written(struct fctx *c, struct state *s, const struct summary *callee, uint64_t wrote,
                   const term *arg, uint32_t nargs)
{
    if (!callee->mods.len)
        return;
    mention_all(c, s);
    unsigned where = 0;
    HD_VEC(uint32_t) ways = {0};
    for (size_t m = 0; m < callee->mods.len; m++) {
        uint64_t *at = &c->an->mentioned[callee->mods.data[m]];
        if (*at >> IN_BITS != c->an->mention_round || !was_written(wrote, m))
            continue;
        where |= (unsigned)*at;
        if (*at & IN_OBJ)
            hd_vec_push(&ways, callee->mods.data[m]);
        *at |= WRITTEN;
    }
    if (where & (IN_ENV | IN_CON | IN_IMP))
        havoc_where(c, s, is_written, 0, arg, nargs, where);
    for (size_t i = 0; i < ways.len; i++)
        havoc_ways(c, s, ways.data[i]);
    hd_vec_free(&ways);
}

void havoc_read(struct fctx *c, struct state *s, const struct summary *callee, uint64_t wrote,
                term val)
{
    term loc = term_at(c->t, val)->kind == T_INIT ? term_at(c->t, val)->a : 0;
    uint32_t decl = loc ? term_class_decl(c->t, loc) : UINT32_MAX;
    if (decl == UINT32_MAX || state_get(c->t, s, loc) != val)
        return;
    for (size_t m = 0; m < callee->mods.len; m++)
        if (callee->mods.data[m] == decl && was_written(wrote, m)) {
            havoc_loc(c, s, loc);
            return;
        }
}

/* While this thread waited, others changed what is shared: no fact about it survives, but names of
 * objects do. */
void havoc_shared(struct fctx *c, struct state *s)
{
    havoc_where(c, s, is_scalar, NO_DECL, NULL, 0, IN_ENV | IN_CON | IN_IMP);
}
