/* Wait groups: a counter, threads that count it down, and a wait until it is zero. Besides the
 * automaton, every path keeps a tally of what happened to a group, so that the wait can compare
 * what was added with what the threads that were started with the group count down.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/flow.h"
#include "core/hash.h"

/* COUNT_MANY: at least one, nobody knows how many; COUNT_ANY: nothing is known. */
enum { MAX_TALLY = 12, COUNT_MANY = 200, COUNT_ANY = 255 };

struct words {
    const struct hd_automaton *aut;
    int init, add, done, wait, wait_timed, destroy, counting;
};

static struct words words(const struct fctx *c)
{
    const struct hd_automaton *a = hd_model_automaton(c->p->model, HD_KIND_WAITGROUP);
    struct words w = {.aut = a};
    if (!a)
        return w;
    w.init = hd_automaton_event(a, "init");
    w.add = hd_automaton_event(a, "add");
    w.done = hd_automaton_event(a, "done");
    w.wait = hd_automaton_event(a, "wait");
    w.wait_timed = hd_automaton_event(a, "wait_timed");
    w.destroy = hd_automaton_event(a, "destroy");
    w.counting = hd_automaton_state(a, "counting");
    return w;
}

/* Tallies --------------------------------------------------------------------------------------*/

static bool same_spot(struct place a, struct place b)
{
    return a.unit == b.unit && a.loc == b.loc;
}

/* In a loop the second round of a statement adds nothing new; a wait brings the loop back to where
 * its first wait left it. */
static bool seen_before(const struct fctx *c, struct obj *o, const struct tally *n, int wait)
{
    for (const struct tally *y = o->tally; c->loop[c->block] && y; y = y->prev) {
        if (y->event == n->event && same_spot(y->at, n->at) && y->duty == n->duty) {
            if (n->event == wait)
                o->tally = y;
            return true;
        }
        if (y->event == wait && n->event != wait)
            return false;
    }
    return false;
}

static void tally(struct fctx *c, struct obj *o, struct tally n, int wait)
{
    if (seen_before(c, o, &n, wait))
        return;
    if (o->tally && o->tally->depth >= MAX_TALLY) {
        o->nlog = 5;
        return;
    }
    n.prev = o->tally;
    n.depth = (uint8_t)(o->tally ? o->tally->depth + 1 : 1);
    uint64_t w[4] = {(uint64_t)(int64_t)n.event, n.n, (uintptr_t)n.duty,
                     o->tally ? o->tally->hash : 0};
    n.hash = hd_hash(w, sizeof w);
    if (!o->tally) {
        o->log[0] = n.event;
        o->nlog = o->nlog > 1 ? 5 : 1;
    }
    o->tally = hd_arena_dup(&c->p->arena, &n, sizeof n);
}

/* A sum of numbers and at most one value that is none. */
struct sum {
    term base;
    int64_t n;
    bool unknown;
};

static void sum_up(const struct terms *t, struct sum *s, term x, int sign)
{
    const struct term_node *n = term_at(t, x);
    int64_t k = 0;
    if (x && n->kind == T_EXPR && n->op == HD_OP_ADD && term_int_value(t, (term)n->b, &k)) {
        x = n->a;
    } else if (term_int_value(t, x, &k)) {
        s->n += sign * k;
        return;
    }
    s->n += sign * k;
    if (!x || (sign < 0 && s->base != x) || (sign > 0 && s->base))
        s->unknown = true;
    s->base = sign > 0 ? x : 0;
}

/* How much a path added to a group, and who counts it down. */
struct balance {
    struct sum left;                        /* added, less what is counted down */
    const struct tally *add, *done, *spawn; /* the first one, the last ones */
    bool maybe;                             /* some thread counts down on some of its ways only */
};

