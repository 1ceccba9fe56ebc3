/* What the entry of a thread owes: for each group that it is given, how often its ways count the
 * group down, and which way does so less often. A creator that starts the thread compares that with
 * what it added.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/call_internal.h"
#include "analyzer/flow/memo.h"

enum { MAX_KEPT = 24 };

/* Handing over ---------------------------------------------------------------------------------*/

/* A plain number leads nowhere. */
static bool is_number(const struct fctx *c, term val)
{
    const struct term_node *n = term_at(c->t, val);
    uint32_t d = n->kind == T_INIT ? term_class_decl(c->t, n->a) : UINT32_MAX;
    if (d == UINT32_MAX || term_at(c->t, n->a)->kind == T_DEREF)
        return false;
    const struct hd_ir *ir = c->p->unit.data[c->p->decl.data[d].unit].ir;
    unsigned k = ir->types[pdecl_ir(c->p, d)->type].kind;
    return k == HD_TYPE_INT || k == HD_TYPE_BOOL || k == HD_TYPE_FLOAT;
}

void note_kept(struct fctx *c, term val)
{
    if (term_is_public(c, val) && c->sum->kept.len < MAX_KEPT)
        push_unique(&c->sum->kept, val);
}

void value_leaves(struct fctx *c, struct state *s, term val)
{
    if (!c->an->counts_users)
        return;
    channel_leaves(c, s, val);
    const struct term_node *n = term_at(c->t, val);
    if ((n->kind != T_ADDR && n->kind != T_INIT) || is_number(c, val))
        return;
    handed_add(&s->handed, val);
    note_kept(c, val);
}

/* What a callee, or the entry of a thread, gives to somebody unseen. */
void inherit_kept(struct fctx *c, struct state *s, const struct state *view,
                  const struct summary *sum, const term *arg, uint32_t nargs)
{
    if (!c->an->counts_users)
        return;
    for (size_t i = 0; i < sum->kept.len; i++) {
        term v = in_callers_terms(c, view, sum->kept.data[i], arg, nargs, 0);
        value_leaves(c, s, v);
        groups_leave(c, s, v);
    }
    for (uint32_t i = 0; i < nargs && sum->kept.len >= MAX_KEPT; i++) {
        value_leaves(c, s, arg[i]); /* more than were remembered */
        groups_leave(c, s, arg[i]);
    }
}

/* What a call leaves behind in the order of things: values given away, waits, yields. */
void inherit_order(struct fctx *c, struct state *s, const struct summary *sum, const term *arg,
                   uint32_t nargs)
{
    if (sum != c->sum)
        inherit_kept(c, s, s, sum, arg, nargs);
    if (sum->spawns)
        s->waited = false;
    s->waited |= sum->lets_wait;
    if (sum->lets_wait)
        threads_took_data(s);
    s->yielded |= sum->yields;
    c->sum->lets_wait |= sum->lets_wait;
    c->sum->yields |= sum->yields;
}

/* Could somebody unseen reach the object `key` on this path? */
static bool was_handed(const struct fctx *c, const struct state *s, term key)
{
    const struct term_node *root = term_at(c->t, term_root(c->t, key));
    if (s->handed.many)
        return true;
    if (root->kind == T_VAR && pdecl_ir(c->p, root->a)->kind == HD_DECL_GLOBAL && s->unseen &&
        !(pdecl_ir(c->p, root->a)->flags & HD_DECL_F_INTERNAL))
        return true;
    for (unsigned i = 0; i < s->handed.n; i++) {
        term v = s->handed.val[i], loc = term_deref(c->t, v);
        if (term_contains(c->t, key, v) || (loc && term_contains(c->t, key, loc)))
            return true;
    }
    return false;
}

/* Duties ---------------------------------------------------------------------------------------*/

struct way {
    int dones; /* -1: not known */
    const struct tally *add, *done;
};

