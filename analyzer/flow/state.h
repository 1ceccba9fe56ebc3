/* One disjunct of the data flow: what one family of paths knows at one point.
 *
 *   env    what locations hold, where that differs from what they held when the function began
 *   con    what branches and results taught about symbolic values
 *   obj    typestates: locks by location, threads and timers by the value of their handle
 *
 * Two disjuncts whose objects agree are merged (property simulation: M. Das, S. Lerner, M. Seigle,
 * "ESP: path-sensitive program verification in polynomial time", 2002); facts that differ are lost
 * then, facts that lead to different objects are kept apart.
 * States live in the arena of the function under analysis, each with arrays of its own.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_STATE_H
#define HEDDLE_ANALYZER_FLOW_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/flow/term.h"
#include "analyzer/model/model.h"
#include "core/arena.h"

struct bind {
    term loc, val;
};

/* lo <= value <= hi, and value != ne when has_ne. */
struct con {
    term val;
    bool has_ne;
    int64_t lo, hi, ne;
};

/* When the value of every guard lies outside of that guard's bounds, `then` holds. */
enum { MAX_GUARDS = 3, MAX_IMPS = 24 };
struct imp {
    struct con guard[MAX_GUARDS], then;
    unsigned nguards;
};

/* A place in the program: a location of a unit, and the function it is in. */
struct place {
    uint32_t unit, loc, func;
};

enum obj_flags {
    OBJ_MULTI = 1,     /* stands for several objects (array elements, earlier rounds of a loop) */
    OBJ_ESCAPED = 2,   /* somebody outside may know it: nobody here owes anything for it */
    OBJ_UNCHECKED = 4, /* the result of the event that made it was ignored */
    OBJ_CALLEE = 8,    /* came from a callee's summary */
    OBJ_TRY = 16,      /* acquired by a try or timed form */
    OBJ_PARKED = 32,   /* the handle lives in memory that outlives the function */
    OBJ_NEUTRAL = 64,  /* a lock that is free now and was when the function began */
    OBJ_LOCAL = 128,   /* came into being in this function: nothing is owed to callers */
    OBJ_LENT = 256,    /* somebody unseen was given the memory that holds the handle */
    OBJ_FAILED = 512,  /* the callee that left it says that it failed */
};

/* Calls from a function down to an event in a callee, outermost first. */
struct chain {
    struct place at;
    const struct chain *next; /* NULL: `at` is the event itself */
};

/* What an object must have been when the function began. */
enum entry { ENTRY_NONE, ENTRY_FREE, ENTRY_HELD, ENTRY_SHARED };

/* What happened to a wait group on this path, newest first; see group.c. */
struct duty;
struct tally {
    const struct tally *prev;
    uint64_t hash; /* of this and all before */
    term n;        /* how much is added, counted down, or how many threads; 0: not known */
    const struct duty *duty; /* of a started thread */
    struct place at;
    const struct chain *chain;
    int8_t event; /* of the automaton, or TALLY_SPAWN */
    uint8_t depth;
    bool yielded; /* after other coroutines may have run */
};
enum { TALLY_SPAWN = -2 };

/* What certainly happened to a channel on this path; a receive: perhaps. To a lock: main acquired
 * it before it made any thread. */
enum marks {
    MARK_CLOSED = 1,
    MARK_DEFERRED = 1, /* a lock was given to a guard that is to acquire it later */
    MARK_RECEIVED = 2,
    MARK_CLOSER = 4, /* a thread was started that closes it */
    MARK_ALONE = 8,
    MARK_TWICE = 16, /* a lock was acquired again while held, on some way here, and that was told */
    MARK_DEEP = 32,  /* a recursive lock is held more often than anybody counts */
    MARK_PUT_OFF = 64, /* left held by a callee, and whether it may is not settled: put_off.c */
    MARK_WAITED = 128, /* the first thing done with a lock: a wait on a condition releases it */
};

struct obj {
    term key; /* location (identity address) or value */
    const struct hd_resource *res;
    uint8_t state;       /* of the kind's automaton, or HD_STATE_UNKNOWN */
    uint8_t count;       /* nesting, at most 3 */
    uint8_t entry;       /* enum entry */
    uint16_t flags;      /* enum obj_flags */
    const char *name;    /* as it was written where it was acquired, NULL */
    bool told;           /* a misuse was reported: what follows from it is the same defect */
    unsigned traits;     /* given to this object beyond its resource's */
    uint32_t seq;        /* order of acquisition among the held ones */
    term data;           /* threads: what was handed to the entry; 0 when the creator waited for the
                            thread to take it */
    uint64_t data_hash;  /* … and what that held then */
    uint32_t entry_decl; /* threads: pdecl of the entry, NO_DECL unknown */
    term runs, given;    /* threads: entry and data as the creation named them, for callers */
    struct place at; /* last event that changed the state to what matters: acquisition, creation */
    const struct chain *chain; /* when that was in a callee: the calls down to it */
    int8_t log[4];             /* events seen on an object that was there before (not for locks) */
    uint8_t nlog;              /* 5: more than fit, so nothing is known to callers */
    uint8_t marks;             /* enum marks */
    const struct tally *tally; /* wait groups */
    struct place closer;       /* channels: where the thread that closes it was started */
    struct place needed;       /* ENTRY_HELD: where it was released first, … */
    const struct chain *needed_chain; /* … in a callee: the calls down to it */
};

