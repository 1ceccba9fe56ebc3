/* Lock-order facts for the store: classes, one node each; roots as threads; and for every edge the
 * contexts in which roots reach it, with the locks that callers always hold as further gates.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "analyzer/flow/order_internal.h"

/* Classes --------------------------------------------------------------------------------------*/

static const char *file_of(const struct program *p, uint32_t d)
{
    const char *f = site_of(p, p->decl.data[d].unit, pdecl_ir(p, d)->loc, NO_FUNC).file;
    return f ? f : "";
}

/* The declaration that stands for a class, and its name for people. */
static uint32_t class_decl(const struct order *o, uint32_t cls)
{
    return order_decl(&o->p->terms, cls);
}

static const char *variable_path(struct order *o, term loc)
{
    const struct term_node n = *term_at(&o->p->terms, loc);
    if (n.kind == T_VAR)
        return pdecl_ir(o->p, n.a)->kind == HD_DECL_FIELD ? pdecl_label(o->p, n.a)
                                                          : pdecl_name(o->p, n.a);
    if (n.kind == T_INDEX)
        return hd_arena_fmt(o->a, "%s[%lld]", variable_path(o, n.a), (long long)n.b);
    if (n.kind == T_ANY)
        return hd_arena_fmt(o->a, "%s[]", variable_path(o, n.a));
    return hd_arena_fmt(o->a, "%s.%s", variable_path(o, n.a), pdecl_name(o->p, (uint32_t)n.b));
}

/* The variable that the lock is in, or NO_DECL: it lies behind a pointer. */
static uint32_t variable_of(const struct order *o, uint32_t cls)
{
    const struct terms *t = &o->p->terms;
    term x = cls & ~CLASS_TERM;
    while (term_at(t, x)->kind == T_FIELD || term_at(t, x)->kind == T_INDEX ||
           term_at(t, x)->kind == T_ANY)
        x = term_at(t, x)->a;
    return term_at(t, x)->kind == T_VAR ? term_at(t, x)->a : NO_DECL;
}

/* "local:main.account.lock@FILE" */
static const char *local_key(struct order *o, uint32_t v, const char *path)
{
    const struct hd_ir *ir = o->p->unit.data[o->p->decl.data[v].unit].ir;
    return hd_arena_fmt(o->a, "local:%s.%s@%s",
                        hd_ir_str(ir, ir->decls[pdecl_ir(o->p, v)->owner].name), path,
                        file_of(o->p, v));
}

/* The name of an object that has none of its own in the program. */
static const char *instance_path(const struct order *o, uint32_t cls)
{
    const uint64_t *name = hd_map_get(&o->an->instance_name, cls & ~CLASS_TERM);
    const char *text = name ? (const char *)(uintptr_t)*name : NULL;
    return text ? text : pdecl_label(o->p, class_decl(o, cls));
}

static const char *class_key(struct order *o, uint32_t d)
{
    struct program *p = o->p;
    if (d & CLASS_TERM) {
        uint32_t v = variable_of(o, d);
        if (v == NO_DECL)
            return hd_arena_fmt(o->a, "object:%s@%s", instance_path(o, d),
                                file_of(p, class_decl(o, d)));
        const char *path = variable_path(o, d & ~CLASS_TERM);
        if (pdecl_ir(p, v)->kind == HD_DECL_FIELD)
            return hd_arena_fmt(o->a, "field:%s", path);
        if (pdecl_ir(p, v)->kind == HD_DECL_LOCAL)
            return local_key(o, v, path);
        bool internal = pdecl_ir(p, v)->flags & HD_DECL_F_INTERNAL;
        return hd_arena_fmt(o->a, "global:%s@%s", path, internal ? file_of(p, v) : "");
    }
    const struct hd_ir_decl *id = pdecl_ir(p, d);
    const char *name = pdecl_name(p, d);
    if (id->kind == HD_DECL_FIELD)
        return hd_arena_fmt(o->a, "field:%s", pdecl_label(p, d));
    if (id->kind == HD_DECL_GLOBAL)
        return hd_arena_fmt(o->a, "global:%s@%s", name,
                            id->flags & HD_DECL_F_INTERNAL ? file_of(p, d) : "");
    return local_key(o, d, name);
}

