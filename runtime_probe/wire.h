/* The wire file: what the probe publishes from inside a program and the collector reads from outside,
 * while the program lives or after it died (the pages of a MAP_SHARED file outlive SIGKILL).
 *
 * One file per process image: a header page, then fixed tables ("sections"), each an array of
 * records of one stride. Everything is little state, no log: a reader may come at any moment.
 *
 *   offset 0     struct hd_wire_header (4096 bytes) with the table of sections
 *   sections     THREADS   who ever ran: creation, join, detach, order   (cold, several writers)
 *                SLOTS     what a live thread does now: held and waited  (hot, one writer each)
 *                LOCKS     every lock, condition, semaphore, barrier seen, one per generation
 *                EDGES     "asked for TO while holding FROM", once per pair
 *                CONTEXTS  up to HD_WIRE_EDGE_CONTEXTS ways an edge came about
 *                STACKS    deduplicated raw return addresses
 *                EVENTS    misuse, deduplicated and counted
 *                TIMERS, MODULES, COUNTERS
 *                NAMES     of lock classes, as the program's annotations give them
 *
 * References between records are indices into a section. An index is 1-based where 0 must mean
 * "none": every field named *_id is 1-based, so record N stands at index id - 1.
 *
 * Commit: the first field of every record is `state`. 0 is an unused record, HD_WIRE_BUSY one that
 * is being written, anything else is a record that may be read. Writers fill the fields and then
 * store `state` with release order; readers load it with acquire order. Records that are rewritten
 * in place (slots, contexts, threads, locks) carry a generation or sequence number to compare before
 * and after the copy. A record that a full table had no room for is counted in the section's
 * `dropped`, and whoever reports from a section with dropped records must say so.
 *
 * Trust: the program can overwrite its own file. A reader copies the header once, checks it with
 * hd_wire_check(), reaches records through hd_wire_record() and clamps every count it reads.
 *
 * Order between threads: `clock` counts a thread's own creations and joins. A creation sets the
 * clock to c = clock + 1 before the child starts, and the child's parent_clock is c; a successful
 * join sets the clock to j = clock + 1 and the joined thread's join_clock is j. So an edge context
 * at clock k of P lies before all of a child of P when k < parent_clock, and after all of a thread
 * joined by P when k >= join_clock.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_RUNTIME_PROBE_WIRE_H
#define HEDDLE_RUNTIME_PROBE_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "core/vocab.h"

#define HD_WIRE_MAGIC UINT64_C(0x0a57454c44444548) /* "HEDDLEW\n" in memory, little endian */
#define HD_WIRE_MAJOR 1 /* another layout: a reader refuses */
#define HD_WIRE_MINOR 0 /* fields appended to records: a reader goes by stride */
#define HD_WIRE_ENDIAN UINT32_C(0x01020304)
#define HD_WIRE_HEADER_SIZE 4096
#define HD_WIRE_SUFFIX ".hw"

#define HD_WIRE_BUSY UINT32_C(0xffffffff) /* `state` of a record that is being written */

#define HD_WIRE_FRAMES 16       /* return addresses per stack */
#define HD_WIRE_HELD 32         /* entries of an activity stack, those in steps included */
#define HD_WIRE_STEPS 96        /* prepared entries per slot */
#define HD_WIRE_GATES 8         /* other locks held that a context can name */
#define HD_WIRE_EDGE_CONTEXTS 8 /* contexts kept per edge */

enum hd_wire_section_id {
    HD_WIRE_THREADS,
    HD_WIRE_SLOTS,
    HD_WIRE_LOCKS,
    HD_WIRE_EDGES,
    HD_WIRE_CONTEXTS,
    HD_WIRE_STACKS,
    HD_WIRE_EVENTS,
    HD_WIRE_TIMERS,
    HD_WIRE_MODULES,
    HD_WIRE_COUNTERS,
    HD_WIRE_NAMES,
    HD_WIRE_SECTIONS, /* how many */
    HD_WIRE_MAX_SECTIONS = 24
};

struct hd_wire_section {
    uint32_t id;       /* enum hd_wire_section_id; a reader skips ids it does not know */
    uint32_t stride;   /* bytes per record, at least the size of the struct this reader knows */
    uint64_t offset;   /* from the start of the file, multiple of 64 */
    uint32_t capacity; /* records there is memory for; may grow, within what the file has room for */
    uint32_t used;     /* records ever handed out (high-water mark); clamp it to capacity */
    uint64_t dropped;  /* records that found no room */
};