/* How control came here: a list that shares its tail with other states. */
struct trail {
    const struct trail *prev;
    struct place at;
    const char *note;
    bool branch, taken; /* taken: a branch that has no note; the condition holds */
    uint32_t block;     /* … of this block of the unit */
};

/* Places (pdecl of a field or variable) whose thread has certainly been joined. */
enum { MAX_JOINED = 6 };
struct joined {
    uint32_t decl[MAX_JOINED];
    uint8_t n;
};
void joined_add(struct joined *j, uint32_t decl);
void joined_drop(struct joined *j, uint32_t decl);
void joined_meet(struct joined *j, const struct joined *with); /* what both have */
bool joined_has(const struct joined *j, uint32_t decl);

/* By their number in the summary's mods; numbers from here on count as written on every path. */
enum { WRITES_TOLD = 64 };

/* Memory of callers that has certainly been freed. */
enum { MAX_FREED = 4 };
struct freed_at {
    term loc;
    struct place at;
    const struct chain *chain;
};
struct freed {
    struct freed_at at[MAX_FREED];
    uint8_t n;
};
void freed_meet(struct freed *f, const struct freed *with); /* what both have */

/* A handler that runs when the thread ends or its scope does. */
enum { MAX_CLEANUPS = 6 };
struct cleanup {
    uint32_t entry; /* pdecl, UINT32_MAX unknown */
    term data;
};
/* Memory without content: see fresh.c. */
struct fresh {
    term base;
    struct place at; /* where it came into being */
    bool sure;       /* else: what a parameter points to, only callers know */
};
enum { MAX_FRESH = 6 };

/* A loop made handles in an array, and at least one creation failed. */
struct unstarted {
    term array; /* any element of it; 0: none */
    term bound; /* what ends the loop */
    unsigned op;
    struct place at;
};

/* Values that somebody we cannot see was given on this path. */
enum { MAX_HANDED = 6 };
struct handed {
    term val[MAX_HANDED];
    uint8_t n;
    bool many; /* more than fit */
};

struct state { /* what is added here also goes into state_equal */
    struct bind *env;
    struct con *con;
    const struct imp *imp; /* shared with other states, never written */
    struct obj *obj;
    uint16_t nenv, ncon, nimp, nobj, cap_env, cap_con, cap_obj;
    /* What may be among the locations of env, by hash: most that are asked for are not. */
    uint64_t bound[4];
    uint64_t told; /* the same for the values of con */
    uint32_t seq;
    struct joined joined;
    struct cleanup cleanup[MAX_CLEANUPS]; /* innermost last */
    uint8_t ncleanups;                    /* more than MAX_CLEANUPS are counted only */
    uint64_t wrote; /* globals and fields written on the way here: WRITES_TOLD */
    struct freed freed;
    struct fresh fresh[MAX_FRESH];
    uint8_t nfresh;
    struct unstarted unstarted;
    struct handed handed;
    bool yielded;       /* other coroutines may have run */
    bool unseen;        /* a function without a body was called */
    bool waited;        /* waited for other threads since the last creation */
    bool spawned;       /* a thread may have been created on the way here */
    bool acquired_some; /* a lock that has no name here: any that is released may be it */
    bool released_some; /* … which has been, perhaps: a lock that was not acquired under its name */
    bool asked_self;    /* compared itself with an owner: a home-made recursive lock, perhaps */
    bool detached;      /* the calling thread detached itself on every way here */
    bool failing;       /* a lock, a condition, … answered with an error on every way here */
    bool not_locked;    /* … a lock that was to be waited for */
    term guess;         /* result of a creation that is taken to have failed, until a branch asks */
    bool dead;          /* went through a null pointer: no path */
    bool untracked;     /* … by a callee, or detached: its end cannot be seen here */
    const struct trail *trail;
};

struct state *state_new(struct hd_arena *a);
struct state *state_copy(struct hd_arena *a, const struct state *s);
/* Nobody looks at `s` again. */
void state_drop(struct hd_arena *a, struct state *s);

/* What location `loc` holds now. */
term state_get(struct terms *t, const struct state *s, term loc);
/* When `loc` is any element of an array: forgets what single elements of it hold. */
void state_open_element(struct terms *t, struct state *s, term loc);
void state_unbind(struct state *s, term loc);
/* Also forgets what was known of the parts of `loc`. */
void state_set(struct hd_arena *a, struct terms *t, struct state *s, term loc, term val);

void handed_add(struct handed *h, term val);

