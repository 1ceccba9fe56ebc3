/* The parts of the flow analysis to each other: what one function's analysis carries along, and the
 * facts of the whole program.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_FLOW_H
#define HEDDLE_ANALYZER_FLOW_FLOW_H

#include "analyzer/flow/analyze.h"
#include "analyzer/flow/contract.h"
#include "analyzer/flow/program.h"
#include "analyzer/flow/sink.h"
#include "analyzer/flow/state.h"
#include "analyzer/flow/summary.h"

/* Facts for the whole program ------------------------------------------------------------------*/

/* Where a function stands with respect to the threads that it creates. */
enum phase {
    PHASE_BEFORE, /* none created yet */
    PHASE_DURING,
    PHASE_AFTER, /* created, and all of them joined again */
};

/* One lock-order edge in one function. */
struct order_edge {
    uint32_t from, to; /* classes: pdecl */
    const struct hd_resource *from_res, *to_res;
    enum hd_mode from_mode, to_mode;
    bool is_try, ordered;
    bool instances;       /* from and to are these objects, whatever others their class has */
    uint8_t phases;       /* set of enum phase, local to the function */
    struct joined joined; /* before every such acquisition, in this function */
    uint32_t func;
    struct place from_at, to_at;
    const struct chain *from_chain, *to_chain;
    struct gates gates;
};

/* A handle left in a field or global by some function. */
struct parked {
    uint32_t decl; /* of the place where it is */
    const struct hd_resource *res;
    int state;
    struct place at;
    uint32_t func, entry_decl;
};

/* How sure it is that a condition goes with this lock only: see condition.c. */
enum pairing { PAIR_UNKNOWN, PAIR_GLOBAL, PAIR_SURE };

/* A class of conditions: where it is waited on, and with which class of locks. */
struct cond_use {
    uint32_t cond, lock; /* pdecl */
    struct place at;
    bool untimed; /* some wait has no time limit */
    enum pairing pairing;
};

/* A place where a class of conditions is signalled, and the classes of the locks that were held
 * there or acquired on every way there. */
enum { MAX_NEEDS = 6 };
struct signal {
    uint32_t cond, func;
    struct place at;
    uint32_t need[MAX_NEEDS];
    unsigned nneeds;
};

/* A wait with another lock held, by its finding: kept or taken back when all signals are known. */
struct held_wait {
    size_t finding;
    uint32_t cond, lock; /* classes */
    bool in_callee;
};

/* A wait on a condition in a function that did not acquire the lock itself. */
struct needs_held {
    uint32_t cls; /* pdecl */
    struct place at;
    uint32_t func;
};

/* A call of a function with locks held, for what holds at its entry. */
struct held_call {
    uint32_t from, to;
    uint32_t *cls; /* held at every such call */
    uint8_t *mode;
    unsigned n;
    bool in_loop;         /* some such call stands in a loop */
    uint8_t phases;       /* set of enum phase in which such calls happen, local to the caller */
    struct joined joined; /* before every such call, in the caller */
};

/* A creation of a thread. */
struct spawn {
    uint32_t func, entry; /* program.func, pdecl */
    bool in_loop;
    bool catches; /* an exception of the entry is kept for somebody who asks */
    struct place at;
    struct joined joined; /* before every such creation, in the function */
};

/* A creation whose handle lies at `loc`, in terms of the creator. */
struct creation {
    uint32_t decl; /* class of loc */
    term loc;
    uint32_t entry; /* pdecl */
    term data;      /* 0 unknown */
    struct place at;
};

/* A lock held at a join. */
struct hold {
    term lock;
    enum hd_mode mode;
    const char *name;
    struct place at;
    const struct chain *chain;
};

/* A join without time limit, direct or in a callee. */
struct join_site {
    term loc;             /* where the handle lies, 0 unknown */
    uint32_t decl, entry; /* class of loc; pdecl of the entry when the path itself tells it */
    term data;
    bool asked; /* after the thread asked who it is */
    uint32_t func;
    struct place at;
    const struct chain *chain;
    struct hold *hold;
    unsigned nholds;
    uint64_t before; /* the one of the same function before this + 1, 0: none */
};

/* Numbers of the lock automaton's states and events, looked up once. */
struct lock_words {
    int free, held, shared;
    int acquire, acquire_shared, release, release_shared, wait_on, recover, destroy, init;
};

/* A lock left held on some exits whose verdict waits for the rest of the program: it is the
 * function's contract when others release what they did not acquire, or when callers do. */
struct pending {
    uint32_t func, cls;
    term lock;
    bool by_callers; /* contract if every caller releases the class; else: if anybody hands over */
    struct place at, origin;
    const struct chain *origin_chain;
    const char *name;
    const struct trail *trail;
};