static struct way way_of(const struct fctx *c, const struct exit_point *x, term key)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, HD_KIND_WAITGROUP);
    int add = hd_automaton_event(aut, "add"), done = hd_automaton_event(aut, "done");
    const struct obj *o = state_obj(x->state, key);
    struct way w = {0};
    bool handed = was_handed(c, x->state, key);
    const struct tally *first = NULL;
    int64_t n;
    for (const struct tally *y = o ? o->tally : NULL; y; y = y->prev) {
        first = y;
        if (y->event != done || !term_int_value(c->t, y->n, &n) || n < 0 || n > 1000) {
            w.dones = -1;
        } else if (w.dones >= 0) {
            w.dones += (int)n;
            w.done = y;
        }
    }
    if (o && (o->nlog > 4 || (o->flags & (OBJ_ESCAPED | OBJ_MULTI))))
        w.dones = -1;
    if (handed && w.dones == 0)
        w.dones = -1;
    if (first && first->event == add)
        w.add = first;
    return w;
}

/* The null test of the very pointer that leads to the group says that there is none. */
static bool has_no_group(struct fctx *c, const struct state *s, term key)
{
    for (term x = key; x && term_at(c->t, x)->kind >= T_DEREF; x = term_at(c->t, x)->a)
        if (term_at(c->t, x)->kind == T_DEREF &&
            state_decide(c->t, s, term_at(c->t, x)->a, HD_OP_EQ, 0) == 1)
            return true;
        else if (term_at(c->t, x)->kind >= T_INT && term_at(c->t, x)->kind != T_INIT)
            break;
    return false;
}

/* Does the entry register handlers for the thread's end? Then ending it may count down. */
static bool has_handlers(const struct fctx *c)
{
    for (uint32_t b = 0; b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        for (uint32_t k = 0; k < blk->ninsns; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[blk->insn + k];
            uint32_t n = 0;
            const struct hd_op_model *ops =
                i->op == HD_INSN_CALL ? call_ops(c->p, c->unit, i, &n) : NULL;
            for (uint32_t o = 0; o < n; o++)
                if (ops[o].role == HD_ROLE_CLEANUP_PUSH)
                    return true;
        }
    }
    return false;
}

static void add_missing(struct fctx *c, struct duty *d, const struct exit_point *x, bool early)
{
    if (d->misses && d->early >= early)
        return;
    d->misses = true;
    d->early = early;
    d->miss_at = x->at;
    d->trail = keep_trail(&c->p->arena, x->state->trail);
    d->cond = keep_public_cons(c, x->state, &d->ncond);
}

static void judge_ways(struct fctx *c, struct duty *d)
{
    bool handlers = has_handlers(c);
    for (size_t i = 0; i < c->exits.len; i++) {
        const struct exit_point *x = &c->exits.data[i];
        struct way w = way_of(c, x, d->key);
        if (w.dones < 0 || w.dones >= d->dones || has_no_group(c, x->state, d->key))
            continue;
        d->certain = false;
        if (x->thread_exit && handlers)
            continue;
        bool early = true; /* a return of its own */
        for (size_t k = 0; k < c->exits.len; k++)
            if (c->exits.data[k].at.loc == x->at.loc &&
                way_of(c, &c->exits.data[k], d->key).dones > 0)
                early = false;
        if (!c->broken && !c->gave_up)
            add_missing(c, d, x, early);
    }
}

static void find_duty(struct fctx *c, const struct obj *o)
{
    for (size_t i = 0; i < c->sum->duties.len; i++)
        if (c->sum->duties.data[i]->key == o->key)
            return;
    struct duty *d = hd_arena_new(&c->p->arena, struct duty);
    *d = (struct duty){.key = o->key, .res = o->res, .func = c->f, .certain = true};
    bool unknown = c->exits.len == 0 || c->gave_up;
    for (size_t i = 0; i < c->exits.len; i++) {
        struct way w = way_of(c, &c->exits.data[i], o->key);
        unknown |= w.dones < 0;
        if (w.done && w.dones > d->dones) {
            d->dones = w.dones;
            d->done_at = w.done->at;
            d->done_chain = w.done->chain;
        }
        if (w.add && !d->adds) {
            d->adds = true;
            d->add_at = w.add->at;
            d->add_chain = w.add->chain;
            d->yields = w.add->yielded || !o->res->coroutine;
        }
    }
    if (unknown) {
        d->dones = -1;
        d->certain = false;
    } else {
        judge_ways(c, d);
    }
    hd_vec_push(&c->sum->duties, d);
}

