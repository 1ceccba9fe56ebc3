/* Of one program: what holds where functions begin, the roots (main, threads, callbacks) and who of
 * them gets to the edges, and what main does after it has joined some.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/order_internal.h"

#include <stdlib.h>

/* Top-down: what holds at entries --------------------------------------------------------------*/

/* Where several functions have the name that is called, each belongs to programs of its own. */
static bool chain_runs(const struct order *o, const struct chain *k)
{
    while (k && (k->at.func == NO_FUNC || runs_here(o, k->at.func)))
        k = k->next;
    return !k;
}

bool edge_runs(const struct order *o, const struct order_edge *e)
{
    return runs_here(o, e->func) && chain_runs(o, e->from_chain) && chain_runs(o, e->to_chain);
}

static void find_spawned(struct order *o)
{
    for (size_t i = 0; i < o->near.spawns.len; i++)
        o->spawned[(uint32_t)o->near.spawns.data[i]] = false;
    for (size_t i = 0; i < o->near.spawns.len; i++)
        if (runs_here(o, (uint32_t)(o->near.spawns.data[i] >> 32)))
            o->spawned[(uint32_t)o->near.spawns.data[i]] = true;
}

bool is_root(const struct order *o, uint32_t f)
{
    const struct program *p = o->p;
    const struct pfunc *fn = &p->func.data[f];
    const struct hd_ir_decl *d = pdecl_ir(p, fn->decl);
    if ((func_of(p, f)->flags & HD_FUNC_INIT) || !runs_here(o, f))
        return false;
    if (f == o->main || o->spawned[f] || fn->signal_handler)
        return true;
    if (p->whole)
        return fn->callers.len == 0 && fn->address_taken;
    return fn->callers.len == 0 || !(d->flags & HD_DECL_F_INTERNAL);
}

/* Phases seen from main: a function that main calls before it creates threads may itself create
 * some, and so on. */
uint8_t combine(uint8_t caller, uint8_t local)
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

static bool is_held_so(const struct held *h, uint32_t cls, uint8_t mode)
{
    for (unsigned i = 0; i < h->n; i++)
        if (h->cls[i] == cls && h->mode[i] == mode)
            return true;
    return false;
}

/* At one more call: what the caller holds there, and what was held where the caller began. */
static void meet_held(struct order *o, struct held *to, bool first, const struct held_call *h,
                      const struct held *caller)
{
    const struct held here = {h->cls, h->mode, h->n};
    unsigned n = 0;
    if (first) {
        to->cls = hd_arena_array(&o->scratch, uint32_t, h->n + caller->n + 1);
        to->mode = hd_arena_array(&o->scratch, uint8_t, h->n + caller->n + 1);
        for (unsigned i = 0; i < h->n + caller->n; i++) {
            bool in_call = i < h->n;
            to->cls[i] = in_call ? h->cls[i] : caller->cls[i - h->n];
            to->mode[i] = in_call ? h->mode[i] : caller->mode[i - h->n];
        }
        to->n = h->n + caller->n;
        return;
    }
    for (unsigned i = 0; i < to->n; i++)
        if (is_held_so(&here, to->cls[i], to->mode[i]) ||
            is_held_so(caller, to->cls[i], to->mode[i])) {
            to->cls[n] = to->cls[i];
            to->mode[n++] = to->mode[i];
        }
    to->n = n;
}

static void meet(struct order *o, struct entry_facts *e, const struct held_call *h)
{
    const struct entry_facts *from = &o->entry[h->from];
    uint8_t phases = combine(from->phases, h->phases);
    struct joined joined = from->joined;
    for (unsigned i = 0; i < h->joined.n; i++)
        joined_add(&joined, h->joined.decl[i]);
    meet_held(o, &e->held, !e->known, h, &from->held);
    if (!e->known) {
        *e = (struct entry_facts){true,   e->held, from->multi || h->in_loop,
                                  phases, joined,  from->only_main};
        return;
    }
    e->multi = true; /* a second caller */
    e->only_main &= from->only_main || !from->known;
    e->phases |= phases;
    joined_meet(&e->joined, &joined);
}

