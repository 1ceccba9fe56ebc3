/* thread-join-deadlock: a join waits, holding a lock, for a thread that acquires this lock; threads
 * join each other. Judged on the whole program: who joins a thread seldom created it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/memo.h"
#include "analyzer/flow/checks.h"

/* Does it happen whatever the closure's variables hold, as long as pointers point somewhere? */
static bool always(const struct acq *q)
{
    for (unsigned i = 0; i < q->ncond; i++)
        if (!q->cond[i].has_ne || q->cond[i].ne != 0 || q->cond[i].lo != INT64_MIN ||
            q->cond[i].hi != INT64_MAX)
            return false;
    return true;
}

/* An acquisition of `h` by the thread that `x` creates, in the words of the joiner. */
static const struct acq *needs_lock(struct fctx *c, const struct creation *x,
                                    const struct renaming *r, const struct hold *h)
{
    uint32_t f = c->p->decl.data[x->entry].func;
    if (f == NO_FUNC)
        return NULL;
    const struct summary *sum = summary_of(c, f);
    if (!(func_of(c->p, f)->flags & HD_FUNC_LAMBDA)) {
        term data = renamed(c->t, x->data, r);
        struct state *s = state_new(&c->a);
        if (data)
            state_assume(&c->a, c->t, s, data, HD_OP_NE, 0);
        return entry_acquires(c, s, x->entry, data, h->lock, h->mode);
    }
    for (size_t i = 0; i < sum->acqs.len; i++) { /* it shares the creator's variables */
        const struct acq *q = &sum->acqs.data[i];
        if (!q->is_try && q->lock && renamed(c->t, q->lock, r) == h->lock && always(q) &&
            (q->mode != HD_MODE_SHARED || h->mode != HD_MODE_SHARED))
            return q;
    }
    return NULL;
}

static void report_lock(struct analysis *an, const struct join_site *j, const struct creation *x,
                        const struct hold *h, const struct acq *q)
{
    const char *entry = func_shown(an->p, an->p->decl.data[x->entry].func);
    struct report r = {.rule = "thread-join-deadlock",
                       .at = j->at,
                       .name = h->name,
                       .origin = h->at,
                       .origin_chain = h->chain,
                       .origin_note = hd_arena_fmt(&an->p->arena, "acquires '%s'", h->name),
                       .confidence = -1,
                       .note =
                           hd_arena_fmt(&an->p->arena, "waits for the thread that runs %s", entry)};
    struct hd_finding *f = report_finding(an, &r);
    if (!f)
        return;
    for (const struct chain *k = j->chain; k; k = k->next)
        add_step(an, f, "", k->at, k->next ? "on the way to the join" : "the join");
    for (const struct chain *k = q->chain; k; k = k->next)
        add_step(an, f, entry, k->at,
                 k->next ? "calls what needs the lock" : "needs the same lock before it can end");
}

static void judge_join(struct fctx *c, const struct join_site *j)
{
    struct analysis *an = c->an;
    for (unsigned h = 0; h < j->nholds; h++)
        for (size_t i = 0; i < an->creations.len; i++) {
            const struct creation *x = &an->creations.data[i];
            struct renaming r;
            if (x->decl != j->decl || (j->entry != NO_DECL && j->entry != x->entry) ||
                !same_place(c->t, x->loc, j->loc, &r) || !link_together(an->p, x->at.func, j->func))
                continue;
            const struct acq *q = needs_lock(c, x, &r, &j->hold[h]);
            if (!q)
                continue;
            report_lock(an, j, x, &j->hold[h], q);
            return;
        }
}

/* Itself --------------------------------------------------------------------------------------*/

/* Does whoever runs `f` always run it in a thread with this entry? */
static bool runs_only_in(const struct analysis *an, uint32_t f, uint32_t entry)
{
    const struct program *p = an->p;
    HD_VEC(uint32_t) queue = {0};
    struct hd_map seen = {0};
    bool only = true, found = false;
    hd_vec_push(&queue, f);
    for (size_t head = 0; head < queue.len && only; head++) {
        const struct pfunc *fn = &p->func.data[queue.data[head]];
        bool mine = queue.data[head] == entry, top = fn->spawned || fn->is_main;
        u32_vec callers = {0};
        for (size_t i = 0; i < fn->callers.len; i++)
            hd_vec_push(&callers, fn->callers.data[i]);
        if (!mine && !top && p->decl.data[fn->decl].address_taken)
            program_registered_callers(p, queue.data[head], &callers);
        found |= mine;
        only = mine ? fn->callers.len == 0 && !fn->is_main
                    : !top && !fn->signal_handler && callers.len > 0;
        for (size_t i = 0; i < callers.len; i++) {
            bool added;
            hd_map_put(&seen, callers.data[i], &added);
            if (added)
                hd_vec_push(&queue, callers.data[i]);
        }
        hd_vec_free(&callers);
    }
    hd_map_free(&seen);
    hd_vec_free(&queue);
    return only && found;
}