static bool has_index(const struct order *o, term x)
{
    while (term_at(&o->p->terms, x)->kind == T_FIELD)
        x = term_at(&o->p->terms, x)->a;
    return term_at(&o->p->terms, x)->kind == T_INDEX;
}

/* The class when nothing is known of the object that it lies in. */
static uint32_t shape(const struct order *o, uint32_t cls)
{
    term embedded = embedded_class(&o->p->terms, cls & ~CLASS_TERM);
    return embedded ? CLASS_TERM | embedded : class_decl(o, cls);
}

static bool is_only(const struct hd_map *only, uint32_t of, uint32_t cls)
{
    const uint64_t *at = hd_map_get(only, of);
    return at && *at == cls;
}

/* The only lock of its field in a global variable is most likely what pointers to the record point
 * to elsewhere: one class. Several are told apart; elements of an array only when no edge leaves
 * the index open, for that may be any of them. In the same way a record that wraps a lock counts as
 * the lock when there is one field of its type only. */
static uint32_t settle(const struct order *o, uint32_t cls)
{
    if (!(cls & CLASS_TERM))
        return cls;
    uint32_t in = shape(o, cls), d = class_decl(o, cls);
    bool open = hd_map_get(&o->plain, in) && has_index(o, cls & ~CLASS_TERM);
    if (open || is_only(&o->only, in, cls))
        cls = in;
    return cls == in && is_only(&o->only_shape, d, in) ? d : cls;
}

static void note_only(struct hd_map *only, uint32_t of, uint32_t cls)
{
    bool added;
    uint64_t *at = hd_map_put(only, of, &added);
    if (added)
        *at = cls;
    else if (*at != cls)
        *at = 0;
}

static void note_class(struct order *o, uint32_t cls)
{
    uint32_t in = cls & CLASS_TERM ? shape(o, cls) : cls;
    if (in == cls)
        hd_map_put(&o->plain, cls, NULL);
    else
        note_only(&o->only, in, cls);
    if (cls & CLASS_TERM)
        note_only(&o->only_shape, class_decl(o, cls), in);
}

static int64_t lock_of(struct order *o, uint32_t cls, const struct hd_resource *res)
{
    uint32_t d = class_decl(o, cls);
    uint64_t *at = hd_map_put(&o->lock_of, cls, NULL);
    if (*at)
        return (int64_t)*at - 1;
    struct program *p = o->p;
    struct hd_lock_class k = {.key = class_key(o, cls), .resource = res->id};
    uint32_t variable = cls & CLASS_TERM ? variable_of(o, cls) : d;
    k.name = !(cls & CLASS_TERM)   ? pdecl_label(p, d)
             : variable == NO_DECL ? instance_path(o, cls)
                                   : variable_path(o, cls & ~CLASS_TERM);
    k.decl = site_of(p, p->decl.data[d].unit, pdecl_ir(p, d)->loc, NO_FUNC);
    k.recursive = (p->decl.data[d].traits | res->traits) & HD_TRAIT_RECURSIVE;
    if (variable != NO_DECL && pdecl_ir(p, variable)->kind == HD_DECL_GLOBAL)
        k.symbol = pdecl_name(p, variable);
    hd_vec_push(&o->out->cls, k);
    struct hd_lock l = {.class_id = (int64_t)o->out->cls.len - 1, .label = k.name};
    hd_vec_push(&o->out->lock, l);
    *at = o->out->lock.len;
    return (int64_t)*at - 1;
}

static int64_t lock_index(struct order *o, uint32_t cls, const struct hd_resource *res)
{
    return lock_of(o, settle(o, cls), res);
}

/* Edges ----------------------------------------------------------------------------------------*/

/* Call sites from the root down to the function, then down the chain to the event, whose site is
 * *last. */
