/* From lock-order facts to cycles. Two graphs are searched alike: run-time edges between objects,
 * and all edges between classes (see graph.h for why). In each, candidate cycles come in two
 * rounds: first over the arcs that could block at all, so that excused detours never use up the
 * bounds, then over all arcs, for the excused ones that people may want to see. A candidate is
 * taken when it explains an arc that no shorter one explains: one finding per defect, not per
 * path. Cycles with the same classes in the same order are one, whichever graph gave them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "graph/internal.h"

#include <string.h>

#include "core/err.h"

/* Cycles of more locks are found by the shortest-cycle pass of hd_digraph_cycles. */
static const struct hd_cycle_bounds BOUNDS = {.length = 7, .count = 2000, .steps = 400000};

uint32_t hd_judged_class(const struct hd_judged *g, uint32_t node)
{
    return g->by_class ? node : g->class_of[node];
}

static bool known_by_place(const struct hd_lock_class *c)
{
    return strncmp(c->key, "init:", 5) == 0;
}

/* Number of the place where a class is initialised, UINT32_MAX when that is unknown. */
static uint32_t init_place(struct hd_strpool *places, const struct hd_lock_class *c)
{
    if (!c->init.file || !c->init.line || !c->init.function)
        return UINT32_MAX;
    struct hd_buf b = {0};
    hd_buf_fmt(&b, "%s:%u:%s", c->init.file, c->init.line, c->init.function);
    uint32_t place = hd_strpool_put(places, hd_buf_cstr(&b));
    hd_buf_free(&b);
    return place;
}

/* The run knows a lock on the heap by nothing but where it was initialised. When exactly one class
 * that is known by its declaration is initialised there, that one stands for both. */
uint32_t *hd_classes_stand_for(const struct hd_lock_facts *f, struct hd_arena *a)
{
    const uint64_t ambiguous = UINT32_MAX;
    uint32_t *stands_for = hd_arena_array(a, uint32_t, f->cls.len + 1);
    struct hd_strpool places = {0};
    struct hd_map declared = {0}; /* place -> class */
    for (uint32_t i = 0; i < f->cls.len; i++) {
        stands_for[i] = i;
        uint32_t place = init_place(&places, &f->cls.data[i]);
        if (place == UINT32_MAX || known_by_place(&f->cls.data[i]))
            continue;
        bool added;
        uint64_t *c = hd_map_put(&declared, place, &added);
        *c = added ? i : ambiguous;
    }
    for (uint32_t i = 0; i < f->cls.len; i++) {
        if (!known_by_place(&f->cls.data[i]))
            continue;
        uint32_t place = init_place(&places, &f->cls.data[i]);
        const uint64_t *c = place == UINT32_MAX ? NULL : hd_map_get(&declared, place);
        if (c && *c != ambiguous)
            stands_for[i] = (uint32_t)*c;
    }
    hd_map_free(&declared);
    hd_strpool_free(&places);
    return stands_for;
}

uint32_t *hd_lock_classes(const struct hd_lock_facts *f, struct hd_arena *a)
{
    uint32_t *class_of = hd_arena_array(a, uint32_t, f->lock.len + 1);
    const uint32_t *stands_for = hd_classes_stand_for(f, a);
    struct hd_map index = {0};
    for (size_t i = 0; i < f->cls_id.len; i++)
        *hd_map_put(&index, (uint64_t)f->cls_id.data[i], NULL) = i;
    for (size_t i = 0; i < f->lock.len; i++) {
        uint64_t id = (uint64_t)f->lock.data[i].class_id;
        const uint64_t *c = f->cls_id.len ? hd_map_get(&index, id) : id < f->cls.len ? &id : NULL;
        class_of[i] = c ? stands_for[*c] : UINT32_MAX;
    }
    hd_map_free(&index);
    return class_of;
}

bool hd_context_is_static(const struct hd_lock_facts *f, const struct hd_happens *h,
                          const struct hd_edge *e, const struct hd_edge_context *c)
{
    if (e->evidence != HD_EV_BOTH)
        return e->evidence == HD_EV_STATIC;
    uint32_t t = hd_happens_thread(h, c->thread);
    return t != HD_NO_THREAD && f->thread.data[t].state == HD_THREAD_ROOT;
}

/* ---- building ---- */

static struct hd_judged_arc *arc_between(struct hd_judged *g, struct hd_map *index, uint32_t from,
                                         uint32_t to)
{
    bool added;
    uint64_t *at = hd_map_put(index, (uint64_t)from << 32 | to, &added);
    if (added) {
        *at = g->arc.len;
        hd_vec_push(&g->arc, (struct hd_judged_arc){.from = from, .to = to});
    }
    return &g->arc.data[*at];
}