void find_duties(struct fctx *c)
{
    const struct pfunc *f = &c->p->func.data[c->f];
    hd_vec_clear(&c->sum->duties);
    if (!f->spawned)
        return;
    for (size_t i = 0; i < c->exits.len; i++) {
        const struct state *s = c->exits.data[i].state;
        for (unsigned k = 0; k < s->nobj; k++)
            if (s->obj[k].tally && term_is_public(c, s->obj[k].key))
                find_duty(c, &s->obj[k]);
    }
}

void report_missing(struct analysis *an, const struct duty *d, const char *name)
{
    const struct hd_automaton *aut = hd_model_automaton(an->p->model, HD_KIND_WAITGROUP);
    const char *rule = NULL;
    for (size_t i = 0; aut && i < aut->nat_end; i++)
        if (aut->at_end[i].scope == HD_END_TASK)
            rule = aut->at_end[i].report;
    struct state path = {.trail = d->trail};
    struct report r = {.rule = rule,
                       .at = d->miss_at,
                       .name = name,
                       .subject = name ? name : d->res->id,
                       .is_note = is_homemade(d->res),
                       .state = &path,
                       .origin = d->done_at,
                       .origin_chain = d->done_chain,
                       .origin_note = "other ways count it down here",
                       .note = "ends without counting it down",
                       .confidence = -1};
    if (rule)
        report_finding(an, &r);
}

/* Starting -------------------------------------------------------------------------------------*/

term in_rounds(struct fctx *c, term n, term rounds)
{
    int64_t x, y;
    if (!n || !rounds)
        return 0;
    if (term_int_value(c->t, n, &x) && x == 1)
        return rounds;
    if (term_int_value(c->t, rounds, &y) && y == 1)
        return n;
    return term_int_value(c->t, n, &x) && term_int_value(c->t, rounds, &y)
               ? fold(c, HD_OP_MUL, n, rounds)
               : 0;
}

/* What the thread gets: its parameters, or one array that is one of them. */
struct given {
    const term *raw;
    unsigned n, param;
    bool packed;
};

static void start_later(struct fctx *c, term entry, const struct given *g, term n, struct place at,
                        const struct chain *chain)
{
    struct start x = {.entry = entry, .n = n, .at = at, .chain = chain};
    for (size_t i = 0; i < c->sum->starts.len; i++)
        if (c->sum->starts.data[i].entry == entry && c->sum->starts.data[i].at.loc == at.loc)
            return;
    x.param = g->param;
    x.packed = g->packed;
    for (; x.nargs < g->n && x.nargs < MAX_STARTED; x.nargs++)
        x.arg[x.nargs] = term_is_public(c, g->raw[x.nargs]) ? g->raw[x.nargs] : 0;
    hd_vec_push(&c->sum->starts, x);
}

/* What an unknown entry does with what it is given, nobody here knows. */
static void goes_unseen(struct fctx *c, struct state *s, const struct given *g)
{
    for (unsigned i = 0; i < g->n; i++) {
        value_leaves(c, s, g->raw[i]);
        groups_leave(c, s, g->raw[i]);
        escape_kinds(c, s, g->raw[i], false, true, 1u << HD_KIND_WAITGROUP | 1u << HD_KIND_CHANNEL);
    }
}