static struct balance balance_of(const struct fctx *c, const struct obj *o, const struct words *w)
{
    struct balance b = {0};
    for (const struct tally *y = o->tally; y; y = y->prev) {
        if (y->event == w->wait || y->event == w->init)
            break;
        if (y->event == w->add) {
            sum_up(c->t, &b.left, y->n, 1);
            b.add = y;
        }
    }
    for (const struct tally *y = o->tally; y; y = y->prev) {
        if (y->event == w->wait || y->event == w->init)
            break;
        int64_t n;
        if (y->event == w->done) {
            sum_up(c->t, &b.left, y->n, -1);
            b.done = b.done ? b.done : y;
        } else if (y->event == TALLY_SPAWN) {
            b.spawn = b.spawn ? b.spawn : y;
            b.maybe |= !y->duty->certain;
            if (y->duty->dones < 0 || y->duty->adds)
                b.left.unknown = true;
            else if (y->duty->dones == 1)
                sum_up(c->t, &b.left, y->n, -1);
            else if (term_int_value(c->t, y->n, &n))
                b.left.n -= n * y->duty->dones;
            else if (y->duty->dones)
                b.left.unknown = true;
        } else if (y->event != w->add) {
            b.left.unknown = true;
        }
    }
    b.left.unknown |= b.left.base != 0 || o->nlog > 4;
    return b;
}

/* Waiting --------------------------------------------------------------------------------------*/

static const char *check_rule(const struct words *w, const char *check)
{
    for (size_t i = 0; i < w->aut->nchecks; i++)
        if (strcmp(w->aut->check[i].check, check) == 0)
            return w->aut->check[i].report;
    return NULL;
}

/* The group is not this function's own: somebody may have added before. */
static void leave_late_adds(struct fctx *c, const struct obj *o, const struct words *w,
                            struct place at)
{
    uint32_t cls = term_is_loc(c->t, o->key) ? lock_class(c, o->key) : NO_DECL;
    for (const struct tally *y = o->tally; cls != NO_DECL && y; y = y->prev)
        if (y->event == w->wait || y->event == w->init)
            return;
        else if (y->event == TALLY_SPAWN && y->duty->adds)
            hd_vec_push(&c->an->late_adds, (struct late_add){cls, y->duty, y->at, at});
}

static void report_late_add(struct analysis *an, const char *rule, const char *name,
                            const struct duty *d, struct place start, struct place wait)
{
    struct report r = {.rule = rule,
                       .at = d->add_at,
                       .name = name,
                       .subject = name ? name : d->res->id,
                       .is_note = is_homemade(d->res),
                       .origin = start,
                       .origin_note = "the thread is started here",
                       .chain = d->add_chain,
                       .confidence = d->yields ? -1 : HD_CONF_LOW};
    struct hd_finding *f = report_finding(an, &r);
    if (f)
        add_step(an, f, "", wait, "its creator waits here");
}

/* Groups of the program that nobody but the threads themselves adds to. */
void judge_groups(struct analysis *an)
{
    const struct hd_automaton *a = hd_model_automaton(an->p->model, HD_KIND_WAITGROUP);
    struct words w = {.aut = a};
    const char *rule = a ? check_rule(&w, "event-in-spawned-entry") : NULL;
    for (size_t i = 0; rule && i < an->late_adds.len; i++) {
        const struct late_add *q = &an->late_adds.data[i];
        struct place own = q->duty->add_at;
        for (const struct chain *k = q->duty->add_chain; k; k = k->next)
            own = k->at;
        bool others = !an->p->whole && !is_private(an->p, q->cls);
        for (size_t k = 0; k < an->group_adds.len && !others; k++)
            others =
                an->group_adds.data[k].cls == q->cls && !same_spot(an->group_adds.data[k].at, own);
        if (!others)
            report_late_add(an, rule, pdecl_label(an->p, q->cls), q->duty, q->start, q->wait);
    }
}

/* A thread that was started with the group adds to it, and nothing that its creator added keeps the
 * counter up until then. */
