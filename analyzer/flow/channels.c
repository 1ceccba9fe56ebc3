/* Channels between threads: what a function and the threads that it starts do to each channel is
 * collected as deeds, in the function's own terms, and passed up to callers and creators. Whoever
 * sees a channel whole, because it was made there and goes nowhere unseen, judges it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/call_internal.h"

enum { MAX_DEEDS = 64 };

struct words {
    const struct hd_automaton *aut;
    int make, send, recv, close, free, retain;
};

static struct words words(const struct fctx *c)
{
    const struct hd_automaton *a = hd_model_automaton(c->p->model, HD_KIND_CHANNEL);
    struct words w = {.aut = a};
    if (!a)
        return w;
    w.make = hd_automaton_event(a, "make");
    w.send = hd_automaton_event(a, "send");
    w.recv = hd_automaton_event(a, "recv");
    w.close = hd_automaton_event(a, "close");
    w.free = hd_automaton_event(a, "free");
    w.retain = hd_automaton_event(a, "retain");
    return w;
}

static const char *check_rule(const struct words *w, const char *check)
{
    for (size_t i = 0; i < w->aut->nchecks; i++)
        if (strcmp(w->aut->check[i].check, check) == 0)
            return w->aut->check[i].report;
    return NULL;
}

/* Collecting -----------------------------------------------------------------------------------*/

static bool is_one_object(const struct fctx *c, term key)
{
    for (term x = key; x; x = term_at(c->t, x)->a) {
        const struct term_node *n = term_at(c->t, x);
        if (n->kind == T_ANY || n->kind == T_INDEXV || n->kind == T_INT ||
            (n->kind == T_SYM && n->op))
            return false;
        if (n->kind == T_VAR || n->kind == T_TEMP || n->kind == T_SYM || n->kind == T_RET)
            return true;
    }
    return false;
}

static void add_deed(struct fctx *c, const struct deed *d)
{
    for (size_t i = 0; i < c->sum->deeds.len; i++) {
        struct deed *o = &c->sum->deeds.data[i];
        if (o->key == d->key && o->event == d->event && o->thread == d->thread &&
            o->start == d->start && o->at.loc == d->at.loc && o->at.unit == d->at.unit) {
            o->received |= d->received;
            o->waited &= d->waited;
            o->early &= d->early;
            o->loop |= d->loop;
            return;
        }
    }
    if (c->sum->deeds.len < MAX_DEEDS)
        hd_vec_push(&c->sum->deeds, *d);
    else
        c->sum->deeds_lost = true;
}

/* Does the loop around `block` end only when the result of the call says so? */
static bool ends_with_result(struct fctx *c, uint32_t block, const struct hd_ir_insn *call)
{
    if (!c->loop[block] || !call->dst)
        return false;
    uint8_t *in = hd_arena_array(&c->a, uint8_t, c->fn->nblocks);
    loop_blocks(c, block, in);
    uint32_t copy = 0; /* a variable that the result is kept in */
    for (uint32_t b = 0; b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        for (uint32_t k = 0; in[b] && k < blk->ninsns; k++)
            if (c->ir->insns[blk->insn + k].op == HD_INSN_ASSIGN &&
                c->ir->insns[blk->insn + k].a == HD_VAL(HD_V_PATH, call->dst))
                copy = c->ir->insns[blk->insn + k].dst;
    }
    bool any = false;
    for (uint32_t b = 0; b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        if (in[b] && blk->nsucc == 0)
            return false;
        for (uint32_t k = 0; in[b] && k < blk->nsucc; k++) {
            if (in[c->ir->succs[blk->succ + k]])
                continue;
            bool result = blk->a == HD_VAL(HD_V_PATH, call->dst) ||
                          (copy && blk->a == HD_VAL(HD_V_PATH, copy));
            if (blk->term != HD_TERM_BRANCH || !result)
                return false;
            any = true;
        }
    }
    return any;
}