/* What is wrong if a pending lock is held by contract. */
struct put_off {
    struct hd_finding finding;
    struct place origin; /* where that lock is acquired */
};

/* Lock classes that a function itself may release (or acquire), by the look of its calls. */
struct touched {
    HD_VEC(uint32_t) cls; /* pdecls */
    uint64_t params;      /* (a lock that) these parameters point to */
    bool unknown;         /* and a lock that its text does not name */
};

/* A wait on a group that threads started before add to themselves; and every place that adds. */
struct late_add {
    uint32_t cls; /* pdecl */
    const struct duty *duty;
    struct place start, wait;
};
/* A function that is a part of a home-made wait group. */
struct home {
    uint32_t func, cls; /* cls: pdecl of the counter */
    int event;
    term counter, amount;
    bool whole;                        /* there are functions for all parts of it */
    const struct hd_resource *channel; /* a channel, whose place is `counter`; NULL: a wait group */
};
struct group_add {
    uint32_t cls;
    struct place at;
};

struct analysis {
    struct program *p;
    struct lock_words lw;
    bool counts_users; /* there are wait groups or channels: who knows what is of interest */
    struct kind_words kind[HD_KIND_COUNT];
    struct touched *releases, *acquires; /* by function */
    struct summary *sum;                 /* by function */
    HD_VEC(struct hd_finding) findings;
    struct hd_map finding_keys;
    struct hd_map chains; /* hash of a place and of what follows -> struct chain */
    HD_VEC(struct order_edge) edges;
    struct hd_map edge_keys;
    struct hd_map instance_name; /* lock of an edge between instances -> its name (text) */
    HD_VEC(struct parked) parked;
    struct hd_map discharged;    /* pdecl of a place -> who discharges what is there (link_noted) */
    struct hd_map freed_records; /* key of a record -> 1: some function frees one */
    struct hd_map detached;      /* pdecl of an entry -> 1: detaches itself */
    struct hd_map acquired_twice; /* places (unit, loc) of acquisitions whose lock was acquired
                                     again while held */
    program_set acquires_some;    /* who comes back with a lock held that has no name for callers */
    struct hd_map acquired;       /* lock class -> who acquires it (link_noted) */
    HD_VEC(struct held_call) held_calls; /* one per pair of caller and callee */
    struct hd_map held_keys;
    HD_VEC(struct spawn) spawns;
    struct hd_map beside;    /* who runs at the same time within one call (order_local.c) */
    struct hd_map of_rounds; /* locals (pdecl) of which each round of a loop has its own */
    HD_VEC(struct creation) creations;
    struct hd_map creation_keys; /* hashes of those that are known */
    struct hd_map last_join;     /* function -> its last join among `joins` + 1 */
    HD_VEC(struct join_site) joins;
    HD_VEC(struct pending) pending;
    HD_VEC(struct put_off) put_off;
    HD_VEC(struct cond_use) conds; /* the first wait on each class of conditions */
    struct hd_map cond_of;         /* condition, as a part of its object -> index into conds + 1 */
    struct hd_map entry_at;        /* place of a handle (pdecl) -> pdecl of the only entry that is
                                      started into it + 1; 0: several */
    HD_VEC(struct signal) signals;
    HD_VEC(struct held_wait) held_waits;
    uint64_t *mentioned, mention_round; /* scratch of havoc_written: per pdecl, the last round,
                                           and where */
    /* Per pdecl: its number in the mods of the function under analysis + 1, when the round is
     * right. */
    struct mod_number {
        uint32_t round, number;
    } *mods;
    uint32_t mod_round;
    HD_VEC(struct needs_held) needs_held;
    struct hd_map own; /* number of a resource -> term of the library's own object */
    HD_VEC(struct late_add) late_adds;
    HD_VEC(struct group_add) group_adds;
    HD_VEC(struct home) homes;
    struct settled *settled; /* settled.c; NULL: not asked yet */
    struct memo *memo;       /* what earlier runs left; NULL */
    bool opaque;             /* the function under analysis asks or tells what is not remembered */
};

/* One function under analysis ------------------------------------------------------------------*/

struct block_in {
    struct state *state;
    uint64_t sig;
    unsigned visits;
    bool pending;
    /* Where it came from as long as that is one place only: what comes from there on a later round
     * stands for all that came before. */
    uint32_t from_block, from_index, from_visit;
};

struct exit_point {
    struct state *state;
    term value; /* returned, 0 unknown or none */
    struct place at;
    bool thread_exit; /* ends the thread, not just the function */
    uint32_t block;
};

/* Where this function ends what lies at a place. */
struct discharge {
    uint32_t decl, block;
    bool in_callee; /* perhaps under a condition that only the callee knows */
};