static void check_late_adds(struct fctx *c, const struct obj *o, const struct words *w,
                            struct place at)
{
    const char *rule = check_rule(w, "event-in-spawned-entry");
    for (const struct tally *y = o->tally; y; y = y->prev)
        if (y->event == w->add)
            return;
        else if (y->event == w->wait || y->event == w->init)
            break;
    if (o->state == HD_STATE_UNKNOWN && rule)
        leave_late_adds(c, o, w, at);
    bool none = o->state != HD_STATE_UNKNOWN && o->count == 0;
    for (const struct tally *y = o->tally; rule && none && y; y = y->prev) {
        if (y->event == w->wait || y->event == w->init)
            return;
        if (y->event != TALLY_SPAWN || !y->duty->adds)
            continue;
        const char *name = term_is_loc(c->t, o->key) ? term_text(c, o->key) : NULL;
        report_late_add(c->an, rule, name, y->duty, y->at, at);
    }
}

static void report_balance(struct fctx *c, struct state *s, const struct obj *o,
                           const struct balance *b, const struct words *w)
{
    bool too_many = b->left.n < 0 && b->done;
    const char *rule = too_many ? "waitgroup-negative" : check_rule(w, "spawn-count-mismatch");
    const struct tally *y = too_many ? b->done : b->add;
    const char *name = term_is_loc(c->t, o->key) ? term_text(c, o->key) : NULL;
    long long n = (long long)(b->left.n < 0 ? -b->left.n : b->left.n);
    struct report r = {
        .rule = rule,
        .at = y->at,
        .name = name,
        .subject = name ? name : o->res->id,
        .is_note = is_homemade(o->res),
        .state = s,
        .origin = b->spawn->at,
        .origin_note = "threads that count it down are started here",
        .origin_chain = b->spawn->chain,
        .chain = y->chain,
        .detail = b->left.n < 0
                      ? hd_arena_fmt(&c->p->arena, "%lld more counted down than added", n)
                      : hd_arena_fmt(&c->p->arena, "%lld more added than counted down", n),
        .confidence = -1,
    };
    if (rule)
        report_finding(c->an, &r);
}

static void check_wait(struct fctx *c, struct state *s, const struct obj *o, const struct words *w,
                       struct place at)
{
    if (c->broken || (o->flags & (OBJ_MULTI | OBJ_ESCAPED)) || o->nlog > 4)
        return;
    check_late_adds(c, o, w, at);
    struct balance b = balance_of(c, o, w);
    if (!b.add || !b.spawn || b.left.unknown)
        return;
    if (b.left.n != 0) {
        /* threads that do not always count down may do so less often than they could */
        if (b.left.n > 0 || !b.maybe)
            report_balance(c, s, o, &b, w);
        return;
    }
    /* everything that was added is some thread's to count down */
    for (const struct tally *y = o->tally; y; y = y->prev)
        if (y->event == w->wait || y->event == w->init)
            return;
        else if (y->event == TALLY_SPAWN && y->duty->misses)
            report_missing(c->an, y->duty, term_is_loc(c->t, o->key) ? term_text(c, o->key) : NULL);
}

/* Threads --------------------------------------------------------------------------------------*/

static struct obj *group_obj(struct fctx *c, struct state *s, term key,
                             const struct hd_resource *res, struct place at)
{
    struct obj *o = state_obj(s, key);
    if (o)
        return o;
    o = state_add_obj(&c->a, s, key, res);
    o->state = HD_STATE_UNKNOWN;
    o->at = at;
    /* At the start of the program nobody has touched a global one yet. */
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, res->kind);
    const struct term_node *root = term_at(c->t, term_root(c->t, key));
    if (c->p->func.data[c->f].is_main && !s->spawned && root->kind == T_VAR &&
        term_is_loc(c->t, key) && !loc_is_local(c, key) && res->zero_init && aut &&
        aut->start_zeroed >= 0 && !term_any_element(c->t, key))
        o->state = (uint8_t)aut->start_zeroed;
    return o;
}

static bool names_many(const struct fctx *c, term key)
{
    for (term x = key; x; x = term_at(c->t, x)->a) {
        const struct term_node *n = term_at(c->t, x);
        if (n->kind == T_ANY || n->kind == T_INDEXV || (n->kind == T_SYM && n->op))
            return true;
        if (n->kind == T_VAR || n->kind == T_TEMP || n->kind == T_INT || n->kind >= T_SYM)
            return false;
    }
    return false;
}

