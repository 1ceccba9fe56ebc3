/* What the two producers of evidence store and the readers read: plain values, no behaviour.
 *
 * Strings are borrowed by the insert functions of store.h and owned by the caller's arena when
 * loaded. File names are relative to the project root when they lie below it, else absolute.
 *
 * Order between threads is kept alike for both sides. Every thread (at run time) or root (static:
 * main, a thread's entry, an exported function) has a clock that counts its own creations and
 * joins. A context at clock k of thread P lies before everything in a child that P created at
 * parent_clock c when k < c, and everything in a child that P joined at join_clock j lies before
 * P's contexts at clock >= j. Static: main is at clock 0 before its first creation, at 1 while
 * threads may run (children have parent_clock 1) and at 2 after the last join (join_clock 2); what
 * main does between the join of one thread and the join of the last is a row of its own, a child of
 * main at clock 2 that main joins at clock 2. The programs of one build stand one after the other:
 * main of the next is a child of the last one at clock 4, so nothing of one is ever beside the
 * other.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_STORE_FACTS_H
#define HEDDLE_STORE_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/vec.h"
#include "core/vocab.h"

/* A place in source. Unknown parts are NULL or 0. At run time `file` may be NULL and `function` a
 * symbol or "module+0x12ab". */
struct hd_site {
    const char *file;
    uint32_t line, column;
    const char *function;
};

/* One frame of a run-time stack, innermost first; inlined frames precede the frame they are in. */
struct hd_frame {
    struct hd_site site;
    const char *module; /* basename of the ELF file */
    uint64_t offset;    /* of the PC in the module */
    bool inlined;
};

struct hd_stack {
    struct hd_frame *frame;
    size_t len;
};

/* Lines of hd_run_info.coverage that begin so tell which rules alone a check was asked for, and
 * which ones it was asked to leave out. */
#define HD_WORDS_ONLY "looked only for "
#define HD_WORDS_OFF "not looked for: "
/* A thread whose entry is a function of a library (std::thread's) has the site of its creation for
 * an entry, with these words before the function. */
#define HD_WORDS_STARTED_IN "started in "

/* One invocation of check, run, collect or inspect. */
struct hd_run_info {
    const char *command; /* "check", "run", "collect", "inspect" */
    const char *target;  /* command line of the program, or the build folder */
    const char *root;    /* absolute project root */
    const char *host;
    const char *version; /* of heddle */
    int64_t started_ms;  /* since the epoch */
    int64_t ended_ms;    /* 0 while it goes on */
    int exit_status;     /* of the program; -1 unknown; 128+signal when killed */
    uint32_t pid;
    uint32_t translation_units, failed_units;
    uint64_t dropped;     /* run-time records lost to full tables */
    const char *coverage; /* what could not be seen, in words, one line each; "" when nothing */
};

/* A class of locks: alike by declaration (static) or by ELF symbol or init site (run time).
 * `key` is the identity across runs and sides; it never holds line numbers or addresses:
 *   global:<name>@<file>   static global or external variable (file "" when external linkage)
 *   field:<record>.<field> member of a record
 *   local:<function>.<name>@<file>
 *   init:<function>@<file> known only by where it was initialised or first acquired (run time);
 *   init:<function>:<expression>@<file> when the source tells which of its locks it is
 *   name:<name>            as the program names it by heddle_lock_class() (run time)
 */
struct hd_lock_class {
    const char *key;
    const char *name;     /* for people: "pool.lock", "log_lock" */
    const char *resource; /* pack resource or primitive: "mutex", "rwlock", "spin" */
    struct hd_site decl;  /* declaration, when known */
    struct hd_site init;  /* initialisation, when known */
    const char *symbol;   /* ELF symbol, or NULL */
    bool recursive;
};

/* A node of the lock-order graph. Static: one per class. Run time: one per object and generation.
 */
struct hd_lock {
    int64_t class_id;
    const char *label;   /* for people: variable, or class name; plus "#2" for a second instance */
    uint64_t address;    /* 0 for static */
    uint64_t generation; /* tells objects of one address apart; no more */
    bool weak;           /* lives on a stack, or identity is uncertain: its edges prove nothing */
    uint64_t acquisitions, contended; /* run time; 0 when not counted */
};

enum hd_thread_state {
    HD_THREAD_ALIVE,
    HD_THREAD_EXITED, /* ended, neither joined nor detached */
    HD_THREAD_JOINED,
    HD_THREAD_DETACHED,
    HD_THREAD_ROOT, /* static: a root, no thread of its own */
};

struct hd_thread {
    uint64_t key;     /* identity inside the run, never 0 */
    const char *name; /* "main", thread name, or entry function */
    struct hd_site entry;
    struct hd_site created; /* creation site */
    int64_t create_stack;   /* stack id or 0 */
    uint32_t tid;           /* run time */
    uint32_t number;        /* loaded, run time: findings call it "thread 2"; 0 unknown, or main */
    enum hd_thread_state state;
    bool many; /* static: several instances may run at once */
    bool detached;
    uint64_t parent; /* key of the creator; 0 unknown */
    uint32_t parent_clock;
    uint64_t joiner; /* key; 0 never joined */
    uint32_t join_clock;
    int64_t started_ms, ended_ms;
};

struct hd_gate {
    int64_t lock_id;
    enum hd_mode mode;
};

/* One way in which an edge came about. */
struct hd_edge_context {
    uint64_t thread; /* key of hd_thread */
    uint32_t clock;
    enum hd_mode from_mode, to_mode;
    bool is_try;  /* the second acquisition cannot block for ever (trylock, timed) */
    bool ordered; /* instances of one class taken in an order fixed by address or parent to child */
    struct hd_site from_site, to_site; /* the two acquisitions */
    struct hd_site *calls; /* static: call sites from the root down to to_site, outermost first */
    size_t ncalls;
    struct hd_site *from_calls; /* static: the same for from_site */
    size_t nfrom_calls;
    int64_t from_stack, to_stack; /* run time: stack ids or 0 */
    struct hd_gate *gate;         /* other locks held at that moment */
    size_t ngates;
};

struct hd_edge {
    int64_t from, to; /* lock ids */
    enum hd_evidence evidence;
    uint64_t count;
    int64_t last_ms;
    struct hd_edge_context *context;
    size_t ncontexts;
};

/* A step of a witness. Steps of one thread are consecutive and ordered. */
struct hd_step {
    const char *thread; /* "thread 1 (worker)", "" when there is only one */
    struct hd_site site;
    const char *note; /* "acquires log_lock" */
};

struct hd_finding {
    int64_t id; /* 0 before it is stored */
    const char *rule;
    enum hd_severity severity;
    enum hd_confidence confidence;
    enum hd_evidence evidence;
    const char *message; /* one sentence, no final dot, names the resource */
    struct hd_site site; /* where a maintainer would fix it */
    const char *subject; /* what it is about, free of lines: access path, class key, entry name */
    const char *fingerprint; /* NULL: the store computes it (store.h) */
    struct hd_step *step;
    size_t nsteps;
    const char *filtered;    /* why it is hidden, NULL when it is not */
    const char *counterpart; /* loaded: fingerprint of the finding of the same circle of locks, the
                                deadlock of a lock-order-cycle or the other way round; or NULL */
    uint64_t count;          /* times seen (loaded: at run time, when it was seen there) */
    int64_t first_ms, last_ms;
};

typedef HD_VEC(struct hd_finding) hd_finding_vec;

#endif
