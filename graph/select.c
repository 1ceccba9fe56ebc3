/* Which orders are drawn: by evidence, by count, near a lock, and without those that follow from
 * others (transitive reduction: A. Aho, M. Garey, J. Ullman, "The transitive reduction of a
 * directed graph", 1972; here of what lies on no cycle only, one arc after the other).
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "graph/internal.h"

static bool means(const struct hd_lock_class *c, const char *focus)
{
    return (c->name && strstr(c->name, focus)) || strstr(c->key, focus);
}

static bool is_named(const struct hd_lock_class *c, const char *focus)
{
    return (c->name && strcmp(c->name, focus) == 0) || strcmp(c->key, focus) == 0;
}

bool hd_graph_has(const struct hd_lock_facts *f, const char *focus)
{
    hd_vec_foreach(c, &f->cls) if (means(c, focus)) return true;
    return false;
}

static bool is_asked_for(const struct hd_graph_arc *arc, const struct hd_graph_options *o)
{
    if (o->cycles_only && arc->mark == HD_MARK_NONE)
        return false;
    if (o->changed_only && arc->change == HD_CHANGE_SAME)
        return false;
    if (!((arc->evidence | arc->old_evidence) & HD_EV_STATIC) && arc->count < o->min_count &&
        arc->old_count < o->min_count)
        return false;
    return (arc->evidence & o->only) == o->only;
}

/* Locks of exactly this name, if there are any; else those whose name or key has it in it. Then
 * everything up to `depth` orders away. */
static void keep_near(const struct hd_lock_facts *f, const struct hd_graph_arc *arc, size_t n,
                      const struct hd_graph_options *o, bool *keep)
{
    bool *near = calloc(f->cls.len + 1, sizeof *near), *next = calloc(f->cls.len + 1, sizeof *next);
    bool exact = false;
    if (!near || !next)
        hd_oom();
    hd_vec_foreach(c, &f->cls) exact |= is_named(c, o->focus);
    for (size_t i = 0; i < f->cls.len; i++)
        near[i] = exact ? is_named(&f->cls.data[i], o->focus) : means(&f->cls.data[i], o->focus);
    for (unsigned d = 0; d < o->depth; d++) {
        memcpy(next, near, f->cls.len * sizeof *near);
        for (size_t i = 0; i < n; i++)
            if (keep[i] && (near[arc[i].from] || near[arc[i].to]))
                next[arc[i].from] = next[arc[i].to] = true;
        memcpy(near, next, f->cls.len * sizeof *near);
    }
    for (size_t i = 0; i < n; i++)
        keep[i] = keep[i] && near[arc[i].from] && near[arc[i].to];
    free(near);
    free(next);
}

void hd_graph_select(const struct hd_lock_facts *f, const struct hd_graph_arc *arc, size_t n,
                     const struct hd_graph_options *o, bool *keep)
{
    static const struct hd_graph_options all;
    o = o ? o : &all;
    for (size_t i = 0; i < n; i++)
        keep[i] = is_asked_for(&arc[i], o);
    if (o->focus)
        keep_near(f, arc, n, o, keep);
}