/* Callers first. Inside a cycle of calls the back edges are met with what is known so far. */
static void top_down(struct order *o)
{
    const struct program *p = o->p;
    const struct near *n = &o->near;
    for (uint32_t i = 0; i < n->nentries; i++)
        o->entry[n->entry[i]] = (struct entry_facts){0};
    for (uint32_t i = 0; i < n->nentries; i++) {
        uint32_t f = n->entry[i];
        struct entry_facts *e = &o->entry[f];
        if (is_root(o, f)) {
            e->known = true;
            e->phases = f == o->main ? 1u << PHASE_BEFORE : 0;
            e->multi = !p->whole || (f != o->main && !o->spawned[f]);
            e->only_main = f == o->main;
        }
        for (uint32_t k = n->first_held[f]; k < n->first_held[f + 1]; k++) {
            const struct held_call *h = &o->an->held_calls.data[n->held[k]];
            if (runs_here(o, h->from))
                meet(o, e, h);
        }
    }
}

void begin_program(struct order *o, uint32_t prog)
{
    o->prog = prog;
    o->main = link_main(o->p, prog);
    find_spawned(o);
    top_down(o);
}

void end_program(struct order *o)
{
    o->main_before = o->main_key;
    hd_vec_free(&o->roots);
    hd_vec_free(&o->segments);
    hd_vec_free(&o->owners);
    hd_map_free(&o->in_call);
    hd_arena_free(&o->scratch);
}

/* Roots ----------------------------------------------------------------------------------------*/

/* One walk from each root, breadth first; a mark is the number of the walk that set it. */
struct walk {
    struct order *o;
    uint32_t *mark, *via, *loc; /* by number in near; via: caller */
    struct held *held;          /* by number, of those that the walk has got to */
    uint32_t root, from;        /* numbers among the roots, and in near */
    uint32_t round, open;       /* open: with edges, and not all ways known that count */
    HD_VEC(uint32_t) queue;
};

static int by_number(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return (a > b) - (a < b);
}

/* Callers first. Inside a cycle of calls, calls back up count as made with nothing held. */
static void find_held(struct walk *w)
{
    struct order *o = w->o;
    const struct near *near = &o->near;
    qsort(w->queue.data, w->queue.len, sizeof *w->queue.data, by_number);
    for (size_t i = 0; i < w->queue.len; i++) {
        uint32_t to = w->queue.data[i], f = near->func[to];
        bool first = to != w->from;
        w->held[to] = (struct held){.n = 0};
        for (uint32_t k = near->first_held[f]; k < near->first_held[f + 1]; k++) {
            const struct held_call *h = &o->an->held_calls.data[near->held[k]];
            uint32_t from = near->number[h->from];
            const struct held none = {.n = 0};
            if (!from || w->mark[from - 1] != w->round || !runs_here(o, h->from))
                continue;
            meet_held(o, &w->held[to], first, h, from - 1 < to ? &w->held[from - 1] : &none);
            first = false;
        }
    }
}

static void keep_way(struct walk *w, uint32_t root, uint32_t from, uint32_t to)
{
    struct order *o = w->o;
    struct ways *all = &o->ways[to];
    struct way *way = &all->way[all->n++];
    w->open -= all->n == MAX_ROOTS_PER_EDGE;
    *way = (struct way){.root = root,
                        .held = hd_arena_dup(&o->scratch, &w->held[to], sizeof w->held[to])};
    for (uint32_t g = to; g != from && way->n < 64; g = w->via[g])
        way->n++;
    way->hop = hd_arena_array(&o->scratch, struct hop, way->n + 1);
    uint32_t g = to;
    for (unsigned i = way->n; i-- > 0; g = w->via[g])
        way->hop[i] = (struct hop){o->near.func[w->via[g]], w->loc[g]};
}

