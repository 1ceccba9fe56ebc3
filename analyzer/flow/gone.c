/* Objects that others find by their address: timers whose record the program owns and an event loop
 * keeps in its lists. When their memory goes while the loop may still come to them, the automaton's
 * event "gone" says so; what a callback is handed goes the same way. As soon as the loop may have
 * run, nothing is known of them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/checks.h"
#include "analyzer/flow/flow.h"
#include "analyzer/flow/state_internal.h"

static int gone_event(const struct fctx *c, const struct obj *o)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, o->res->kind);
    return aut ? hd_automaton_event(aut, "gone") : -1;
}

static const char *broken_rule(const struct fctx *c, const struct obj *o, unsigned traits)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, o->res->kind);
    if (o->state == HD_STATE_UNKNOWN || (o->flags & (OBJ_MULTI | OBJ_ESCAPED)))
        return NULL;
    const struct hd_transition *t =
        hd_automaton_step(aut, o->state, gone_event(c, o), traits, o->count, 0);
    return t ? t->report : NULL;
}

static bool in_memory(const struct fctx *c, term x, term loc)
{
    return x && term_is_loc(c->t, x) && term_is_part_of(c->t, x, loc);
}

static void report_gone(struct fctx *c, const struct state *s, const struct obj *o,
                        const char *rule, const struct ending *e, term what, bool data)
{
    const char *name = term_text(c, what);
    struct report r = {
        .rule = rule,
        .name = name,
        .state = s,
        .confidence = -1,
        .detail = data ? hd_arena_fmt(&c->p->arena, "its callback is handed memory that %s", e->how)
                       : hd_arena_fmt(&c->p->arena, "its memory %s", e->how),
        .key = place_key(o->at)};
    if (e->freed) { /* what is wrong is the call that frees too early */
        r.at = e->at;
        r.chain = e->chain;
        r.origin = o->at;
        r.origin_chain = o->chain;
        r.origin_note = "the loop knows the timer since here";
        r.note = "the memory is freed here";
    } else { /* … or that this memory was given to the loop */
        r.at = o->at;
        r.chain = o->chain;
        r.note = "the loop knows the timer from here on, and nothing takes it back";
        r.state = NULL;
    }
    if (!c->broken)
        report_finding(c->an, &r);
}

void memory_gone(struct fctx *c, struct state *s, term loc, const struct ending *e)
{
    for (unsigned i = 0; loc && i < s->nobj; i++) {
        struct obj *o = &s->obj[i];
        if (o->res->kind == HD_KIND_LOCK || gone_event(c, o) < 0)
            continue;
        bool handle = o->res->identity == HD_ID_ADDRESS && in_memory(c, o->key, loc);
        bool data = !handle && o->data && in_memory(c, term_deref(c->t, o->data), loc);
        /* a callback that gets nothing but data does not care how the handle lives */
        const char *rule = handle ? broken_rule(c, o, obj_traits(c, o))
                           : data ? broken_rule(c, o, 0)
                                  : NULL;
        if (rule)
            report_gone(c, s, o, rule, e, handle ? o->key : loc, data);
        if (data)
            o->data = 0;
        if (!handle)
            continue;
        o->state = HD_STATE_UNKNOWN;
        o->flags |= OBJ_ESCAPED;
    }
}

void scope_gone(struct fctx *c, struct state *s, term loc, struct place at)
{
    if (c->p->func.data[c->f].is_main) /* its locals live as long as the program */
        return;
    struct ending e = {.at = at, .how = "ends with this function"};
    memory_gone(c, s, loc, &e);
}

void freed_add(struct fctx *c, struct state *s, term loc, struct place at,
               const struct chain *chain)
{
    struct freed *f = &s->freed;
    if (!term_is_public(c, loc) || f->n == MAX_FREED)
        return;
    for (unsigned i = 0; i < f->n; i++)
        if (f->at[i].loc == loc)
            return;
    f->at[f->n++] = (struct freed_at){loc, at, chain};
}

