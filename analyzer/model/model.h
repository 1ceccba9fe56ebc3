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
    HD_TRAIT_NEVER_WAITS = 1 << 13, /* its shared side is acquired without waiting */
    /* Of the call, not of the object: whoever steps an automaton for an op with is_try adds this
     * bit, so that a trylock of a lock that is held is no double acquisition. */
    HD_TRAIT_TRY = 1 << 12,
    HD_TRAIT_UNOWED = 1 << 13,     /* may be left as it is: nobody owes its end */
    HD_TRAIT_LASTING = 1 << 14,    /* kept in a place that no function of ours takes down, it may
                                      live as long as the program */
    HD_TRAIT_PLAIN_INIT = 1 << 15, /* initialised by plain assignments, which no call shows */
    HD_TRAIT_INSIDE =
        1 << 17, /* calls on it stand in the inside of a primitive of the program's own */
    HD_TRAIT_CLOSES_LATE = 1 << 16, /* its memory is in use from its creation until some time after
                                       its end */
};

struct hd_resource {
    const char *id;   /* "mutex" */
    const char *pack; /* "pthread" */
    enum hd_kind kind;
    const char **types; /* spellings, NULL-terminated */
    enum hd_identity identity;
    const char **static_init;           /* macro names, NULL-terminated, may be empty */
    const unsigned *static_init_traits; /* beside static_init: traits that this initialiser gives */
    bool zero_init;                     /* {0} is a valid object */
    bool constructed;        /* C++: a declaration alone makes a valid object, in the state that
                                start_zeroed names */
    const char *armed_field; /* "record.field" that is not zero while it is armed; NULL */
    unsigned traits;         /* enum hd_trait bits */
    unsigned index;          /* position in the model */
    bool coroutine;          /* of a pack whose tasks change only where they yield */
};

/* Is the object where a handle points to, as a lock that the library allocates? Threads, timers and
 * channels are told by the handle itself, because handles are what is made and given back. */
static inline bool hd_resource_pointee(const struct hd_resource *r)
{
    return r->identity == HD_ID_POINTER && r->kind != HD_KIND_THREAD && r->kind != HD_KIND_TIMER &&
           r->kind != HD_KIND_CHANNEL;
}

/* How the object is reached from the argument. OUT: the call stores the handle where the argument
 * points; GUARD: the argument is a C++ scope guard, the object is what the guard holds; OWN: no
 * argument, the library has one object of this resource, such as a read-side critical section. */
enum hd_via {
    HD_VIA_VALUE,
    HD_VIA_REF,
    HD_VIA_OUT,
    HD_VIA_RET,
    HD_VIA_THIS,
    HD_VIA_GUARD,
    HD_VIA_OWN,
};

/* "ret == 0": op is a comparison of enum hd_op (ir.h); absent when op is 0. */
struct hd_predicate {
    unsigned op;
    int64_t value;
};

enum hd_role {
    HD_ROLE_EVENT,       /* `on` and `event` are set */
    HD_ROLE_SPAWN,       /* runs `entry` concurrently */
    HD_ROLE_THREAD_EXIT, /* ends the calling thread, does not return */
    HD_ROLE_ONCE,        /* calls `entry` at most once, synchronously, under the once's own lock */
    HD_ROLE_CALLS,       /* calls `entry` synchronously (qsort, foreach) */
    HD_ROLE_CLEANUP_PUSH,
    HD_ROLE_CLEANUP_POP,
    HD_ROLE_BLOCKING, /* may block for long */
    HD_ROLE_NORETURN,
    HD_ROLE_FREES,          /* frees the object that `arg` points to */
    HD_ROLE_ALLOCATES,      /* returns fresh memory; zeroed when `zeroed`, with the content of
                               other memory when `copies` */
    HD_ROLE_SIGNAL_HANDLER, /* installs `entry` as a signal handler */
    HD_ROLE_SELF,           /* returns the calling thread's own handle */
    HD_ROLE_HOLDS,          /* does the guard that it is given hold its lock? */
    HD_ROLE_PURE, /* keeps nothing: arguments do not escape, no effect on modelled objects */
    HD_ROLE_CANCEL_POINT, /* as PURE, but a cancellation may end the thread here or from here on */
    HD_ROLE_ATTR_SET,     /* configuration object: see `attr_*` */
    HD_ROLE_COND_SIGNAL,  /* wakes waiters of `cond` */
    HD_ROLE_CLOSE,        /* closes a descriptor: delete for resources with identity id */
    HD_ROLE_ZEROES,       /* the object that `arg` points to is all zero bytes afterwards, unless
                             `unless` holds; keeps nothing */
    HD_ROLE_RUNS_LOOP,    /* dispatches events: callbacks run before it returns, timers end */
    HD_ROLE_ERRNO,        /* returns the address of the calling thread's error number */
    HD_ROLE_DISOWN,       /* a scope guard returns what it holds and lets it go without an event */
};

