/* What library functions do and which states their objects have: the rule packs and automata in
 * memory. Nothing here knows a library by name; everything comes from rules/.
 *
 * A model is built once (packs embedded in the binary, then --rules DIR, then .heddle.yml models)
 * and is then read-only and safe to share.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_MODEL_MODEL_H
#define HEDDLE_ANALYZER_MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/vocab.h"

struct hd_model;

enum hd_identity { HD_ID_ADDRESS, HD_ID_VALUE, HD_ID_POINTER, HD_ID_ID };

/* Traits are bits, named in the packs; hd_trait_name gives the word. */
enum hd_trait {
    HD_TRAIT_RECURSIVE = 1 << 0,
    HD_TRAIT_READ_RECURSIVE = 1 << 1,
    HD_TRAIT_REUSABLE = 1 << 2,
    HD_TRAIT_CLOSE_IDEMPOTENT = 1 << 3,
    HD_TRAIT_ONE_UNLOCK = 1 << 4,
    HD_TRAIT_COPYABLE = 1 << 5,
    HD_TRAIT_MUST_OWN = 1 << 6,
    HD_TRAIT_ERRORCHECK = 1 << 7,
    HD_TRAIT_SPINNING = 1 << 8,
    HD_TRAIT_REFCOUNTED = 1 << 9,
    HD_TRAIT_SILENT_UNLOCK = 1 << 10,
    HD_TRAIT_DETACHED = 1 << 11,
};

struct hd_resource {
    const char *id;        /* "mutex" */
    const char *pack;      /* "pthread" */
    enum hd_kind kind;
    const char **types;    /* spellings, NULL-terminated */
    enum hd_identity identity;
    const char **static_init; /* macro names, NULL-terminated, may be empty */
    bool zero_init;        /* {0} is a valid object */
    unsigned traits;       /* enum hd_trait bits */
    unsigned index;        /* position in the model */
};

enum hd_via { HD_VIA_VALUE, HD_VIA_REF, HD_VIA_OUT, HD_VIA_RET, HD_VIA_THIS };

/* "ret == 0": op is a comparison of enum hd_op (ir.h); absent when op is 0. */
struct hd_predicate {
    unsigned op;
    int64_t value;
};

enum hd_role {
    HD_ROLE_EVENT,        /* `on` and `event` are set */
    HD_ROLE_SPAWN,        /* runs `entry` concurrently */
    HD_ROLE_THREAD_EXIT,  /* ends the calling thread, does not return */
    HD_ROLE_ONCE,         /* calls `entry` at most once, synchronously, under the once's own lock */
    HD_ROLE_CALLS,        /* calls `entry` synchronously (qsort, foreach) */
    HD_ROLE_CLEANUP_PUSH,
    HD_ROLE_CLEANUP_POP,
    HD_ROLE_BLOCKING,     /* may block for long */
    HD_ROLE_NORETURN,
    HD_ROLE_FREES,        /* frees the object that `arg` points to */
    HD_ROLE_ALLOCATES,    /* returns fresh memory; zeroed when `zeroed` */
    HD_ROLE_SIGNAL_HANDLER, /* installs `entry` as a signal handler */
    HD_ROLE_SELF,         /* returns the calling thread's own handle */
    HD_ROLE_PURE,         /* keeps nothing: arguments do not escape, no effect on modelled objects */
    HD_ROLE_ATTR_SET,     /* configuration object: see `attr_*` */
    HD_ROLE_COND_SIGNAL,  /* wakes waiters of `cond` */
    HD_ROLE_CLOSE,        /* closes a descriptor: delete for resources with identity id */
};

/* What one call does. A function may have several (a condition wait: wait_on of the mutex and use
 * of the condition). arg counts from 0; -1 is "none"; the return value is via RET. */
struct hd_op_model {
    const char *fn;    /* function name as the AST shows it */
    const char *shown; /* name the user wrote when it differs, else fn */
    enum hd_role role;
    const struct hd_resource *on; /* NULL when the role has none */
    int event;         /* number in the automaton of on->kind; -1 none */
    int arg;
    enum hd_via via;
    const char *field; /* "a.b": the object is inside the argument; NULL */
    struct hd_predicate success;
    bool is_try, blocking, yields, must_loop, zeroed, timed;
    int entry, data;   /* arguments: function, its argument */
    int cond;          /* argument: the condition */
    int attr;          /* argument: pointer to a configuration object */
    int attr_event;    /* event instead of `event` when the configuration gives `attr_gives` */
    unsigned attr_gives; /* trait bit, e.g. HD_TRAIT_DETACHED; for inits: trait bits that the
                            configuration may hand to the object */
    int delta_arg;     /* counters: argument that holds n; -1: `delta` */
    int delta;
    unsigned traits;   /* traits given to the object by this call */
    const char *misuse_rule, *misuse_text; /* completes a message; NULL */
};

