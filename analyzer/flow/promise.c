/* Contracts at work. Inside the function: what it says about its locks holds when it begins, and
 * every exit is measured by it instead of by the other exits. At a call: what the callee needs is
 * checked, and what a function without a body does is what it says.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/call_internal.h"

static bool is_lock(const struct clause *cl)
{
    return cl->kind != CLAUSE_EVENT;
}

/* Inside -------------------------------------------------------------------------------------- */

static bool is_recursive(const struct fctx *c, const struct obj *o)
{
    return (obj_traits(c, o) & HD_TRAIT_RECURSIVE) || lock_traits_unknown(c, o);
}

static void assume_clause(struct fctx *c, struct state *s, const struct clause *cl)
{
    bool held = cl->kind == CLAUSE_RELEASE || cl->kind == CLAUSE_REQUIRE;
    if (!is_lock(cl) || cl->kind == CLAUSE_ASSERT || state_obj(s, cl->obj))
        return;
    struct obj probe = {.key = cl->obj, .res = cl->res};
    if (!held && is_recursive(c, &probe))
        return;
    struct obj *o = state_add_obj(&c->a, s, cl->obj, cl->res);
    const struct lock_words *w = &c->an->lw;
    o->state = (uint8_t)(!held ? w->free : cl->shared ? w->shared : w->held);
    o->count = held;
    o->entry = !held ? ENTRY_FREE : cl->shared ? ENTRY_SHARED : ENTRY_HELD;
    o->flags = held ? 0 : OBJ_NEUTRAL;
    o->at = o->needed = here(c, c->fn->loc);
    uint32_t cls = lock_class(c, cl->obj);
    if (cl->kind == CLAUSE_RELEASE && cls != NO_DECL)
        push_unique(&c->sum->hands_over, cls);
}

void promise_begin(struct fctx *c, struct state *s)
{
    const struct contract *k = c->p->decl.data[c->p->func.data[c->f].decl].contract;
    if (!k)
        return;
    c->vague = k->vague;
    c->promise = hd_arena_array(&c->a, struct clause, k->clause.len + 1);
    term arg[MAX_ARGS];
    uint32_t n = c->fn->nparams < MAX_ARGS ? c->fn->nparams : MAX_ARGS;
    for (uint32_t i = 0; i < n; i++)
        arg[i] = term_init(c->t, term_var(c->t, c->p->unit.data[c->unit].decl[c->fn->param + i]));
    for (size_t i = 0; i < k->clause.len; i++) {
        struct clause cl = k->clause.data[i];
        if (!cl.of_result)
            cl.obj = in_callers_terms(c, s, cl.obj, arg, n, 0);
        if (cl.obj)
            c->promise[c->npromises++] = cl;
    }
    for (unsigned i = 0; i < c->npromises; i++)
        if (!c->promise[i].of_result)
            assume_clause(c, s, &c->promise[i]);
}

/* The object of a clause at an exit that returns `value`. */
static term object_at(const struct fctx *c, const struct clause *cl, const struct state *s,
                      term value)
{
    if (!cl->of_result)
        return cl->obj;
    return value ? in_callers_terms((struct fctx *)c, s, cl->obj, NULL, 0, value) : 0;
}

bool promise_covers(const struct fctx *c, const struct state *s, term value, term key)
{
    for (unsigned i = 0; i < c->npromises; i++)
        if (is_lock(&c->promise[i]) && object_at(c, &c->promise[i], s, value) == key)
            return true;
    return c->vague;
}

bool promise_needs(const struct fctx *c, term key)
{
    for (unsigned i = 0; i < c->npromises; i++)
        if (c->promise[i].obj == key &&
            (c->promise[i].kind == CLAUSE_RELEASE || c->promise[i].kind == CLAUSE_REQUIRE))
            return true;
    return c->vague;
}

enum kept { KEPT_UNKNOWN, KEPT_HELD, KEPT_FREE };

static enum kept kept(const struct fctx *c, const struct exit_point *x, term key)
{
    const struct obj *o = key ? state_obj(x->state, key) : NULL;
    if (!o || x->thread_exit || (o->flags & (OBJ_MULTI | OBJ_ESCAPED | OBJ_UNCHECKED)) ||
        x->state->asked_self)
        return KEPT_UNKNOWN;
    if (obj_is_held(c, o))
        return KEPT_HELD;
    return o->state == c->an->lw.free && o->entry != ENTRY_NONE ? KEPT_FREE : KEPT_UNKNOWN;
}

