/* Pearce and Kelly's incremental topological order. An arc against the order moves only the nodes
 * between its ends: those reached forwards from its head go behind those reached backwards from
 * its tail, and both groups share the places they held before.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/topo.h"

uint32_t hd_topo_node_add(struct hd_topo *t)
{
    uint32_t n = (uint32_t)t->node.len;
    hd_vec_push(&t->node, (struct hd_topo_node){.rank = n});
    return n;
}

typedef HD_VEC(uint32_t) u32_vec;

/* Collects what `from` reaches over nodes ranked up to `limit`; false when it meets `goal`. */
static bool reach_forward(struct hd_topo *t, uint32_t from, uint32_t limit, uint32_t goal,
                          u32_vec *found)
{
    hd_vec_push(found, from);
    t->node.data[from].seen = true;
    for (size_t i = 0; i < found->len; i++) {
        struct hd_topo_node *v = &t->node.data[found->data[i]];
        hd_vec_foreach(w, &v->out)
        {
            if (*w == goal)
                return false;
            struct hd_topo_node *n = &t->node.data[*w];
            if (n->seen || n->rank > limit)
                continue;
            n->seen = true;
            hd_vec_push(found, *w);
        }
    }
    return true;
}

static void reach_backward(struct hd_topo *t, uint32_t from, uint32_t limit, u32_vec *found)
{
    hd_vec_push(found, from);
    t->node.data[from].seen = true;
    for (size_t i = 0; i < found->len; i++) {
        struct hd_topo_node *v = &t->node.data[found->data[i]];
        hd_vec_foreach(w, &v->in)
        {
            struct hd_topo_node *n = &t->node.data[*w];
            if (n->seen || n->rank < limit)
                continue;
            n->seen = true;
            hd_vec_push(found, *w);
        }
    }
}

static void unsee(struct hd_topo *t, const u32_vec *found)
{
    hd_vec_foreach(v, found) t->node.data[*v].seen = false;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void sort_by_rank(const struct hd_topo *t, u32_vec *v)
{
    /* Insertion sort: the groups are small and nearly in order. */
    for (size_t i = 1; i < v->len; i++)
        for (size_t j = i; j > 0; j--) {
            uint32_t *a = &v->data[j - 1], *b = &v->data[j], x = *a;
            if (t->node.data[*a].rank <= t->node.data[*b].rank)
                break;
            *a = *b;
            *b = x;
        }
}

static void reorder(struct hd_topo *t, u32_vec *behind, u32_vec *ahead)
{
    u32_vec rank = {0};
    sort_by_rank(t, behind);
    sort_by_rank(t, ahead);
    hd_vec_foreach(v, behind) hd_vec_push(&rank, t->node.data[*v].rank);
    hd_vec_foreach(v, ahead) hd_vec_push(&rank, t->node.data[*v].rank);
    qsort(rank.data, rank.len, sizeof *rank.data, by_number);
    size_t next = 0;
    hd_vec_foreach(v, behind) t->node.data[*v].rank = rank.data[next++];
    hd_vec_foreach(v, ahead) t->node.data[*v].rank = rank.data[next++];
    hd_vec_free(&rank);
}

bool hd_topo_arc_add(struct hd_topo *t, uint32_t from, uint32_t to)
{
    if (from == to)
        return false;
    struct hd_topo_node *f = &t->node.data[from], *h = &t->node.data[to];
    hd_vec_foreach(w, &f->out) if (*w == to) return true;
    bool fits = true;
    if (h->rank < f->rank) {
        u32_vec ahead = {0}, behind = {0};
        fits = reach_forward(t, to, f->rank, from, &ahead);
        if (fits)
            reach_backward(t, from, h->rank, &behind);
        unsee(t, &ahead);
        unsee(t, &behind);
        if (fits)
            reorder(t, &behind, &ahead);
        hd_vec_free(&ahead);
        hd_vec_free(&behind);
    }
    if (fits) {
        hd_vec_push(&f->out, to);
        hd_vec_push(&h->in, from);
    }
    return fits;
}

void hd_topo_free(struct hd_topo *t)
{
    hd_vec_foreach(n, &t->node)
    {
        hd_vec_free(&n->out);
        hd_vec_free(&n->in);
    }
    hd_vec_free(&t->node);
}