/* attr setters: when `fn(obj, value)` is called with this value the object gives this trait. */
struct hd_attr_model {
    const char *type, *fn;
    int arg;
    int64_t value;
    unsigned gives;
};

/* All operations of a function; *n is 0 for an unknown one. */
const struct hd_op_model *hd_model_ops(const struct hd_model *m, const char *fn, size_t *n);
const struct hd_attr_model *hd_model_attrs(const struct hd_model *m, const char *fn, size_t *n);
/* The resource that a type's spelling (or canonical spelling) denotes, or NULL. */
const struct hd_resource *hd_model_type(const struct hd_model *m, const char *spelling);
const struct hd_resource *hd_model_resources(const struct hd_model *m, size_t *n);

/* C++ scope guards: `type` holds argument `arg` from constructor to destructor. */
struct hd_guard_model {
    const char *type;  /* "std::lock_guard" */
    int arg;
    int acquire_event, release_event;
    bool movable, optional; /* unique_lock: may not own */
    const char *none_tag, *held_tag, *try_tag; /* type names of tag arguments, NULL */
};
const struct hd_guard_model *hd_model_guard(const struct hd_model *m, const char *type);

/* Automata -------------------------------------------------------------------------------------*/
enum { HD_MAX_STATES = 16, HD_STATE_UNKNOWN = 255 };

enum hd_count_op { HD_COUNT_KEEP, HD_COUNT_SET, HD_COUNT_ADD, HD_COUNT_ADD_DELTA };
struct hd_guard_count { /* "count>1" */
    unsigned op;        /* enum hd_op; 0: none */
    int64_t value;
    bool on_delta;      /* compares n instead of count */
};
struct hd_transition {
    int event;         /* -1: any ("*") */
    uint32_t from;     /* bit set of states */
    unsigned if_trait; /* all these bits must be set */
    struct hd_guard_count when;
    int to;            /* state, -1: same */
    enum hd_count_op count_op;
    int64_t count;
    const char *report; /* rule id or NULL */
};
enum hd_end_scope { HD_END_ANY, HD_END_FUNCTION, HD_END_THREAD, HD_END_TASK };
struct hd_at_end {
    uint32_t state; /* bit set */
    struct hd_guard_count when;
    enum hd_end_scope scope;
    const char *report;
};
struct hd_native_check { /* a checker in C, by name, parameterised by the automaton */
    const char *check, *report;
    int event, before;  /* -1 */
    const char *in;     /* "loop" or NULL */
};
struct hd_automaton {
    enum hd_kind kind;
    bool counter;
    const char *states[HD_MAX_STATES];
    unsigned nstates;
    const char **events;
    unsigned nevents;
    int start_decl, start_zeroed, start_static; /* states; -1: unknown */
    const struct hd_transition *transition;
    size_t ntransitions;
    const struct hd_at_end *at_end;
    size_t nat_end;
    const struct hd_native_check *check;
    size_t nchecks;
};
/* NULL when no automaton is loaded for the kind. */
const struct hd_automaton *hd_model_automaton(const struct hd_model *m, enum hd_kind k);
/* Number of an event or state, -1 when the automaton has none of that name. */
int hd_automaton_event(const struct hd_automaton *a, const char *name);
int hd_automaton_state(const struct hd_automaton *a, const char *name);
/* First matching transition, or NULL (unknown is silent: the object goes to the unknown state). */
const struct hd_transition *hd_automaton_step(const struct hd_automaton *a, int state, int event,
                                              unsigned traits, int count, int delta);

/* Building -------------------------------------------------------------------------------------*/
/* The embedded packs and automata. */
int hd_model_new(struct hd_model **out, struct hd_err *err);
/* Adds every .yml file of a folder (packs/, automata/ or flat). All mistakes of a file are put into
 * err, each "file:line:column: message", one per line. */
int hd_model_add_dir(struct hd_model *m, const char *dir, struct hd_err *err);
int hd_model_add_text(struct hd_model *m, const char *text, size_t len, const char *name,
                      struct hd_err *err);
void hd_model_free(struct hd_model *m);
const char *hd_trait_name(unsigned bit);

/* For `heddle rules list`. */
struct hd_pack_info {
    const char *name, *title, *docs;
    size_t nops, nresources;
    bool optional;
};
const struct hd_pack_info *hd_model_packs(const struct hd_model *m, size_t *n);

#endif
