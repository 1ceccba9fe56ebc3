/* Which functions lock-order facts have to look at: those that get to an edge, and those whose
 * callers decide what holds there. Found once; hundreds of programs then walk a few of them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "analyzer/flow/order_internal.h"

static bool is_followed(const struct pcall *k)
{
    return k->kind != CALL_SPAWN && k->kind != CALL_SIGNAL;
}

/* A call by name that no path of its function gets to. */
static bool is_dead(const struct order *o, uint32_t f, const struct pcall *k)
{
    return k->kind == CALL_DIRECT && !(func_of(o->p, f)->flags & HD_FUNC_BROKEN) &&
           !hd_map_get(&o->an->held_keys, (uint64_t)f << 32 | k->to);
}

/* Who has an edge, and who calls those, directly or through others. */
static bool *mark_near(struct order *o)
{
    const struct program *p = o->p;
    bool *in = hd_arena_array(&o->scratch, bool, p->func.len + 1);
    HD_VEC(uint32_t) todo = {0};
    for (size_t i = 0; i < o->an->edges.len; i++)
        hd_vec_push(&todo, o->an->edges.data[i].func);
    while (todo.len) {
        uint32_t f = hd_vec_pop(&todo);
        for (size_t k = 0; !in[f] && k < p->func.data[f].callers.len; k++)
            hd_vec_push(&todo, p->func.data[f].callers.data[k]);
        in[f] = true;
    }
    hd_vec_free(&todo);
    return in;
}

static void number_functions(struct order *o)
{
    const struct program *p = o->p;
    struct near *n = &o->near;
    const bool *in = mark_near(o);
    size_t calls = 0;
    n->number = hd_arena_array(o->a, uint32_t, p->func.len + 1);
    n->func = hd_arena_array(o->a, uint32_t, p->func.len + 1);
    for (size_t i = p->order.len; i-- > 0;) {
        uint32_t f = p->order.data[i];
        if (!in[f])
            continue;
        n->func[n->n] = f;
        n->number[f] = ++n->n;
        calls += p->func.data[f].calls.len;
    }
    n->first = hd_arena_array(o->a, uint32_t, n->n + 2);
    n->call = hd_arena_array(o->a, struct near_call, calls + 1);
    n->edges = hd_arena_array(o->a, uint32_t, n->n + 1);
    for (size_t i = 0; i < o->an->edges.len; i++)
        n->edges[n->number[o->an->edges.data[i].func] - 1]++;
}

/* In the order of the calls, each callee once. */
static void list_calls(struct order *o)
{
    const struct program *p = o->p;
    struct near *n = &o->near;
    uint32_t at = 0, *seen = hd_arena_array(&o->scratch, uint32_t, n->n + 1);
    for (uint32_t i = 0; i < n->n; i++) {
        const struct pfunc *f = &p->func.data[n->func[i]];
        n->first[i] = at;
        for (size_t k = 0; k < f->calls.len; k++) {
            uint32_t to = n->number[f->calls.data[k].to];
            if (!to || !is_followed(&f->calls.data[k]) || seen[to - 1] == i + 1 ||
                is_dead(o, n->func[i], &f->calls.data[k]))
                continue;
            seen[to - 1] = i + 1;
            n->call[at++] =
                (struct near_call){to - 1, func_ir(p, n->func[i])->insns[f->calls.data[k].insn].loc,
                                   f->calls.data[k].kind == CALL_DIRECT &&
                                       is_inner_call(o->an, n->func[i], f->calls.data[k].to)};
        }
    }
    n->first[n->n] = at;
}

/* Held calls by callee, in their order. */
static void sort_held(struct order *o, uint32_t *first, uint32_t *held)
{
    const struct analysis *an = o->an;
    size_t n = o->p->func.len;
    for (size_t i = 0; i < an->held_calls.len; i++)
        first[an->held_calls.data[i].to + 1]++;
    for (size_t f = 0; f < n; f++)
        first[f + 1] += first[f];
    uint32_t *at = hd_arena_array(&o->scratch, uint32_t, n + 1);
    for (size_t i = 0; i < an->held_calls.len; i++) {
        uint32_t to = an->held_calls.data[i].to;
        held[first[to] + at[to]++] = (uint32_t)i;
    }
}

/* What holds where a function begins: asked of functions with edges and of those that create
 * threads, known by their callers. */
static void find_entries(struct order *o)
{
    const struct program *p = o->p;
    const struct analysis *an = o->an;
    struct near *n = &o->near;
    n->first_held = hd_arena_array(o->a, uint32_t, p->func.len + 2);
    n->held = hd_arena_array(o->a, uint32_t, an->held_calls.len + 1);
    n->entry = hd_arena_array(o->a, uint32_t, p->func.len + 1);
    sort_held(o, n->first_held, n->held);
    bool *in = hd_arena_array(&o->scratch, bool, p->func.len + 1);
    HD_VEC(uint32_t) todo = {0};
    for (size_t i = 0; i < an->edges.len; i++)
        hd_vec_push(&todo, an->edges.data[i].func);
    for (size_t i = 0; i < an->spawns.len; i++)
        hd_vec_push(&todo, an->spawns.data[i].func);
    while (todo.len) {
        uint32_t f = hd_vec_pop(&todo);
        for (uint32_t k = n->first_held[f]; !in[f] && k < n->first_held[f + 1]; k++)
            hd_vec_push(&todo, an->held_calls.data[n->held[k]].from);
        in[f] = true;
    }
    hd_vec_free(&todo);
    for (size_t i = p->order.len; i-- > 0;)
        if (in[p->order.data[i]])
            n->entry[n->nentries++] = p->order.data[i];
}

static bool is_candidate(const struct program *p, uint32_t f)
{
    const struct pfunc *fn = &p->func.data[f];
    if (func_of(p, f)->flags & HD_FUNC_INIT)
        return false;
    if (fn->is_main || fn->spawned || fn->signal_handler)
        return true;
    if (p->whole)
        return fn->callers.len == 0 && fn->address_taken;
    return fn->callers.len == 0 || !(pdecl_ir(p, fn->decl)->flags & HD_DECL_F_INTERNAL);
}

static void find_candidates(struct order *o)
{
    const struct program *p = o->p;
    for (uint32_t f = 0; f < p->func.len; f++) {
        if (is_candidate(p, f))
            hd_vec_push(&o->near.candidates, f);
        for (size_t k = 0; k < p->func.data[f].calls.len; k++)
            if (p->func.data[f].calls.data[k].kind == CALL_SPAWN)
                hd_vec_push(&o->near.spawns, (uint64_t)f << 32 | p->func.data[f].calls.data[k].to);
    }
}

void find_near(struct order *o)
{
    number_functions(o);
    list_calls(o);
    find_entries(o);
    find_candidates(o);
    hd_arena_free(&o->scratch);
    o->entry = hd_arena_array(o->a, struct entry_facts, o->p->func.len + 1);
    o->spawned = hd_arena_array(o->a, bool, o->p->func.len + 1);
}

void free_near(struct order *o)
{
    hd_vec_free(&o->near.candidates);
    hd_vec_free(&o->near.spawns);
}