static bool same_gates(const struct hd_edge_context *a, const struct hd_edge_context *b)
{
    if (a->ngates != b->ngates)
        return false;
    for (size_t i = 0; i < a->ngates; i++)
        if (a->gate[i].lock_id != b->gate[i].lock_id || a->gate[i].mode != b->gate[i].mode)
            return false;
    return true;
}

/* Contexts that judging cannot tell apart: the first one stands for all. */
static bool same_way(const struct hd_way *a, const struct hd_way *b)
{
    const struct hd_edge_context *x = a->context, *y = b->context;
    return a->at.thread == b->at.thread && a->at.clock == b->at.clock &&
           a->at.is_static == b->at.is_static && a->weak == b->weak && a->far == b->far &&
           x->from_mode == y->from_mode && x->to_mode == y->to_mode && x->is_try == y->is_try &&
           x->ordered == y->ordered && same_gates(x, y);
}

static void add_way(struct hd_judged_arc *arc, const struct hd_way *way)
{
    if (way->at.is_static)
        arc->has_static = true;
    else
        arc->has_runtime = true;
    if (!way->weak && !way->far && !way->context->is_try && !way->context->ordered)
        arc->may_block = true;
    hd_vec_foreach(w, &arc->way) if (same_way(w, way)) return;
    hd_vec_push(&arc->way, *way);
}

static bool same_place(const struct hd_site *x, const struct hd_site *y)
{
    return x->line == y->line && x->column == y->column &&
           strcmp(x->file ? x->file : "", y->file ? y->file : "") == 0;
}

/* Every call between two acquisitions was looked at by itself: that all of them are made in one go
 * grows unlikely with their number (docs/design/031). */
static bool is_far(const struct hd_edge_context *c)
{
    enum { NEAR_CALLS = 3 };
    size_t both = 0;
    while (both < c->ncalls && both < c->nfrom_calls &&
           same_place(&c->calls[both], &c->from_calls[both]))
        both++;
    return c->ncalls - both > NEAR_CALLS;
}

static void add_edge(struct hd_judged *g, struct hd_map *index, const struct hd_edge *e)
{
    const struct hd_lock_facts *f = g->f;
    uint32_t from = g->by_class ? g->class_of[e->from] : (uint32_t)e->from;
    uint32_t to = g->by_class ? g->class_of[e->to] : (uint32_t)e->to;
    if (g->class_of[e->from] == UINT32_MAX || g->class_of[e->to] == UINT32_MAX)
        return;
    for (size_t i = 0; i < e->ncontexts; i++) {
        const struct hd_edge_context *c = &e->context[i];
        struct hd_way way = {.context = c};
        way.at.is_static = hd_context_is_static(f, g->happens, e, c);
        way.at.thread = hd_happens_thread(g->happens, c->thread);
        way.at.clock = c->clock;
        way.weak = f->lock.data[e->from].weak || f->lock.data[e->to].weak;
        way.far = way.at.is_static && is_far(c);
        /* Objects: run time only, and a lock acquired again is no order. Classes: a loop says
         * something only where the analyzer cannot tell the instances apart. */
        if (g->by_class ? from == to && !way.at.is_static : from == to || way.at.is_static)
            continue;
        struct hd_judged_arc *arc = arc_between(g, index, from, to);
        add_way(arc, &way);
        if (i == 0 && !way.at.is_static)
            arc->count += e->count;
        if (e->last_ms > arc->last_ms)
            arc->last_ms = e->last_ms;
    }
}

/* The analyzer's ways first: the search meets its demand for one of them at once. */
static void static_first(struct hd_judged_arc *arc)
{
    __typeof__(arc->way) sorted = {0};
    for (int side = 0; side < 2; side++)
        hd_vec_foreach(w, &arc->way) if (w->at.is_static == (side == 0)) hd_vec_push(&sorted, *w);
    hd_vec_free(&arc->way);
    arc->way = sorted;
}

static void build(struct hd_judged *g)
{
    struct hd_map index = {0};
    hd_vec_foreach(e, &g->f->edge) add_edge(g, &index, e);
    hd_map_free(&index);
    hd_vec_foreach(arc, &g->arc) if (arc->has_static && arc->has_runtime) static_first(arc);
}

static void judged_free(struct hd_judged *g)
{
    hd_vec_foreach(arc, &g->arc) hd_vec_free(&arc->way);
    hd_vec_free(&g->arc);
}

/* ---- candidates ---- */

struct candidate {
    const uint32_t *arc; /* judged arcs, in the arena */
    size_t n;
    struct hd_choice choice;
};

struct finder {
    const struct hd_judged *g;
    const struct hd_stack_source *stacks;
    struct hd_arena *a;
    bool *explained; /* per arc: on a taken real cycle, later on any taken cycle */
    HD_VEC(struct candidate) excused;
    struct hd_strpool keys; /* of the cycles in `out`, by position */
    hd_lock_cycle_vec *out;
};