/* What the exit ought to leave: 1 held, 0 not, -1 nobody knows. */
static int ought(const struct fctx *c, const struct clause *cl, const struct exit_point *x)
{
    if (cl->kind == CLAUSE_RELEASE)
        return 0;
    if (cl->kind == CLAUSE_REQUIRE)
        return 1;
    if (cl->kind != CLAUSE_ACQUIRE)
        return -1;
    if (!cl->when.op)
        return 1;
    return x->value ? state_decide(c->t, x->state, x->value, cl->when.op, cl->when.value) : -1;
}

static void report_broken(struct fctx *c, const struct clause *cl, const struct exit_point *x,
                          bool held)
{
    const struct obj *o = state_obj(x->state, cl->obj);
    c->an->opaque = true;
    if (hd_map_get(&c->an->acquired_twice, (uint64_t)o->at.unit << 32 | o->at.loc))
        return;
    const char *f = func_name(c->p, c->f);
    const char *says = cl->kind == CLAUSE_RELEASE   ? "to release it"
                       : cl->kind == CLAUSE_REQUIRE ? "to keep it held"
                       : cl->when.op && held        ? "not to hold it when it fails"
                                                    : "to return with it held";
    struct report r = {.rule = held ? "lock-held-at-return" : "lock-not-held",
                       .title = held ? "lock is still held at this exit"
                                     : "lock is not held at this exit",
                       .at = x->at,
                       .name = term_text(c, cl->obj),
                       .state = x->state,
                       .origin = o->at,
                       .origin_chain = o->chain,
                       .origin_note = held && cl->kind != CLAUSE_RELEASE ? "acquired here" : NULL,
                       .note = held ? "returns with the lock held" : "returns without the lock",
                       .detail = hd_arena_fmt(&c->p->arena, "%s is declared %s", f, says),
                       .confidence = -1};
    report_finding(c->an, &r);
}

/* Exits that break the contract, as long as another keeps it: a body that never seems to do what it
 * says does it in ways that we do not see. */
static void judge_clause(struct fctx *c, const struct clause *cl)
{
    bool kept_somewhere = cl->kind == CLAUSE_REQUIRE;
    for (size_t i = 0; i < c->exits.len; i++) {
        const struct exit_point *x = &c->exits.data[i];
        int want = ought(c, cl, x);
        enum kept k = kept(c, x, cl->obj);
        kept_somewhere |= want >= 0 && k == (want ? KEPT_HELD : KEPT_FREE);
    }
    for (size_t i = 0; i < c->exits.len && kept_somewhere; i++) {
        const struct exit_point *x = &c->exits.data[i];
        int want = ought(c, cl, x);
        enum kept k = kept(c, x, cl->obj);
        if (want >= 0 && k == (want ? KEPT_FREE : KEPT_HELD))
            report_broken(c, cl, x, k == KEPT_HELD);
    }
}

void promise_judge(struct fctx *c)
{
    for (unsigned i = 0; i < c->npromises && !c->broken && !c->gave_up; i++)
        if (!c->promise[i].of_result)
            judge_clause(c, &c->promise[i]);
}

/* Is anything known of what the body does to the clause's object? */
static bool is_shown(const struct summary *sum, const struct clause *cl)
{
    for (unsigned x = 0; x < sum->nexits; x++)
        for (unsigned e = 0; e < sum->exit[x].neffects; e++)
            if (sum->exit[x].effect[e].key == cl->obj)
                return true;
    return false;
}

static void add_promised(struct fctx *c, struct exit_summary *x, const struct clause *cl)
{
    const struct lock_words *w = &c->an->lw;
    struct effect f = {.key = cl->obj, .obj = {.key = cl->obj, .res = cl->res}};
    f.obj.at = f.obj.needed = here(c, c->fn->loc);
    f.obj.entry_decl = NO_DECL;
    if (cl->kind == CLAUSE_ACQUIRE) {
        f.obj.state = (uint8_t)(cl->shared ? w->shared : w->held);
        f.obj.entry = ENTRY_FREE;
        f.obj.count = 1;
    } else if (cl->kind == CLAUSE_RELEASE) {
        f.obj.state = (uint8_t)w->free;
        f.obj.entry = cl->shared ? ENTRY_SHARED : ENTRY_HELD;
    } else {
        f.obj.nlog = 1;
        f.obj.log[0] = (int8_t)cl->event;
    }
    struct effect *all = hd_arena_array(&c->p->arena, struct effect, x->neffects + 1);
    if (x->neffects)
        memcpy(all, x->effect, x->neffects * sizeof *all);
    all[x->neffects++] = f;
    x->effect = all;
}

void promise_complete(struct fctx *c)
{
    struct summary *sum = c->sum;
    for (unsigned i = 0; i < c->npromises; i++) {
        const struct clause *cl = &c->promise[i];
        bool acts =
            cl->kind == CLAUSE_ACQUIRE || cl->kind == CLAUSE_RELEASE || cl->kind == CLAUSE_EVENT;
        if (!acts || cl->of_result || cl->when.op || !term_is_public(c, cl->obj) ||
            is_shown(sum, cl))
            continue;
        for (unsigned x = 0; x < sum->nexits; x++)
            add_promised(c, &sum->exit[x], cl);
    }
}