/* A callee whose sets are part of ours already. */
struct merged_callee {
    const struct summary *sum;
    size_t mods, releases, spawned; /* how many it had then */
    /* What it writes, by number among its mods, that has a bit in our state's `wrote`. */
    struct write_bit {
        uint64_t bit;
        size_t number;
    } *write;
    size_t nwrites;
};

/* A round of a loop ended with a lock held that nothing names any more. */
struct left_locked {
    uint32_t head, cls; /* first block of the loop; pdecl */
    uint32_t thrown;    /* instead: where an exception leaves with `key` held; 0 */
    term key;
    struct place at;
    const struct chain *chain;
    const char *name;
    const struct state *state;
};

/* Two locks that a callee acquires in an order which it decides by something. */
struct decided_pair {
    term one, other;
};

/* A record with a lock was copied to `to`. */
struct copied {
    term to, from; /* 0: an argument, no name */
    struct place at;
    const char *name;
};

struct fctx {
    struct analysis *an;
    struct program *p;
    struct terms *t;
    const struct hd_ir *ir;
    const struct hd_ir_func *fn;
    uint32_t f, unit;
    struct hd_arena a;
    struct summary *sum;
    HD_VEC(struct block_in) * in; /* per block */
    HD_VEC(struct exit_point) exits;
    bool broken;             /* parse errors inside: no findings from paths */
    bool gave_up;            /* too many disjuncts somewhere */
    const struct state *now; /* current: what names mean in messages */
    uint32_t insn;           /* current, unit-wide */
    uint32_t one;            /* target of a call through a pointer, when the path tells */
    uint32_t *loop;          /* per block: 1 when it lies on a cycle */
    bool has_loop;
    uint8_t loop_locks;    /* loops_use_locks: 0 not asked yet, 1 no, 2 yes */
    bool *ends_in;         /* per block: a call in it ended the thread */
    uint32_t block, index; /* current: block, disjunct of its `in` */
    uint8_t *temp_crosses; /* per result number: read in another block than its own */
    struct live *live;     /* variables that are still read, per block; NULL: not known */
    HD_VEC(struct merged_callee) merged;
    HD_VEC(struct discharge) discharges;
    HD_VEC(struct discharge) released_at; /* classes of locks: where */
    HD_VEC(struct left_locked) left_locked;
    bool hands_out;         /* the same through a parameter */
    bool finds;             /* returns what a loop found, with a lock in it held: see found.c */
    HD_VEC(uint32_t) loose; /* handles (terms) that somebody unseen may know */
    HD_VEC(uint32_t) discharged_here; /* pdecls of places discharged in this function */
    struct clause *promise;           /* the clauses of its contract, in its own terms */
    unsigned npromises;
    bool vague; /* … and some that are not understood */
    /* During a call: pairs of locks whose order its callee decides, so that what both are left in
     * says nothing of an order. pairs.c */
    HD_VEC(struct decided_pair) decided;
    HD_VEC(struct copied) copies; /* lock_copied.c: of records with locks … */
    HD_VEC(uint32_t) remade;      /* … and places (terms) that get locks of their own */
};

/* The current instruction among those of the function, from 1; 0: none. Numbers of the unit change
 * with every edit above. */
static inline uint32_t insn_number(const struct fctx *c)
{
    uint32_t first = c->ir->blocks[c->fn->block].insn;
    return c->insn < first ? 0 : c->insn - first + 1;
}

/* Name of the SYM for result `k` of the current instruction. */
static inline uint64_t result_name(const struct fctx *c, unsigned k)
{
    return UINT64_C(1) << 63 | (uint64_t)insn_number(c) << 4 | k;
}

/* An event on an object, with what is known of the call. */
struct event {
    const struct hd_resource *res;
    int event;
    unsigned traits; /* given to the object */
    bool is_try, checked;
    uint8_t flags; /* enum obj_flags for the object */
    int delta;
    term amount; /* counters: the number as a term, 0 unknown */
    struct place at;
    term place;                   /* the location that the handle was read from; 0 unknown */
    const struct chain *chain;    /* the event is in a callee; NULL: here */
    const char *via;              /* name of the called function, for notes */
    const struct hd_op_model *op; /* the row that says so, for what it says of misuse; NULL */
    uint32_t older;               /* one of several acquired in no order: number of the first; 0 */
};

typedef HD_VEC(struct state *) state_vec;