static bool explains_more(const struct finder *s, const uint32_t *arc, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!s->explained[arc[i]])
            return true;
    return false;
}

static const char *class_key(const struct hd_judged *g, uint32_t arc)
{
    return g->f->cls.data[hd_judged_class(g, g->arc.data[arc].from)].key;
}

/* Turns the cycle so that its sequence of class keys is the least of all rotations. */
static size_t least_rotation(const struct hd_judged *g, const uint32_t *arc, size_t n)
{
    size_t best = 0;
    for (size_t r = 1; r < n; r++)
        for (size_t i = 0; i < n; i++) {
            int c = strcmp(class_key(g, arc[(r + i) % n]), class_key(g, arc[(best + i) % n]));
            if (c < 0)
                best = r;
            if (c != 0)
                break;
        }
    return best;
}

static void rotate(const struct finder *s, struct candidate *c)
{
    size_t r = least_rotation(s->g, c->arc, c->n);
    uint32_t *arc = hd_arena_array(s->a, uint32_t, c->n);
    for (size_t i = 0; i < c->n; i++)
        arc[i] = c->arc[(r + i) % c->n];
    c->arc = arc;
    if (c->choice.len != c->n) /* one arc, two threads: nothing to turn */
        return;
    const struct hd_way **way = hd_arena_array(s->a, const struct hd_way *, c->n);
    for (size_t i = 0; i < c->n; i++)
        way[i] = c->choice.way[(r + i) % c->n];
    c->choice.way = way;
}

/* The classes of the chain; several objects of one class and nothing else count as one class. */
static void set_classes(const struct finder *s, const struct candidate *c, struct hd_lock_cycle *y)
{
    uint32_t *cls = hd_arena_array(s->a, uint32_t, c->n);
    bool one = true;
    for (size_t i = 0; i < c->n; i++) {
        cls[i] = hd_judged_class(s->g, s->g->arc.data[c->arc[i]].from);
        one &= cls[i] == cls[0];
    }
    y->cls = cls;
    y->len = one ? 1 : c->n;
}

static void unite(struct hd_lock_cycle *old, const struct hd_lock_cycle *new)
{
    if (old->finding.filtered && !new->finding.filtered) {
        *old = *new;
        return;
    }
    if (!old->finding.filtered && new->finding.filtered)
        return;
    old->has_static |= new->has_static;
    old->has_runtime |= new->has_runtime;
    old->finding.evidence |= new->finding.evidence;
    if (old->finding.evidence == HD_EV_BOTH && !old->finding.filtered)
        old->finding.confidence = HD_CONF_HIGH;
}

static void take(struct finder *s, struct candidate *c)
{
    for (size_t i = 0; i < c->n; i++)
        s->explained[c->arc[i]] = true;
    rotate(s, c);
    struct hd_lock_cycle y = {0};
    set_classes(s, c, &y);
    hd_cycle_finding(s->g, c->arc, c->n, &c->choice, s->stacks, s->a, &y);
    uint32_t at = hd_strpool_put(&s->keys, y.finding.subject);
    if (at < s->out->len)
        unite(&s->out->data[at], &y);
    else
        hd_vec_push(s->out, y);
}

static bool was_met(const struct finder *s, const uint32_t *arc, size_t n)
{
    const struct hd_lock_facts *f = s->g->f;
    struct candidate c = {.arc = arc, .n = n};
    struct hd_lock_cycle y = {0};
    if (f->met.len == 0)
        return false;
    rotate(s, &c);
    set_classes(s, &c, &y);
    const char *circle = hd_cycle_subject(s->g, &y, s->a);
    hd_vec_foreach(met, &f->met) if (strcmp(*met, circle) == 0) return true;
    return false;
}

static bool worth_judging(const struct finder *s, const uint32_t *arc, size_t n)
{
    if (!explains_more(s, arc, n))
        return false;
    if (!s->g->by_class)
        return true;
    for (size_t i = 0; i < n; i++)
        if (s->g->arc.data[arc[i]].has_static)
            return true;
    return false;
}

static void judge_candidates(struct finder *s, const struct hd_cycles *cycles,
                             const hd_u32_vec *judged_arc)
{
    for (size_t i = 0; i + 1 < cycles->start.len; i++) {
        struct candidate c = {.n = cycles->start.data[i + 1] - cycles->start.data[i]};
        uint32_t *arc = hd_arena_array(s->a, uint32_t, c.n);
        for (size_t k = 0; k < c.n; k++)
            arc[k] = judged_arc->data[cycles->arc.data[cycles->start.data[i] + k]];
        c.arc = arc;
        if (!worth_judging(s, arc, c.n))
            continue;
        hd_choose(s->g, arc, c.n, was_met(s, arc, c.n), s->a, &c.choice);
        if (c.choice.excuse)
            hd_vec_push(&s->excused, c);
        else
            take(s, &c);
    }
}

