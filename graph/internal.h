/* What the files of graph/ share among themselves: the graph that is judged, the order of threads,
 * and the choice of one context per edge.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_GRAPH_INTERNAL_H
#define HEDDLE_GRAPH_INTERNAL_H

#include "core/digraph.h"
#include "core/map.h"
#include "graph/graph.h"

#define HD_NO_THREAD UINT32_MAX

/* ---- happens.c: which threads are ordered by creation and join ---- */

struct hd_happens {
    const struct hd_lock_facts *f;
    struct hd_map by_key;      /* thread key -> index */
    uint32_t *child, *sibling; /* index + 1 of the first child, of the next child of one parent */
    uint32_t *root;            /* of a run-time thread: the static root with its entry, or none */
    struct hd_map row;         /* (thread, clock) -> index into rows + 1 */
    HD_VEC(uint32_t *) rows;   /* per thread the least clock that lies behind; UINT32_MAX: none */
};

void hd_happens_init(struct hd_happens *h, const struct hd_lock_facts *f);
void hd_happens_free(struct hd_happens *h);
/* Index of the thread with this key, HD_NO_THREAD when there is none. */
uint32_t hd_happens_thread(const struct hd_happens *h, uint64_t key);

/* A moment of a thread. `is_static` tells which side's clock it is. */
struct hd_moment {
    uint32_t thread; /* index */
    uint32_t clock;
    bool is_static;
};
/* Whether both can only be one and the same thread. */
bool hd_happens_same(const struct hd_happens *h, struct hd_moment a, struct hd_moment b);
/* Whether creation and join put one before the other. */
bool hd_happens_ordered(struct hd_happens *h, struct hd_moment a, struct hd_moment b);
/* Whether that is so because they belong to two programs of one build. */
bool hd_happens_apart(struct hd_happens *h, struct hd_moment a, struct hd_moment b);

/* ---- the graph that is judged ---- */

/* A context of an arc, alike for both sides. */
struct hd_way {
    const struct hd_edge_context *context;
    struct hd_moment at;
    bool weak; /* one of the locks is */
    bool far;  /* the analyzer's: many calls lie between the two acquisitions */
};

struct hd_judged_arc {
    uint32_t from, to; /* nodes: indexes of locks, or of classes */
    HD_VEC(struct hd_way) way;
    uint64_t count; /* run time */
    int64_t last_ms;
    bool has_static, has_runtime;
    bool may_block; /* some way is neither try, weak, ordered nor far */
};

struct hd_judged {
    const struct hd_lock_facts *f;
    const uint32_t *class_of; /* per lock: index of its class */
    struct hd_happens *happens;
    bool by_class;
    HD_VEC(struct hd_judged_arc) arc;
};

/* ---- choice.c: is a cycle real? ---- */

/* The reasons that excuse a choice of contexts. */
enum hd_excuse {
    HD_EXCUSE_WEAK = 1,
    HD_EXCUSE_TRY = 2,
    HD_EXCUSE_ORDERED_INSTANCES = 4,
    HD_EXCUSE_ONE_CLASS = 8,
    HD_EXCUSE_READERS = 16,
    HD_EXCUSE_GATE = 32,
    HD_EXCUSE_HAPPENS_BEFORE = 64,
    HD_EXCUSE_THREAD = 128,
    HD_EXCUSE_FAR = 256,
};

struct hd_choice {
    const struct hd_way **way; /* one per position, in the arena */
    size_t len;                /* a cycle of one arc has two positions: two threads on that arc */
    const char *excuse;        /* NULL: the cycle is real */
};
/* `met`: a run came to this circle. Its locks are what they seem, however weak. */
void hd_choose(const struct hd_judged *g, const uint32_t *arc, size_t n, bool met,
               struct hd_arena *a, struct hd_choice *out);

/* ---- witness.c: the finding for a cycle ---- */

void hd_cycle_finding(const struct hd_judged *g, const uint32_t *arc, size_t n,
                      const struct hd_choice *choice, const struct hd_stack_source *stacks,
                      struct hd_arena *a, struct hd_lock_cycle *cycle);

/* The keys of the cycle's classes, in order. */
const char *hd_cycle_subject(const struct hd_judged *g, const struct hd_lock_cycle *y,
                             struct hd_arena *a);

/* Per lock the index of its class, UINT32_MAX when the facts lack it; in the arena. Classes that
 * the two sides name differently but initialise at one place (file, line, function) are one. */
uint32_t *hd_lock_classes(const struct hd_lock_facts *f, struct hd_arena *a);

/* Per class the one that stands for it: itself, or the declared class initialised at its place. In
 * the arena. */
uint32_t *hd_classes_stand_for(const struct hd_lock_facts *f, struct hd_arena *a);

/* Which side a context of an edge belongs to. */
bool hd_context_is_static(const struct hd_lock_facts *f, const struct hd_happens *h,
                          const struct hd_edge *e, const struct hd_edge_context *c);

/* The class of a judged node. */
uint32_t hd_judged_class(const struct hd_judged *g, uint32_t node);

/* select.c: marks in keep[arc] those that the options ask for. Ends of arcs are classes. */
void hd_graph_select(const struct hd_lock_facts *f, const struct hd_graph_arc *arc, size_t n,
                     const struct hd_graph_options *o, bool *keep);

/* What a class's frame is called, and how long that is; 0: it stands outside of all. dot_frame.c */
const char *hd_dot_cluster(const struct hd_lock_class *c, enum hd_cluster by, size_t *len);

/* blocks.c: which block each node of a large graph belongs to, in the arena; and where to put
 * blocks of known sizes so that none overlap. */
uint32_t *hd_graph_blocks(const struct hd_graph *g, struct hd_arena *a, uint32_t *count);
void hd_graph_pack(struct hd_graph_box *box, size_t n, double gap, double *width, double *height);

/* build.c: keeps the arcs (ends are classes) that the options ask for, and numbers their classes in
 * order of keys as nodes; node_of gives the node of a class, UINT32_MAX when it has none. */
void hd_graph_number(const struct hd_lock_facts *f, const struct hd_graph_arc *arc, size_t n,
                     const struct hd_graph_options *o, struct hd_arena *a, struct hd_graph *g,
                     uint32_t **node_of);

#endif