static term times(struct fctx *c, term a, term b)
{
    int64_t x, y;
    if (term_int_value(c->t, a, &x) && x == 1)
        return b;
    if (term_int_value(c->t, b, &y) && y == 1)
        return a;
    return term_int_value(c->t, a, &x) && term_int_value(c->t, b, &y) ? fold(c, HD_OP_MUL, a, b)
                                                                      : 0;
}

void group_started(struct fctx *c, struct state *s, term key, const struct duty *d, term n,
                   struct place at, const struct chain *chain)
{
    struct words w = words(c);
    if (!key || !w.aut || names_many(c, key))
        return;
    struct obj *o = group_obj(c, s, key, d->res, at);
    if (d->misses && d->early)
        for (const struct tally *y = o->tally; y; y = y->prev)
            if (y->event == w.add) {
                report_missing(c->an, d, term_is_loc(c->t, key) ? term_text(c, key) : NULL);
                break;
            }
    struct tally y = {.event = TALLY_SPAWN, .n = n, .duty = d, .at = at, .chain = chain};
    tally(c, o, y, w.wait);
}

/* A local record comes into being: so do the groups in it. */
void group_declare(struct fctx *c, struct state *s, term loc, uint32_t type, bool zeroed,
                   struct place at)
{
    const struct hd_ir_type *t = type ? &c->ir->types[type] : NULL;
    if (!t || t->kind != HD_TYPE_RECORD || !t->record || !loc)
        return;
    const struct hd_ir_record *rec = &c->ir->records[t->record - 1];
    if (rec->flags & (HD_RECORD_UNION | HD_RECORD_CXX))
        return;
    for (uint32_t f = rec->field; f < rec->field + rec->nfields; f++) {
        term part = term_field(c->t, loc, c->p->unit.data[c->unit].decl[f]);
        const struct hd_ir_type *ft = &c->ir->types[c->ir->decls[f].type];
        const struct hd_resource *r = hd_model_type(c->p->model, hd_ir_str(c->ir, ft->spelling));
        if (!r || r->kind != HD_KIND_WAITGROUP || r->identity != HD_ID_ADDRESS) {
            if (!r && term_at(c->t, part)->depth < 4)
                group_declare(c, s, part, c->ir->decls[f].type, zeroed, at);
            continue;
        }
        const struct hd_automaton *aut = hd_model_automaton(c->p->model, r->kind);
        struct obj *o = state_obj(s, part);
        if (o)
            state_drop_obj(s, o);
        o = state_add_obj(&c->a, s, part, r);
        int start = zeroed ? aut->start_zeroed : aut->start_decl;
        o->state = (uint8_t)(start < 0 || (zeroed && !r->zero_init) ? HD_STATE_UNKNOWN : start);
        o->flags = OBJ_LOCAL;
        o->at = at;
    }
}

/* Memory is written as a whole: groups in it are what the bytes say. */
void group_overwritten(struct fctx *c, struct state *s, term loc, bool zeroed)
{
    for (unsigned i = 0; loc && i < s->nobj; i++) {
        struct obj *o = &s->obj[i];
        if (o->res->kind != HD_KIND_WAITGROUP || !term_is_part_of(c->t, o->key, loc))
            continue;
        const struct hd_automaton *aut = hd_model_automaton(c->p->model, o->res->kind);
        bool valid = zeroed && o->res->zero_init && aut->start_zeroed >= 0;
        o->state = (uint8_t)(valid ? aut->start_zeroed : HD_STATE_UNKNOWN);
        o->count = 0;
        if (o->flags & OBJ_LOCAL)
            o->tally = NULL;
        else
            o->nlog = 5;
    }
}

/* Somebody unseen gets the memory that groups lie in. */
void groups_leave(struct fctx *c, struct state *s, term val)
{
    term loc = c->an->counts_users ? term_deref(c->t, val) : 0;
    for (unsigned i = 0; loc && i < s->nobj; i++) {
        struct obj *o = &s->obj[i];
        if (o->res->kind != HD_KIND_WAITGROUP || !term_is_loc(c->t, o->key) ||
            !term_is_part_of(c->t, o->key, loc))
            continue;
        o->state = HD_STATE_UNKNOWN;
        o->flags |= OBJ_ESCAPED;
        o->nlog = 5;
    }
}