/* Waited for threads, or joined all that were started. */
static bool has_waited(const struct fctx *c, const struct state *s)
{
    return s->waited || phase_of(c, s) == PHASE_AFTER;
}

/* A receive writes what it is given the address of. */
void channel_received(struct fctx *c, struct state *s, const struct hd_op_model *op,
                      const struct call *k)
{
    if (op->on->kind != HD_KIND_CHANNEL || op->event != words(c).recv)
        return;
    for (uint32_t a = 0; a < k->nargs; a++) {
        const struct term_node n = *term_at(c->t, k->arg[a]);
        if ((int)a != op->arg && n.kind == T_ADDR && loc_is_local(c, n.a) &&
            !state_obj(s, state_get(c->t, s, n.a)))
            havoc_loc(c, s, n.a);
    }
}

void channel_event(struct fctx *c, struct state *s, term key, const struct event *e)
{
    struct words w = words(c);
    struct obj *o = state_obj(s, key);
    if (!w.aut || !is_one_object(c, key) || c->broken)
        return;
    if (e->event == w.retain)
        push_unique(&c->loose, key); /* the other reference may go by another name */
    if (e->event == w.close && o && (o->marks & MARK_CLOSER) &&
        !(obj_traits(c, o) & HD_TRAIT_CLOSE_IDEMPOTENT) &&
        !(o->flags & (OBJ_MULTI | OBJ_ESCAPED))) {
        struct report r = {.rule = "channel-double-close",
                           .at = e->at,
                           .name = channel_name(c, s, key),
                           .state = s,
                           .chain = e->chain,
                           .note = "a thread started before closes it, too",
                           .confidence = -1};
        r.subject = r.name ? r.name : e->res->id;
        report_finding(c->an, &r);
    }
    if (!e->op)
        goto mark; /* of a callee: its deeds come with its summary */
    const struct hd_transition *t =
        o ? hd_automaton_step(w.aut, o->state, e->event, obj_traits(c, o), o->count, 0) : NULL;
    if (t && t->report)
        goto mark; /* wrong for a reason of its own */
    struct deed d = {.key = key,
                     .res = e->res,
                     .event = e->event,
                     .thread = NO_DECL,
                     .at = e->at,
                     .waited = has_waited(c, s),
                     .early = !s->spawned,
                     .received = o && (o->marks & MARK_RECEIVED),
                     .waits = e->op->blocking && !e->op->timed,
                     .loop = c->loop[c->block],
                     .n = trips_of(c, s, c->block)};
    if (e->event == w.recv)
        d.until_closed = ends_with_result(c, c->block, &c->ir->insns[c->insn]);
    if (e->event == w.make)
        d.n = e->amount;
    add_deed(c, &d);
mark:
    if (o && e->event == w.recv)
        o->marks |= MARK_RECEIVED;
    if (o && e->event == w.close)
        o->marks |= MARK_CLOSED;
}

const char *channel_name(struct fctx *c, const struct state *s, term key)
{
    for (unsigned i = 0; s && i < s->nenv; i++)
        if (s->env[i].val == key && term_at(c->t, s->env[i].loc)->kind != T_TEMP)
            return term_text(c, s->env[i].loc);
    return term_at(c->t, key)->kind == T_INIT ? term_text(c, key) : NULL;
}

