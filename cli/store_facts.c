/* Indexes become database ids; see store_facts.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/store_facts.h"

#include <string.h>

#include "core/arena.h"

static int put_locks(struct hd_store *s, int64_t run, const struct hd_lock_facts *f, int64_t *id,
                     struct hd_err *err)
{
    for (size_t i = 0; i < f->lock.len; i++) {
        struct hd_lock l = f->lock.data[i];
        l.class_id = hd_store_put_lock_class(s, &f->cls.data[l.class_id], err);
        id[i] = l.class_id < 0 ? -1 : hd_store_put_lock(s, run, &l, err);
        if (id[i] < 0)
            return -1;
    }
    return 0;
}

static int put_edge(struct hd_store *s, int64_t run, const struct hd_edge *edge, const int64_t *id,
                    struct hd_arena *a, struct hd_err *err)
{
    struct hd_edge e = *edge;
    e.from = id[e.from];
    e.to = id[e.to];
    e.context = hd_arena_dup(a, e.context, e.ncontexts * sizeof *e.context);
    for (size_t k = 0; k < e.ncontexts; k++) {
        struct hd_edge_context *x = &e.context[k];
        x->gate = hd_arena_dup(a, x->gate, x->ngates * sizeof *x->gate);
        for (size_t g = 0; g < x->ngates; g++)
            x->gate[g].lock_id = id[x->gate[g].lock_id];
    }
    return hd_store_put_edge(s, run, &e, err) < 0 ? -1 : 0;
}

int hd_store_lock_facts(struct hd_store *s, int64_t run, const struct hd_lock_facts *f,
                        struct hd_err *err)
{
    struct hd_arena a = {0};
    int64_t *id = hd_arena_array(&a, int64_t, f->lock.len + 1);
    int rc = put_locks(s, run, f, id, err);
    for (size_t i = 0; rc == 0 && i < f->thread.len; i++)
        rc = hd_store_put_thread(s, run, &f->thread.data[i], err) < 0 ? -1 : 0;
    for (size_t i = 0; rc == 0 && i < f->edge.len; i++)
        rc = put_edge(s, run, &f->edge.data[i], id, &a, err);
    hd_arena_free(&a);
    return rc;
}