static size_t call_path(struct order *o, const struct way *way, struct place at,
                        const struct chain *chain, struct hd_site **out, struct hd_site *last)
{
    struct program *p = o->p;
    size_t n = way->n;
    struct hd_site *s = hd_arena_array(o->a, struct hd_site, n + MAX_CHAIN + 2);
    for (size_t i = 0; i < n; i++)
        s[i] =
            site_of(p, p->func.data[way->hop[i].caller].unit, way->hop[i].loc, way->hop[i].caller);
    *last = site_of(p, at.unit, at.loc, at.func);
    for (const struct chain *k = chain; k; k = k->next) {
        s[n++] = *last;
        *last = site_of(p, k->at.unit, k->at.loc, k->at.func);
    }
    *out = s;
    return n;
}

/* This lock, and no other. */
static bool leaves_held(const struct order *o, const struct summary *s, term lock)
{
    bool some = false;
    for (unsigned x = 0; x < s->nexits; x++)
        for (unsigned e = 0; e < s->exit[x].neffects; e++) {
            const struct obj *b = &s->exit[x].effect[e].obj;
            if (b->res->kind != HD_KIND_LOCK ||
                (b->state != o->an->lw.held && b->state != o->an->lw.shared))
                continue;
            if (s->exit[x].effect[e].key != lock)
                return false;
            some = true;
        }
    return some;
}

/* Is this where a function acquires its parameter for its caller? */
static bool is_wrapped(const struct order *o, struct place at)
{
    const struct summary *s = at.func == NO_FUNC ? NULL : &o->an->sum[at.func];
    for (size_t i = 0; s && i < s->acqs.len; i++) {
        const struct acq *q = &s->acqs.data[i];
        term root = q->lock && q->chain->at.loc == at.loc && q->chain->at.unit == at.unit
                        ? term_root(&o->p->terms, q->lock)
                        : 0;
        const struct term_node *n = root ? term_at(&o->p->terms, root) : NULL;
        if (n && n->kind == T_VAR && pdecl_ir(o->p, n->a)->kind == HD_DECL_PARAM &&
            leaves_held(o, s, q->lock))
            return true;
    }
    return false;
}

/* The user of a wrapper, or of a primitive of the program's own making, is to be looked at: leaves
 * out the innermost of the n call sites and their end. */
static size_t to_user(const struct order *o, const struct hd_resource *res, struct place at,
                      const struct chain *chain, const struct hd_site *calls, size_t n,
                      struct hd_site *last)
{
    struct place on[MAX_CHAIN + 1] = {at};
    size_t depth = 1, wrapped = 0;
    for (const struct chain *k = chain; k && depth <= MAX_CHAIN; k = k->next)
        on[depth++] = k->at;
    while (wrapped + 1 < depth && is_wrapped(o, on[depth - 1 - wrapped]))
        wrapped++;
    if (!wrapped && res->traits & HD_TRAIT_INSIDE && n)
        wrapped = 1;
    if (wrapped)
        *last = calls[n - wrapped];
    return n - wrapped;
}

static void add_gates(struct order *o, const struct order_edge *e, const struct held *en,
                      struct hd_edge_context *x)
{
    const struct gates *g = &e->gates;
    x->gate = hd_arena_array(o->a, struct hd_gate, g->n + en->n + 1);
    for (unsigned i = 0; i < g->n; i++)
        x->gate[x->ngates++] =
            (struct hd_gate){lock_index(o, g->cls[i], e->from_res), (enum hd_mode)g->mode[i]};
    for (unsigned i = 0; i < en->n; i++)
        if (settle(o, en->cls[i]) != settle(o, e->from) &&
            settle(o, en->cls[i]) != settle(o, e->to) && en->cls[i] != e->from &&
            en->cls[i] != e->to)
            x->gate[x->ngates++] =
                (struct hd_gate){lock_index(o, en->cls[i], e->from_res), (enum hd_mode)en->mode[i]};
}