/* The parameters of the entry; *view is a state in which they can be read. */
static unsigned parameters(struct fctx *c, struct state *s, const struct given *g, term *arg,
                           struct state **view)
{
    *view = s;
    if (!g->packed) {
        unsigned n = g->n < MAX_ARGS - g->param ? g->n : MAX_ARGS - g->param;
        if (n)
            memcpy(arg + g->param, g->raw, n * sizeof *arg);
        return g->param + n;
    }
    term row = term_temp(c->t, 1u << 24 | (insn_number(c) & 0xffffff));
    *view = state_copy(&c->a, s);
    for (unsigned i = 0; i < g->n; i++)
        state_set(&c->a, c->t, *view, term_index(c->t, row, i), g->raw[i]);
    arg[g->param] = term_addr(c->t, term_index(c->t, row, 0));
    return g->param + 1;
}

static void start_thread(struct fctx *c, struct state *s, term entry, const struct given *g, term n,
                         struct place at, const struct chain *chain)
{
    const struct term_node e = *term_at(c->t, entry); /* the table may move */
    uint32_t f = e.kind == T_FUNC ? c->p->decl.data[e.a].func : NO_FUNC;
    if (f == NO_FUNC || !summary_of(c, f)->done) {
        if (e.kind == T_INIT && term_is_public(c, entry))
            start_later(c, entry, g, n, at, chain); /* callers know */
        for (unsigned i = 0; i < g->n; i++)
            channel_leaves(c, s, g->raw[i]);
        if (e.kind != T_INIT || !term_is_public(c, entry))
            goes_unseen(c, s, g);
        return;
    }
    const struct summary *sum = summary_of(c, f);
    term arg[MAX_ARGS] = {0};
    struct state *view;
    unsigned nargs = parameters(c, s, g, arg, &view);
    start_pairs(c, s, view, e.a, arg, nargs);
    inherit_kept(c, s, view, sum, arg, nargs);
    inherit_deeds(c, s, view, sum, arg, nargs, e.a, at);
    inherit_closes(c, s, view, sum, arg, nargs, at);
    for (size_t i = 0; i < sum->duties.len; i++) {
        const struct duty *d = sum->duties.data[i];
        term key = in_callers_terms(c, view, d->key, arg, nargs, 0);
        if (d->misses && !conditions_possible(c, view, arg, nargs, d->cond, d->ncond)) {
            struct duty *all = hd_arena_dup(&c->p->arena, d, sizeof *d);
            all->misses = false;
            d = all;
        }
        if (key)
            group_started(c, s, key, d, n, at, chain);
    }
}

void inherit_starts(struct fctx *c, struct state *s, const struct summary *sum, const term *arg,
                    uint32_t nargs, struct place at)
{
    for (size_t i = 0; i < sum->starts.len; i++) {
        const struct start *x = &sum->starts.data[i];
        term entry = in_callers_terms(c, s, x->entry, arg, nargs, 0), mine[MAX_STARTED];
        for (unsigned k = 0; k < x->nargs; k++)
            mine[k] = x->arg[k] ? in_callers_terms(c, s, x->arg[k], arg, nargs, 0) : 0;
        struct given g = {mine, x->nargs, x->param, x->packed};
        term n = x->n ? in_callers_terms(c, s, x->n, arg, nargs, 0) : 0;
        start_thread(c, s, entry, &g, in_rounds(c, n, trips_of(c, s, c->block)), at,
                     chain_cons(c, x->at, x->chain));
    }
}

void start_called(struct fctx *c, struct state *s, const struct hd_op_model *op,
                  const struct call *k)
{
    if (op->entry < 0 || (uint32_t)op->entry >= k->nargs)
        return;
    struct given g = {NULL, 0, (unsigned)op->param, op->packed};
    if (op->data >= 0 && (uint32_t)op->data < k->nargs) {
        g.raw = k->arg + op->data;
        g.n = op->data_all ? k->nargs - (unsigned)op->data : 1;
    }
    start_thread(c, s, k->arg[op->entry], &g, trips_of(c, s, c->block), here(c, k->i->loc), NULL);
}