/* eval.c */
term eval_path(struct fctx *c, const struct state *s, uint32_t path);
term eval(struct fctx *c, const struct state *s, hd_val v);
term fold(struct fctx *c, unsigned op, term a, term b);
bool loc_is_local(const struct fctx *c, term loc);
/* Can `x` be said to callers: built on parameters, globals, the returned value only? */
bool term_is_public(const struct fctx *c, term x);
uint32_t lock_class(const struct fctx *c, term loc);
/* As lock_class, but a lock inside a global variable, and an element of an array with a constant
 * index, is a class of its own: CLASS_TERM | term. What the program does not tell apart everywhere
 * becomes the class of the field or array again (order.c). */
enum { CLASS_TERM = 1u << 31 };
uint32_t order_class(const struct fctx *c, term loc);
uint32_t order_decl(const struct terms *t, uint32_t cls); /* that stands for such a class */
term embedded_class(struct terms *t, term loc);
/* order_local.c: a thread with this entry is created, an edge is made, while others run; a local's
 * life ends within a loop. */
void note_beside(struct fctx *c, const struct state *s, uint32_t entry);
void note_edge_beside(struct fctx *c, const struct state *s, const struct order_edge *e);
void note_round(struct fctx *c, uint32_t decl);
/* A variable of the function around this lambda. */
bool is_captured(const struct fctx *c, uint32_t decl);
enum phase phase_of(const struct fctx *c, const struct state *s);
const char *term_text(struct fctx *c, term x); /* for people: "s->m" */
struct place here(const struct fctx *c, uint32_t loc);

/* events.c */
void apply_event(struct fctx *c, struct state *s, term key, const struct event *e);
/* The object for people, also when the variable that led to it is gone. */
const char *obj_text(struct fctx *c, const struct obj *o);
/* A handle by the place that holds it; `place`: where it was read from, 0 unknown. NULL. */
const char *handle_text(struct fctx *c, const struct state *s, const struct obj *o, term place);
/* What is due of a handle before it is lost, in plain words: "deleting", "deleted". */
struct end_words {
    const char *doing, *done;
};
struct end_words end_words_of(const struct hd_resource *res);
const char *origin_note(const struct fctx *c, const struct obj *o);
unsigned obj_traits(const struct fctx *c, const struct obj *o);
bool obj_is_held(const struct fctx *c, const struct obj *o);
bool is_next_object(const struct fctx *c, const struct obj *o, struct place at);
enum hd_mode obj_mode(const struct fctx *c, const struct obj *o);
void record_acq(struct fctx *c, struct state *s, term lock, const struct event *e,
                enum hd_mode mode, bool first);
/* The same acquisition as `q`, known already: at this place or (NULL) anywhere. */
struct acq *find_acq(struct summary *sum, const struct acq *q, const struct place *at);
void escape_value(struct fctx *c, struct state *s, term value, bool locks, bool handles);
/* Is it (an expression of) a scalar parameter? */
bool on_argument(const struct fctx *c, term val);
/* The same for objects of some kinds only: a set of bits 1 << enum hd_kind. */
void escape_kinds(struct fctx *c, struct state *s, term value, bool locks, bool handles,
                  unsigned kinds);
unsigned public_cons(const struct fctx *c, const struct state *s, struct con out[MAX_CONDS]);
/* The same, or others, for as long as the program is analysed. */
struct con *keep_cons(struct fctx *c, const struct con *k, unsigned n);
struct con *keep_public_cons(struct fctx *c, const struct state *s, unsigned *n);
void widen_conds(struct con *k, unsigned *n, const struct con *other, unsigned nother);
unsigned released_now(struct fctx *c, const struct state *s, term **out);
bool lock_traits_unknown(const struct fctx *c, const struct obj *o);
void log_event(struct obj *o, int event);
bool is_discharge(const struct hd_automaton *aut, int event, unsigned traits);
bool is_creation(const struct hd_automaton *aut, int event, unsigned traits);
uint32_t owing_states(const struct hd_automaton *aut);
void push_unique(void *u32_vec, uint32_t x);
/* Does the name stand for several objects: any element of an array, earlier rounds of a loop? */
bool is_multi(const struct fctx *c, term key);
void forget_obj(struct fctx *c, struct state *s, term key, const struct hd_resource *res);

/* gone.c: memory that an event loop may come back to. `how`: "is freed". */
struct ending {
    struct place at;
    const struct chain *chain;
    const char *how;
    bool freed;
};
void memory_gone(struct fctx *c, struct state *s, term loc, const struct ending *e);
void scope_gone(struct fctx *c, struct state *s, term loc, struct place at);
void freed_add(struct fctx *c, struct state *s, term loc, struct place at,
               const struct chain *chain);
/* Lets the field of the object that says whether it is armed say so. */
void show_armed(struct fctx *c, struct state *s, term key, const struct hd_resource *res);
/* Somebody waits, or an event loop runs (`dispatches`). */
void time_passes(struct fctx *c, struct state *s, bool dispatches);

