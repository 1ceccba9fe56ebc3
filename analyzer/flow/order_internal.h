/* The parts of the lock-order facts to each other: lock classes and edges (order.c), what matters
 * to them (order_near.c), what holds where and in which threads (order_roots.c), several programs
 * (order_several.c).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_ORDER_INTERNAL_H
#define HEDDLE_ANALYZER_FLOW_ORDER_INTERNAL_H

#include "analyzer/flow/flow.h"
#include "store/store.h"

enum { MAX_ROOTS_PER_EDGE = 8, AFTER_ALL = PHASE_AFTER + 1 };

/* Locks that are held whenever somebody gets to a function. */
struct held {
    uint32_t *cls;
    uint8_t *mode;
    unsigned n;
};

/* What callers guarantee when a function begins. */
struct entry_facts {
    bool known;
    struct held held;
    bool multi;           /* may run several times in a program's life, or in several threads */
    uint8_t phases;       /* set of enum phase of main in which main gets here */
    struct joined joined; /* threads that have been joined before every call */
    bool only_main;       /* no other thread gets here */
};

struct root {
    uint32_t func;
    uint64_t key; /* thread key */
    bool many;
};

/* A call on the way from a root down to a function. */
struct hop {
    uint32_t caller, loc;
};
/* The first roots that get to a function, and how. */
struct ways {
    struct way {
        uint32_t root; /* number */
        unsigned n;
        struct hop *hop;         /* from the root down, at most 64 */
        const struct held *held; /* by that root */
    } way[MAX_ROOTS_PER_EDGE];
    unsigned n;
};

/* What main does after it has joined some threads while others still run: a thread of its own for
 * the judge, created after all that main does before and ended before its last phase. Segments form
 * a chain, each with more threads ended than the one before. The point where a segment begins is
 * another thread, which does nothing: those that have ended end before it, and it creates those
 * that main creates from there on; what main does meanwhile has no order with them. */
struct segment {
    uint64_t ended; /* roots by number, the first 64 */
    uint64_t key, point;
};

/* A function whose local locks several threads may share, and those that do: their outermost
 * functions, or itself. */
enum { MAX_SHARERS = 16 };
struct local_owner {
    uint32_t func;
    bool single; /* is called once, by main only */
    uint32_t thread[MAX_SHARERS];
    unsigned nthreads;
};

/* What the facts need to look at, program after program. Most functions never get near two locks:
 * those that do have numbers, callers before callees. */
struct near_call {
    uint32_t to, loc; /* to: number */
    bool inner;       /* arguments decide whether it happens: see inner.c */
};
struct near {
    uint32_t n;
    uint32_t *number; /* by function: + 1, 0: not among them */
    uint32_t *func;   /* by number */
    uint32_t *first;  /* by number: its calls among them are first[k] … first[k + 1] - 1 */
    struct near_call *call;
    uint32_t *edges; /* by number: how many edges it has itself */
    /* Functions whose entries count, callers first, and the held calls to each of them. */
    uint32_t nentries, *entry, *first_held, *held;
    HD_VEC(uint32_t) candidates; /* functions that may be roots of some program, ascending */
    HD_VEC(uint64_t) spawns;     /* spawning function << 32 | what it spawns */
};

/* One program at a time; what it leaves behind are threads and contexts of its own. */
struct order {
    struct analysis *an;
    struct program *p;
    struct hd_arena *a;
    struct hd_arena scratch; /* of this program */
    struct hd_lock_facts *out;
    uint32_t prog, main;
    uint64_t next_key, callbacks, main_key, main_before; /* keys of threads; main_before: the
                                                            program that was here before */
    struct near near;
    struct entry_facts *entry; /* by function, of those whose entries count */
    bool *spawned;             /* by function: in this program */
    struct ways *ways;         /* by number in near, of those that have edges */
    HD_VEC(struct root) roots;
    HD_VEC(struct segment) segments;
    HD_VEC(struct local_owner) owners;
    struct hd_map in_call; /* owner and thread -> its key in one call of the owner */
    struct hd_map by_ends; /* ends of an edge -> its number + 1 */
    struct hd_map lock_of; /* class -> index of its lock + 1 */
    struct hd_map only; /* class -> the only one of its objects that edges tell apart; 0: several */
    struct hd_map only_shape; /* field -> the only class of records that wrap it; 0: several */
    struct hd_map plain;      /* fields and arrays that edges also know without object or index */
};

/* order_near.c: the same for all programs */
void find_near(struct order *o);
void free_near(struct order *o);

/* order_roots.c: one program */
void begin_program(struct order *o, uint32_t prog);
void end_program(struct order *o);
/* The program's threads, who gets to the edges, and what main does after joins. */
void make_roots(struct order *o);
void make_segments(struct order *o);
bool is_root(const struct order *o, uint32_t f);
bool spawned_often(const struct order *o, uint32_t f);
bool edge_runs(const struct order *o, const struct order_edge *e);
/* The latest segment that this edge certainly lies in, 0 for none. */
uint64_t segment_of(const struct order *o, const struct order_edge *e);
struct hd_thread describe_root(const struct order *o, uint32_t f, uint64_t key);
/* Phases of main, for what a function does in phases of its own. */
uint8_t combine(uint8_t caller, uint8_t local);

/* order_local.c: who shares local locks; does the edge count when this root leads to it, and as
 * whose? */
void find_owners(struct order *o);
bool context_of(struct order *o, const struct order_edge *e, const struct root *root,
                uint64_t *key);

/* order.c: the facts of one program */
void judge_one(struct order *o, uint32_t prog);
/* order_several.c: of those that show all that there is to see, the largest first */
void judge_several(struct order *o, uint32_t n);

static inline bool runs_here(const struct order *o, uint32_t f)
{
    return link_runs(o->p, f, o->prog);
}

#endif
