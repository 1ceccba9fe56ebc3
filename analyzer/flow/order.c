/* Lock-order facts for the store: classes, one node each; roots as threads; and for every edge the
 * contexts in which roots reach it, with the locks that callers always hold as further gates.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "analyzer/flow/flow.h"
#include "core/hash.h"
#include "store/store.h"

enum { MAX_ROOTS_PER_EDGE = 8, MAX_PROGRAMS = 64, AFTER_ALL = PHASE_AFTER + 1 };

/* What callers guarantee when a function begins. */
struct entry_facts {
    bool known;
    uint32_t *cls;
    uint8_t *mode;
    unsigned n;
    bool multi;           /* may run several times in a program's life, or in several threads */
    uint8_t phases;       /* set of enum phase of main in which main gets here */
    struct joined joined; /* threads that have been joined before every call */
};

struct root {
    uint32_t func;
    uint64_t key; /* thread key */
    bool many;
    /* by function: call instruction and caller through which it is reached; func + 1, 0 = not */
    uint32_t *via_func, *via_loc;
};

/* What main does after it has joined some threads while others still run: a thread of its own for
 * the judge, created after all that main does before and ended before its last phase. Segments form
 * a chain, each with more threads ended than the one before. */
struct segment {
    uint64_t ended; /* roots by number, the first 64 */
    uint64_t key;
};

/* One program at a time; what it leaves behind are threads and contexts of its own. */
struct order {
    struct analysis *an;
    struct program *p;
    struct hd_arena *a;
    struct hd_arena scratch; /* of this program */
    struct hd_lock_facts *out;
    uint32_t prog, main;
    uint64_t next_key, callbacks, main_key, main_before; /* keys of threads; main_before: the
                                                            program that was here before */
    struct entry_facts *entry;                           /* by function */
    bool *spawned;                                       /* by function: in this program */
    HD_VEC(struct root) roots;
    HD_VEC(struct segment) segments;
    struct hd_map by_ends; /* ends of an edge -> its number + 1 */
    struct hd_map lock_of; /* class -> index of its lock + 1 */
    struct hd_map only;    /* field -> the only CLASS_TERM class that ends in it; 0: several */
    struct hd_map plain;   /* fields and arrays that edges also know without object or index */
};

/* Top-down: what holds at entries --------------------------------------------------------------*/

static bool runs(const struct order *o, uint32_t f)
{
    return link_runs(o->p, f, o->prog);
}

/* Where several functions have the name that is called, each belongs to programs of its own. */
static bool chain_runs(const struct order *o, const struct chain *k)
{
    while (k && (k->at.func == NO_FUNC || runs(o, k->at.func)))
        k = k->next;
    return !k;
}

static bool edge_runs(const struct order *o, const struct order_edge *e)
{
    return runs(o, e->func) && chain_runs(o, e->from_chain) && chain_runs(o, e->to_chain);
}

static void find_spawned(struct order *o)
{
    struct program *p = o->p;
    o->spawned = hd_arena_array(&o->scratch, bool, p->func.len + 1);
    for (uint32_t f = 0; f < p->func.len; f++)
        for (size_t k = 0; k < p->func.data[f].calls.len && runs(o, f); k++)
            if (p->func.data[f].calls.data[k].kind == CALL_SPAWN)
                o->spawned[p->func.data[f].calls.data[k].to] = true;
}

static bool is_root(const struct order *o, uint32_t f)
{
    const struct program *p = o->p;
    const struct pfunc *fn = &p->func.data[f];
    const struct hd_ir_decl *d = pdecl_ir(p, fn->decl);
    if ((func_of(p, f)->flags & HD_FUNC_INIT) || !runs(o, f))
        return false;
    if (f == o->main || o->spawned[f] || fn->signal_handler)
        return true;
    if (p->whole)
        return fn->callers.len == 0 && fn->address_taken;
    return fn->callers.len == 0 || !(d->flags & HD_DECL_F_INTERNAL);
}

/* Phases seen from main: a function that main calls before it creates threads may itself create
 * some, and so on. */
static uint8_t combine(uint8_t caller, uint8_t local)
{
    uint8_t out = 0;
    for (unsigned p = 0; p < 3; p++)
        for (unsigned l = 0; l < 3; l++)
            if ((caller >> p & 1) && (local >> l & 1))
                out |= (uint8_t)(1u << (l == PHASE_BEFORE   ? p
                                        : p == PHASE_BEFORE ? l
                                                            : PHASE_DURING));
    return out;
}