void freed_meet(struct freed *f, const struct freed *with)
{
    for (unsigned i = 0; i < f->n; i++) {
        bool both = false;
        for (unsigned k = 0; k < with->n; k++)
            both |= with->at[k].loc == f->at[i].loc;
        if (!both)
            f->at[i--] = f->at[--f->n];
    }
}

/* "record.field": the field of the library's record, not one of the same name elsewhere. */
static uint32_t armed_field(const struct fctx *c, const struct hd_resource *res)
{
    const char *dot = strchr(res->armed_field, '.');
    c->an->opaque = true;
    for (uint32_t d = 0; d < c->p->decl.len; d++) {
        const struct hd_ir_decl *f = pdecl_ir(c->p, d);
        if (f->kind != HD_DECL_FIELD || !dot || strcmp(pdecl_name(c->p, d), dot + 1) != 0)
            continue;
        const struct hd_ir *ir = c->p->unit.data[c->p->decl.data[d].unit].ir;
        const char *record = hd_ir_str(ir, ir->records[f->owner].name);
        if (strlen(record) == (size_t)(dot - res->armed_field) &&
            strncmp(res->armed_field, record, strlen(record)) == 0)
            return d;
    }
    return NO_DECL;
}

void show_armed(struct fctx *c, struct state *s, term key, const struct hd_resource *res)
{
    const struct obj *o = state_obj(s, key);
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, res->kind);
    uint32_t field = o && aut && term_is_loc(c->t, key) ? armed_field(c, res) : NO_DECL;
    if (field == NO_DECL)
        return;
    term loc = term_field(c->t, key, field);
    bool armed = o->state == hd_automaton_state(aut, "armed");
    note_write(c, s, loc);
    if (o->state == hd_automaton_state(aut, "idle")) {
        state_set(&c->a, c->t, s, loc, term_int(c->t, 0));
        return;
    }
    havoc_loc(c, s, loc);
    if (armed)
        (void)state_assume(&c->a, c->t, s, state_get(c->t, s, loc), HD_OP_NE, 0);
}

/* Does memory that others can reach hold the handle? */
static bool is_stored(struct fctx *c, const struct state *s, const struct obj *o)
{
    if (term_at(c->t, o->key)->kind == T_INIT && !loc_is_local(c, term_at(c->t, o->key)->a))
        return true;
    for (unsigned i = 0; i < s->nenv; i++)
        if (s->env[i].val == o->key && !loc_is_local(c, s->env[i].loc))
            return true;
    return false;
}

/* Can others have done something to the object meanwhile? A callback of a loop that `dispatches`
 * finds a handle in what it is handed. */
static bool may_have_changed(struct fctx *c, const struct state *s, const struct obj *o,
                             bool dispatches)
{
    int64_t zero;
    bool data = o->data && !term_int_value(c->t, o->data, &zero);
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, o->res->kind);
    bool ended = o->state != HD_STATE_UNKNOWN && !(owing_states(aut) >> o->state & 1);
    if (o->res->identity == HD_ID_ADDRESS)
        return true;
    if (obj_traits(c, o) & HD_TRAIT_UNOWED)
        return !ended || is_stored(c, s, o);
    return dispatches && o->res->identity == HD_ID_POINTER && (data || is_stored(c, s, o));
}

void time_passes(struct fctx *c, struct state *s, bool dispatches)
{
    c->sum->lets_time_pass = true;
    c->sum->dispatches |= dispatches;
    for (unsigned i = 0; i < s->nobj; i++) {
        struct obj *o = &s->obj[i];
        if (o->res->kind == HD_KIND_LOCK || gone_event(c, o) < 0 ||
            !may_have_changed(c, s, o, dispatches))
            continue;
        o->state = HD_STATE_UNKNOWN;
        o->data = 0;
        if (!(o->flags & OBJ_LOCAL))
            o->nlog = 5; /* callers must not count on what was logged before */
        if (o->res->armed_field)
            show_armed(c, s, o->key, o->res);
    }
}