enum hd_wire_file_state {
    HD_WIRE_INIT = 1, /* the constructor is at work; tables are empty */
    HD_WIRE_LIVE,     /* recording. A dead process in this state: signal, _exit or exec */
    HD_WIRE_EXITED    /* exit() ran; threads may still have moved afterwards */
};

enum hd_wire_file_flag {
    HD_WIRE_FORKED = 1,     /* made by a forked child: locks held across fork() are unknown to it */
    HD_WIRE_SHRUNK = 2,     /* there was not enough room for the wanted size */
    HD_WIRE_NO_UNWIND = 4,  /* stacks come from frame pointers only */
    HD_WIRE_SECOND = 8,     /* not the first image of a `heddle run`: HEDDLE_WIRE was in use */
    HD_WIRE_HOLD_TIMES = 16 /* holds are timed: since_ns of entries, wakes and broadcasts of locks */
};

/* A frame of the main thread's stack: the outermost one in the executable that other code called.
 * `pc` tells a reader whose it is: main's, unless a constructor created the first threads. */
struct hd_wire_main {
    uint64_t pc;  /* where it is returned to; 0: not known (yet) */
    uint64_t sp;  /* its stack pointer at that call: its lower end at that moment */
    uint64_t cfa; /* its upper end, as DWARF has it */
    uint64_t fp;  /* its frame pointer register, whatever that holds; 0 unknown */
};

/* Written by the constructor, then only the fields marked * change. */
struct hd_wire_header {
    uint64_t magic; /* written last: without it the rest may not be there yet */
    uint16_t major, minor;
    uint32_t endian;      /* HD_WIRE_ENDIAN as the writer stores it */
    uint32_t word_size;   /* sizeof(void *) */
    uint32_t header_size; /* HD_WIRE_HEADER_SIZE */
    uint64_t file_size;
    uint32_t state;       /* * enum hd_wire_file_state */
    uint32_t kill;        /* * kill switch for threads to come: store 1 here, then in each slot's
                             `kill` for those that are there. For good: what threads hold and wait
                             for is out of date from then on */
    uint32_t flags;       /* * enum hd_wire_file_flag */
    uint32_t sections;    /* entries of section[] */
    uint32_t pid, ppid, uid, origin_pid; /* origin: the process this one was forked from, or 0 */
    uint64_t start_ticks; /* field 22 of /proc/PID/stat: pid + start_ticks + boot_id name a process */
    uint64_t origin_start_ticks;
    uint64_t start_mono_ns, start_real_ns; /* the same moment on both clocks: times in the file are
                                              CLOCK_MONOTONIC nanoseconds unless they say else */
    uint64_t exit_mono_ns; /* * when state became EXITED, else 0 */
    uint64_t module_epoch; /* * grows with every module added */
    char boot_id[40];      /* /proc/sys/kernel/random/boot_id */
    char probe_version[24];
    uint8_t build_id[32];  /* of the executable */
    uint32_t build_id_len;
    uint32_t cmdline_len;
    char cmdline[1024];    /* arguments separated by NUL, cut when longer */
    struct hd_wire_section section[HD_WIRE_MAX_SECTIONS]; /* * capacity, used, dropped */
    struct hd_wire_main main; /* * set when the main thread creates a thread */
};

_Static_assert(sizeof(struct hd_wire_header) <= HD_WIRE_HEADER_SIZE, "the header is one page");

/* ---- threads ---------------------------------------------------------------------------------
 * One record per thread that ever ran, kept after it ended; recycled (generation + 1) only when the
 * table is full and the thread was joined, or had detached and exited. Identity: index and
 * generation. Index 0 is the main thread. */