/* Nobody is left to wait for what still counts. */
void group_dies(struct fctx *c, struct state *s, const struct obj *o, struct place at)
{
    struct words w = words(c);
    if (!w.aut || o->state != w.counting || o->count == 0 || o->count == COUNT_ANY || c->broken ||
        (o->flags & (OBJ_MULTI | OBJ_ESCAPED)) || o->nlog > 4 || phase_of(c, s) == PHASE_AFTER)
        return;
    struct balance b = balance_of(c, o, &w);
    bool waited = false;
    for (const struct tally *y = o->tally; y; y = y->prev)
        waited |= y->event == w.wait;
    if (!b.add || (!b.spawn && !waited))
        return;
    const char *name = term_is_loc(c->t, o->key) ? term_text(c, o->key) : NULL;
    struct report r = {.rule = waited ? "waitgroup-add-after-wait" : "waitgroup-destroyed-counting",
                       .at = waited ? b.add->at : at,
                       .name = name,
                       .subject = name ? name : o->res->id,
                       .is_note = is_homemade(o->res),
                       .state = s,
                       .origin = b.spawn ? b.spawn->at : b.add->at,
                       .origin_note = b.spawn ? "started here" : NULL,
                       .chain = waited ? b.add->chain : NULL,
                       .confidence = -1,
                       .detail = waited ? "nobody waits for it again"
                                        : "its memory goes while threads still count it down"};
    report_finding(c->an, &r);
}

/* Events ---------------------------------------------------------------------------------------*/

static void count(struct fctx *c, struct obj *o, const struct event *e, const struct words *w,
                  const struct hd_transition *t, term n)
{
    int64_t k;
    bool known = term_int_value(c->t, n, &k) && k < 100 && k > -100;
    if (t->count_op == HD_COUNT_SET) {
        o->count = (uint8_t)t->count;
    } else if (e->event == w->add) {
        int64_t sum = known && o->count < COUNT_MANY ? o->count + k : COUNT_MANY;
        if (o->count == COUNT_ANY || sum < 0)
            sum = COUNT_ANY;
        o->count = (uint8_t)(sum > 100 && sum < COUNT_MANY ? COUNT_MANY : sum);
    } else if (e->event == w->done) {
        if (!known || o->count >= COUNT_MANY)
            o->count = COUNT_ANY;
        else
            o->count = (uint8_t)(o->count > k ? o->count - k : 0);
    }
}

static void report_step(struct fctx *c, struct state *s, const struct obj *o, const struct event *e,
                        const char *rule)
{
    const char *name = term_is_loc(c->t, o->key) ? term_text(c, o->key) : NULL;
    if (c->broken || (o->flags & (OBJ_MULTI | OBJ_ESCAPED)))
        return;
    for (unsigned i = 0; i < s->nenv && !name; i++)
        if (s->env[i].val == o->key && term_at(c->t, s->env[i].loc)->kind != T_TEMP)
            name = term_text(c, s->env[i].loc);
    struct report r = {.rule = rule,
                       .at = e->at,
                       .name = name,
                       .subject = name ? name : o->res->id,
                       .is_note = is_homemade(o->res),
                       .state = s,
                       .origin = o->at,
                       .origin_chain = o->chain,
                       .origin_note = "earlier event here",
                       .chain = e->chain,
                       .note = e->via && !e->chain ? hd_arena_fmt(&c->p->arena, "calls %s", e->via)
                                                   : NULL,
                       .confidence = -1};
    report_finding(c->an, &r);
}

/* Moves the group along its automaton; counting down further than known in one go is as wrong as
 * counting down from zero. */
