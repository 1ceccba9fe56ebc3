/* thread-arg-lifetime: a thread is handed the address of a local that dies, or that its creator
 * changes, while the thread may still read it. A creator that waits for the thread after creating
 * it (a semaphore, a condition, a flag in a loop) is taken to hand the data over properly.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/checks.h"
#include "analyzer/flow/handles.h"

static term local_behind(struct fctx *c, term data)
{
    term loc = term_deref(c->t, data);
    return loc && term_at(c->t, data)->kind == T_ADDR && loc_is_local(c, loc) ? loc : 0;
}

static bool may_run(const struct fctx *c, const struct obj *o)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, o->res->kind);
    return o->res->kind == HD_KIND_THREAD && o->state != HD_STATE_UNKNOWN && aut &&
           (o->state == hd_automaton_state(aut, "running") ||
            o->state == hd_automaton_state(aut, "detached"));
}

static void report_data(struct fctx *c, const struct state *s, term loc, struct place at,
                        const struct obj *o, const char *note)
{
    struct report r = {.rule = "thread-arg-lifetime",
                       .at = at,
                       .name = term_text(c, loc),
                       .state = s,
                       .note = note,
                       .key = (uint64_t)c->f << 32 | loc, /* one defect, however it shows */
                       .confidence = -1};
    if (o) {
        r.origin = o->at;
        r.origin_note = "its address is handed to a thread here";
    }
    if (!c->broken)
        report_finding(c->an, &r);
}

void check_thread_data(struct fctx *c, struct state *s, const struct obj *earlier, term data,
                       struct place at)
{
    term loc = local_behind(c, data);
    if (!loc || !may_run(c, earlier) || state_content(c->t, s, loc) == earlier->data_hash)
        return;
    report_data(
        c, s, loc, at, NULL,
        "every thread gets the same address, and its content has changed since the last one");
}

/* The handle is left where others can reach it, and nothing unseen was called that could have let
 * the thread take its data: it runs on when the function returns. */
static bool is_left_running(struct fctx *c, const struct state *s, const struct obj *o)
{
    if ((o->flags & (OBJ_MULTI | OBJ_UNCHECKED)) || s->unseen || c->sum->lets_time_pass)
        return false;
    for (unsigned i = 0; i < s->nenv; i++)
        if (s->env[i].val == o->key && !loc_is_local(c, s->env[i].loc))
            return true;
    return false;
}

void check_thread_locals(struct fctx *c, const struct state *s)
{
    if (c->p->func.data[c->f].is_main)
        return; /* locals of main live as long as the program */
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, HD_KIND_THREAD);
    for (unsigned i = 0; aut && i < s->nobj; i++) {
        const struct obj *o = &s->obj[i];
        term loc = o->res->kind == HD_KIND_THREAD ? local_behind(c, o->data) : 0;
        if (!loc || (o->flags & OBJ_ESCAPED))
            continue;
        if (o->state == hd_automaton_state(aut, "detached"))
            report_data(c, NULL, loc, o->at, NULL,
                        "the thread is detached and may outlive this function's local");
        else if (o->state == hd_automaton_state(aut, "running") && is_left_running(c, s, o))
            report_data(c, NULL, loc, o->at, NULL,
                        "the function returns without having waited for the thread");
    }
}

/* Threads whose handles lie in an array: has no loop had the chance to wait for them? */
static bool still_runs(struct fctx *c, const struct state *s, const struct obj *o)
{
    for (unsigned i = 0; i < s->nenv && !(o->flags & (OBJ_ESCAPED | OBJ_PARKED)); i++)
        if (s->env[i].val == o->key)
            return goes_around(c, o, c->block, term_class_decl(c->t, s->env[i].loc));
    return false;
}

/* In a loop: the local of this round dies, and the thread of this round may still read it. */
void check_thread_scope(struct fctx *c, const struct state *s, term loc)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, HD_KIND_THREAD);
    bool leaves = c->ir->blocks[c->fn->block + c->block].term == HD_TERM_RETURN;
    for (unsigned i = 0; aut && c->loop[c->block] && !leaves && i < s->nobj; i++) {
        const struct obj *o = &s->obj[i];
        if (o->res->kind != HD_KIND_THREAD || !may_run(c, o) || local_behind(c, o->data) != loc)
            continue;
        bool detached = o->state == hd_automaton_state(aut, "detached");
        if (detached || ((o->flags & OBJ_MULTI) && still_runs(c, s, o)))
            report_data(c, NULL, loc, o->at, NULL,
                        "the thread may still run when this round's variable is gone");
    }
}

void threads_took_data(struct state *s)
{
    for (unsigned i = 0; i < s->nobj; i++)
        s->obj[i].data = 0;
}
