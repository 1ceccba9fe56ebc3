/* The finding for a judged cycle: its sentence, its place and its witness. The witness has one list
 * of steps per thread: how it gets to the first lock, that acquisition, how it gets from there to
 * the second, and that acquisition, at which it would block.
 * SPDX-License-Identifier: Apache-2.0 */
#include "graph/internal.h"

#include <string.h>

#include "core/stdlib.h"

#define MAX_FRAMES 24 /* of one call path in a witness; the innermost are kept */

struct writer {
    const struct hd_judged *g;
    const struct hd_stack_source *stacks;
    struct hd_arena *a;
    HD_VEC(struct hd_step) step;
    const char *thread;
};

static const struct hd_lock_class *class_of(const struct hd_judged *g, uint32_t node)
{
    return &g->f->cls.data[hd_judged_class(g, node)];
}

static const char *or_text(const char *s, const char *otherwise)
{
    return s && *s ? s : otherwise;
}

/* How a node is called: the class, or the object where objects matter. */
static const char *node_name(const struct hd_judged *g, uint32_t node)
{
    const struct hd_lock_class *c = class_of(g, node);
    const char *name = or_text(c->name, c->key);
    return g->by_class ? name : or_text(g->f->lock.data[node].label, name);
}

static void put(struct writer *w, const struct hd_site *site, const char *note)
{
    hd_vec_push(&w->step, (struct hd_step){w->thread, *site, note});
}

struct path {
    const struct hd_site *site; /* outermost first, without the acquisition itself */
    size_t len;
};

static bool same_site(const struct hd_site *x, const struct hd_site *y)
{
    const char *fx = or_text(x->file, ""), *fy = or_text(y->file, "");
    const char *gx = or_text(x->function, ""), *gy = or_text(y->function, "");
    return x->line == y->line && x->column == y->column && !strcmp(fx, fy) && !strcmp(gx, gy);
}

/* The frame that the acquisition is placed at: the innermost of the program's own, frames of a lock
 * guard and the like lie in it. */
static size_t frame_of(const struct hd_stack *stack, const struct hd_site *at)
{
    for (size_t i = 0; i < stack->len; i++)
        if (same_site(&stack->frame[i].site, at))
            return i;
    return 0;
}

/* The frames above the acquisition, outermost first. What the C library does before the first frame
 * with a known line tells nobody anything, nor how the C++ library comes to call the program. */
static struct path stack_path(struct writer *w, int64_t id, const struct hd_site *at)
{
    struct hd_stack stack = {0};
    if (!id || !w->stacks || w->stacks->load(w->stacks->arg, id, w->a, &stack) != 0 || !stack.len)
        return (struct path){0};
    size_t inner = frame_of(&stack, at), known = 0, n = 0;
    for (size_t i = 0; i < stack.len; i++)
        if (stack.frame[i].site.file)
            known = i + 1;
    struct hd_site *site = hd_arena_array(w->a, struct hd_site, MAX_FRAMES);
    for (size_t i = inner + 1; i < (known ? known : stack.len) && n < MAX_FRAMES; i++) {
        const struct hd_frame *f = &stack.frame[i];
        if (!hd_is_stdlib(f->module, f->site.file, f->site.function))
            site[n++] = f->site;
    }
    for (size_t i = 0; i < n / 2; i++) {
        struct hd_site other = site[i];
        site[i] = site[n - 1 - i];
        site[n - 1 - i] = other;
    }
    return (struct path){site, n};
}

static struct path call_path(struct writer *w, const struct hd_site *calls, size_t n, int64_t stack,
                             const struct hd_site *at)
{
    if (!calls || !n)
        return stack_path(w, stack, at);
    size_t skip = n > MAX_FRAMES ? n - MAX_FRAMES : 0;
    return (struct path){calls + skip, n - skip};
}

static void put_calls(struct writer *w, struct path p, size_t skip, const struct hd_site *last)
{
    for (size_t i = skip; i < p.len; i++) {
        const struct hd_site *next = i + 1 < p.len ? &p.site[i + 1] : last;
        put(w, &p.site[i],
            hd_arena_fmt(w->a, "calls %s", or_text(next->function, "an unknown function")));
    }
}

static const char *mode_text(enum hd_mode m)
{
    return m == HD_MODE_SHARED ? " for reading" : "";
}

