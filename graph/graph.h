/* The lock-order graph: judges cycles over the facts of both producers and draws the graph.
 *
 * Judging works on two graphs. The instance graph has one node per lock object of a run and only
 * run-time edges, so two objects of one class are never confused. The class graph has one node per
 * lock class, with the static edges and the run-time edges projected onto classes; a cycle there
 * counts only when the analyzer contributes at least one edge of it. A cycle is real when one
 * context per edge can be chosen such that the threads can all be at their second acquisition at
 * the same time and all block (see hd_lock_order_cycles). Everything else is kept with the reason.
 *
 * All results live in the caller's arena, except vectors, which the caller frees with hd_vec_free,
 * and borrow strings from the facts. Functions that return int give -1 and a message in `err`.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_GRAPH_GRAPH_H
#define HEDDLE_GRAPH_GRAPH_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/err.h"
#include "store/facts.h"
#include "store/store.h"

/* Judges the lock-order facts of `run`, merged with the other side's when the database has any
 * (a check run with all run-time runs, a run-time run with the latest check), and stores the
 * cycles under that run as findings of lock-order-cycle, excused ones with `filtered` set. Cycles
 * to which the run's own side contributes nothing are left to the other side's runs. Call it after
 * the run's edges are stored and before hd_store_run_end. Returns the number of cycles that no
 * filter excuses. */
int hd_graph_judge(struct hd_store *s, int64_t run, struct hd_err *err);

/* Where the frames of a run-time stack come from; gives 0 and a stack in the arena, or -1. */
struct hd_stack_source {
    int (*load)(void *arg, int64_t id, struct hd_arena *a, struct hd_stack *out);
    void *arg;
};

/* Against an older graph; see hd_graph_compare. */
enum hd_change { HD_CHANGE_UNASKED, HD_CHANGE_SAME, HD_CHANGE_NEW, HD_CHANGE_GONE, HD_CHANGES };

/* A closed chain of lock-order edges, one per distinct sequence of lock classes. */
struct hd_lock_cycle {
    const uint32_t *cls; /* indexes into hd_lock_facts.cls, in acquisition order, least key first */
    size_t len;          /* classes in the chain; 1: two instances of one class */
    bool has_static, has_runtime; /* which side contributes edges */
    struct hd_finding finding;    /* finding.filtered names the excuse, NULL when it is real */
    enum hd_change change;        /* hd_graph_compare; another verdict makes it another cycle */
};
typedef HD_VEC(struct hd_lock_cycle) hd_lock_cycle_vec;

/* Finds and judges the cycles of `f`. Pure: no database. `stacks` may be NULL; then run-time
 * witnesses hold the two acquisitions only. Real cycles come first, then by length and keys. Every
 * edge that lies on a real cycle lies on one that is returned (a shortest one); the same holds for
 * excused cycles over the edges that remain. */
void hd_lock_order_cycles(const struct hd_lock_facts *f, const struct hd_stack_source *stacks,
                          struct hd_arena *a, hd_lock_cycle_vec *out);

/* The same, findings only; they carry fingerprints. */
void hd_lock_order_judge(const struct hd_lock_facts *f, struct hd_arena *a, hd_finding_vec *out);

/* Why a cycle with this reason (one of those in hd_finding.filtered) cannot block, as a sentence
 * without a full stop; NULL for an unknown reason. excuse.c */
const char *hd_excuse_why(const char *reason);

/* The graph to draw: one node per class that has an edge, one arc per pair of classes. */
enum hd_cycle_mark { HD_MARK_NONE, HD_MARK_EXCUSED, HD_MARK_REAL };

struct hd_graph_node {
    uint32_t cls;     /* index into hd_lock_facts.cls */
    size_t instances; /* run-time objects seen; 0 when only static */
    uint64_t acquisitions, contended;
    enum hd_cycle_mark mark;
    enum hd_change change;
};

struct hd_graph_sites {
    struct hd_site from, to;
    enum hd_evidence evidence;
    const struct hd_edge_context *by_static, *by_runtime; /* one of each; NULL when there is none */
};

struct hd_graph_arc {
    uint32_t from, to; /* indexes into hd_graph.node */
    enum hd_evidence evidence;
    uint64_t count; /* run time */
    int64_t last_ms;
    struct hd_graph_sites *sites; /* distinct pairs of acquisitions, sorted */
    size_t nsites;
    enum hd_cycle_mark mark;
    const char *reason;      /* of the excused cycle, when mark is HD_MARK_EXCUSED */
    const char *fingerprint; /* of the finding of a cycle it lies on, or NULL */
    enum hd_change change;
    enum hd_evidence old_evidence; /* of the older graph; NONE when it lacks the order */
    uint64_t old_count;
};

struct hd_graph {
    const struct hd_lock_facts *facts; /* borrowed */
    struct hd_graph_node *node;
    size_t nnodes;
    struct hd_graph_arc *arc; /* sorted by the keys of their ends */
    size_t narcs;
    struct hd_lock_cycle *cycle;
    size_t ncycles;
    const char *against; /* what it is compared with, for people; NULL: nothing */
};