static void round_over(struct finder *s, bool blocking_only)
{
    const struct hd_judged *g = s->g;
    size_t nodes = g->by_class ? g->f->cls.len : g->f->lock.len;
    struct hd_digraph d;
    hd_u32_vec judged_arc = {0};
    hd_digraph_init(&d, (uint32_t)nodes);
    for (uint32_t i = 0; i < g->arc.len; i++)
        if (g->arc.data[i].may_block || !blocking_only) {
            hd_digraph_add(&d, g->arc.data[i].from, g->arc.data[i].to);
            hd_vec_push(&judged_arc, i);
        }
    hd_digraph_freeze(&d);
    struct hd_cycles cycles;
    hd_digraph_cycles(&d, &BOUNDS, &cycles);
    judge_candidates(s, &cycles, &judged_arc);
    hd_cycles_free(&cycles);
    hd_digraph_free(&d);
    hd_vec_free(&judged_arc);
}

static void find_cycles(struct finder *s)
{
    s->explained = hd_arena_array(s->a, bool, s->g->arc.len + 1);
    hd_vec_clear(&s->excused);
    round_over(s, true);
    round_over(s, false);
    for (size_t i = 0; i < s->excused.len; i++)
        if (explains_more(s, s->excused.data[i].arc, s->excused.data[i].n))
            take(s, &s->excused.data[i]);
}

static int by_importance(const void *a, const void *b)
{
    const struct hd_lock_cycle *x = a, *y = b;
    if (!x->finding.filtered != !y->finding.filtered)
        return x->finding.filtered ? 1 : -1;
    if (x->len != y->len)
        return x->len < y->len ? -1 : 1;
    return strcmp(x->finding.subject, y->finding.subject);
}

static bool same_steps(const struct hd_finding *x, const struct hd_finding *y)
{
    if (x->nsteps != y->nsteps)
        return false;
    for (size_t i = 0; i < x->nsteps; i++) {
        const struct hd_site *a = &x->step[i].site, *b = &y->step[i].site;
        if (a->line != b->line || a->column != b->column || !a->file || !b->file ||
            strcmp(a->file, b->file) != 0)
            return false;
    }
    return true;
}

/* Names that are fields: of pointers, perhaps, that lead to variables with names of their own. */
static size_t fields(const struct hd_lock_facts *f, const struct hd_lock_cycle *y)
{
    size_t n = 0;
    for (size_t i = 0; i < y->len; i++)
        n += strncmp(f->cls.data[y->cls[i]].key, "field:", 6) == 0;
    return n;
}

/* The analyzer knows locks by the pointers that lead to them, and by the variables, where all who
 * pass them on are seen. The same acquisitions are told once, by the variables. */
static void excuse_twins(const struct hd_lock_facts *f, hd_lock_cycle_vec *all)
{
    hd_vec_foreach(x, all) hd_vec_foreach(y, all)
    {
        if (x->finding.filtered || y->finding.filtered || !x->has_static || !y->has_static ||
            fields(f, x) <= fields(f, y) || !same_steps(&x->finding, &y->finding))
            continue;
        x->finding.filtered = "another name";
        x->finding.confidence = HD_CONF_LOW;
    }
}

void hd_lock_order_cycles(const struct hd_lock_facts *f, const struct hd_stack_source *stacks,
                          struct hd_arena *a, hd_lock_cycle_vec *out)
{
    hd_vec_clear(out);
    struct hd_happens happens;
    hd_happens_init(&happens, f);
    const uint32_t *class_of = hd_lock_classes(f, a);
    struct finder s = {.stacks = stacks, .a = a, .out = out};
    for (int by_class = 0; by_class < 2; by_class++) {
        struct hd_judged g = {f, class_of, &happens, by_class == 1, {0}};
        build(&g);
        s.g = &g;
        find_cycles(&s);
        judged_free(&g);
    }
    hd_vec_free(&s.excused);
    hd_strpool_free(&s.keys);
    hd_happens_free(&happens);
    excuse_twins(f, out);
    if (out->len > 1)
        qsort(out->data, out->len, sizeof *out->data, by_importance);
}

void hd_lock_order_judge(const struct hd_lock_facts *f, struct hd_arena *a, hd_finding_vec *out)
{
    hd_lock_cycle_vec cycles = {0};
    hd_lock_order_cycles(f, NULL, a, &cycles);
    hd_vec_clear(out);
    hd_vec_foreach(c, &cycles) hd_vec_push(out, c->finding);
    hd_vec_free(&cycles);
}