/* Where the thread begins, or, when that is inside a library, where it was created. */
static void put_entry(struct writer *w, const struct hd_thread *t, bool is_static)
{
    static const char created[] = HD_WORDS_STARTED_IN;
    struct hd_site at = t->entry;
    if (at.function && !strncmp(at.function, created, sizeof created - 1)) {
        at.function += sizeof created - 1;
        put(w, &at, "starts the thread");
    } else if (at.file || at.function) {
        put(w, &at,
            hd_arena_fmt(w->a, "%s in %s", is_static ? "begins" : "runs",
                         or_text(at.function, or_text(t->name, "a thread"))));
    }
}

static void put_thread(struct writer *w, const struct hd_way *way, uint32_t from, uint32_t to)
{
    const struct hd_edge_context *c = way->context;
    const struct hd_lock_facts *f = w->g->f;
    const char *first = node_name(w->g, from), *second = node_name(w->g, to);
    if (from == to) /* of one class, told apart by nothing else */
        second = hd_arena_fmt(w->a, "another %s", second);
    if (way->at.thread != HD_NO_THREAD)
        put_entry(w, &f->thread.data[way->at.thread], way->at.is_static);
    struct path one = call_path(w, c->from_calls, c->nfrom_calls, c->from_stack, &c->from_site);
    struct path two = call_path(w, c->calls, c->ncalls, c->to_stack, &c->to_site);
    put_calls(w, one, 0, &c->from_site);
    put(w, &c->from_site, hd_arena_fmt(w->a, "acquires %s%s", first, mode_text(c->from_mode)));
    size_t common = 0;
    while (common < one.len && common < two.len && same_site(&one.site[common], &two.site[common]))
        common++;
    put_calls(w, two, common, &c->to_site);
    put(w, &c->to_site,
        hd_arena_fmt(w->a, "%s %s%s while it holds %s", c->is_try ? "tries to acquire" : "acquires",
                     second, mode_text(c->to_mode), first));
}

/* Does another way of the cycle run in the same thread's function? Then it is another instance. */
static bool shares_thread(const struct hd_choice *choice, size_t k)
{
    for (size_t i = 0; i < choice->len; i++)
        if (i != k && choice->way[i]->at.thread == choice->way[k]->at.thread)
            return true;
    return false;
}

/* A thread of a run is called as the run's other findings call it, so that nobody takes it for
 * another one; what the analysis found is a part that any thread may play: A, B, … */
static const char *thread_label(struct writer *w, const struct hd_choice *choice, size_t k)
{
    const struct hd_way *way = choice->way[k];
    const struct hd_thread *t =
        way->at.thread == HD_NO_THREAD ? NULL : &w->g->f->thread.data[way->at.thread];
    const char *name = t ? or_text(t->name, t->entry.function) : NULL;
    bool ran = t && !way->at.is_static, named = name && *name;
    bool main = ran && named && !strcmp(name, "main"), numbered = ran && t->number && !main;
    struct hd_buf b = {0};
    if (main)
        hd_buf_str(&b, "main thread");
    else if (numbered)
        hd_buf_fmt(&b, "thread %u", t->number);
    else
        hd_buf_fmt(&b, "thread %c", (char)('A' + k % 26));
    bool twice = named && !numbered && shares_thread(choice, k) && t->many;
    if (named && !main)
        hd_buf_fmt(&b, " (%s%s", twice ? k ? "another " : "one " : "", name);
    if (ran && t->tid)
        hd_buf_fmt(&b, "%stid %u", named && !main ? ", " : " (", t->tid);
    if ((named && !main) || (ran && t->tid))
        hd_buf_char(&b, ')');
    const char *text = hd_arena_str(w->a, hd_buf_cstr(&b));
    hd_buf_free(&b);
    return text;
}

static const char *chain(const struct hd_judged *g, const uint32_t *arc, size_t n,
                         struct hd_arena *a)
{
    struct hd_buf b = {0};
    for (size_t i = 0; i < n; i++)
        hd_buf_fmt(&b, "%s → ", node_name(g, g->arc.data[arc[i]].from));
    if (n == 1)
        hd_buf_fmt(&b, "another %s", node_name(g, g->arc.data[arc[0]].to));
    else
        hd_buf_str(&b, node_name(g, g->arc.data[arc[0]].from));
    char *text = hd_arena_str(a, hd_buf_cstr(&b));
    hd_buf_free(&b);
    return text;
}

const char *hd_cycle_subject(const struct hd_judged *g, const struct hd_lock_cycle *y,
                             struct hd_arena *a)
{
    struct hd_buf b = {0};
    for (size_t i = 0; i < y->len; i++)
        hd_buf_fmt(&b, "%s%s", i ? " -> " : "", g->f->cls.data[y->cls[i]].key);
    char *text = hd_arena_str(a, hd_buf_cstr(&b));
    hd_buf_free(&b);
    return text;
}