enum hd_wire_thread_state {
    HD_WIRE_THREAD_STARTING = 1, /* the creation was asked for, the thread has not run yet */
    HD_WIRE_THREAD_ALIVE,
    HD_WIRE_THREAD_EXITED,
    HD_WIRE_THREAD_FAILED /* pthread_create failed; error in `error` */
};
enum hd_wire_thread_flag {
    HD_WIRE_THREAD_DETACHED = 1,     /* detached now, by attribute or by call */
    HD_WIRE_THREAD_JOINED = 2,       /* joiner_id and join_clock are valid */
    HD_WIRE_THREAD_BORN_DETACHED = 4,
    HD_WIRE_THREAD_MAIN = 8,
    HD_WIRE_THREAD_FOREIGN = 16,     /* its creation was not seen (timer helper, raw clone): parent
                                        and joinability unknown, never a leak */
    HD_WIRE_THREAD_C11 = 32,         /* thrd_create */
    HD_WIRE_THREAD_EXIT_HELD = 64,   /* ended with locks held: see the events */
    HD_WIRE_THREAD_TASK = 128,       /* a task (fiber, coroutine) that annotations tell of, not a thread:
                                        `handle` is its tagged address; it has a slot of its own, with
                                        tid 0, only while it is suspended and holds or waits for a lock */
    HD_WIRE_THREAD_IGNORED = 256     /* created where the program asked to be left alone: never a leak */
};
struct hd_wire_thread {
    uint32_t state;        /* enum hd_wire_thread_state */
    uint32_t generation;   /* from 1 */
    uint32_t flags;        /* enum hd_wire_thread_flag; set by creator, self, joiner (atomic or) */
    uint32_t tid;          /* 0 until it runs */
    uint64_t handle;       /* pthread_t; 0 until known; reused by later threads */
    uint64_t start_pc;     /* start routine; 0 for main and foreign threads */
    uint32_t parent_id;    /* creator, 1-based; 0 unknown */
    uint32_t parent_gen;
    uint32_t parent_clock; /* the creator's clock from this creation on */
    uint32_t joiner_id;    /* who joined it, 1-based; 0 nobody */
    uint32_t joiner_gen;
    uint32_t join_clock;   /* the joiner's clock from the join on */
    uint32_t clock;        /* own creations and joins so far */
    uint32_t slot_id;      /* slot while it is alive, else 0 */
    uint32_t create_stack_id; /* where it was created */
    uint32_t detach_stack_id; /* where pthread_detach was called */
    uint64_t created_ns, started_ns, ended_ns, joined_ns;
    uint64_t stack_low, stack_high; /* of the thread's stack; 0 unknown */
    char name[16];         /* as the kernel has it, at start and at the end */
    uint32_t error;        /* errno value when state is FAILED */
    uint32_t pad;
};

/* ---- slots -----------------------------------------------------------------------------------
 * What a live thread is doing: a stack of activities, innermost last. Written by that thread only,
 * with plain stores. An entry is pushed WAITING before the real call blocks and turns HELD when the
 * call acquired something, or goes when it did not. So the innermost WAITING entry is what the thread
 * waits for now, and the HELD ones are what it holds, in order of acquisition. A signal handler that
 * locks pushes above the interrupted entry. An entry with address 0 is being filled: ignore it.
 *
 * Reading: copy the slot, then compare `seq`, `depth` and `thread_gen` with the slot once more. `seq`
 * grows with every acquisition asked for and every wait, so seq, depth and entries equal at two
 * moments mean: no progress in between. */
enum hd_wire_activity {
    HD_WIRE_WAITING = 1, /* asked for, perhaps blocked */
    HD_WIRE_HOLDING,
    HD_WIRE_PARKED       /* a mutex given back by a condition wait that is still going on */
};
enum hd_wire_object { /* what an address is */
    HD_WIRE_MUTEX = 1,
    HD_WIRE_RWLOCK,
    HD_WIRE_SPIN,
    HD_WIRE_COND,
    HD_WIRE_SEM,
    HD_WIRE_BARRIER,
    HD_WIRE_JOIN, /* waiting for a thread: address is its handle, lock_id its THREADS id */
    /* known by annotations (include/heddle/heddle.h); their addresses are tagged, see below */
    HD_WIRE_USER_LOCK,
    HD_WIRE_WAITGROUP,
    HD_WIRE_CHANNEL,
    HD_WIRE_USER_TASK, /* only in tags */
    HD_WIRE_OBJECTS    /* one more than the last */
};
#define HD_WIRE_IS_LOCK(object) ((object) <= HD_WIRE_SPIN || (object) == HD_WIRE_USER_LOCK)
/* A struct may be an annotated object and begin with a pthread_mutex_t or another annotated object. So
 * the address of an annotated object carries its kind in the top byte, everywhere in the file. */