/* The place of the join, in the words of the thread's creator: what the entry's parameter means is
 * what the thread was given. */
static term in_creators_terms(struct fctx *c, const struct join_site *j, const struct creation *x)
{
    struct state *s = state_new(&c->a);
    return in_callers_terms(c, s, j->loc, &x->data, 1, 0);
}

/* Is the handle at this place set by this creation only, which happens once? */
static bool is_only_creation(const struct analysis *an, const struct creation *x)
{
    for (size_t i = 0; i < an->creations.len; i++) {
        const struct creation *o = &an->creations.data[i];
        if (o != x && (o->decl == x->decl || o->entry == x->entry))
            return false;
    }
    return !an->p->func.data[an->p->decl.data[x->entry].func].spawned_many;
}

/* A thread that runs `x->entry` comes to a join of the handle that it was started into: in the
 * entry itself, or in a callback that only this thread runs. */
static void judge_self(struct fctx *c, const struct join_site *j)
{
    struct analysis *an = c->an;
    for (size_t i = 0; i < an->creations.len && j->loc && !j->asked; i++) {
        const struct creation *x = &an->creations.data[i];
        uint32_t f = an->p->decl.data[x->entry].func;
        if (x->decl != j->decl || f == NO_FUNC || (func_of(an->p, f)->flags & HD_FUNC_LAMBDA) ||
            !link_together(an->p, x->at.func, j->func))
            continue;
        bool global = term_at(c->t, term_root(c->t, j->loc))->kind == T_VAR &&
                      term_root(c->t, j->loc) == term_root(c->t, x->loc) && j->loc == x->loc;
        bool own = f == j->func && x->data && in_creators_terms(c, j, x) == x->loc;
        bool callback = global && f != j->func && is_only_creation(an, x);
        if ((!own && !callback) || !runs_only_in(an, j->func, f))
            continue;
        const char *entry = func_shown(an->p, f);
        struct place join = j->at; /* one defect, however many calls it is away */
        for (const struct chain *k = j->chain; k; k = k->next)
            join = k->at;
        struct report r = {.rule = "thread-join-self",
                           .key = place_key(join),
                           .at = j->at,
                           .subject = entry,
                           .chain = j->chain,
                           .confidence = -1,
                           .note = hd_arena_fmt(
                               &an->p->arena, "runs in the thread of %s, and waits for it", entry),
                           .origin = x->at,
                           .origin_note = "the thread is created here"};
        report_finding(an, &r);
        return;
    }
}

/* Circles --------------------------------------------------------------------------------------*/

/* The only entry whose threads this join waits for, NO_FUNC when several or unknown. */
uint32_t joined_entry(const struct analysis *an, const struct join_site *j)
{
    uint32_t e = j->entry;
    for (size_t i = 0; e == NO_DECL && j->decl != NO_DECL && i < an->creations.len; i++)
        if (an->creations.data[i].decl == j->decl)
            e = an->creations.data[i].entry;
    for (size_t i = 0; j->decl != NO_DECL && i < an->creations.len; i++)
        if (an->creations.data[i].decl == j->decl && an->creations.data[i].entry != e)
            return NO_FUNC;
    return e == NO_DECL ? NO_FUNC : an->p->decl.data[e].func;
}

/* Two threads, one instance each, that wait for each other's end in their outermost functions. */
static void judge_circle(struct analysis *an, const struct join_site *a)
{
    const struct pfunc *fa = &an->p->func.data[a->func];
    uint32_t b = joined_entry(an, a);
    if (!fa->spawned || fa->spawned_many || b == NO_FUNC || b <= a->func ||
        an->p->func.data[b].spawned_many)
        return;
    for (size_t i = 0; i < an->joins.len; i++) {
        const struct join_site *back = &an->joins.data[i];
        if (back->func != b || joined_entry(an, back) != a->func ||
            !link_together(an->p, a->func, b))
            continue;
        struct report r = {
            .rule = "thread-join-deadlock",
            .at = a->at,
            .subject = func_shown(an->p, a->func),
            .confidence = -1,
            .detail = hd_arena_fmt(&an->p->arena, "%s and %s join each other",
                                   func_shown(an->p, a->func), func_shown(an->p, b)),
            .note = hd_arena_fmt(&an->p->arena, "waits for the end of %s", func_shown(an->p, b))};
        struct hd_finding *f = report_finding(an, &r);
        if (f)
            add_step(
                an, f, func_shown(an->p, b), back->at,
                hd_arena_fmt(&an->p->arena, "waits for the end of %s", func_shown(an->p, a->func)));
        return;
    }
}

void check_joins(struct analysis *an)
{
    struct fctx c = {.an = an, .p = an->p, .t = &an->p->terms, .f = NO_FUNC};
    for (size_t i = 0; i < an->joins.len; i++) {
        judge_join(&c, &an->joins.data[i]);
        judge_self(&c, &an->joins.data[i]);
        judge_circle(an, &an->joins.data[i]);
    }
    hd_arena_free(&c.a);
}