/* Does a thread that begins with the walk's root make this call? */
static bool is_made(const struct walk *w, uint32_t caller, const struct near_call *k)
{
    const struct order *o = w->o;
    const struct near *n = &o->near;
    return runs_here(o, n->func[k->to]) &&
           (!k->inner ||
            call_reached(o->an, n->func[caller], n->func[k->to], o->roots.data[w->root].func));
}

static void follow_root(struct walk *w, uint32_t root)
{
    const struct near *n = &w->o->near;
    uint32_t from = n->number[w->o->roots.data[root].func];
    if (!from || !w->open)
        return;
    w->root = root;
    w->from = --from;
    w->round++;
    hd_vec_clear(&w->queue);
    hd_vec_push(&w->queue, from);
    w->mark[from] = w->round;
    for (size_t head = 0; head < w->queue.len; head++) {
        uint32_t f = w->queue.data[head];
        for (uint32_t k = n->first[f]; k < n->first[f + 1]; k++) {
            uint32_t to = n->call[k].to;
            if (w->mark[to] == w->round || !is_made(w, f, &n->call[k]))
                continue;
            w->mark[to] = w->round;
            w->via[to] = f;
            w->loc[to] = n->call[k].loc;
            hd_vec_push(&w->queue, to);
        }
    }
    find_held(w);
    for (size_t i = 0; i < w->queue.len; i++) {
        uint32_t f = w->queue.data[i];
        if (n->edges[f] && w->o->ways[f].n < MAX_ROOTS_PER_EDGE)
            keep_way(w, root, from, f);
    }
}

static void follow_roots(struct order *o)
{
    const struct near *n = &o->near;
    struct walk w = {.o = o};
    o->ways = hd_arena_array(&o->scratch, struct ways, n->n + 1);
    w.mark = hd_arena_array(&o->scratch, uint32_t, n->n + 1);
    w.via = hd_arena_array(&o->scratch, uint32_t, n->n + 1);
    w.loc = hd_arena_array(&o->scratch, uint32_t, n->n + 1);
    w.held = hd_arena_array(&o->scratch, struct held, n->n + 1);
    for (uint32_t i = 0; i < n->n; i++)
        w.open += n->edges[i] && runs_here(o, n->func[i]);
    for (uint32_t r = 0; r < o->roots.len; r++)
        follow_root(&w, r);
    hd_vec_free(&w.queue);
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

bool spawned_often(const struct order *o, uint32_t f)
{
    unsigned sites = 0;
    for (size_t i = 0; i < o->an->spawns.len; i++) {
        const struct spawn *s = &o->an->spawns.data[i];
        if (o->p->decl.data[s->entry].func != f || !runs_here(o, s->func))
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
            runs_here(o, o->an->spawns.data[i].func))
            return o->an->spawns.data[i].at;
    return (struct place){0, 0, NO_FUNC};
}

struct hd_thread describe_root(const struct order *o, uint32_t f, uint64_t key)
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
void make_roots(struct order *o)
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
    for (size_t i = 0; i < o->near.candidates.len; i++) {
        uint32_t f = o->near.candidates.data[i];
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
        hd_vec_push(&o->roots, r);
    }
    follow_roots(o);
}

/* The roots whose threads have certainly ended where main does something in `func`, as a bit set.
 */