#define HD_WIRE_TAG(address, object) (HD_WIRE_ADDRESS(address) | (uint64_t)(object) << 56)
#define HD_WIRE_ADDRESS(tagged) ((uint64_t)(tagged) & UINT64_C(0x00ffffffffffffff))
enum hd_wire_entry_flag {
    HD_WIRE_TRY = 1,  /* acquired by a try call */
    HD_WIRE_TIMED = 2 /* the wait ends by itself */
};
struct hd_wire_entry {
    uint64_t address;    /* of the object */
    uint64_t pc;         /* return address of the call */
    uint32_t lock_id;    /* LOCKS id (JOIN: THREADS id), 0 unknown */
    uint32_t lock_gen;   /* generation of that record */
    uint32_t stack_id;   /* where it was asked for; 0: only `pc` is known */
    uint8_t activity;    /* enum hd_wire_activity */
    uint8_t mode;        /* enum hd_mode */
    uint8_t object;      /* enum hd_wire_object */
    uint8_t flags;       /* enum hd_wire_entry_flag */
    uint64_t since_ns;   /* HOLDING, with HD_WIRE_HOLD_TIMES: when it was acquired; 0 unknown */
    uint64_t frame;      /* of waits for anything but a lock: frame address of the hook */
    uint64_t partner;    /* COND: address of the mutex it was given */
    uint64_t stamp;      /* for the probe */
};
/* Acquisitions that a thread repeats have their record, a step, filled once: entering one is a
 * store to `top`, leaving it another one. Steps lie above all entries; each names the one below it.
 * Only the innermost can be waiting. */
struct hd_wire_step {
    uint64_t address, pc; /* the fields mean what they mean in an entry */
    uint32_t lock_id, lock_gen;
    uint32_t stack_id;
    uint8_t mode, object, flags;
    uint8_t below; /* step, HD_WIRE_STEPS or more: the entries follow */
};
#define HD_WIRE_TOP_STEP UINT64_C(0xff)     /* bits of `top`: index of a step, as in `below` */
#define HD_WIRE_TOP_HOLDING UINT64_C(0x100) /* it was acquired, else it is waited for */
#define HD_WIRE_TOP_KEY (~UINT64_C(0xffff)) /* for the probe */
#define HD_WIRE_TOP_NONE (HD_WIRE_TOP_STEP | HD_WIRE_TOP_HOLDING)
struct hd_wire_slot {
    uint32_t state;      /* 0 free, 1 in use */
    uint32_t thread_id;  /* THREADS id of the owner */
    uint32_t thread_gen;
    uint32_t tid;
    uint32_t kill;  /* written from outside: 1 makes the probe leave this thread alone. It looks
                       when it meets an acquisition that has no step. For a thread that repeats
                       itself store HD_WIRE_TOP_NONE to `top` as well, until `seq` rests */
    uint32_t depth; /* entries in use */
    uint64_t seq;
    uint64_t lost; /* acquisitions still held that the full stack had no room for */
    uint64_t top;  /* innermost step, see below */
    uint64_t pad[2];
    struct hd_wire_entry entry[HD_WIRE_HELD];
    struct hd_wire_step step[HD_WIRE_STEPS];
};

/* Puts the steps of a slot (a copy of one that rested) on top of its entries, where a reader looks.
 */
static inline void hd_wire_unfold(struct hd_wire_slot *s)
{
    uint8_t list[HD_WIRE_HELD];
    uint32_t n = 0, at = s->top & HD_WIRE_TOP_STEP, held = s->depth;
    int waits = !(s->top & HD_WIRE_TOP_HOLDING);

    for (; at < HD_WIRE_STEPS && s->step[at].address && n < HD_WIRE_HELD; at = s->step[at].below)
        list[n++] = (uint8_t)at;
    for (; n && held < HD_WIRE_HELD; held++) {
        const struct hd_wire_step *from = &s->step[list[--n]];
        struct hd_wire_entry *e = &s->entry[held];

        e->address = from->address;
        e->pc = from->pc;
        e->lock_id = from->lock_id;
        e->lock_gen = from->lock_gen;
        e->stack_id = from->stack_id;
        e->activity = !n && waits ? HD_WIRE_WAITING : HD_WIRE_HOLDING;
        e->mode = from->mode;
        e->object = from->object;
        e->flags = from->flags;
        e->since_ns = e->frame = e->partner = e->stamp = 0;
        s->depth = held + 1;
    }
    s->top = HD_WIRE_TOP_NONE;
}