/* Deeds of a callee, or of the entry of a thread that starts here. */
void inherit_deeds(struct fctx *c, struct state *s, const struct state *view,
                   const struct summary *sum, const term *arg, uint32_t nargs, uint32_t thread,
                   struct place at)
{
    if (sum == c->sum)
        return;
    c->sum->deeds_lost |= sum->deeds_lost;
    for (size_t i = 0; i < sum->deeds.len; i++) {
        struct deed d = sum->deeds.data[i];
        d.key = in_callers_terms(c, view, d.key, arg, nargs, 0);
        if (!d.key || !is_one_object(c, d.key))
            continue;
        d.chain = chain_cons(c, d.at, d.chain);
        d.at = at;
        struct obj *o = state_obj(s, d.key);
        if (thread != NO_DECL && o && d.event == words(c).free)
            o->flags |=
                OBJ_PARKED | OBJ_LENT; /* the thread owns it now, or frees it at some time */
        if (thread != NO_DECL && d.thread == NO_DECL) {
            d.thread = thread;
            d.start = at.loc;
            d.many = c->loop[c->block];
        } else if (thread == NO_DECL) {
            d.loop |= c->loop[c->block] && d.thread == NO_DECL;
            d.many |= c->loop[c->block] && d.thread != NO_DECL;
            if (d.thread == NO_DECL) {
                d.received |= o && (o->marks & MARK_RECEIVED);
                d.waited |= has_waited(c, s);
                d.early &= !s->spawned;
            }
        }
        if (d.event != words(c).make)
            d.n = d.n ? in_rounds(c, in_callers_terms(c, view, d.n, arg, nargs, 0),
                                  trips_of(c, s, c->block))
                      : 0;
        add_deed(c, &d);
    }
}

/* Every way of a thread that starts here closes these. */
void inherit_closes(struct fctx *c, struct state *s, const struct state *view,
                    const struct summary *sum, const term *arg, uint32_t nargs, struct place at)
{
    for (size_t i = 0; i < sum->closes.len; i++) {
        const struct sure_close *q = &sum->closes.data[i];
        term key = in_callers_terms(c, view, q->key, arg, nargs, 0);
        if (!key || !is_one_object(c, key))
            continue;
        struct obj *o = state_obj(s, key);
        if (!o) {
            o = state_add_obj(&c->a, s, key, q->res);
            o->state = HD_STATE_UNKNOWN;
            o->at = at;
        }
        if (obj_traits(c, o) & HD_TRAIT_CLOSE_IDEMPOTENT)
            continue;
        bool twice = o->marks & (MARK_CLOSER | MARK_CLOSED);
        if (twice && !(o->flags & (OBJ_MULTI | OBJ_ESCAPED)) && !c->broken) {
            struct report r = {.rule = "channel-double-close",
                               .at = q->at,
                               .name = channel_name(c, s, key),
                               .state = s,
                               .origin = o->closer.loc ? o->closer : o->at,
                               .origin_note = o->closer.loc ? "a thread that closes it starts here"
                                                            : "closed here",
                               .chain = q->chain,
                               .note = "every thread that runs this closes the same channel",
                               .confidence = -1};
            r.subject = r.name ? r.name : q->res->id;
            report_finding(c->an, &r);
        }
        o->marks |= MARK_CLOSER;
        o->closer = at;
    }
}

/* A channel that was not made here leaves: its maker learns of that. */
static void given_leaves(struct fctx *c, term val)
{
    const struct term_node *n = term_at(c->t, val);
    uint32_t d = n->kind == T_INIT ? term_class_decl(c->t, n->a) : NO_DECL;
    if (d == NO_DECL || !c->an->counts_users)
        return;
    const struct hd_ir *ir = c->p->unit.data[c->p->decl.data[d].unit].ir;
    uint32_t type = pdecl_ir(c->p, d)->type;
    bool row = ir->types[type].kind == HD_TYPE_ARRAY; /* whoever gets its first element gets all */
    const struct hd_resource *res = type_resource(c->p, ir, row ? ir->types[type].target : type);
    if (!res || res->kind != HD_KIND_CHANNEL)
        return;
    note_kept(c, val);
    if (row && term_at(c->t, n->a)->kind == T_INDEX)
        note_kept(c, term_addr(c->t, term_at(c->t, n->a)->a));
}