/* What some function says that it ends is ended, as far as the program tells. */
void promise_discharges(struct analysis *an)
{
    struct program *p = an->p;
    for (size_t d = 0; d < p->decl.len; d++) {
        const struct contract *con = p->decl.data[d].contract;
        for (size_t i = 0; con && i < con->clause.len; i++) {
            const struct clause *cl = &con->clause.data[i];
            const struct term_node *n = term_at(&p->terms, cl->obj);
            uint32_t cls = term_class_decl(&p->terms, n->kind == T_INIT ? n->a : cl->obj);
            if (cl->kind == CLAUSE_EVENT && cls != UINT32_MAX)
                link_note_all(p, &an->discharged, cls);
        }
    }
}

/* At a call ------------------------------------------------------------------------------------*/

static void report_call(struct fctx *c, const struct state *s, const struct call *k,
                        const struct obj *o, const char *rule, const char *title)
{
    struct report r = {.rule = rule,
                       .title = title,
                       .at = here(c, k->i->loc),
                       .name = term_text(c, o->key),
                       .state = s,
                       .origin = o->at,
                       .origin_chain = o->chain,
                       .origin_note = obj_is_held(c, o) ? "acquired here" : NULL,
                       .note = hd_arena_fmt(&c->p->arena, "calls %s", k->name),
                       .confidence = -1};
    report_finding(c->an, &r);
}

void check_call_contract(struct fctx *c, const struct state *s, const struct call *k,
                         const struct contract *con)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, HD_KIND_LOCK);
    for (size_t i = 0; aut && i < con->clause.len && !c->broken; i++) {
        const struct clause *cl = &con->clause.data[i];
        if ((cl->kind != CLAUSE_REQUIRE && cl->kind != CLAUSE_EXCLUDE) || cl->of_result)
            continue;
        term key = in_callers_terms(c, s, cl->obj, k->arg, k->nargs, 0);
        const struct obj *o = key ? state_obj(s, key) : NULL;
        if (!o || (o->flags & (OBJ_MULTI | OBJ_ESCAPED | OBJ_UNCHECKED)) ||
            lock_traits_unknown(c, o) || term_has_index(c->t, key))
            continue;
        if (cl->kind == CLAUSE_REQUIRE && o->state == c->an->lw.free && o->entry != ENTRY_NONE) {
            report_call(c, s, k, o, "lock-not-held",
                        hd_arena_fmt(&c->p->arena, "lock is not held where %s needs it", k->name));
            continue;
        }
        const struct hd_transition *t =
            hd_automaton_step(aut, o->state, c->an->lw.acquire, obj_traits(c, o), o->count, 0);
        if (cl->kind == CLAUSE_EXCLUDE && obj_is_held(c, o) && t && t->report &&
            o->state == c->an->lw.held)
            report_call(c, s, k, o, "lock-double-acquire",
                        hd_arena_fmt(&c->p->arena,
                                     "lock is held where %s must not be called with it", k->name));
    }
}

static int clause_event(const struct fctx *c, const struct clause *cl, const struct obj *o)
{
    const struct lock_words *w = &c->an->lw;
    switch (cl->kind) {
    case CLAUSE_ACQUIRE:
        return cl->shared ? w->acquire_shared : w->acquire;
    case CLAUSE_RELEASE: /* what is written as exclusive is used for either side */
        return cl->shared || (o && o->state == w->shared) ? w->release_shared : w->release;
    case CLAUSE_EVENT:
        return cl->event;
    default:
        return -1;
    }
}

/* It is held, whoever acquired it. */
static void assert_held(struct fctx *c, struct state *s, term key, const struct clause *cl,
                        struct place at)
{
    struct obj *o = state_obj(s, key);
    if (o && obj_is_held(c, o))
        return;
    if (!o)
        o = state_add_obj(&c->a, s, key, cl->res);
    o->state = (uint8_t)(cl->shared ? c->an->lw.shared : c->an->lw.held);
    o->entry = cl->shared ? ENTRY_SHARED : ENTRY_HELD;
    o->count = 1;
    o->flags = OBJ_ESCAPED;
    o->at = o->needed = at;
}