static void add_contexts(struct order *o, const struct order_edge *e, struct hd_edge *out)
{
    HD_VEC(struct hd_edge_context) v = {0};
    hd_vec_reserve(&v, out->ncontexts + MAX_ROOTS_PER_EDGE);
    if (out->ncontexts)
        memcpy(v.data, out->context, out->ncontexts * sizeof *v.data);
    v.len = out->ncontexts;
    const struct ways *ways = &o->ways[o->near.number[e->func] - 1];
    for (unsigned i = 0; i < ways->n; i++) {
        const struct way *way = &ways->way[i];
        const struct root *r = &o->roots.data[way->root];
        uint64_t key;
        if (!edge_reached(o->an, e, r->func) || !context_of(o, e, r, &key))
            continue;
        struct hd_edge_context x = {.thread = key,
                                    .from_mode = e->from_mode,
                                    .to_mode = e->to_mode,
                                    .is_try = e->is_try,
                                    .ordered =
                                        e->ordered && settle(o, e->from) == settle(o, e->to)};
        size_t before = v.len;
        uint8_t phases = 1u << PHASE_BEFORE;
        if (r->func == o->main)
            phases = combine(o->entry[e->func].phases, e->phases);
        x.ncalls = call_path(o, way, e->to_at, e->to_chain, &x.calls, &x.to_site);
        x.nfrom_calls = call_path(o, way, e->from_at, e->from_chain, &x.from_calls, &x.from_site);
        x.ncalls = to_user(o, e->to_res, e->to_at, e->to_chain, x.calls, x.ncalls, &x.to_site);
        x.nfrom_calls = to_user(o, e->from_res, e->from_at, e->from_chain, x.from_calls,
                                x.nfrom_calls, &x.from_site);
        add_gates(o, e, way->held, &x);
        for (x.clock = PHASE_BEFORE; x.clock <= PHASE_AFTER; x.clock++)
            if (phases >> x.clock & 1)
                hd_vec_push(&v, x);
        uint64_t segment = key == o->main_key ? segment_of(o, e) : 0;
        for (size_t k = 0; segment && k < v.len; k++)
            if (v.data[k].thread == r->key && v.data[k].clock == PHASE_DURING && k >= before) {
                v.data[k].thread = segment;
                v.data[k].clock = 0;
            }
    }
    out->ncontexts = v.len;
    out->context = hd_arena_dup(o->a, v.data, v.len * sizeof *v.data);
    hd_vec_free(&v);
}

/* A lock of some record that wraps one, and one of a record that is known: perhaps the same. */
static bool is_vague(const struct order *o, const struct order_edge *e)
{
    uint32_t from = settle(o, e->from), to = settle(o, e->to);
    return !e->instances && from != to && (from & CLASS_TERM) != (to & CLASS_TERM) &&
           class_decl(o, from) == class_decl(o, to);
}

static void make_edges(struct order *o)
{
    find_owners(o);
    for (size_t i = 0; i < o->an->edges.len; i++) {
        const struct order_edge *e = &o->an->edges.data[i];
        if (!edge_runs(o, e) || is_vague(o, e))
            continue;
        int64_t from = lock_of(o, e->instances ? e->from : settle(o, e->from), e->from_res);
        int64_t to = lock_of(o, e->instances ? e->to : settle(o, e->to), e->to_res);
        uint64_t *at = hd_map_put(&o->by_ends, (uint64_t)from << 32 | (uint64_t)to, NULL);
        if (!*at) {
            hd_vec_push(
                &o->out->edge,
                (struct hd_edge){.from = from, .to = to, .evidence = HD_EV_STATIC, .count = 1});
            *at = o->out->edge.len;
        }
        add_contexts(o, e, &o->out->edge.data[*at - 1]);
    }
}

void judge_one(struct order *o, uint32_t prog)
{
    begin_program(o, prog);
    make_roots(o);
    make_segments(o);
    make_edges(o);
    end_program(o);
}

void build_lock_facts(struct analysis *an, struct hd_arena *a, struct hd_lock_facts *out)
{
    struct order o = {.an = an, .p = an->p, .a = a, .out = out, .next_key = 1};
    for (size_t i = 0; i < an->edges.len; i++) {
        if (an->edges.data[i].instances)
            continue;
        note_class(&o, an->edges.data[i].from);
        note_class(&o, an->edges.data[i].to);
    }
    find_near(&o);
    if (link_programs(an->p) == 1)
        judge_one(&o, 0);
    else
        judge_several(&o, link_programs(an->p));
    free_near(&o);
    hd_map_free(&o.by_ends);
    hd_map_free(&o.lock_of);
    hd_map_free(&o.only);
    hd_map_free(&o.only_shape);
    hd_map_free(&o.plain);
}