/* ---- locks -----------------------------------------------------------------------------------
 * One record per object and generation. A re-initialisation, or an init on a known address, starts a
 * new generation: in the same record when no edge names it, else in a new record (the old one is
 * DEAD). Identity: id and generation. Kinds: locks proper and the ownerless objects. */
enum hd_wire_lock_state { HD_WIRE_LOCK_LIVE = 1, HD_WIRE_LOCK_DEAD };
enum hd_wire_lock_flag {
    HD_WIRE_LOCK_INIT_SEEN = 1, /* init_stack_id is the initialisation */
    HD_WIRE_LOCK_RECURSIVE = 2,
    HD_WIRE_LOCK_ERRORCHECK = 4,
    HD_WIRE_LOCK_ROBUST = 8,
    HD_WIRE_LOCK_SHARED = 16,    /* process-shared */
    HD_WIRE_LOCK_STACK = 32,     /* lies on a thread's stack: identity is weak */
    HD_WIRE_LOCK_STATIC = 64,    /* lies in a module's data: name it by symbol */
    HD_WIRE_LOCK_HAS_EDGES = 128,
    HD_WIRE_LOCK_FOREIGN = 256,  /* was released by a thread that did not hold it: HOLDING entries of
                                    other threads may be stale */
    HD_WIRE_LOCK_C11 = 512,      /* mtx_t, cnd_t */
    HD_WIRE_LOCK_WRITER_FIRST = 1024, /* rwlock that prefers writers: recursive reads can deadlock */
    HD_WIRE_LOCK_FREED = 2048,   /* DEAD because its memory was freed */
    HD_WIRE_LOCK_CROWDED = 4096, /* more than 256 objects with this init_pc are alive or left edges: from
                                    then on their edges to locks of other classes stand under the SPEAKER
                                    of the class. Where two nest, a thread enters the edge for one pair
                                    with rising and one with falling addresses */
    HD_WIRE_LOCK_SPEAKER = 8192, /* the member of a crowded class whose edges stand for all */
    HD_WIRE_LOCK_CLOSED = 16384, /* CHANNEL: was closed */
    HD_WIRE_LOCK_SEND_CLOSED_OK = 32768, /* CHANNEL: a send after the close does no harm */
    HD_WIRE_LOCK_CLOSE_AGAIN_OK = 65536, /* CHANNEL: so with a second close */
    HD_WIRE_LOCK_HANDOFF = 131072,       /* USER_LOCK: any thread may release it */
    HD_WIRE_LOCK_IGNORED = 262144        /* CHANNEL: created where the program asked to be left alone */
};
struct hd_wire_lock {
    uint32_t state;        /* enum hd_wire_lock_state */
    uint32_t generation;   /* from 1 */
    uint64_t address;
    uint32_t object;       /* enum hd_wire_object */
    uint32_t flags;        /* enum hd_wire_lock_flag */
    uint32_t init_stack_id;  /* initialisation, 0 unseen */
    uint32_t first_stack_id; /* first acquisition or wait; names the class when init is unseen */
    uint64_t init_pc;
    uint64_t first_pc;     /* WAITGROUP: of the first wait, clock << 32 | THREADS id */
    uint64_t partner;      /* COND: mutex of the latest wait. BARRIER: its count. USER_LOCK: releases by
                              threads that did not hold it. WAITGROUP: calls that added.
                              CHANNEL: STACKS id of the close. SEM: how often it is open, if it
                              has a name */
    uint64_t wakes;        /* COND: signals. SEM: posts. BARRIER: arrivals. WAITGROUP: the count, signed.
                              MUTEX, RWLOCK, SPIN, with HD_WIRE_HOLD_TIMES: holds << 32 | the longest one
                              in microseconds */
    uint64_t broadcasts;   /* COND. WAITGROUP: waits begun. MUTEX, RWLOCK, SPIN: nanoseconds held */
    uint32_t death_stack_id; /* where it was destroyed */
    uint32_t name_id;      /* NAMES id of its class, 0 none */
};