static void meet(struct order *o, struct entry_facts *e, const struct held_call *h)
{
    const struct entry_facts *from = &o->entry[h->from];
    unsigned n = 0;
    uint32_t *cls = hd_arena_array(&o->scratch, uint32_t, h->n + from->n + 1);
    uint8_t *mode = hd_arena_array(&o->scratch, uint8_t, h->n + from->n + 1);
    for (unsigned i = 0; i < h->n; i++, n++) {
        cls[n] = h->cls[i];
        mode[n] = h->mode[i];
    }
    for (unsigned i = 0; i < from->n; i++, n++) {
        cls[n] = from->cls[i];
        mode[n] = from->mode[i];
    }
    uint8_t phases = combine(from->phases, h->phases);
    struct joined joined = from->joined;
    for (unsigned i = 0; i < h->joined.n; i++)
        joined_add(&joined, h->joined.decl[i]);
    if (!e->known) {
        *e = (struct entry_facts){true, cls, mode, n, from->multi || h->in_loop, phases, joined};
        return;
    }
    unsigned out = 0;
    for (unsigned i = 0; i < e->n; i++)
        for (unsigned k = 0; k < n; k++)
            if (e->cls[i] == cls[k] && e->mode[i] == mode[k]) {
                e->cls[out] = e->cls[i];
                e->mode[out++] = e->mode[i];
                break;
            }
    e->n = out;
    e->multi = true; /* a second caller */
    e->phases |= phases;
    joined_meet(&e->joined, &joined);
}

/* Callers come after their callees in the bottom-up order, so the reverse order sees callers
 * first. Inside a cycle of calls the back edges are met with what is known so far. */
static void top_down(struct order *o)
{
    struct program *p = o->p;
    HD_VEC(uint32_t) *calls_to = hd_arena_alloc(&o->scratch, (p->func.len + 1) * sizeof *calls_to);
    for (size_t i = 0; i < o->an->held_calls.len; i++)
        if (runs(o, o->an->held_calls.data[i].from))
            hd_vec_push(&calls_to[o->an->held_calls.data[i].to], (uint32_t)i);
    o->entry = hd_arena_array(&o->scratch, struct entry_facts, p->func.len + 1);
    for (size_t i = p->order.len; i-- > 0;) {
        uint32_t f = p->order.data[i];
        struct entry_facts *e = &o->entry[f];
        if (is_root(o, f)) {
            e->known = true;
            e->phases = f == o->main ? 1u << PHASE_BEFORE : 0;
            e->multi = !p->whole || (f != o->main && !o->spawned[f]);
        }
        for (size_t k = 0; k < calls_to[f].len; k++)
            meet(o, e, &o->an->held_calls.data[calls_to[f].data[k]]);
        hd_vec_free(&calls_to[f]);
    }
}

/* Roots ----------------------------------------------------------------------------------------*/

static void reach(struct order *o, struct root *r)
{
    struct program *p = o->p;
    HD_VEC(uint32_t) queue = {0};
    r->via_func = hd_arena_array(&o->scratch, uint32_t, p->func.len + 1);
    r->via_loc = hd_arena_array(&o->scratch, uint32_t, p->func.len + 1);
    r->via_func[r->func] = r->func + 1;
    hd_vec_push(&queue, r->func);
    for (size_t head = 0; head < queue.len; head++) {
        uint32_t f = queue.data[head];
        for (size_t k = 0; k < p->func.data[f].calls.len; k++) {
            const struct pcall *call = &p->func.data[f].calls.data[k];
            if (call->kind == CALL_SPAWN || call->kind == CALL_SIGNAL || r->via_func[call->to] ||
                !runs(o, call->to))
                continue;
            r->via_func[call->to] = f + 1;
            r->via_loc[call->to] = func_ir(p, f)->insns[call->insn].loc;
            hd_vec_push(&queue, call->to);
        }
    }
    hd_vec_free(&queue);
}

/* Is the handle of what is created here kept in one global variable? Then there is one such thread
 * at a time, however often it is started. */