/* Nobody can say any more who knows the channels inside `val`. */
void channel_leaves(struct fctx *c, const struct state *s, term val)
{
    term loc = term_deref(c->t, val);
    given_leaves(c, val);
    if (loc)
        given_leaves(c, state_get(c->t, s, loc));
    while (loc && term_at(c->t, loc)->kind == T_INDEX) /* an array's first element: all of them */
        loc = term_at(c->t, loc)->a;
    for (unsigned k = 0; loc && k < s->nenv; k++)
        if (term_contains(c->t, s->env[k].loc, loc))
            given_leaves(c, s->env[k].val);
    for (unsigned i = 0; i < s->nobj; i++) {
        const struct obj *o = &s->obj[i];
        if (o->res->kind != HD_KIND_CHANNEL)
            continue;
        bool leaves = o->key == val;
        for (unsigned k = 0; loc && !leaves && k < s->nenv; k++)
            leaves = s->env[k].val == o->key && term_contains(c->t, s->env[k].loc, loc);
        if (leaves)
            push_unique(&c->loose, o->key);
    }
}

/* Judging --------------------------------------------------------------------------------------*/

static bool is_loose(const struct fctx *c, term key)
{
    for (size_t i = 0; i < c->loose.len; i++)
        if (c->loose.data[i] == key)
            return true;
    for (size_t i = 0; i < c->exits.len; i++) {
        const struct state *s = c->exits.data[i].state;
        const struct obj *o = state_obj(s, key);
        if (c->exits.data[i].value == key ||
            (o && (o->flags & (OBJ_ESCAPED | OBJ_PARKED | OBJ_MULTI))))
            return true;
        for (unsigned k = 0; k < s->nenv; k++)
            if (s->env[k].val == key && !loc_is_local(c, s->env[k].loc))
                return true;
    }
    return false;
}

static const char *name_at_exits(struct fctx *c, term key)
{
    const char *name = NULL;
    for (uint32_t b = 0; b < c->fn->nblocks && !name; b++)
        for (size_t k = 0; k < c->in[b].len && !name; k++)
            name = channel_name(c, c->in[b].data[k].state, key);
    return name;
}

static void report_deed(struct fctx *c, const struct deed *d, const char *rule, const char *note,
                        const struct deed *other, const char *other_note)
{
    const char *name = name_at_exits(c, d->key);
    /* the place is inside the thread that does it */
    struct place at = d->at;
    const struct chain *chain = d->chain;
    if (d->thread != NO_DECL && chain) {
        at = chain->at;
        chain = chain->next;
    }
    struct report r = {.rule = rule,
                       .at = at,
                       .name = name,
                       .subject = name ? name : d->res->id,
                       .chain = chain,
                       .note = note,
                       .confidence = -1};
    if (other) {
        r.origin = other->at;
        r.origin_chain = other->chain;
        r.origin_note = other_note;
    }
    if (rule)
        report_finding(c->an, &r);
}

/* Whoever receives and closes: could others still send? What is sent a known number of times may
 * all have been received. */
static bool may_still_send(struct fctx *c, const struct deed *close, const struct deed *send,
                           const struct words *w)
{
    int64_t sent, got = 0, n;
    bool counted = term_int_value(c->t, send->n, &sent);
    bool endless = false, symbolic = false;
    for (size_t i = 0; i < c->sum->deeds.len; i++) {
        const struct deed *d = &c->sum->deeds.data[i];
        if (d->key != close->key || d->event != w->recv || d->thread != close->thread ||
            d->start != close->start)
            continue;
        if (term_int_value(c->t, d->n, &n))
            got += n;
        else if (d->n)
            symbolic = true;
        else
            endless = true;
    }
    if (symbolic)
        return false;
    if (counted)
        return endless ? sent > 1 : got < sent;
    return endless || ((send->loop || send->many) && got > 0);
}

static void judge_closer(struct fctx *c, const struct deed *close, const struct words *w)
{
    const struct deed *send = NULL;
    if (!close->received || close->waited || (close->early && close->thread == NO_DECL))
        return;
    for (size_t i = 0; i < c->sum->deeds.len; i++) {
        const struct deed *d = &c->sum->deeds.data[i];
        if (d->key != close->key || d->event != w->send)
            continue;
        if (d->thread == close->thread)
            return; /* no mere receiver */
        if (d->thread != NO_DECL && may_still_send(c, close, d, w))
            send = d;
    }
    if (send)
        report_deed(c, close, check_rule(w, "closer-is-receiver"), "a receiver closes it", send,
                    "others send on it here");
}