/* chosen.c: does some pointer to a lock lead to one lock in the one, another in the other? */
bool leads_to_lock(struct program *p, uint32_t decl);
bool chose_otherwise(struct program *p, const struct state *x, const struct state *y);

/* kept.c: is this the address of the lock, or of what it is a part of? The record that keeps such
 * an address at this exit, in memory that callers see; 0. A lock is released that only such a
 * pointer names: it may be one that is held under its own name, of which nothing is known then;
 * true. */
bool reaches_lock(struct fctx *c, term val, term lock);
term lock_keeper(struct fctx *c, const struct exit_point *x, term lock);
bool release_kept(struct fctx *c, struct state *s, term key, const struct hd_resource *res);

/* asked.c. Does the branch look at the result of a creation that is taken to have failed? From then
 * on the failure is a way that the program thinks of. */
bool note_asked(struct fctx *c, struct state *s, const struct hd_ir_block *b);
/* `first = x < y ? a : b; second = first == a ? b : a;`: does the test, with these values, ask
 * which of two arguments was chosen, not whether both are one object? */
bool asks_which(struct fctx *c, const struct hd_ir_block *b, term x, term y);

/* edges.c: lock-order edges from every lock held in `s` to an acquisition at `at`, here (t NULL) or
 * by a callee that q->chain leads down to; q->released are locks of ours that are not held then.
 * q->cond is still the callee's. With `older`: only from locks acquired before that number. */
struct translation;
void record_edges(struct fctx *c, const struct state *s, const struct acq *q, struct translation *t,
                  struct place at, uint32_t older);
void gates_add(struct gates *g, uint32_t cls, enum hd_mode mode);
void gates_meet(struct gates *g, const struct gates *with); /* what both have */
bool gates_equal(const struct gates *x, const struct gates *y);
/* Those of an acquisition of `lock`, with the locks that this function itself acquired and holds.
 */
void gates_held(const struct fctx *c, const struct state *s, struct acq *q, term lock);
const struct chain *chain_cons(struct fctx *c, struct place at, const struct chain *next);
const struct chain *chain_of(struct analysis *an, struct place at, const struct chain *next);
unsigned chain_length(const struct chain *k); /* calls; 0: NULL */
void add_edge(struct analysis *an, const struct order_edge *e);
/* The other locks held in `s` while `from` is held and `to` is acquired. */
void add_gates_of(struct fctx *c, const struct state *s, struct order_edge *e, term from, term to);
/* Does the program fix the order of these two: did it compare them on this path? */
bool instances_ordered(struct fctx *c, const struct state *s, term x, term y);

/* pairs.c */
void note_pair(struct fctx *c, const struct state *s, const struct order_edge *e, term from,
               term to);
void inherit_pairs(struct translation *t, const struct state *s, const struct summary *sum,
                   struct place at);
/* Does the callee that is looked at just now decide in which order it acquires these two? */
bool is_decided(const struct fctx *c, term one, term other);
/* A thread starts: `view` is a state in which its arguments can be read. */
void start_pairs(struct fctx *c, const struct state *s, const struct state *view, uint32_t entry,
                 const term *arg, uint32_t nargs);
/* A call while locks are held: what the callee may count on. */
void keep_held_call(struct analysis *an, const struct held_call *h);
void record_held_call(struct fctx *c, const struct state *s, uint32_t callee);

/* put_off.c: a callee left a lock so; a lock like that is acquired at `at`, or by the calls of
 * `chain` from there; to leave it held is the function's contract. */
void put_off_left(struct fctx *c, struct state *s, term key, const struct effect *f,
                  struct place at);
void put_off_acquire(struct fctx *c, const struct state *s, const struct obj *o, int event,
                     struct place at, const struct chain *chain);
void put_off_settle(struct analysis *an, const struct pending *q);

/* inner.c: edges that only some calls lead to. An edge of this function happens in `s`, by the
 * acquisition `q` (of a callee: t); a call of `callee`. Can a thread that begins in `root`, and
 * gets to the edge's function, make the edge; and the call, when that happens under conditions only
 * (is_inner_call)? */
void note_inner(struct fctx *c, const struct state *s, const struct order_edge *e,
                const struct acq *q, struct translation *t);
void inherit_inner(struct translation *t, const struct state *s, uint32_t callee);
bool edge_reached(const struct analysis *an, const struct order_edge *e, uint32_t root);
bool is_inner_call(const struct analysis *an, uint32_t caller, uint32_t callee);
bool call_reached(const struct analysis *an, uint32_t caller, uint32_t callee, uint32_t root);