static void do_clause(struct fctx *c, struct state *s, const struct call *k,
                      const struct clause *cl)
{
    struct place at = here(c, k->i->loc);
    term key = in_callers_terms(c, s, cl->obj, k->arg, k->nargs, k->result);
    if (!key)
        return;
    if (cl->kind == CLAUSE_ASSERT) {
        assert_held(c, s, key, cl, at);
        return;
    }
    struct event e = {.res = cl->res,
                      .event = clause_event(c, cl, state_obj(s, key)),
                      .is_try = cl->when.op,
                      .flags = cl->when.op && k->unchecked ? OBJ_UNCHECKED : 0,
                      .at = at,
                      .via = k->name};
    apply_event(c, s, key, &e);
    /* A scope guard of the program's own: its constructor notes what it holds. */
    uint32_t d = call_decl(c->p, c->unit, k->i);
    if (cl->kind == CLAUSE_ACQUIRE && d != NO_DECL && k->nargs &&
        (pdecl_ir(c->p, d)->flags & HD_DECL_F_CTOR))
        guard_note(c, s, term_deref(c->t, k->arg[0]), key);
}

/* Does `x` name something that only some results of the call have? */
static bool depends(const struct clause *cl)
{
    return cl->when.op || cl->of_result;
}

static void on_success(struct fctx *c, struct state *s, const struct call *k,
                       const struct contract *con, bool of_result_only, bool success)
{
    for (size_t i = 0; i < con->clause.len; i++) {
        const struct clause *cl = &con->clause.data[i];
        if ((success || !depends(cl)) && (!of_result_only || cl->of_result))
            do_clause(c, s, k, cl);
    }
}

/* Splits on the first clause that depends on the result; what is true of it is true of all. */
static void with_result(struct fctx *c, struct state *s, const struct call *k,
                        const struct contract *con, bool of_result_only, state_vec *out)
{
    const struct clause *judge = NULL;
    for (size_t i = 0; i < con->clause.len && !judge; i++)
        if (depends(&con->clause.data[i]) && (!of_result_only || con->clause.data[i].of_result))
            judge = &con->clause.data[i];
    if (judge && !k->unchecked) {
        struct hd_predicate p = judge->when.op ? judge->when : (struct hd_predicate){HD_OP_NE, 0};
        struct state *fail = state_copy(&c->a, s);
        if (state_assume(&c->a, c->t, fail, k->result, op_negate(p.op), p.value)) {
            on_success(c, fail, k, con, of_result_only, false);
            hd_vec_push(out, fail);
        }
        if (!state_assume(&c->a, c->t, s, k->result, p.op, p.value))
            return;
    }
    on_success(c, s, k, con, of_result_only, true);
    hd_vec_push(out, s);
}

/* The arguments that the clauses speak of, a bit for each. */
static uint32_t arguments_named(const struct fctx *c, const struct contract *con)
{
    uint32_t named = 0;
    for (size_t i = 0; i < con->clause.len; i++) {
        const struct term_node *r = term_at(c->t, term_root(c->t, con->clause.data[i].obj));
        const struct hd_ir_decl *d = r->kind == T_VAR ? pdecl_ir(c->p, r->a) : NULL;
        if (d && d->kind == HD_DECL_PARAM && d->index < MAX_ARGS)
            named |= UINT32_C(1) << d->index;
    }
    return named;
}

void contract_call(struct fctx *c, struct state *s, struct call *k, const struct contract *con,
                   state_vec *out)
{
    give_away(c, s, k, arguments_named(c, con) | (con->ends_guard || con->renews_guard ? 1 : 0));
    k->unchecked = k->i->flags & (HD_INSN_F_UNUSED | HD_INSN_F_VOIDED);
    k->result = fresh(c, s, 0);
    bind_value(c, s, k->i, k->result);
    term storage = k->nargs ? term_deref(c->t, k->arg[0]) : 0;
    if (con->ends_guard)
        guard_release(c, s, storage, k->i, k->name);
    if (con->renews_guard)
        guard_again(c, s, storage, k->i, k->name);
    with_result(c, s, k, con, false, out);
}

void contract_result(struct fctx *c, struct call *k, const struct contract *con, state_vec *out)
{
    bool any = false;
    for (size_t i = 0; i < con->clause.len; i++)
        any |= con->clause.data[i].of_result;
    size_t n = any && k->i->dst ? out->len : 0;
    state_vec all = *out;
    if (n == 0)
        return;
    *out = (state_vec){0};
    for (size_t i = 0; i < all.len; i++) {
        k->result = state_get(c->t, all.data[i], eval_path(c, all.data[i], k->i->dst));
        const struct obj *shown = NULL; /* the body's summary says it already */
        for (size_t j = 0; j < con->clause.len && !shown; j++)
            if (con->clause.data[j].of_result)
                shown =
                    state_obj(all.data[i], in_callers_terms(c, all.data[i], con->clause.data[j].obj,
                                                            k->arg, k->nargs, k->result));
        if (shown || !k->result)
            hd_vec_push(out, all.data[i]);
        else
            with_result(c, all.data[i], k, con, true, out);
    }
    hd_vec_free(&all);
}