/* What one call does. A function may have several (a condition wait: wait_on of the mutex and wait
 * of the condition). Whenever `on` is set the call is an event of that object, whatever its role
 * says besides: thread creation is one op with role SPAWN, event "create" and an entry.
 * arg counts from 0; -1 is "none"; the return value is via RET. In C++ argument 0 of a method, a
 * constructor or a destructor is the object (via THIS). */
struct hd_op_model {
    const char *fn;    /* function name as the AST shows it */
    const char *shown; /* name the user wrote when it differs, else fn */
    enum hd_role role;
    const struct hd_resource *on; /* NULL when the role has none */
    int event;                    /* number in the automaton of on->kind; -1 none */
    int arg;
    enum hd_via via;
    const char *field;   /* "a.b": the object is inside the argument; NULL */
    const char *element; /* only of templates for this class: "std::thread"; NULL: of all */
    struct hd_predicate success;
    bool is_try, blocking, yields, must_loop, zeroed, copies, timed;
    bool catches;                         /* what the entry throws does not end the program */
    int entry, data;                      /* arguments: function, its argument */
    const char *entry_local, *data_local; /* instead: locals of the caller, by name (macros) */
    int execute;     /* cleanup_pop: argument that says whether the handler runs; -1: it does not */
    bool data_all;   /* the arguments from `data` on become parameters of the entry … */
    bool packed;     /* … or together one array of pointers (argv) */
    int param;       /* parameter of the entry that receives `data` */
    int capacity;    /* channels: argument that says how many values fit; -1 */
    bool unbuffered; /* channels: no value fits */
    int cond;        /* argument: the condition */
    int attr;        /* argument: pointer to a configuration object */
    int error;       /* argument: where it leaves an object that says why it failed, -1 */
    int attr_event;  /* event instead of `event` when the configuration gives `attr_gives` */
    unsigned attr_gives; /* trait bit, e.g. HD_TRAIT_DETACHED; for inits: trait bits that the
                            configuration may hand to the object */
    int delta_arg;       /* counters: argument that holds n; -1: `delta` */
    int delta;
    unsigned traits;                       /* traits given to the object by this call */
    const char *misuse_rule, *misuse_text; /* completes a message; NULL */
    const char *pack;
    int failure_event; /* on the edge where `success` does not hold: event, -1 nothing happens,
                          HD_EVENT_FORGET the object becomes unknown */
    struct hd_predicate returns; /* always true of the result, op 0: nothing known */
    struct hd_predicate fails;   /* true of the result of a call that failed, as a rule */
    struct hd_predicate refuses; /* … of an error-checking lock that the caller holds */
    struct hd_predicate closed;  /* result of a receive that says the channel is closed */
    int min_args, max_args;      /* the op applies to calls with that many arguments, see
                                    hd_op_applies */
    int into;  /* C++: argument (or HD_INTO_RESULT) that is a container, and keeps what is made
                  or moved in: an object of the class `element`; -1 */
    int moves; /* C++: when this argument is an object of the same resource, its state
                  moves into `arg` instead of the event; -1 */
    bool known_only; /* a general function (read, close): counts only for an argument that is
                        known to be an object of `on` */
    bool bodyless;   /* counts only where the function's body cannot be seen */
    bool all_args;   /* every argument from `arg` on (std::lock) */
    bool unordered;  /* backs off instead of waiting with locks held: no lock-order edges */
    int flag_arg;    /* an argument of flags: where it has all bits of flag_mask the object gets */
    int64_t flag_mask; /* the traits flag_gives (mtx_init's type); -1 none */
    unsigned flag_gives;
    /* The row does not count for a call whose argument unless_arg is the constant unless_value (or
     * has any bit of it when unless_mask): poll with no timeout, recv that does not wait. -1 none.
     * With unless_other the row does not count unless the argument is that constant. */
    int unless_arg;
    int64_t unless_value;
    bool unless_mask, unless_other;
};
enum { HD_EVENT_FORGET = -2, HD_INTO_RESULT = 1000 };

/* Does `unless` take the row out for a call whose argument unless_arg is the constant `value`?
 * `known` is false when the argument is no constant. Only for ops with unless_arg >= 0. */
static inline bool hd_op_excused(const struct hd_op_model *op, bool known, int64_t value)
{
    if (!known)
        return op->unless_other;
    if (op->unless_mask)
        return (value & op->unless_value) != 0;
    return (value == op->unless_value) != op->unless_other;
}

static inline bool hd_op_applies(const struct hd_op_model *op, unsigned nargs)
{
    return nargs >= (unsigned)op->min_args && nargs <= (unsigned)op->max_args;
}

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

/* C++ scope guards: `type` holds argument `arg` of its constructor (0 is the guard itself, 1 the
 * first one written) until its destructor. */
struct hd_guard_model {
    const char *type; /* "std::lock_guard" */
    int arg;
    int acquire_event, release_event;
    bool movable, optional;                    /* unique_lock: may not own */
    const char *none_tag, *held_tag, *try_tag; /* type names of tag arguments, NULL */
    bool all_args; /* holds every argument from `arg` on that is a lock (scoped_lock) */
};
/* Template arguments and inline namespaces in `type` are ignored. */
const struct hd_guard_model *hd_model_guard(const struct hd_model *m, const char *type);