/* calls.c */
/* The bit of summary.shown for the parameter that `x` is built on; 0: none. */
uint64_t parameter_bit(const struct fctx *c, term x);
/* Memory that callers may name is written. */
void note_write(struct fctx *c, struct state *s, term loc);
/* Is the declaration with this number in the summary's `mods` in the set `wrote`? */
bool was_written(uint64_t wrote, size_t number);
term fresh(struct fctx *c, struct state *s, unsigned k);
/* A callee that got `arg` may have written this field or variable. */
void havoc_decl(struct fctx *c, struct state *s, uint32_t decl, const term *arg, uint32_t nargs);
/* Forgets what those of the callee's writes may have changed that are in the set `wrote`. */
void havoc_written(struct fctx *c, struct state *s, const struct summary *callee, uint64_t wrote,
                   const term *arg, uint32_t nargs);
/* `val` is read by the callee, which then wrote another one to its place: `p = q->head; q->head =
 * p->next; return p;`. The place holds what is new. */
void havoc_read(struct fctx *c, struct state *s, const struct summary *callee, uint64_t wrote,
                term val);
/* error_number.c: a value that is returned or put aside, perhaps errno. */
void know_error_number(struct fctx *c, struct state *s, hd_val v);
/* settled.c: a number (pdecl of a field or global) that decides about locks, and that nobody
 * changes while others wait. */
bool is_settled(struct analysis *an, uint32_t decl);
void settled_free(struct analysis *an);
/* The number of a declaration among the function's writes. */
size_t number_written(struct fctx *c, uint32_t decl);
/* … + 1, 0: not written. */
uint32_t *mod_number(struct analysis *an, uint32_t decl);
void place_handle(struct fctx *c, struct state *s, term loc, term val);
term name_handle(struct fctx *c, struct state *s, term *loc, unsigned k);
void keep_in_array(struct fctx *c, struct state *s, term *loc, term *val);
/* blocking.c. `b` (chain NULL: here) happens at `at`: reports it when a lock is held. */
void report_blocking(struct fctx *c, const struct state *s, struct place at,
                     const struct blocks *b);
/* … and tells callers. */
void note_blocking(struct fctx *c, struct state *s, struct place at, const struct blocks *b);
void leave_blocking(struct fctx *c, struct blocks b); /* … only that */
void do_call(struct fctx *c, struct state *s, const struct hd_ir_insn *i, state_vec *out);

/* unset.c: handles (threads, timers, channels) that are declared and hold nothing yet. The object
 * is the meaningless value in the variable; it is forgotten as soon as somebody may have set it. */
void unset_declare(struct fctx *c, struct state *s, term val, const struct hd_resource *res,
                   struct place at);
void unset_forget(struct fctx *c, struct state *s, term val);
void unset_passed(struct fctx *c, struct state *s, const struct hd_op_model *ops, uint32_t nops,
                  const term *arg, uint32_t nargs);

/* fresh.c: memory that nobody has filled yet */
void fresh_add(struct state *s, term base, bool sure, struct place at);
void fresh_drop(struct fctx *c, struct state *s, term loc);
void fresh_passed(struct fctx *c, struct state *s, const term *arg, uint32_t nargs);
void fresh_stored(struct fctx *c, struct state *s, term loc, term value);
void fresh_params(struct fctx *c, struct state *s);
/* The memory without content that `key` lies in, NULL. */
const struct fresh *fresh_of(const struct fctx *c, const struct state *s, term key);

/* ops.c: this function does not hold the lock, whatever it does from here on. `deferred`: nobody
 * tried to acquire it yet. */
void not_acquired(struct fctx *c, struct state *s, term key, const struct hd_resource *res,
                  struct place at, bool deferred);
/* Memory is freed with handles in it that nobody else has. `ended`: may what lies there have been
 * ended before? NULL: no. */
void report_freed_handles(struct fctx *c, struct state *s, term loc, struct place at,
                          const struct chain *chain, bool (*ended)(uint32_t decl, const void *arg),
                          const void *arg);
/* A lock is held that lies in memory which is freed. */
void report_freed_held(struct fctx *c, const struct state *s, const struct obj *o, struct place at,
                       const struct chain *chain);

/* guards.c: C++ scope guards and handles that move. guard_call: false when the call is no guard's
 * constructor; is_guard asks only. moves_handle: false when the call moves nothing. */
bool guard_call(struct fctx *c, struct state *s, const struct hd_ir_insn *i, const term *arg,
                uint32_t nargs, state_vec *out);
bool is_guard(const struct program *p, uint32_t unit, const struct hd_ir_insn *i);
void guard_end(struct fctx *c, struct state *s, const struct hd_ir_insn *i, term loc);
/* Handles that leave the function, or come into it, by value. */
/* Does a guard that is alive hold the lock? */
bool guard_holds(const struct fctx *c, const struct state *s, term lock);
/* The program asks the guard in `storage` whether it holds its lock. */
/* Also returns the state in which an attempt that nobody looked at turns out to have failed; NULL.
 */