static uint64_t ended_before(const struct order *o, uint32_t func, const struct joined *here)
{
    struct joined j = o->entry[func].joined;
    uint64_t m = 0;
    for (unsigned i = 0; i < here->n; i++)
        joined_add(&j, here->decl[i]);
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

/* A thread ends before the first segment that knows it has ended. */
static void hand_to_segment(struct order *o, const struct segment *s, uint64_t before)
{
    for (size_t r = 0; r < o->roots.len && r < 64; r++)
        for (size_t t = 0; (s->ended & ~before) >> r & 1 && t < o->out->thread.len; t++)
            if (o->out->thread.data[t].key == o->roots.data[r].key) {
                o->out->thread.data[t].joiner = s->point;
                o->out->thread.data[t].join_clock = 0;
            }
}

static void add_segment(struct order *o, uint64_t ended, uint64_t before)
{
    bool first = o->segments.len == 0;
    struct segment s = {.ended = ended, .key = o->next_key++, .point = o->next_key++};
    struct hd_thread t = describe_root(o, o->main, s.key),
                     point = describe_root(o, o->main, s.point);
    t.parent = first ? o->main_key : hd_vec_last(&o->segments).key;
    t.parent_clock = first ? PHASE_AFTER : 1;
    t.joiner = o->main_key;
    t.join_clock = PHASE_AFTER;
    point.parent = first ? o->main_key : hd_vec_last(&o->segments).point;
    point.parent_clock = first ? PHASE_DURING : 1;
    point.joiner = s.key;
    point.join_clock = 0;
    hd_vec_push(&o->out->thread, t);
    hd_vec_push(&o->out->thread, point);
    hand_to_segment(o, &s, before);
    hd_vec_push(&o->segments, s);
}

/* The latest segment in which all this has ended; NULL. */
static const struct segment *latest(const struct order *o, uint64_t ended)
{
    const struct segment *last = NULL;
    for (size_t i = 0; i < o->segments.len; i++)
        if ((o->segments.data[i].ended & ~ended) == 0)
            last = &o->segments.data[i];
    return last;
}

/* Does main create the thread, after others have ended? */
static bool made_late(const struct order *o, const struct spawn *s, uint64_t *ended)
{
    bool main = runs_here(o, s->func) && o->entry[s->func].only_main;
    *ended = main ? ended_before(o, s->func, &s->joined) : 0;
    return *ended != 0;
}

/* A thread that is created once begins where its creator's segment does, or later. */
static void begin_in_segments(struct order *o)
{
    for (size_t i = 0; o->segments.len && i < o->an->spawns.len; i++) {
        const struct spawn *s = &o->an->spawns.data[i];
        uint32_t f = o->p->decl.data[s->entry].func;
        uint64_t ended;
        const struct segment *in = made_late(o, s, &ended) ? latest(o, ended) : NULL;
        for (size_t r = 0; in && f != NO_FUNC && r < o->roots.len; r++)
            for (size_t t = 0;
                 o->roots.data[r].func == f && !o->roots.data[r].many && t < o->out->thread.len;
                 t++)
                if (o->out->thread.data[t].key == o->roots.data[r].key) {
                    o->out->thread.data[t].parent = in->point;
                    o->out->thread.data[t].parent_clock = 1;
                }
    }
}

void make_segments(struct order *o)
{
    HD_VEC(uint64_t) sets = {0};
    uint64_t ended;
    for (size_t i = 0; o->p->whole && i < o->an->edges.len; i++) {
        const struct order_edge *e = &o->an->edges.data[i];
        if (edge_runs(o, e))
            hd_vec_push(&sets, ended_before(o, e->func, &e->joined));
    }
    for (size_t i = 0; sets.len && i < o->an->spawns.len; i++)
        if (made_late(o, &o->an->spawns.data[i], &ended))
            hd_vec_push(&sets, ended);
    if (sets.len)
        qsort(sets.data, sets.len, sizeof *sets.data, by_size);
    uint64_t last = 0;
    for (size_t i = 0; i < sets.len; i++) {
        if (sets.data[i] == last || (sets.data[i] & last) != last)
            continue;
        add_segment(o, sets.data[i], last);
        last = sets.data[i];
    }
    hd_vec_free(&sets);
    begin_in_segments(o);
}

uint64_t segment_of(const struct order *o, const struct order_edge *e)
{
    const struct segment *s = latest(o, ended_before(o, e->func, &e->joined));
    return s ? s->key : 0;
}
