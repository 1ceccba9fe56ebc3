/* What the threads of a running process wait for, with or without the probe in it, and who waits
 * for whom.
 *
 * Without the probe: the futex that a thread sleeps on, and the words around it, which tell what
 * object it is and who owns it (libc_words.h); the functions it sleeps in say the rest. With the
 * probe: its wire file besides, which also knows the readers of rwlocks and what each thread holds.
 *
 * A deadlock is a closed chain of waits without time limit. It is told only when two looks, a
 * moment apart, find every thread of it in the very same sleep.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_LIVE_H
#define HEDDLE_COLLECTOR_LIVE_H

#include "collector/process.h"

/* X(enumerator, name in JSON, words for people) */
#define HD_LIVE_KINDS(X)                                                                           \
    X(NONE, "none", "")                                                                            \
    X(MUTEX, "mutex", "mutex")                                                                     \
    X(RWLOCK, "rwlock", "rwlock")                                                                  \
    X(SPIN, "spin", "spin lock")                                                                   \
    X(STREAM, "stream", "lock of a FILE")                                                          \
    X(JOIN, "join", "the end of a thread")                                                         \
    X(COND, "condition", "condition")                                                              \
    X(SEM, "semaphore", "semaphore")                                                               \
    X(BARRIER, "barrier", "barrier")                                                               \
    X(USER_LOCK, "lock", "lock")                                                                   \
    X(WAITGROUP, "waitgroup", "wait group")                                                        \
    X(CHANNEL, "channel", "channel")                                                               \
    X(ONCE, "once", "one-time initialisation")                                                     \
    X(FUTEX, "futex", "futex")                                                                     \
    X(CALL, "call", "system call")

enum hd_live_kind {
#define HD_X(e, name, words) HD_LIVE_##e,
    HD_LIVE_KINDS(HD_X)
#undef HD_X
};
const char *hd_live_kind_name(enum hd_live_kind k);
const char *hd_live_kind_words(enum hd_live_kind k);

typedef HD_VEC(uint32_t) hd_live_index_vec;

/* A lock that a thread holds: known from the probe, or because somebody waits for it. */
struct hd_live_lock {
    enum hd_live_kind kind;
    uint64_t address;
    const char *label;
    bool shared;
};

struct hd_live_thread {
    struct hd_task task;
    const char *name; /* "main" for the first one, else its own, else its entry function */
    /* What it waits for. NONE: it runs, or nothing is known. */
    enum hd_live_kind kind;
    uint64_t address;  /* of the object, or of the futex word when only that is known; 0: none */
    uint32_t word;     /* its value */
    bool timed;        /* ends by itself */
    bool shared;       /* the read side */
    bool refused;      /* the kernel found that its wait would close a circle: it sleeps for ever */
    const char *label; /* "log_lock", "mutex at 0x…", "epoll_wait" */
    const char *function;     /* libc or library function it sleeps in, or NULL */
    hd_live_index_vec owners; /* indexes of threads that must go on first; none: unknown */
    uint32_t stranger;        /* owner in another process or gone, as the process numbers it; 0 */
    HD_VEC(struct hd_live_lock) holds;
    struct hd_stack stack; /* symbolised, as far as it is known */
    bool whole_stack;
    size_t top; /* frames of the wait's inside, which say nothing, come before this one */
    const struct hd_frame *own; /* innermost frame of the program's own code, or NULL */
    uint64_t seq;               /* of the probe: its count of acquisitions and waits */
};

struct hd_live_cycle {
    uint32_t *thread; /* each waits for the next, the last one for the first */
    size_t len;
};

struct hd_live {
    struct hd_process *process;
    HD_VEC(struct hd_live_thread) thread;
    HD_VEC(struct hd_live_cycle) cycle;
    HD_VEC(const char *) note; /* what could not be seen, one line each */
    const char *wire;          /* the probe's file, or NULL */
    struct hd_symbolizer *sym; /* owns the names in stacks */
    struct hd_describe *desc;  /* … and the probe's names; NULL without */
};

/* Looks twice and judges. `root`: project root for file names. Results live until hd_live_free. -1:
 * the process ended. */
int hd_live_look(struct hd_live *l, struct hd_process *p, const char *root, struct hd_err *err);
void hd_live_free(struct hd_live *l);

#endif