struct state *guard_asked(struct fctx *c, struct state *s, term storage, term answer);
void guard_return(struct fctx *c, struct state *s, hd_val value);
/* An object ends: its destructor may call the functions that are kept in it. */
void functions_end(struct fctx *c, struct state *s, term storage);
/* Objects that a call gets by value: what is in them is the callee's. */
void values_given(struct fctx *c, struct state *s, const struct hd_ir_insn *call);
/* Argument n of a call of which nobody sees the inside: a guard may be moved from or swapped. */
void guard_given(struct fctx *c, struct state *s, const struct hd_ir_insn *call, uint32_t n,
                 term arg);
void guard_result(struct fctx *c, struct state *s, const struct hd_ir_insn *call);
/* The type of the object that an argument is, or points to; 0 unknown. */
uint32_t arg_type(const struct fctx *c, hd_val v);
/* The resource that an argument is, or points to, by its type; NULL. */
const struct hd_resource *arg_resource(const struct fctx *c, hd_val v);
/* Guards that attributes make: the object in `storage` holds one more lock, or lets go of all. */
void guard_note(struct fctx *c, struct state *s, term storage, term lock);
void guard_release(struct fctx *c, struct state *s, term storage, const struct hd_ir_insn *i,
                   const char *via);
void guard_again(struct fctx *c, struct state *s, term storage, const struct hd_ir_insn *i,
                 const char *via);
void guard_vanish(struct fctx *c, struct state *s, term storage, const struct hd_ir_insn *i,
                  const char *via);
/* Is argument n a lock itself, where the packs expect a guard that holds one? */
bool is_lock_argument(const struct fctx *c, const struct hd_ir_insn *i, uint32_t n);
/* Is it the construction of a guard that acquires what it is given? */
bool guard_acquires(const struct fctx *c, const struct hd_ir_insn *i);
bool moves_handle(struct fctx *c, struct state *s, const struct hd_op_model *op,
                  const struct hd_ir_insn *i, const term *arg, uint32_t nargs);

/* apply.c: a callee's summary at a call */
void apply_summary(struct fctx *c, struct state *s, const struct hd_ir_insn *i, uint32_t callee,
                   const term *arg, uint32_t nargs, bool maybe, state_vec *out);

/* A term of a callee for its caller, with these arguments and this result; 0: cannot be said. */
term in_callers_terms(struct fctx *c, const struct state *s, term x, const term *arg,
                      uint32_t nargs, term result);

/* Does a thread that runs `entry` with `data` acquire `lock`, while another holds it in `mode`? Its
 * acquisition, or NULL. */
const struct acq *entry_acquires(struct fctx *c, const struct state *s, uint32_t entry, term data,
                                 term lock, enum hd_mode mode);

/* joins.c */
void note_creation(struct fctx *c, term loc, uint32_t entry, term data, struct place at);
void note_join_site(struct fctx *c, const struct state *s, term key, const struct obj *o,
                    const struct event *e);
/* What the creator calls `from` the joiner calls `to`; from 0: nothing differs. */
struct renaming {
    term from, to;
};
/* May the place of a creation be the place of a join? Then *r tells how their names differ. */
bool same_place(struct terms *t, term created, term joined, struct renaming *r);
term renamed(struct terms *t, term x, const struct renaming *r);

/* promise.c: a function's own contract. At its beginning; for the lock `key` at an exit; at its
 * end, what the body does not show. */
void promise_begin(struct fctx *c, struct state *s);
bool promise_covers(const struct fctx *c, const struct state *s, term value, term key);
bool promise_needs(const struct fctx *c, term key);
void promise_judge(struct fctx *c);
void promise_complete(struct fctx *c);
void promise_discharges(struct analysis *an);

/* inits.c: traits that initialisations give to lock classes, before anything else */
void scan_inits(struct program *p);

/* releases.c */
void scan_releases(struct analysis *an);
/* Does a caller of `f`, up to a few calls away, perhaps release a lock of this class that it did
 * not acquire, itself or in what it calls? */
bool callers_may_release(struct analysis *an, uint32_t f, uint32_t cls);
void free_releases(struct analysis *an);

/* obligations.c: what only the whole program can tell */
void judge_program(struct analysis *an);
bool is_private(const struct program *p, uint32_t decl);
program_set users_of_place(struct program *p, uint32_t decl);

/* suggest.c: wrappers that other programs would want a model of */
void suggest_models(struct analysis *an, struct hd_arena *a, hd_suggestion_vec *out);