/* ---- lock order ------------------------------------------------------------------------------ */
struct hd_wire_edge {
    uint32_t state;        /* 1 */
    uint32_t contexts;     /* contexts ever seen that were worth keeping */
    uint32_t from_id, from_gen; /* held */
    uint32_t to_id, to_gen;     /* asked for */
    uint32_t context_id;   /* newest context; follow `next_id`, at most HD_WIRE_EDGE_CONTEXTS */
    uint32_t count;        /* times a thread met it first-hand (not every acquisition) */
    uint64_t first_ns, last_ns;
};
struct hd_wire_gate {
    uint32_t lock_id;
    uint32_t lock_gen_mode; /* generation << 2 | enum hd_mode */
};
#define HD_WIRE_GATE_GEN(g) ((g).lock_gen_mode >> 2)
#define HD_WIRE_GATE_MODE(g) ((enum hd_mode)((g).lock_gen_mode & 3))
struct hd_wire_context {
    uint32_t state;      /* 1 */
    uint32_t seq;        /* odd while it is rewritten in place, grows with each rewrite */
    uint32_t edge_id;
    uint32_t next_id;    /* next context of the edge, 0 ends */
    uint32_t thread_id, thread_gen;
    uint32_t clock;      /* of that thread */
    uint8_t from_mode, to_mode; /* enum hd_mode */
    uint8_t to_flags;    /* enum hd_wire_entry_flag of the second acquisition */
    uint8_t gates;       /* entries of gate[] */
    uint32_t gates_lost; /* held locks that did not fit into gate[] or are unknown */
    uint32_t from_stack_id, to_stack_id;
    uint32_t pad;
    uint64_t from_pc, to_pc;
    uint64_t at_ns;
    struct hd_wire_gate gate[HD_WIRE_GATES]; /* held besides `from` */
};

/* Return addresses, innermost first: frame[0] returns into the caller of the hooked function.
 * Subtract 1 before looking up the line. */
enum hd_wire_stack_state {
    HD_WIRE_STACK_PLAIN = 1,
    HD_WIRE_STACK_ANNOTATION /* frame[0] is in an annotation, so its function is the inside of a
                                primitive: who called that is the one to look at */
};
struct hd_wire_stack {
    uint32_t state; /* enum hd_wire_stack_state */
    uint32_t len;
    uint64_t hash;
    uint64_t frame[HD_WIRE_FRAMES];
};

/* ---- events ----------------------------------------------------------------------------------
 * Misuse seen at the moment it happened. One record per kind, object and calling PC; `count` says
 * how often it was noticed; 0 means that it was taken back. X(enumerator, "rule id", what address and aux mean) */
