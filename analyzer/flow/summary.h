/* What a function's analysis leaves to its callers. Plain data: terms, declarations and places of
 * the program, no pointer into one function's analysis.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_SUMMARY_H
#define HEDDLE_ANALYZER_FLOW_SUMMARY_H

#include "analyzer/flow/state.h"

enum {
    MAX_DISJUNCTS = 32, /* per block */
    MAX_SETS = 8,       /* memory per exit whose content callers learn */
    MAX_EXITS = 12,     /* per summary; more are merged away */
    MAX_ACQS = 256,     /* acquisitions per summary */
    MAX_CHAIN = 12,     /* calls in a witness */
    MAX_CONDS = 16,     /* conditions of an exit, an acquisition */
};

/* Summaries ------------------------------------------------------------------------------------*/

/* An object that a call leaves in another state, in terms of the callee. */
struct effect {
    term key;         /* locks, address identity: location. Handles: the location that holds it, or
                         the value when the callee only saw the value */
    bool in_loc;      /* key is the location that holds the handle */
    bool kept;        /* in_loc: returned, and left in memory that outlives the call as well … */
    term also;        /* … here, when callers can name the place; 0 */
    struct con known; /* in_loc: bounds of the handle's value */
    struct obj obj;
};

/* Memory that callers can name, and what it holds now: in their terms, or only its bounds. */
struct left {
    term loc, val;
    struct con known; /* when val is 0 */
};

struct exit_summary {
    struct con *cond; /* must be possible for the caller: on parameters, globals */
    struct imp *imp;  /* as cond: what follows from what */
    unsigned ncond, nimp;
    uint64_t wrote; /* which of the summary's mods this exit has written: was_written() */
    struct effect *effect;
    unsigned neffects;
    struct left *set;
    unsigned nset;
    struct freed freed; /* memory that callers can name */
    struct con ret;     /* bounds of the returned value */
    term out;           /* where an object is handed out that effects call RET; 0: they mean what is
                           returned */
    struct con handed;  /* … bounds of what is handed out */
    term value;         /* what is returned, when it can be said in the caller's terms; 0 */
    bool not_locked;    /* a lock answered with an error: who ignores that counts on the others */
    bool unasked;       /* a creation is taken to have failed, and no branch asked */
};

/* Classes of locks that are held as well when a lock is acquired: what they guard together cannot
 * block each other. */
enum { MAX_GATES = 6 };
struct gates {
    uint32_t cls[MAX_GATES];
    uint8_t mode[MAX_GATES];
    uint8_t n;
};

/* An acquisition that a call may make, directly or further down. */
struct acq {
    term lock;    /* 0 when only the class is known */
    uint32_t cls; /* pdecl, NO_DECL unknown */
    const struct hd_resource *res;
    enum hd_mode mode;
    bool is_try, checked; /* checked: somebody looks at the result of the call */
    bool asked_self;      /* only after the thread asked who it is */
    bool first; /* nothing happened to the lock before, and its memory may be without content */
    bool owned; /* acquired while the function itself already held it (no double acquire) */
    struct con *cond;
    unsigned ncond;
    term *released; /* the caller's locks that are not held at that moment */
    unsigned nreleased;
    struct gates gates;        /* acquired by the call, and held at that moment on all its ways */
    const struct chain *chain; /* first element: place in this function */
};

/* A lock-order edge further down, or a call on the way to some, when arguments decide whether it
 * happens: only who gets there by calls with such arguments has the edge. A function's edges
 * between two classes with the same gates are one here. See inner.c. */
enum { MAX_INNER = 32 };
struct inner {
    uint32_t func, from, to; /* as in struct order_edge; of a call: from is NO_FUNC, and to the
                                callee */
    struct gates gates;
    struct con *cond; /* in the terms of the summary's function; none: it always may */
    unsigned ncond;
};

/* Two locks of one class, the second acquired while the first is held, in the order of the
 * arguments that name them. See pairs.c. */
struct pair {
    term from, to;
    const struct hd_resource *from_res, *to_res;
    enum hd_mode from_mode, to_mode;
    bool decided; /* something tells in which order: both exist, or the path compared the two */
    struct place from_at, to_at;
    const struct chain *from_chain, *to_chain;
    struct con *cond;
    unsigned ncond;
    struct gates gates;
};