static bool has_one_handle(const struct order *o, const struct spawn *s)
{
    for (size_t i = 0; i < o->an->creations.len; i++) {
        const struct creation *x = &o->an->creations.data[i];
        const struct term_node *n = term_at(&o->p->terms, x->loc);
        if (x->entry == s->entry && x->at.unit == s->at.unit && x->at.loc == s->at.loc)
            return n->kind == T_VAR && pdecl_ir(o->p, n->a)->kind == HD_DECL_GLOBAL;
    }
    return false;
}

static bool spawned_often(const struct order *o, uint32_t f)
{
    unsigned sites = 0;
    for (size_t i = 0; i < o->an->spawns.len; i++) {
        const struct spawn *s = &o->an->spawns.data[i];
        if (o->p->decl.data[s->entry].func != f || !runs(o, s->func))
            continue;
        bool multi = o->entry[s->func].multi && !has_one_handle(o, s);
        if (s->in_loop || multi || ++sites > 1)
            return true;
    }
    return false;
}

static struct place spawn_place(const struct order *o, uint32_t f)
{
    for (size_t i = 0; i < o->an->spawns.len; i++)
        if (o->p->decl.data[o->an->spawns.data[i].entry].func == f &&
            runs(o, o->an->spawns.data[i].func))
            return o->an->spawns.data[i].at;
    return (struct place){0, 0, NO_FUNC};
}

static struct hd_thread describe_root(const struct order *o, uint32_t f, uint64_t key)
{
    struct program *p = o->p;
    const struct pfunc *fn = &p->func.data[f];
    struct hd_thread t = {.key = key, .name = func_name(p, f), .state = HD_THREAD_ROOT};
    t.entry = site_of(p, fn->unit, func_of(p, f)->loc, f);
    if (o->spawned[f]) {
        struct place at = spawn_place(o, f);
        if (at.func != NO_FUNC)
            t.created = site_of(p, at.unit, at.loc, at.func);
        t.parent = p->whole ? o->main_key : 0;
        t.parent_clock = PHASE_DURING;
        t.joiner = t.parent; /* what main does in its last phase, it does after all joins */
        t.join_clock = PHASE_AFTER;
        t.many = spawned_often(o, f);
    }
    return t;
}

/* The threads of two programs never run at the same time in one process: as if each program began
 * when the one before was over. */
static void begin_after(const struct order *o, struct hd_thread *t)
{
    t->parent = o->main_before;
    t->parent_clock = o->main_before ? AFTER_ALL + 1 : 0;
}

/* Keys of a program: first the one unknown thread in which callbacks run, then main, then others.
 */
static void make_roots(struct order *o)
{
    struct program *p = o->p;
    o->callbacks = o->next_key++;
    o->main_key = o->next_key++;
    struct hd_thread any = {.key = o->callbacks, .name = "callback", .state = HD_THREAD_ROOT};
    begin_after(o, &any);
    if (link_programs(p) > 1) {
        any.joiner = o->main_key;
        any.join_clock = AFTER_ALL;
    }
    hd_vec_push(&o->out->thread, any);
    for (uint32_t f = 0; f < p->func.len; f++) {
        if (!is_root(o, f))
            continue;
        bool callback = p->whole && f != o->main && !o->spawned[f];
        struct root r = {.func = f};
        r.key = f == o->main ? o->main_key : callback ? o->callbacks : o->next_key++;
        if (!callback) {
            struct hd_thread t = describe_root(o, f, r.key);
            t.many |= !p->whole && !o->spawned[f];
            if (f == o->main)
                begin_after(o, &t);
            r.many = t.many;
            hd_vec_push(&o->out->thread, t);
        }
        reach(o, &r);
        hd_vec_push(&o->roots, r);
    }
}

/* The roots whose threads have certainly ended where main acquires, as a bit set. */
static uint64_t ended_before(const struct order *o, const struct order_edge *e)
{
    struct joined j = o->entry[e->func].joined;
    uint64_t m = 0;
    for (unsigned i = 0; i < e->joined.n; i++)
        joined_add(&j, e->joined.decl[i]);
    for (unsigned i = 0; i < j.n; i++) {
        const uint64_t *entry = hd_map_get(&o->an->entry_at, j.decl[i]);
        uint32_t f = entry && *entry ? o->p->decl.data[*entry - 1].func : NO_FUNC;
        for (size_t r = 0; f != NO_FUNC && r < o->roots.len && r < 64; r++)
            if (o->roots.data[r].func == f && !o->roots.data[r].many)
                m |= UINT64_C(1) << r;
    }
    return m;
}