#define HD_WIRE_EVENTS_LIST(X)                                                                     \
    X(DOUBLE_ACQUIRE, "lock-double-acquire", "a lock this thread holds; stack2 the first acquire") \
    X(UPGRADE, "lock-upgrade", "write side asked for while its read side is held; stack2 the read") \
    X(UNLOCK_FREE, "lock-not-held", "released, nobody held it")                                    \
    X(UNLOCK_FOREIGN, "lock-not-held", "released, aux = tid of the owner (0 unknown)")             \
    X(HELD_AT_EXIT, "lock-held-at-exit", "held when the thread ended; stack the acquisition, "     \
                                         "stack2 its pthread_exit")                                \
    X(DESTROY_HELD, "lock-destroyed-held", "aux = tid of a holder (0 unknown); stack2 its acquire") \
    X(INIT_HELD, "lock-destroyed-held", "initialised anew while held; aux, stack2 as above")       \
    X(FREE_HELD, "lock-destroyed-held", "freed block aux holds the lock; stack2 its acquire")      \
    X(USE_DESTROYED, "lock-use-after-destroy", "used after destruction; stack2 the destruction")   \
    X(COND_WAIT_UNLOCKED, "cond-wait-unlocked", "condition; aux = mutex that is not held")         \
    X(COND_TWO_MUTEXES, "cond-two-mutexes", "condition; aux = this mutex, aux2 = the other")       \
    X(COND_WAIT_HOLDING, "cond-wait-holding", "condition; aux = another lock held; stack2 its "    \
                                              "acquire")                                           \
    X(COND_DESTROY_WAITING, "cond-destroyed-waiting", "aux = waiters, aux2 = THREADS id of one")   \
    X(SEM_DESTROY_WAITING, "sem-destroyed-waiting", "aux, aux2 as above")                          \
    X(BARRIER_DESTROY_WAITING, "barrier-destroyed-waiting", "aux, aux2 as above")                  \
    X(CREATE_FAILED, "thread-create-failed", "start routine; aux = error")                         \
    X(DOUBLE_JOIN, "thread-double-join", "handle; aux = THREADS id; joined or detached again")     \
    X(JOIN_DETACHED, "thread-join-detached", "handle; aux = THREADS id; stack2 the detach")        \
    X(JOIN_SELF, "thread-join-self", "handle; aux = THREADS id")                                   \
    X(TIMER_DOUBLE_DELETE, "timer-double-delete", "timer id; aux = TIMERS id; stack2 the deletion") \
    X(TIMER_USE_DELETED, "timer-use-after-delete", "timer id; aux, stack2 as above")              \
    X(ASSERT_HELD, "lock-not-held", "a lock that an assertion says is held; aux = wanted mode")    \
    X(WAITGROUP_NEGATIVE, "waitgroup-negative", "aux = count before, aux2 = how many too many")    \
    X(WAITGROUP_ADD_WAITING, "waitgroup-add-after-wait", "count was 0 while a wait lasted; aux2 = " \
                                                         "THREADS id of a waiter; stack2 its wait") \
    X(WAITGROUP_ADD_LATE, "waitgroup-add-after-wait", "first addition ever, after aux2 waits; aux = " \
                                                      "THREADS id of the waiter; stack2 its wait. " \
                                                      "Counts only if no wait follows")            \
    X(WAITGROUP_DESTROY_COUNTING, "waitgroup-destroyed-counting", "aux = count")                   \
    X(WAITGROUP_USE_DESTROYED, "waitgroup-destroyed-counting", "stack2 the destruction")           \
    X(CHANNEL_CLOSE_AGAIN, "channel-double-close", "stack2 the first close")                       \
    X(CHANNEL_SEND_CLOSED, "channel-send-closed", "stack2 the close")                              \
    X(CHANNEL_USE_DESTROYED, "channel-use-after-free", "stack2 the destruction")                   \
    X(CHANNEL_DESTROY_AGAIN, "channel-double-free", "stack2 the first destruction") \
    X(USE_JOINED, "thread-use-after-join", "handle; aux = THREADS id; signalled, named or changed")

enum hd_wire_event_kind {
    HD_WIRE_EVENT_NONE,
#define HD_WIRE_X(e, rule, what) HD_WIRE_EVENT_##e,
    HD_WIRE_EVENTS_LIST(HD_WIRE_X)
#undef HD_WIRE_X
    HD_WIRE_EVENT_KINDS
};
struct hd_wire_event {
    uint32_t state;      /* 1 */
    uint32_t kind;       /* enum hd_wire_event_kind */
    uint32_t count;
    uint32_t thread_id, thread_gen, clock; /* who, the first time */
    uint32_t lock_id, lock_gen; /* 0: no record */
    uint32_t stack_id;   /* where it happened, the first time */
    uint32_t stack2_id;  /* the other place, see the list above */
    uint64_t address, aux, aux2;
    uint64_t pc;
    uint64_t first_ns, last_ns;
};

/* ---- timers ---------------------------------------------------------------------------------- */
enum hd_wire_timer_state {
    HD_WIRE_TIMER_LIVE = 1,
    HD_WIRE_TIMER_DELETED,
    HD_WIRE_TIMER_CLOSED /* timerfd whose descriptor was found closed or reused */
};
enum hd_wire_timer_kind {
    HD_WIRE_TIMER_POSIX = 1,
    HD_WIRE_TIMER_FD,
    HD_WIRE_TIMER_USER /* of the program's own making, from annotations; `id` is its address */
};
enum hd_wire_timer_flag {
    HD_WIRE_TIMER_ARMED = 1,    /* was set at least once */
    HD_WIRE_TIMER_AT_EXIT = 2,  /* timerfd: seen open when exit() ran */
    HD_WIRE_TIMER_IGNORED = 4   /* created where the program asked to be left alone: never a leak */
};
struct hd_wire_timer {
    uint32_t state;      /* enum hd_wire_timer_state */
    uint32_t generation; /* of the record */
    uint64_t id;         /* timer_t as the program has it, or the descriptor */
    uint32_t kind;       /* enum hd_wire_timer_kind */
    uint32_t flags;
    int32_t clock;       /* clockid_t */
    int32_t notify;      /* sigev_notify of POSIX timers, -1 otherwise */
    uint64_t function;   /* sigev_notify_function with SIGEV_THREAD */
    uint32_t thread_id, thread_gen; /* creator */
    uint32_t create_stack_id, delete_stack_id;
    uint64_t create_pc;
    uint64_t created_ns, deleted_ns;
};

