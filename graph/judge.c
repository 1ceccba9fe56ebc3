/* Between graph and store: which facts belong to a run, and where its cycles go.
 * SPDX-License-Identifier: Apache-2.0 */
#include "graph/internal.h"

#include <string.h>

/* Facts of two loads put together. Indexes and thread keys of the second are shifted. */
struct merge {
    struct hd_arena *a;
    struct hd_lock_facts *into;
    struct hd_strpool keys; /* of the classes in `into` */
    const struct hd_lock_facts *from;
    const uint32_t *class_of; /* locks of `from` */
    enum hd_evidence side;    /* edges to take */
    struct hd_map lock;       /* of `from` -> index in `into` + 1 */
    struct hd_map thread;     /* key in `from` -> key in `into` */
};

static uint32_t merge_class(struct merge *m, uint32_t c)
{
    uint32_t at = hd_strpool_put(&m->keys, m->from->cls.data[c].key);
    if (at == m->into->cls.len) {
        hd_vec_push(&m->into->cls, m->from->cls.data[c]);
        hd_vec_push(&m->into->cls_id, (int64_t)at);
    }
    return at;
}

static int64_t merge_lock(struct merge *m, int64_t lock)
{
    bool added;
    uint64_t *at = hd_map_put(&m->lock, (uint64_t)lock, &added);
    if (added) {
        struct hd_lock l = m->from->lock.data[lock];
        l.class_id = merge_class(m, m->class_of[lock]);
        *at = m->into->lock.len;
        hd_vec_push(&m->into->lock, l);
        hd_vec_push(&m->into->lock_id, (int64_t)*at);
    }
    return (int64_t)*at;
}

static uint64_t merged_key(const struct merge *m, uint64_t key)
{
    const uint64_t *k = hd_map_get(&m->thread, key);
    return k ? *k : 0;
}

/* All threads come along: order between two may run through a third. */
static void merge_threads(struct merge *m)
{
    uint64_t next = m->into->thread.len;
    hd_vec_foreach(t, &m->from->thread) if ((t->state == HD_THREAD_ROOT) ==
                                            (m->side == HD_EV_STATIC)) *
        hd_map_put(&m->thread, t->key, NULL) = ++next;
    hd_vec_foreach(t, &m->from->thread)
    {
        if (!merged_key(m, t->key))
            continue;
        struct hd_thread copy = *t;
        copy.key = merged_key(m, t->key);
        copy.parent = merged_key(m, t->parent);
        copy.joiner = merged_key(m, t->joiner);
        hd_vec_push(&m->into->thread, copy);
    }
}

static void merge_edge(struct merge *m, const struct hd_edge *e)
{
    if (m->class_of[e->from] == UINT32_MAX || m->class_of[e->to] == UINT32_MAX)
        return;
    struct hd_edge copy = *e;
    copy.from = merge_lock(m, e->from);
    copy.to = merge_lock(m, e->to);
    copy.context = hd_arena_dup(m->a, e->context, e->ncontexts * sizeof *e->context);
    for (size_t i = 0; i < e->ncontexts; i++) {
        struct hd_edge_context *c = &copy.context[i];
        c->thread = merged_key(m, c->thread);
        c->gate = hd_arena_dup(m->a, c->gate, c->ngates * sizeof *c->gate);
        size_t kept = 0;
        for (size_t k = 0; k < c->ngates; k++)
            if (m->class_of[c->gate[k].lock_id] != UINT32_MAX)
                c->gate[kept++] =
                    (struct hd_gate){merge_lock(m, c->gate[k].lock_id), c->gate[k].mode};
        c->ngates = kept;
    }
    hd_vec_push(&m->into->edge, copy);
    hd_vec_push(&m->into->edge_id, 0);
}

static void merge_side(struct merge *m, const struct hd_lock_facts *from, enum hd_evidence side)
{
    m->from = from;
    m->side = side;
    m->class_of = hd_lock_classes(from, m->a);
    merge_threads(m);
    hd_vec_foreach(met, &from->met) hd_vec_push(&m->into->met, *met);
    hd_vec_foreach(e, &from->edge) if (e->evidence == side) merge_edge(m, e);
    hd_map_free(&m->lock);
    hd_map_free(&m->thread);
}

static int load_stack(void *arg, int64_t id, struct hd_arena *a, struct hd_stack *out)
{
    return hd_store_load_stack(arg, id, a, out, NULL);
}

int hd_graph_load(struct hd_store *s, int64_t run, const struct hd_graph_options *o,
                  struct hd_arena *a, struct hd_lock_facts *f, struct hd_graph *out,
                  struct hd_err *err)
{
    if (hd_store_load_lock_facts(s, run, a, f, err) != 0)
        return -1;
    const struct hd_stack_source stacks = {load_stack, s};
    hd_graph_build(f, o, &stacks, a, out);
    return 0;
}

static int store_cycles(struct hd_store *s, int64_t run, enum hd_evidence side,
                        const hd_lock_cycle_vec *cycles, struct hd_err *err)
{
    int real = 0;
    if (hd_store_begin(s, err) != 0)
        return -1;
    hd_vec_foreach(c, cycles)
    {
        if (side == HD_EV_STATIC ? !c->has_static : !c->has_runtime)
            continue;
        if (hd_store_put_finding(s, run, &c->finding, err) < 0) {
            hd_store_rollback(s);
            return -1;
        }
        real += !c->finding.filtered;
    }
    return hd_store_commit(s, err) == 0 ? real : -1;
}

/* What the other side knows: a run-time run needs the latest check only, not its fellow runs. */
static int load_other_side(struct hd_store *s, enum hd_evidence own, struct hd_arena *a,
                           struct hd_lock_facts *out, struct hd_err *err)
{
    int64_t from = own == HD_EV_STATIC ? 0 : hd_store_latest_check(s, err);
    if (from < 0)
        return -1;
    if (own != HD_EV_STATIC && from == 0)
        return 0; /* there is no check */
    return hd_store_load_lock_facts(s, from, a, out, err);
}

static int judge_with(struct hd_store *s, int64_t run, const struct hd_lock_facts *own,
                      struct hd_arena *a, struct hd_err *err)
{
    struct hd_lock_facts all = {0}, both = {0};
    enum hd_evidence side = own->edge.data[0].evidence;
    if (load_other_side(s, side, a, &all, err) != 0) {
        hd_lock_facts_free(&all);
        return -1;
    }
    struct merge m = {.a = a, .into = &both};
    merge_side(&m, own, side);
    merge_side(&m, &all, side == HD_EV_STATIC ? HD_EV_RUNTIME : HD_EV_STATIC);
    const struct hd_stack_source stacks = {load_stack, s};
    hd_lock_cycle_vec cycles = {0};
    hd_lock_order_cycles(&both, &stacks, a, &cycles);
    int real = store_cycles(s, run, side, &cycles, err);
    hd_vec_free(&cycles);
    hd_strpool_free(&m.keys);
    hd_lock_facts_free(&both);
    hd_lock_facts_free(&all);
    return real;
}

int hd_graph_judge(struct hd_store *s, int64_t run, struct hd_err *err)
{
    struct hd_arena a = {0};
    struct hd_lock_facts own = {0};
    int real = hd_store_load_lock_facts(s, run, &a, &own, err);
    if (real == 0 && own.edge.len > 0)
        real = judge_with(s, run, &own, &a, err);
    hd_lock_facts_free(&own);
    hd_arena_free(&a);
    return real;
}
