/* Order between threads. From a moment of a thread one reaches, by the rules at the top of
 * store/facts.h, the children created later and, once the thread is joined, what the joiner does
 * after that; and so on from there. The answer per moment is one row: for every thread the least
 * clock that certainly lies behind. It is exact reachability, not a guess from clock times: two
 * detached threads that merely did not overlap are not ordered.
 *
 * A static root that may run in several instances at once is ordered with others only where all
 * its instances are: all begin after the first creation, all end before the last join.
 * SPDX-License-Identifier: Apache-2.0 */
#include "graph/internal.h"

#include <string.h>

#include "core/err.h"

#define NEVER UINT32_MAX
#define MAX_ROWS 4096 /* rows kept; then the memory is given back and filled again */

static uint32_t *numbers(size_t n, int byte)
{
    uint32_t *p = malloc((n ? n : 1) * sizeof *p);
    if (!p)
        hd_oom();
    memset(p, byte, n * sizeof *p);
    return p;
}

static bool same_text(const char *a, const char *b)
{
    return a && b && *a && strcmp(a, b) == 0;
}

/* Is the run-time thread an instance of this static root, by its entry function? */
static bool is_instance(const struct hd_thread *r, const struct hd_thread *t)
{
    const char *entry = r->entry.function ? r->entry.function : r->name;
    return r->state == HD_THREAD_ROOT &&
           (same_text(entry, t->entry.function) || (t->parent == 0 && same_text(r->name, t->name)));
}

static uint32_t static_root(const struct hd_lock_facts *f, const struct hd_thread *t)
{
    for (uint32_t i = 0; i < f->thread.len; i++)
        if (is_instance(&f->thread.data[i], t))
            return i;
    return HD_NO_THREAD;
}

/* Static threads of one program end with its main. Those of a library are one each. */
static uint32_t program_of(const struct hd_happens *h, uint32_t t)
{
    for (size_t steps = 0; h->f->thread.data[t].joiner && steps < h->f->thread.len; steps++) {
        uint32_t up = hd_happens_thread(h, h->f->thread.data[t].joiner);
        if (up == HD_NO_THREAD)
            break;
        t = up;
    }
    return t;
}

void hd_happens_init(struct hd_happens *h, const struct hd_lock_facts *f)
{
    memset(h, 0, sizeof *h);
    h->f = f;
    size_t n = f->thread.len;
    h->child = numbers(n, 0);
    h->sibling = numbers(n, 0);
    h->root = numbers(n, 0xff);
    for (size_t i = 0; i < n; i++)
        *hd_map_put(&h->by_key, f->thread.data[i].key, NULL) = i;
    for (size_t i = n; i-- > 0;) {
        const struct hd_thread *t = &f->thread.data[i];
        uint32_t parent = t->parent ? hd_happens_thread(h, t->parent) : HD_NO_THREAD;
        if (parent != HD_NO_THREAD && parent != i) {
            h->sibling[i] = h->child[parent];
            h->child[parent] = (uint32_t)i + 1;
        }
        if (t->state != HD_THREAD_ROOT)
            h->root[i] = static_root(f, t);
    }
}

static void drop_rows(struct hd_happens *h)
{
    hd_vec_foreach(r, &h->rows) free(*r);
    hd_vec_free(&h->rows);
    hd_map_free(&h->row);
}

void hd_happens_free(struct hd_happens *h)
{
    drop_rows(h);
    hd_map_free(&h->by_key);
    free(h->child);
    free(h->sibling);
    free(h->root);
    memset(h, 0, sizeof *h);
}

uint32_t hd_happens_thread(const struct hd_happens *h, uint64_t key)
{
    const uint64_t *i = hd_map_get(&h->by_key, key);
    return i ? (uint32_t)*i : HD_NO_THREAD;
}

/* Thread `t` at `clock` lies behind the start of the search. */
static void behind(uint32_t *row, uint32_t t, uint32_t clock, hd_u32_vec *queue)
{
    if (clock >= row[t])
        return;
    row[t] = clock;
    hd_vec_push(queue, t);
}