/* Where a maintainer would look first: the arc that came about in the fewest ways and least often
 * is the odd one out; of equals the later in file order. */
static size_t odd_one(const struct hd_judged *g, const uint32_t *arc, size_t n,
                      const struct hd_choice *choice)
{
    size_t best = 0;
    for (size_t i = 1; i < n; i++) {
        const struct hd_judged_arc *x = &g->arc.data[arc[i]], *y = &g->arc.data[arc[best]];
        const struct hd_site *s = &choice->way[i]->context->to_site;
        const struct hd_site *t = &choice->way[best]->context->to_site;
        int c = (x->count > y->count) - (x->count < y->count);
        if (c == 0)
            c = (x->way.len > y->way.len) - (x->way.len < y->way.len);
        if (c == 0)
            c = strcmp(or_text(t->file, ""), or_text(s->file, ""));
        if (c == 0)
            c = (t->line > s->line) - (t->line < s->line);
        if (c < 0)
            best = i;
    }
    return best;
}

/* Classes of which a program has one object: there a static edge is about that very object. */
static bool single_objects(const struct hd_judged *g, const struct hd_lock_cycle *y)
{
    for (size_t i = 0; i < y->len; i++) {
        const char *key = g->f->cls.data[y->cls[i]].key;
        if (strncmp(key, "global:", 7) != 0 && strncmp(key, "local:", 6) != 0)
            return false;
    }
    return true;
}

/* Whether the cycle needs two instances of one static root at the same time. */
static bool root_twice(const struct hd_choice *choice)
{
    for (size_t i = 0; i < choice->len; i++)
        for (size_t k = i + 1; k < choice->len; k++)
            if (choice->way[i]->at.is_static && choice->way[k]->at.is_static &&
                choice->way[i]->at.thread == choice->way[k]->at.thread)
                return true;
    return false;
}

static void set_evidence(const struct hd_judged *g, const uint32_t *arc, size_t n,
                         const struct hd_choice *choice, struct hd_lock_cycle *y)
{
    bool all_static = true;
    for (size_t i = 0; i < n; i++)
        all_static &= g->arc.data[arc[i]].has_static;
    y->has_static = g->by_class;
    y->has_runtime = !g->by_class || !all_static;
    y->finding.evidence = (y->has_static ? HD_EV_STATIC : 0) | (y->has_runtime ? HD_EV_RUNTIME : 0);
    if (choice->excuse)
        y->finding.confidence = HD_CONF_LOW;
    else if (!g->by_class || (single_objects(g, y) && !root_twice(choice)))
        y->finding.confidence = HD_CONF_HIGH;
    else
        y->finding.confidence = HD_CONF_MEDIUM;
}

/* The fingerprint leaves the site out: the same locks in the same circle are the same defect
 * whichever of its acquisitions was seen less often this time, and on both sides. */
static const char *fingerprint(const struct hd_finding *f, struct hd_arena *a)
{
    struct hd_finding placeless = *f;
    placeless.site = (struct hd_site){0};
    char text[17];
    hd_fingerprint(&placeless, 0, text);
    return hd_arena_str(a, text);
}

void hd_cycle_finding(const struct hd_judged *g, const uint32_t *arc, size_t n,
                      const struct hd_choice *choice, const struct hd_stack_source *stacks,
                      struct hd_arena *a, struct hd_lock_cycle *y)
{
    struct writer w = {.g = g, .stacks = stacks, .a = a};
    for (size_t i = 0; i < choice->len; i++) {
        const struct hd_judged_arc *at = &g->arc.data[arc[i % n]];
        w.thread = thread_label(&w, choice, i);
        put_thread(&w, choice->way[i], at->from, at->to);
    }
    struct hd_finding *f = &y->finding;
    *f = (struct hd_finding){.rule = "lock-order-cycle", .severity = HD_SEV_ERROR, .count = 1};
    f->message = hd_arena_fmt(a, "lock-order cycle: %s", chain(g, arc, n, a));
    f->subject = hd_cycle_subject(g, y, a);
    f->filtered = choice->excuse;
    f->site = choice->way[odd_one(g, arc, n, choice)]->context->to_site;
    f->step = hd_arena_dup(a, w.step.data, w.step.len * sizeof *w.step.data);
    f->nsteps = w.step.len;
    hd_vec_free(&w.step);
    for (size_t i = 0; i < n; i++)
        if (g->arc.data[arc[i]].last_ms > f->last_ms)
            f->last_ms = g->arc.data[arc[i]].last_ms;
    f->first_ms = f->last_ms;
    set_evidence(g, arc, n, choice, y);
    f->fingerprint = fingerprint(f, a);
}