static void step(struct fctx *c, struct state *s, struct obj *o, const struct event *e,
                 const struct words *w, term n)
{
    int64_t k = 1;
    bool known = term_int_value(c->t, n, &k);
    int have = o->count >= COUNT_MANY ? o->count == COUNT_MANY ? COUNT_MANY : -1 : o->count;
    bool too_far = e->event == w->done && known && have >= 0 && have < COUNT_MANY && k > have;
    const struct hd_transition *t =
        hd_automaton_step(w->aut, o->state, e->event, obj_traits(c, o), too_far ? 0 : have,
                          known ? (int)(k > 1000    ? 1000
                                        : k < -1000 ? -1000
                                                    : k)
                                : 1);
    if (!t) {
        o->state = HD_STATE_UNKNOWN;
        return;
    }
    struct obj before = *o;
    bool unknown = o->state == HD_STATE_UNKNOWN;
    if (t->to >= 0)
        o->state = (uint8_t)t->to;
    count(c, o, e, w, t, n);
    if (o->state != before.state || before.count == 0) {
        o->at = e->at;
        o->chain = e->chain;
    }
    if (t->report && !unknown)
        report_step(c, s, &before, e, t->report);
}

void group_event(struct fctx *c, struct state *s, term key, const struct event *e)
{
    struct words w = words(c);
    if (!w.aut || names_many(c, key) || term_at(c->t, key)->kind == T_INT)
        return;
    struct obj *o = group_obj(c, s, key, e->res, e->at);
    if (o->flags & OBJ_MULTI)
        return;
    o->traits |= e->traits;
    if (e->event == w.wait_timed && (e->flags & OBJ_UNCHECKED)) {
        step(c, s, o, e, &w, 0);
        o->state = HD_STATE_UNKNOWN;
        o->nlog = 5;
        return;
    }
    if (e->event == w.destroy && (obj_traits(c, o) & HD_TRAIT_REFCOUNTED) &&
        balance_of(c, o, &w).spawn) { /* whoever counts it down keeps it alive until then */
        o->state = HD_STATE_UNKNOWN;
        o->nlog = 5;
        return;
    }
    term rounds = trips_of(c, s, c->block);
    term n = e->amount ? times(c, e->amount, rounds) : 0;
    struct event now = *e;
    int64_t k;
    if (e->event == w.add && term_int_value(c->t, n, &k) && k < 0 && o->count > 0) {
        now.event = w.done; /* add(-1) */
        n = term_int(c->t, -k);
    }
    struct tally y = {.event = (int8_t)now.event, .n = n, .at = e->at, .chain = e->chain};
    y.yielded = s->yielded;
    if (now.event == w.wait_timed)
        y.event = (int8_t)w.wait;
    if (now.event == w.add && seen_before(c, o, &y, w.wait))
        return; /* all rounds of the loop are counted already */
    bool waits = e->event == w.wait || e->event == w.wait_timed;
    if (waits)
        check_wait(c, s, o, &w, e->at);
    /* what a loop does more than once, the automaton sees once */
    step(c, s, o, &now, &w, c->loop[c->block] && now.event == w.done ? e->amount : n);
    tally(c, o, y, w.wait);
    uint32_t cls = term_is_loc(c->t, key) ? lock_class(c, key) : NO_DECL;
    if (now.event == w.add && !e->chain && cls != NO_DECL)
        hd_vec_push(&c->an->group_adds, (struct group_add){cls, e->at});
}

void group_replay(struct fctx *c, struct state *s, const struct state *before, const term *arg,
                  uint32_t nargs, term key, const struct obj *o, const struct tally *y,
                  struct place at)
{
    if (!y)
        return;
    group_replay(c, s, before, arg, nargs, key, o, y->prev, at);
    const struct chain *chain = chain_cons(c, y->at, y->chain);
    term n = y->n ? in_callers_terms(c, before, y->n, arg, nargs, 0) : 0;
    if (y->event == TALLY_SPAWN) {
        group_started(c, s, key, y->duty, n, at, chain);
        return;
    }
    struct event e = {.res = o->res,
                      .event = y->event,
                      .at = at,
                      .via = func_name(c->p, y->at.func),
                      .chain = chain,
                      .amount = n};
    apply_event(c, s, key, &e);
}