static void follow_creations(const struct hd_happens *h, uint32_t *row, uint32_t t, uint32_t clock,
                             hd_u32_vec *queue)
{
    for (uint32_t c = h->child[t]; c; c = h->sibling[c - 1])
        if (h->f->thread.data[c - 1].parent_clock > clock)
            behind(row, c - 1, 0, queue);
}

static void follow_join(const struct hd_happens *h, uint32_t *row, uint32_t t, hd_u32_vec *queue)
{
    const struct hd_thread *thread = &h->f->thread.data[t];
    uint32_t joiner = thread->joiner ? hd_happens_thread(h, thread->joiner) : HD_NO_THREAD;
    /* Of a joiner in several instances only the one that joined lies behind. */
    if (joiner != HD_NO_THREAD && joiner != t && !h->f->thread.data[joiner].many)
        behind(row, joiner, thread->join_clock, queue);
}

static const uint32_t *row_of(struct hd_happens *h, uint32_t t, uint32_t clock)
{
    uint64_t key = (uint64_t)t << 32 | clock;
    const uint64_t *known = hd_map_get(&h->row, key);
    if (known)
        return h->rows.data[*known - 1];
    if (h->rows.len >= MAX_ROWS)
        drop_rows(h);
    uint32_t *row = numbers(h->f->thread.len, 0xff);
    hd_u32_vec queue = {0};
    if (!h->f->thread.data[t].many) /* another instance's children may already run */
        follow_creations(h, row, t, clock, &queue);
    follow_join(h, row, t, &queue);
    for (size_t i = 0; i < queue.len; i++) {
        follow_creations(h, row, queue.data[i], row[queue.data[i]], &queue);
        follow_join(h, row, queue.data[i], &queue);
    }
    hd_vec_free(&queue);
    hd_vec_push(&h->rows, row);
    *hd_map_put(&h->row, key, NULL) = h->rows.len;
    return row;
}

/* The same root of the program that `other` belongs to, when that has one: every program has a
 * main, and many share a thread's entry. */
static uint32_t root_beside(const struct hd_happens *h, uint32_t thread, uint32_t other)
{
    uint32_t root = h->root[thread];
    if (root == HD_NO_THREAD || other == HD_NO_THREAD ||
        program_of(h, root) == program_of(h, other))
        return root;
    for (uint32_t i = root + 1; i < h->f->thread.len; i++)
        if (is_instance(&h->f->thread.data[i], &h->f->thread.data[thread]) &&
            program_of(h, i) == program_of(h, other))
            return i;
    return root;
}

/* Brings a run-time moment onto the static clock: 0 is before the thread's first creation. */
static struct hd_moment on_static_clock(const struct hd_happens *h, struct hd_moment m,
                                        struct hd_moment other)
{
    if (m.is_static || m.thread == HD_NO_THREAD)
        return m;
    return (struct hd_moment){root_beside(h, m.thread, other.thread), m.clock ? 1 : 0, true};
}

bool hd_happens_same(const struct hd_happens *h, struct hd_moment a, struct hd_moment b)
{
    if (a.is_static != b.is_static) {
        struct hd_moment one = a;
        a = on_static_clock(h, a, b);
        b = on_static_clock(h, b, one);
        if (a.thread == HD_NO_THREAD || b.thread == HD_NO_THREAD)
            return false;
    }
    return a.thread == b.thread && (a.thread == HD_NO_THREAD || !h->f->thread.data[a.thread].many);
}

bool hd_happens_ordered(struct hd_happens *h, struct hd_moment a, struct hd_moment b)
{
    if (a.is_static != b.is_static) {
        struct hd_moment one = a;
        a = on_static_clock(h, a, b);
        b = on_static_clock(h, b, one);
    }
    if (a.thread == HD_NO_THREAD || b.thread == HD_NO_THREAD || a.thread == b.thread)
        return false;
    return row_of(h, a.thread, a.clock)[b.thread] <= b.clock ||
           row_of(h, b.thread, b.clock)[a.thread] <= a.clock;
}

bool hd_happens_apart(struct hd_happens *h, struct hd_moment a, struct hd_moment b)
{
    return a.is_static && b.is_static && hd_happens_ordered(h, a, b) &&
           program_of(h, a.thread) != program_of(h, b.thread);
}