/* ---- modules ---------------------------------------------------------------------------------
 * Enough to symbolise after death: pc - bias is the address in the ELF file. The executable is
 * record 0. A path that is longer is cut at the front. Modules are never removed; one loaded later
 * at the same place has a higher `epoch`. */
struct hd_wire_module {
    uint32_t state; /* 1 */
    uint32_t build_id_len;
    uint64_t bias;  /* load bias (dlpi_addr) */
    uint64_t start, end; /* mapped range */
    uint64_t epoch;
    uint8_t build_id[32];
    char path[256];
};

/* ---- names ----------------------------------------------------------------------------------- */
struct hd_wire_name {
    uint32_t state; /* 1 */
    uint32_t len;
    uint64_t hash;
    char text[48]; /* ends with NUL, cut when longer */
};

/* ---- counters: one uint64_t each, no state -------------------------------------------------- */
#define HD_WIRE_COUNTER_LIST(X)                                                                    \
    X(COLD, "chains or sites met for the first time by a thread")                                  \
    X(UNSEEN_RELEASE, "releases of locks whose acquisition the probe did not see")                 \
    X(UNWINDS, "stacks that needed the unwinder")                                                  \
    X(FOREIGN_THREADS, "threads whose creation was not seen")                                      \
    X(CONTEXT_SKIPPED, "contexts beyond the limit of an edge")                                     \
    X(SLOT_FULL, "threads that run unseen because no slot was free")                               \
    X(CHILDREN_UNSEEN, "forked children without a file: too many of them, or a sandbox")

enum hd_wire_counter {
#define HD_WIRE_X(e, what) HD_WIRE_COUNT_##e,
    HD_WIRE_COUNTER_LIST(HD_WIRE_X)
#undef HD_WIRE_X
    HD_WIRE_COUNTS
};

/* ---- checked access for readers ------------------------------------------------------------- */

/* NULL when `map` of `size` bytes is a wire file this reader can read, else why not (static
 * string). Sections may still be missing. */
static inline const char *hd_wire_check(const void *map, size_t size)
{
    const struct hd_wire_header *h = (const struct hd_wire_header *)map;

    if (size < HD_WIRE_HEADER_SIZE)
        return "is shorter than a wire file's header";
    if (h->magic != HD_WIRE_MAGIC)
        return "is no wire file";
    if (h->endian != HD_WIRE_ENDIAN || h->word_size != sizeof(void *))
        return "was written on another kind of machine";
    if (h->major != HD_WIRE_MAJOR)
        return "has another major version of the wire format";
    if (h->header_size != HD_WIRE_HEADER_SIZE || h->sections > HD_WIRE_MAX_SECTIONS)
        return "has a damaged header";
    for (uint32_t i = 0; i < h->sections; i++) {
        const struct hd_wire_section *s = &h->section[i];

        if (s->offset % 64 || s->offset < HD_WIRE_HEADER_SIZE || s->offset > size || !s->stride ||
            s->stride % 8 || s->capacity > (size - s->offset) / s->stride)
            return "has a section outside the file";
    }
    return NULL;
}

/* The section, or NULL when the file has none with at least `min_stride` bytes per record. `map`
 * must have passed hd_wire_check() and must not change between the two (copy the header once). */
static inline const struct hd_wire_section *
hd_wire_section(const struct hd_wire_header *h, enum hd_wire_section_id id, size_t min_stride)
{
    for (uint32_t i = 0; i < h->sections && i < HD_WIRE_MAX_SECTIONS; i++)
        if (h->section[i].id == (uint32_t)id)
            return h->section[i].stride >= min_stride ? &h->section[i] : NULL;
    return NULL;
}

/* Record `index` (0-based) of a section of the mapped file, or NULL when out of range. `s` is from a
 * checked header copy; `map` the mapping. */
static inline const void *hd_wire_record(const void *map, const struct hd_wire_section *s,
                                         uint64_t index)
{
    if (!s || index >= s->capacity)
        return NULL;
    return (const char *)map + s->offset + index * s->stride;
}

#endif