static int by_size(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    int n = __builtin_popcountll(a) - __builtin_popcountll(b);
    return n ? n : (a > b) - (a < b);
}

/* A thread is joined in the first segment that knows it has ended. */
static void hand_to_segment(struct order *o, const struct segment *s, uint64_t before)
{
    for (size_t r = 0; r < o->roots.len && r < 64; r++)
        for (size_t t = 0; (s->ended & ~before) >> r & 1 && t < o->out->thread.len; t++)
            if (o->out->thread.data[t].key == o->roots.data[r].key) {
                o->out->thread.data[t].joiner = s->key;
                o->out->thread.data[t].join_clock = 0;
            }
}

static void make_segments(struct order *o)
{
    HD_VEC(uint64_t) sets = {0};
    for (size_t i = 0; o->p->whole && i < o->an->edges.len; i++)
        if (edge_runs(o, &o->an->edges.data[i]))
            hd_vec_push(&sets, ended_before(o, &o->an->edges.data[i]));
    if (sets.len)
        qsort(sets.data, sets.len, sizeof *sets.data, by_size);
    uint64_t last = 0;
    for (size_t i = 0; i < sets.len; i++) {
        if (sets.data[i] == last || (sets.data[i] & last) != last)
            continue;
        struct segment s = {sets.data[i], o->next_key++};
        struct hd_thread t = describe_root(o, o->main, s.key);
        bool first = o->segments.len == 0;
        t.parent = first ? o->main_key : hd_vec_last(&o->segments).key;
        t.parent_clock = first ? PHASE_AFTER : 1;
        t.joiner = o->main_key;
        t.join_clock = PHASE_AFTER;
        hd_vec_push(&o->out->thread, t);
        hand_to_segment(o, &s, last);
        hd_vec_push(&o->segments, s);
        last = s.ended;
    }
    hd_vec_free(&sets);
}

/* The latest segment that this edge certainly lies in, 0 for none. */
static uint64_t segment_of(const struct order *o, const struct order_edge *e)
{
    uint64_t ended = ended_before(o, e), key = 0;
    for (size_t i = 0; i < o->segments.len; i++)
        if ((o->segments.data[i].ended & ~ended) == 0)
            key = o->segments.data[i].key;
    return key;
}

/* Classes --------------------------------------------------------------------------------------*/

static const char *file_of(const struct program *p, uint32_t d)
{
    const char *f = site_of(p, p->decl.data[d].unit, pdecl_ir(p, d)->loc, NO_FUNC).file;
    return f ? f : "";
}

/* The declaration that stands for a class, and its name for people. */
static uint32_t class_decl(const struct order *o, uint32_t cls)
{
    return cls & CLASS_TERM ? term_class_decl(&o->p->terms, cls & ~CLASS_TERM) : cls;
}

static const char *variable_path(struct order *o, term loc)
{
    const struct term_node n = *term_at(&o->p->terms, loc);
    if (n.kind == T_VAR)
        return pdecl_ir(o->p, n.a)->kind == HD_DECL_FIELD ? pdecl_label(o->p, n.a)
                                                          : pdecl_name(o->p, n.a);
    if (n.kind == T_INDEX)
        return hd_arena_fmt(o->a, "%s[%lld]", variable_path(o, n.a), (long long)n.b);
    return hd_arena_fmt(o->a, "%s.%s", variable_path(o, n.a), pdecl_name(o->p, (uint32_t)n.b));
}

static uint32_t variable_of(const struct order *o, uint32_t cls)
{
    return term_at(&o->p->terms, term_root(&o->p->terms, cls & ~CLASS_TERM))->a;
}

static const char *class_key(struct order *o, uint32_t d)
{
    struct program *p = o->p;
    if (d & CLASS_TERM) {
        uint32_t v = variable_of(o, d);
        const char *path = variable_path(o, d & ~CLASS_TERM);
        if (pdecl_ir(p, v)->kind == HD_DECL_FIELD)
            return hd_arena_fmt(o->a, "field:%s", path);
        bool internal = pdecl_ir(p, v)->flags & HD_DECL_F_INTERNAL;
        return hd_arena_fmt(o->a, "global:%s@%s", path, internal ? file_of(p, v) : "");
    }
    const struct hd_ir_decl *id = pdecl_ir(p, d);
    const struct hd_ir *ir = p->unit.data[p->decl.data[d].unit].ir;
    const char *name = pdecl_name(p, d);
    if (id->kind == HD_DECL_FIELD)
        return hd_arena_fmt(o->a, "field:%s", pdecl_label(p, d));
    if (id->kind == HD_DECL_GLOBAL)
        return hd_arena_fmt(o->a, "global:%s@%s", name,
                            id->flags & HD_DECL_F_INTERNAL ? file_of(p, d) : "");
    return hd_arena_fmt(o->a, "local:%s.%s@%s", hd_ir_str(ir, ir->decls[id->owner].name), name,
                        file_of(p, d));
}