/* A wait on a condition that a call may make, directly or further down. */
struct wait {
    term cond, lock; /* 0 when callers cannot name them */
    bool untimed;
    bool judged;       /* the condition's class was known further down */
    bool needs;        /* the lock is the caller's: whoever calls must hold it */
    bool once;         /* … and must loop, for nothing tests again what was waited for */
    struct con *known; /* conditions under which it happens */
    unsigned nknown;
    term *released;
    unsigned nreleased;
    const char *fn; /* that waits, as people write it */
    const struct chain *chain;
};

/* A call that may block for long, or of a function that comes from outside. */
struct blocks {
    const char *what; /* name of the function that blocks */
    bool callback;    /* it need not block, but nobody here knows what it does */
    unsigned depth;   /* calls from this function down to it */
    struct con *cond;
    unsigned ncond;
    term *released;
    unsigned nreleased;
    const struct chain *chain;
};

/* An exception that leaves the function. */
struct thrown {
    struct con *cond;
    unsigned ncond;
    const struct chain *chain;
};

/* What the thread that runs a function owes or does to a wait group. See duty.c. */
struct duty {
    term key; /* in terms of the entry */
    const struct hd_resource *res;
    uint32_t func;
    int dones;    /* counted down on the way that does most, -1: not known */
    bool adds;    /* adds to it before anything else */
    bool yields;  /* … after others may have run */
    bool certain; /* all ways count down as often */
    struct place add_at, done_at;
    const struct chain *add_chain, *done_chain;
    /* a way that counts down less often */
    bool misses, early;
    struct place miss_at;
    const struct trail *trail;
    struct con *cond;
    unsigned ncond;
};

/* Something that a function, or a thread that it starts, does to a channel. */
struct deed {
    term key; /* the handle, in terms of the function */
    const struct hd_resource *res;
    int event;
    uint32_t thread,
        start;          /* pdecl of the entry and loc of its start; NO_DECL: the function itself */
    bool waits;         /* … without a limit of time */
    bool until_closed;  /* in a loop that only ends with the result of the call */
    bool loop, many;    /* in a loop; in threads that a loop starts */
    bool received;      /* after a receive */
    bool waited, early; /* after a wait for threads; before any thread was started */
    term n;             /* how often, 0 not known; of a creation: how many values fit */
    struct place at;
    const struct chain *chain;
};

/* A channel that all ways of an entry close. */
struct sure_close {
    term key;
    const struct hd_resource *res;
    struct place at;
    const struct chain *chain;
};

/* A thread started with a function that a parameter names. */
enum { MAX_STARTED = 6 };
struct start {
    term entry, arg[MAX_STARTED];
    unsigned nargs, param;
    bool packed;
    term n; /* how many */
    struct place at;
    const struct chain *chain;
};

struct summary {
    bool done, spawns, yields, lets_wait;
    bool self_detaches, always_detaches; /* the thread that runs it: on some, on every way */
    bool ends;                           /* some way through it comes to an end */
    struct place endless;                /* first line of a loop in it; loc 0: none */
    struct joined joined;                /* by every call */
    bool meets_some;                     /* calls somebody who … */
    bool acquires_some;  /* comes back with a lock held that has no name for callers */
    bool asked_self;     /* asks who the calling thread is */
    bool lets_time_pass; /* waits for something, or runs an event loop */
    bool dispatches;     /* runs an event loop */
    bool loses_threads;  /* threads it creates are not all handed to the caller or ended */
    struct exit_summary *exit;
    unsigned nexits;
    HD_VEC(struct acq) acqs;
    HD_VEC(struct pair) pairs;
    HD_VEC(struct inner) inner;
    bool inner_lost; /* some that do not fit: take it that all edges further down can happen */
    bool has_edges;  /* itself or further down */
    HD_VEC(struct blocks) blocks;
    HD_VEC(struct wait) waits;
    HD_VEC(struct thrown) thrown;
    HD_VEC(uint32_t) mods;       /* globals and fields written: pdecls */
    HD_VEC(uint32_t) outs;       /* terms: locations written through parameters, not in mods */
    HD_VEC(uint32_t) releases;   /* lock classes released, directly or in callees */
    HD_VEC(uint32_t) hands_over; /* lock classes released without having been acquired here */
    HD_VEC(uint32_t) spawned;    /* entries (pdecl) of threads it creates, directly or in callees */
    HD_VEC(struct duty *) duties; /* of entries */
    HD_VEC(struct start) starts;
    HD_VEC(struct deed) deeds;
    HD_VEC(struct sure_close) closes;
    bool deeds_lost;
    uint64_t shown; /* parameters whose memory somebody unseen is handed, here or further down */
    HD_VEC(uint32_t) kept; /* values (terms) that may be kept, or handed to somebody unseen */
};

#endif