/* A number for what `loc` and its parts hold, to notice changes. */
uint64_t state_content(const struct terms *t, const struct state *s, term loc);

/* Adds `val op n`; false when that contradicts what is known (the path is impossible). */
bool state_assume(struct hd_arena *a, struct terms *t, struct state *s, term val, unsigned op,
                  int64_t n);
/* Adds `x op y` for two values. */
bool state_assume2(struct hd_arena *a, struct terms *t, struct state *s, term x, unsigned op,
                   term y);
/* 1 when `val op n` is certain, 0 when it is impossible, -1 when unknown. */
int state_decide(const struct terms *t, const struct state *s, term val, unsigned op, int64_t n);
/* Can `val` be what `k` says, as far as is known? */
bool state_allows(const struct terms *t, const struct state *s, term val, const struct con *k);
/* All that is known of a value: its own constraint and what follows from its form. */
struct con state_known(const struct terms *t, const struct state *s, term val);
/* Adds all that `k` says, of `val`; false as in state_assume. */
bool state_assume_con(struct hd_arena *a, struct terms *t, struct state *s, term val,
                      const struct con *k);
/* Adds an implication, or what it says when its guards are decided already; false as above. */
bool state_imply(struct hd_arena *a, struct terms *t, struct state *s, const struct imp *p);
/* Drops implications about values that are `gone`. */
void state_filter_imps(struct hd_arena *a, struct terms *t, struct state *s,
                       bool (*gone)(struct terms *t, term val, void *arg), void *arg);

/* Says what implications say of `val` of `name` instead. */
void state_rename_imps(struct hd_arena *a, struct state *s, term val, term name);

/* Facts of one family of paths, of a state or of an exit in a summary. */
struct facts {
    const struct con *con;
    const struct imp *imp;
    unsigned ncon, nimp;
    uint64_t told; /* what may be among the values of con, by hash */
};
/* Implications that hold where `x` or `y` does; `learning` also finds new ones. `out` has room for
 * MAX_IMPS. */
unsigned imps_join(const struct facts *x, const struct facts *y, bool learning, struct imp *out);

const struct con *state_con(const struct state *s, term val);
void state_drop_con(struct hd_arena *a, struct terms *t, struct state *s, term val);

struct obj *state_obj(const struct state *s, term key);
struct obj *state_add_obj(struct hd_arena *a, struct state *s, term key,
                          const struct hd_resource *res);
void state_drop_obj(struct state *s, struct obj *o);

/* The symbol `sym` is about to name something new: what mentions it is renamed to its "old" form,
 * array elements chosen by it become "any element". */
void state_retire(struct hd_arena *a, struct terms *t, struct state *s, term sym);

/* At a loop: one element of an array for each of many rounds becomes any element. */
void state_fold_rounds(struct terms *t, struct state *s);

/* Drops results of calls that nothing reads any more (keep[n] tells which must stay), and facts
 * about values that nothing names any more. */
void state_forget_temps(struct hd_arena *a, struct terms *t, struct state *s, const uint8_t *keep);
/* The local `loc` is gone; objects that it named keep their name for messages. */
void state_unset(struct terms *t, struct state *s, term loc);

/* Note for the witness. */
void state_note(struct hd_arena *a, struct state *s, struct place at, const char *note,
                bool branch);
/* The branch at the end of a block (number in the unit); its words are found when they are told. */
void state_branch(struct hd_arena *a, struct state *s, struct place at, uint32_t block, bool taken);

/* Do both know the same? Trails do not count. */
bool state_equal(const struct state *x, const struct state *y);

/* What an automaton says of a kind of objects. */
enum { NO_REST = 254 };
struct kind_words {
    uint8_t rest;   /* state of what has just been initialised, NO_REST */
    uint32_t owing; /* set of the states that are a leak at some end */
    int init;       /* event, -1 */
};
/* Equal for states that may be merged. `words`: per kind. */
uint64_t state_signature(const struct terms *t, const struct state *s,
                         const struct kind_words *words);
/* Merges `from` into `into` at block `block` of function `func`; true when `into` changed. The
 * first merges learn what follows from what; from the second visit on facts only get fewer, and
 * `widen` stops bounds from growing for ever. */
enum merging { MERGE_FIRST, MERGE_AGAIN, MERGE_WIDEN };
/* The tightest bounds that both satisfy; bounds that say nothing. */
struct con con_hull(const struct con *x, const struct con *y);
bool con_is_open(const struct con *k);
bool con_excludes(const struct con *x, const struct con *y); /* no number satisfies both */
bool state_merge(struct hd_arena *a, struct terms *t, struct state *into, struct state *from,
                 uint64_t join_id, enum merging how, const struct kind_words *words);

/* Order comparisons as they hold when negated or with sides exchanged. */
unsigned op_negate(unsigned op);
unsigned op_mirror(unsigned op);
/* `x op y`; false: not known. */
bool op_on_numbers(unsigned op, int64_t x, int64_t y, int64_t *r);

#endif