/* Automata -------------------------------------------------------------------------------------*/
enum { HD_MAX_STATES = 16, HD_STATE_UNKNOWN = 255 };
/* In `from`: the transition also applies to objects whose state is unknown (a parameter, a field);
 * such transitions never report. */
#define HD_FROM_UNKNOWN (UINT32_C(1) << 31)

enum hd_count_op { HD_COUNT_KEEP, HD_COUNT_SET, HD_COUNT_ADD, HD_COUNT_ADD_DELTA };
struct hd_guard_count { /* "count>1" */
    unsigned op;        /* enum hd_op; 0: none */
    int64_t value;
    bool on_delta; /* compares n instead of count */
};
struct hd_transition {
    int event;         /* -1: any ("*") */
    uint32_t from;     /* bit set of states, and HD_FROM_UNKNOWN */
    unsigned if_trait; /* all these bits must be set */
    struct hd_guard_count when;
    int to; /* state, -1: same, HD_STATE_UNKNOWN */
    enum hd_count_op count_op;
    int64_t count;
    const char *report; /* rule id or NULL */
};
enum hd_end_scope { HD_END_ANY, HD_END_FUNCTION, HD_END_THREAD, HD_END_TASK };
struct hd_at_end {
    uint32_t state;        /* bit set */
    unsigned unless_trait; /* bits: does not count for an object with one of them; 0 */
    struct hd_guard_count when;
    enum hd_end_scope scope;
    const char *report;
};
/* A checker in C, by name, parameterised by the automaton. Names: event-in-spawned-entry,
 * spawn-count-mismatch, closer-is-receiver, loop-until-closed-without-close, result-ignored,
 * one-partner (every `event` goes with the same second object), event-outside-loop,
 * event-holding-other-lock, event-without (`event` somewhere in the program, `before` nowhere). */
struct hd_native_check {
    const char *check, *report;
    int event, before; /* -1 */
    const char *in;    /* "loop" or NULL */
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
/* First matching transition, or NULL (unknown is silent: the object goes to the unknown state).
 * `state` may be HD_STATE_UNKNOWN; a `when` on the count fails for a count of -1 (not known). */
const struct hd_transition *hd_automaton_step(const struct hd_automaton *a, int state, int event,
                                              unsigned traits, int count, int delta);

/* The rule that an object breaks when it is left in `state`, or NULL. Entries with `when` do not
 * count. */
const char *hd_automaton_end(const struct hd_automaton *a, int state, unsigned traits);

/* Building -------------------------------------------------------------------------------------*/
/* The embedded packs and automata. */
int hd_model_new(struct hd_model **out, struct hd_err *err);
/* The embedded automata alone. */
int hd_model_new_without_packs(struct hd_model **out, struct hd_err *err);
/* Adds every .yml file of a folder (packs/, automata/ or flat). All mistakes of a file are put into
 * err, each "file:line:column: message", one per line. */
int hd_model_add_dir(struct hd_model *m, const char *dir, struct hd_err *err);
int hd_model_add_text(struct hd_model *m, const char *text, size_t len, const char *name,
                      struct hd_err *err);
/* Switches a pack on or off; packs marked `enable: optional` start switched off. false: no pack of
 * that name. */
bool hd_model_enable(struct hd_model *m, const char *pack, bool on);
/* Leaves of the embedded `enable: auto` packs only those on that the program of these units uses,
 * by its headers or by functions that it declares itself. Packs that hd_model_enable named stay as
 * they are. */
struct hd_ir;
void hd_model_select(struct hd_model *m, const struct hd_ir *ir, size_t nir);
/* All mistakes of the last hd_model_add_* that failed, one per line; err holds as many as fit. */
const char *hd_model_messages(const struct hd_model *m);
/* For `heddle rules lint`: checks a file or every .yml file below a folder, beside the embedded
 * packs. Mistakes go to `out`, one per line. Number of mistakes, or -1 when nothing can be read. */
struct hd_buf;
int hd_model_lint(const char *path, struct hd_buf *out, struct hd_err *err);
void hd_model_free(struct hd_model *m);
const char *hd_trait_name(unsigned bit);

/* For `heddle rules list`. */
struct hd_pack_info {
    const char *name, *title, *docs;
    size_t nops, nresources;
    bool optional;
    bool enabled;
    bool pinned;          /* switched on or off by hd_model_enable */
    bool by_header;       /* embedded and `enable: auto`: see hd_model_select */
    bool built_in;        /* came with heddle */
    bool coroutine;       /* tasks change only where they yield */
    const char **headers; /* NULL-terminated */
    const char **rivals;  /* packs that model the same functions; NULL-terminated */
    const char *file;     /* where it was read from */
};
const struct hd_pack_info *hd_model_packs(const struct hd_model *m, size_t *n);

#endif