struct uses {
    bool sends, receives, closes, made;
    const struct deed *make, *wait_recv, *open_loop, *wait_send, *send_loop;
    unsigned nsends;
};

static struct uses uses_of(const struct fctx *c, term key, const struct words *w)
{
    struct uses u = {0};
    for (size_t i = 0; i < c->sum->deeds.len; i++)
        if (c->sum->deeds.data[i].key == key && c->sum->deeds.data[i].event == w->make)
            u.make = &c->sum->deeds.data[i];
    for (size_t i = 0; i < c->sum->deeds.len; i++) {
        const struct deed *d = &c->sum->deeds.data[i];
        if (d->key != key)
            continue;
        if (d->event == w->send) {
            u.sends = true;
            u.nsends++;
            if (d->waits)
                u.wait_send = d;
            if (d->waits && (d->loop || d->many) && !(u.make && u.make->loop))
                u.send_loop = d;
        } else if (d->event == w->recv) {
            u.receives = true;
            if (d->waits && !u.wait_recv)
                u.wait_recv = d;
            if (d->waits && d->until_closed)
                u.open_loop = d;
        } else if (d->event == w->close) {
            u.closes = true;
        }
    }
    return u;
}

static void judge_stuck(struct fctx *c, term key, const struct words *w)
{
    const char *rule = check_rule(w, "loop-until-closed-without-close");
    struct uses u = uses_of(c, key, w);
    int64_t room;
    if (!u.make || is_loose(c, key))
        return;
    if (u.wait_recv && !u.sends && !u.closes) {
        report_deed(c, u.wait_recv, rule, "nobody sends on it or closes it", u.make, "made here");
    } else if (u.open_loop && !u.closes) {
        report_deed(c, u.open_loop, rule, "the loop ends when it is closed, and nobody closes it",
                    u.make, "made here");
    } else if (u.wait_send && !u.receives) {
        bool known = term_int_value(c->t, u.make->n, &room);
        const struct deed *d = known && room < (int64_t)u.nsends ? u.wait_send : NULL;
        if (!d && known && u.send_loop && !u.send_loop->n)
            d = u.send_loop;
        if (d)
            report_deed(c, d, rule, "nobody receives from it", u.make, "made here");
    }
}

void judge_channels(struct fctx *c)
{
    struct words w = words(c);
    if (!w.aut || c->broken || c->gave_up || c->sum->deeds_lost)
        return;
    for (size_t i = 0; i < c->sum->deeds.len; i++) {
        const struct deed *d = &c->sum->deeds.data[i];
        if (d->event == w.close)
            judge_closer(c, d, &w);
        if (d->event == w.make && d->thread == NO_DECL && !term_is_public(c, d->key))
            judge_stuck(c, d->key, &w);
    }
}

/* What a function that threads run closes on all its ways. */
void find_closes(struct fctx *c)
{
    struct words w = words(c);
    hd_vec_clear(&c->sum->closes);
    if (!w.aut || !c->p->func.data[c->f].spawned || c->gave_up || c->exits.len == 0)
        return;
    for (size_t i = 0; i < c->sum->deeds.len; i++) {
        const struct deed *d = &c->sum->deeds.data[i];
        if (d->event != w.close || d->thread != NO_DECL || !term_is_public(c, d->key))
            continue;
        bool sure = true;
        for (size_t k = 0; k < c->exits.len && sure; k++) {
            const struct obj *o = state_obj(c->exits.data[k].state, d->key);
            sure = o && (o->marks & MARK_CLOSED);
        }
        for (size_t k = 0; k < c->sum->closes.len && sure; k++)
            sure = c->sum->closes.data[k].key != d->key;
        if (sure)
            hd_vec_push(&c->sum->closes, (struct sure_close){d->key, d->res, d->at, d->chain});
    }
}