static bool has_index(const struct order *o, term x)
{
    while (term_at(&o->p->terms, x)->kind == T_FIELD)
        x = term_at(&o->p->terms, x)->a;
    return term_at(&o->p->terms, x)->kind == T_INDEX;
}

/* The only lock of its field in a global variable is most likely what pointers to the record point
 * to elsewhere: one class. Several are told apart; elements of an array only when no edge leaves
 * the index open, for that may be any of them. */
static uint32_t settle(const struct order *o, uint32_t cls)
{
    if (!(cls & CLASS_TERM))
        return cls;
    uint32_t d = class_decl(o, cls);
    const uint64_t *only = hd_map_get(&o->only, d);
    bool open = hd_map_get(&o->plain, d) && has_index(o, cls & ~CLASS_TERM);
    return open || (only && *only == cls) ? d : cls;
}

static void note_class(struct order *o, uint32_t cls)
{
    bool added;
    if (!(cls & CLASS_TERM)) {
        hd_map_put(&o->plain, cls, NULL);
        return;
    }
    uint64_t *at = hd_map_put(&o->only, class_decl(o, cls), &added);
    if (added)
        *at = cls;
    else if (*at != cls)
        *at = 0;
}

static int64_t lock_index(struct order *o, uint32_t cls, const struct hd_resource *res)
{
    cls = settle(o, cls);
    uint32_t d = class_decl(o, cls);
    uint64_t *at = hd_map_put(&o->lock_of, cls, NULL);
    if (*at)
        return (int64_t)*at - 1;
    struct program *p = o->p;
    struct hd_lock_class k = {.key = class_key(o, cls), .resource = res->id};
    k.name = cls & CLASS_TERM ? variable_path(o, cls & ~CLASS_TERM) : pdecl_label(p, d);
    k.decl = site_of(p, p->decl.data[d].unit, pdecl_ir(p, d)->loc, NO_FUNC);
    k.recursive = (p->decl.data[d].traits | res->traits) & HD_TRAIT_RECURSIVE;
    uint32_t variable = cls & CLASS_TERM ? variable_of(o, cls) : d;
    if (pdecl_ir(p, variable)->kind == HD_DECL_GLOBAL)
        k.symbol = pdecl_name(p, variable);
    hd_vec_push(&o->out->cls, k);
    struct hd_lock l = {.class_id = (int64_t)o->out->cls.len - 1, .label = k.name};
    hd_vec_push(&o->out->lock, l);
    *at = o->out->lock.len;
    return (int64_t)*at - 1;
}

/* Edges ----------------------------------------------------------------------------------------*/

/* Call sites from the root down to `f`, then down the chain to the event, whose site is *last. */
static size_t call_path(struct order *o, const struct root *r, uint32_t f, struct place at,
                        const struct chain *chain, struct hd_site **out, struct hd_site *last)
{
    struct program *p = o->p;
    size_t n = 0, depth = 0;
    for (uint32_t g = f; g != r->func && depth < 64; g = r->via_func[g] - 1)
        depth++;
    struct hd_site *s = hd_arena_array(o->a, struct hd_site, depth + MAX_CHAIN + 2);
    uint32_t g = f;
    for (size_t i = depth; i-- > 0; g = r->via_func[g] - 1) {
        uint32_t caller = r->via_func[g] - 1;
        s[i] = site_of(p, p->func.data[caller].unit, r->via_loc[g], caller);
    }
    n = depth;
    *last = site_of(p, at.unit, at.loc, at.func);
    for (const struct chain *k = chain; k; k = k->next) {
        s[n++] = *last;
        *last = site_of(p, k->at.unit, k->at.loc, k->at.func);
    }
    *out = s;
    return n;
}