/* order.c: lock classes, roots and edges as facts for the store */
struct hd_lock_facts;
void build_lock_facts(struct analysis *an, struct hd_arena *a, struct hd_lock_facts *out);

/* engine.c */
void analyze_function(struct analysis *an, uint32_t f);

/* rounds.c: at the end of a round of the loop that begins with block `head`; a lock of this class
 * is released; at the end of the function */
void round_ends(struct fctx *c, struct state *s, uint32_t head);
void throw_leaves(struct fctx *c, struct state *s, uint32_t loc);
void note_release(struct fctx *c, uint32_t cls);
void judge_rounds(struct fctx *c);

/* exits.c */
void finish_function(struct fctx *c);

/* Declarations and terms are numbers alike. */
static inline bool is_listed(const uint32_t *list, size_t n, uint32_t x)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == x)
            return true;
    return false;
}

/* One key per place of origin: several ways to lose one thing are one defect. */
static inline uint64_t place_key(struct place at)
{
    return (uint64_t)at.unit << 32 | at.loc | UINT64_C(1) << 63;
}

void havoc_loc(struct fctx *c, struct state *s, term loc);

/* loops.c: how often `block` runs while the function runs once, as a term; 0: not known. */
term trips_of(struct fctx *c, const struct state *s, uint32_t block);
/* Does some loop of this function act on locks, itself or in callees? */
bool loops_use_locks(struct fctx *c);
/* Is there no way out of the loop around `block`? */
bool loop_is_endless(struct fctx *c, uint32_t block);
/* Blocks of the largest cycle through `block` as a set (indices below nblocks). */
void loop_blocks(struct fctx *c, uint32_t block, uint8_t *in);

/* group.c: wait groups */
void group_event(struct fctx *c, struct state *s, term key, const struct event *e);
void group_started(struct fctx *c, struct state *s, term key, const struct duty *d, term n,
                   struct place at, const struct chain *chain);
void group_declare(struct fctx *c, struct state *s, term loc, uint32_t type, bool zeroed,
                   struct place at);
void group_overwritten(struct fctx *c, struct state *s, term loc, bool zeroed);
void groups_leave(struct fctx *c, struct state *s, term val);
/* What a callee did to a group, step by step. */
void group_replay(struct fctx *c, struct state *s, const struct state *before, const term *arg,
                  uint32_t nargs, term key, const struct obj *o, const struct tally *y,
                  struct place at);
void group_dies(struct fctx *c, struct state *s, const struct obj *o, struct place at);

void judge_groups(struct analysis *an);

/* channels.c */
void channel_event(struct fctx *c, struct state *s, term key, const struct event *e);
const char *channel_name(struct fctx *c, const struct state *s, term key);
void channel_leaves(struct fctx *c, const struct state *s, term val);
void inherit_deeds(struct fctx *c, struct state *s, const struct state *view,
                   const struct summary *sum, const term *arg, uint32_t nargs, uint32_t thread,
                   struct place at);
void inherit_closes(struct fctx *c, struct state *s, const struct state *view,
                    const struct summary *sum, const term *arg, uint32_t nargs, struct place at);
void find_closes(struct fctx *c);
void judge_channels(struct fctx *c);

/* homemade.c */
void find_homemade(struct analysis *an);
bool is_homemade(const struct hd_resource *r);
/* homemade_channel.c */
void find_home_channels(struct analysis *an);
bool is_home_channel(const struct hd_resource *r);
void homemade_call(struct fctx *c, struct state *s, const struct state *before, uint32_t callee,
                   const term *arg, uint32_t nargs, struct place at);

/* duty.c: what entries do to the groups they are given */
/* `n` things in each of so many rounds; 0: not known. */
term in_rounds(struct fctx *c, term n, term rounds);
void find_duties(struct fctx *c);
void report_missing(struct analysis *an, const struct duty *d, const char *name);
/* A callee started threads with functions that it was given. */
void inherit_order(struct fctx *c, struct state *s, const struct summary *sum, const term *arg,
                   uint32_t nargs);
void inherit_kept(struct fctx *c, struct state *s, const struct state *view,
                  const struct summary *sum, const term *arg, uint32_t nargs);
void inherit_starts(struct fctx *c, struct state *s, const struct summary *sum, const term *arg,
                    uint32_t nargs, struct place at);
/* A value goes to somebody we cannot see. */
void value_leaves(struct fctx *c, struct state *s, term val);
void note_kept(struct fctx *c, term val); /* of that, callers learn this value */

/* apply.c */
/* Can these conditions of the callee hold here? */
bool conditions_possible(struct fctx *c, const struct state *s, const term *arg, uint32_t nargs,
                         const struct con *k, unsigned n);

#endif