struct hd_graph_options {
    bool cycles_only;      /* leave out what lies on no cycle, real or excused */
    enum hd_evidence only; /* HD_EV_NONE: all; STATIC, RUNTIME: seen by that side; BOTH: by both */
    uint64_t min_count; /* leave out orders that runs saw less often; those of the analyzer stay */
    const char *focus;  /* only what is near the locks of this name, key or part of either */
    unsigned depth;     /* … at most so many orders away, in any direction */
    bool changed_only;  /* of a comparison: leave out what is the same */
};

/* Builds the graph of `f` (which must outlive it) in `a`. `o` and `stacks` may be NULL. */
void hd_graph_build(const struct hd_lock_facts *f, const struct hd_graph_options *o,
                    const struct hd_stack_source *stacks, struct hd_arena *a, struct hd_graph *out);

/* The same from a database: facts of `run`, or of what holds now (run == 0). Free `f` with
 * hd_lock_facts_free when the graph is done with. */
int hd_graph_load(struct hd_store *s, int64_t run, const struct hd_graph_options *o,
                  struct hd_arena *a, struct hd_lock_facts *f, struct hd_graph *out,
                  struct hd_err *err);

/* What changed from `old` to `now`, both built with no options but `only`: all that either has,
 * less what `o` does not ask for. Locks are the same when their classes are, by key or by the place
 * of their initialisation, as for the two sides of one database. What is gone is told in the words
 * of `old`, without its stacks and threads. `facts` gets the classes of both and shares the rest of
 * now's; free it with hd_graph_facts_free, before now's. */
void hd_graph_compare(const struct hd_graph *now, const struct hd_graph *old,
                      const struct hd_graph_options *o, struct hd_arena *a,
                      struct hd_lock_facts *facts, struct hd_graph *out);
void hd_graph_facts_free(struct hd_lock_facts *facts);

/* Loads `run` of `s` as hd_graph_load does and, when `old_path` is not NULL, compares it with what
 * holds in that database. Free `l` with hd_graph_loaded_free, whatever is returned. */
struct hd_graph_loaded {
    struct hd_lock_facts now, old, both;
    struct hd_graph graph;
};
int hd_graph_load_against(struct hd_store *s, int64_t run, const char *old_path,
                          const struct hd_graph_options *o, struct hd_arena *a,
                          struct hd_graph_loaded *l, struct hd_err *err);
void hd_graph_loaded_free(struct hd_graph_loaded *l);

/* "new", "gone", "unchanged"; NULL when nothing was compared. */
const char *hd_change_name(enum hd_change c);

/* How many orders are new, gone, the same: n[HD_CHANGE_…]. */
void hd_graph_count_changes(const struct hd_graph *g, size_t n[HD_CHANGES]);

/* What stands together in a frame. */
enum hd_cluster {
    HD_CLUSTER_NONE,
    HD_CLUSTER_FILE,   /* the file of the declaration, else of the initialisation */
    HD_CLUSTER_STRUCT, /* the record that the lock is a member of */
    HD_CLUSTER_MODULE, /* the folder of the file */
};

/* How to draw. NULL where it is asked for: no title, a legend, links to source. */
struct hd_draw {
    const char *title;
    bool no_legend;
    bool link_findings; /* URLs are "#" and a cycle's fingerprint instead of file and line */
    enum hd_cluster cluster;
    bool bare; /* arcs without labels: for a drawing that shows them otherwise */
};

/* Does `f` have a lock whose name or key is, or holds, `focus`? */
bool hd_graph_has(const struct hd_lock_facts *f, const char *focus);

/* One JSON object: locks, orders with their sites, cycles. Described in docs/json.md. */
void hd_graph_json(const struct hd_graph *g, struct hd_buf *out);

/* DOT text. Same graph, same bytes. */
void hd_graph_dot(const struct hd_graph *g, const struct hd_draw *d, struct hd_buf *out);

/* Lays the graph out with Graphviz inside this process. The text is an <svg> element without XML
 * declaration or doctype, fit for a file of its own and for embedding in HTML. Elements have the
 * classes "lock" and "order" with "real" or "excused" and "static", "runtime" or "both". */
int hd_graph_svg(const struct hd_graph *g, const struct hd_draw *d, struct hd_buf *out,
                 struct hd_err *err);

/* Transitive reduction: per arc whether it can be left out of a drawing because others lead from
 * its start to its end. Arcs of cycles, real or excused, and changed ones always stay, and what is
 * gone implies nothing. In the arena. reduce.c */
bool *hd_graph_reduce(const struct hd_graph *g, struct hd_arena *a);

/* Where Graphviz puts nodes and arcs, for a drawing of somebody else's. Points, y downwards. */
struct hd_point {
    double x, y;
};
struct hd_graph_box {
    double x, y, width, height; /* x and y of the middle */
};
struct hd_graph_curve {
    struct hd_point
        *point;     /* Bézier: a start, then triples; the last one touches the arrow's tip */
    size_t npoints; /* 0: not drawn */
};
struct hd_graph_layout {
    double width, height;
    struct hd_graph_box *node;  /* as hd_graph.node */
    struct hd_graph_curve *arc; /* as hd_graph.arc */
};
int hd_graph_layout(const struct hd_graph *g, struct hd_arena *a, struct hd_graph_layout *out,
                    struct hd_err *err);

#endif