/* Of a primitive of the program's own making, who uses it is to be looked at. */
static size_t to_user(const struct hd_resource *res, const struct hd_site *calls, size_t n,
                      struct hd_site *last)
{
    if (res->traits & HD_TRAIT_INSIDE && n)
        *last = calls[--n];
    return n;
}

static void add_gates(struct order *o, const struct order_edge *e, struct hd_edge_context *x)
{
    const struct entry_facts *en = &o->entry[e->func];
    x->gate = hd_arena_array(o->a, struct hd_gate, e->ngates + en->n + 1);
    for (unsigned i = 0; i < e->ngates; i++)
        x->gate[x->ngates++] =
            (struct hd_gate){lock_index(o, e->gate[i], e->from_res), (enum hd_mode)e->gate_mode[i]};
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
    size_t added = 0;
    for (size_t i = 0; i < o->roots.len && added < MAX_ROOTS_PER_EDGE; i++) {
        const struct root *r = &o->roots.data[i];
        if (!r->via_func[e->func])
            continue;
        struct hd_edge_context x = {.thread = r->key,
                                    .from_mode = e->from_mode,
                                    .to_mode = e->to_mode,
                                    .is_try = e->is_try,
                                    .ordered =
                                        e->ordered && settle(o, e->from) == settle(o, e->to)};
        size_t before = v.len;
        uint8_t phases = 1u << PHASE_BEFORE;
        if (r->func == o->main)
            phases = combine(o->entry[e->func].phases, e->phases);
        x.ncalls = call_path(o, r, e->func, e->to_at, e->to_chain, &x.calls, &x.to_site);
        x.nfrom_calls =
            call_path(o, r, e->func, e->from_at, e->from_chain, &x.from_calls, &x.from_site);
        x.ncalls = to_user(e->to_res, x.calls, x.ncalls, &x.to_site);
        x.nfrom_calls = to_user(e->from_res, x.from_calls, x.nfrom_calls, &x.from_site);
        add_gates(o, e, &x);
        for (x.clock = PHASE_BEFORE; x.clock <= PHASE_AFTER; x.clock++)
            if (phases >> x.clock & 1)
                hd_vec_push(&v, x);
        uint64_t segment = r->func == o->main ? segment_of(o, e) : 0;
        for (size_t k = 0; segment && k < v.len; k++)
            if (v.data[k].thread == r->key && v.data[k].clock == PHASE_DURING && k >= before) {
                v.data[k].thread = segment;
                v.data[k].clock = 0;
            }
        added++;
    }
    out->ncontexts = v.len;
    out->context = hd_arena_dup(o->a, v.data, v.len * sizeof *v.data);
    hd_vec_free(&v);
}

static void make_edges(struct order *o)
{
    for (size_t i = 0; i < o->an->edges.len; i++) {
        const struct order_edge *e = &o->an->edges.data[i];
        if (!edge_runs(o, e))
            continue;
        int64_t from = lock_index(o, e->from, e->from_res), to = lock_index(o, e->to, e->to_res);
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

/* Programs -------------------------------------------------------------------------------------*/

static void begin_program(struct order *o, uint32_t prog)
{
    o->prog = prog;
    o->main = link_main(o->p, prog);
    find_spawned(o);
    top_down(o);
}

static void end_program(struct order *o)
{
    o->main_before = o->main_key;
    hd_vec_free(&o->roots);
    hd_vec_free(&o->segments);
    hd_arena_free(&o->scratch);
}

static void judge_one(struct order *o, uint32_t prog)
{
    begin_program(o, prog);
    make_roots(o);
    make_segments(o);
    make_edges(o);
    end_program(o);
}

/* What decides about the cycles of a program: for each of its edges the threads that get there, in
 * which phase, with which locks of their callers. Test programs of one library differ in little. */
typedef HD_VEC(uint64_t) signature;

static int by_number(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

static uint64_t hash_entry(const struct order *o, const struct order_edge *e)
{
    const struct entry_facts *f = &o->entry[e->func];
    uint64_t h = hd_hash_mix(f->phases, f->multi);
    for (unsigned i = 0; i < f->n; i++)
        h += hd_hash_mix(f->cls[i], f->mode[i]);
    for (unsigned i = 0; i < f->joined.n; i++)
        h += hd_hash_mix(f->joined.decl[i], 2);
    return h;
}

/* Which functions each root of each program reaches: a mark per function, the number of the round
 * that set it. Hundreds of programs times their roots are too many for tables of their own. */
struct marks_of {
    uint32_t *mark, round;
    HD_VEC(uint32_t) queue;
};

static void mark_reached(const struct order *o, struct marks_of *m, uint32_t root)
{
    const struct program *p = o->p;
    m->round++;
    hd_vec_clear(&m->queue);
    hd_vec_push(&m->queue, root);
    m->mark[root] = m->round;
    for (size_t head = 0; head < m->queue.len; head++) {
        const struct pfunc *f = &p->func.data[m->queue.data[head]];
        for (size_t k = 0; k < f->calls.len; k++) {
            const struct pcall *call = &f->calls.data[k];
            if (call->kind == CALL_SPAWN || call->kind == CALL_SIGNAL ||
                m->mark[call->to] == m->round || !runs(o, call->to))
                continue;
            m->mark[call->to] = m->round;
            hd_vec_push(&m->queue, call->to);
        }
    }
}

static void sign(struct order *o, uint32_t prog, struct marks_of *m, signature *out)
{
    begin_program(o, prog);
    uint64_t *entry = hd_arena_array(&o->scratch, uint64_t, o->an->edges.len + 1);
    for (size_t i = 0; i < o->an->edges.len; i++)
        if (edge_runs(o, &o->an->edges.data[i]))
            entry[i] = hash_entry(o, &o->an->edges.data[i]) | 1;
    for (uint32_t f = 0; f < o->p->func.len; f++) {
        if (!is_root(o, f))
            continue;
        bool many = o->spawned[f] && spawned_often(o, f);
        uint64_t who = hd_hash_mix(f == o->main ? UINT64_MAX : f, many);
        mark_reached(o, m, f);
        for (size_t i = 0; i < o->an->edges.len; i++)
            if (entry[i] && m->mark[o->an->edges.data[i].func] == m->round)
                hd_vec_push(out, hd_hash_mix(hd_hash_mix(i, entry[i]), who));
    }
    if (out->len)
        qsort(out->data, out->len, sizeof *out->data, by_number);
    end_program(o);
}

static bool is_part(const signature *a, const signature *of)
{
    size_t k = 0;
    for (size_t i = 0; i < a->len; i++) {
        while (k < of->len && of->data[k] < a->data[i])
            k++;
        if (k == of->len || of->data[k] != a->data[i])
            return false;
    }
    return true;
}

/* Those that show all that there is to see, the largest first. */
static void judge_several(struct order *o, uint32_t n)
{
    signature *sig = hd_arena_alloc(o->a, n * sizeof *sig);
    uint32_t shown[MAX_PROGRAMS], nshown = 0;
    struct marks_of m = {.mark = hd_arena_array(o->a, uint32_t, o->p->func.len + 1)};
    for (uint32_t k = 0; k < n; k++)
        sign(o, k, &m, &sig[k]);
    hd_vec_free(&m.queue);
    o->main_before = 0;
    bool *done = hd_arena_array(o->a, bool, n);
    for (uint32_t round = 0; round < n && nshown < MAX_PROGRAMS; round++) {
        uint32_t next = UINT32_MAX;
        for (uint32_t k = 0; k < n; k++)
            if (!done[k] && (next == UINT32_MAX || sig[k].len > sig[next].len))
                next = k;
        done[next] = true;
        bool covered = false;
        for (uint32_t i = 0; i < nshown && !covered; i++)
            covered = is_part(&sig[next], &sig[shown[i]]);
        if (covered)
            continue;
        shown[nshown++] = next;
        judge_one(o, next);
    }
    for (uint32_t k = 0; k < n; k++)
        hd_vec_free(&sig[k]);
}

void build_lock_facts(struct analysis *an, struct hd_arena *a, struct hd_lock_facts *out)
{
    struct order o = {.an = an, .p = an->p, .a = a, .out = out, .next_key = 1};
    for (size_t i = 0; i < an->edges.len; i++) {
        note_class(&o, an->edges.data[i].from);
        note_class(&o, an->edges.data[i].to);
    }
    if (link_programs(an->p) == 1)
        judge_one(&o, 0);
    else
        judge_several(&o, link_programs(an->p));
    hd_map_free(&o.by_ends);
    hd_map_free(&o.lock_of);
    hd_map_free(&o.only);
    hd_map_free(&o.plain);
}
