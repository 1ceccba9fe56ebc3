/* The inside of the probe: its private state and what its files offer each other.
 *
 * Where things live:
 *   wire file   shared, what the collector reads (wire.h)
 *   hd_g        one private anonymous mapping: hash indices over the wire tables and one hd_local
 * per slot. MADV_WIPEONFORK: a forked child finds zeros, so every hook falls through to
 *               hd_arrive(), which starts a file of its own for the child. No atfork handler.
 *   hd_tls      56 bytes per thread, initial-exec
 *
 * The one hot-path test: room in hd_tls.local. There is none, and no slot, for a thread that is not
 * attached yet, is inside the probe, has finished, runs in a forked child, or when the probe is
 * off.
 *
 * Inside the probe: whoever may call libc holds a struct hd_guard, got from hd_guard_enter() and
 * passed down. While it is held the thread's own hooks pass straight through. Functions that take
 * no guard only touch memory. Nothing here allocates, locks, waits or prints after hd_boot().
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_RUNTIME_PROBE_PROBE_H
#define HEDDLE_RUNTIME_PROBE_PROBE_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "runtime_probe/libc_floor.h"
#include "runtime_probe/wire.h"

#define HD_EXPORT __attribute__((visibility("default")))
#define HD_LIKELY(x) __builtin_expect(!!(x), 1)
#define HD_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define HD_COLD __attribute__((cold, noinline))
#define HD_WARM __attribute__((noinline)) /* not hot, but no reason to be slow either */
#define HD_INLINE static inline __attribute__((always_inline))
/* A signal handler of this thread may run between two stores: keep their order. */
#define HD_BARRIER() __asm__ __volatile__("" ::: "memory")

#define HD_K1 UINT64_C(0x9e3779b97f4a7c15) /* 2^64 / golden ratio: Knuth, TAOCP 6.4 */
#define HD_K2 UINT64_C(0xbf58476d1ce4e5b9) /* from splitmix64 (Steele, Lea, Flood 2014) */

#define HD_CACHE_BITS 8 /* chains a thread remembers */
#define HD_SITE_BITS 7  /* call sites whose stack it remembers */
#define HD_MEMO_BITS 12 /* call sites whose stack the process remembers */
#define HD_LEARNED 64   /* steps a thread learns; the rest of HD_WIRE_STEPS serve one acquisition */
#define HD_PLACE_BITS 8 /* places to find them by */
#define HD_PLACES (1 << HD_PLACE_BITS)
#define HD_CHURN_BITS 8 /* see step.c */
#define HD_FOLDS 8
_Static_assert(HD_LEARNED + HD_WIRE_HELD == HD_WIRE_STEPS && HD_WIRE_STEPS < 255, "one byte each");

/* A record's name: index + 1 and generation, read and written as one word. */
union hd_ref {
    struct {
        uint32_t id, gen;
    };
    uint64_t word;
};

/* A chain of held locks that this thread has met. */
struct hd_chain {
    uint64_t key;
    uint32_t stack_id;
    uint32_t pad;
};
/* A call site, told apart by return address and stack depth, and its stack. */
struct hd_known_site {
    uint64_t key;
    uint32_t stack_id;
    uint32_t pad;
};

/* A thread's latest close(). */
struct hd_closed {
    uintptr_t pc;
    int fd;
    bool noted; /* as the second close of a timer */
};

/* An acquisition of an annotated lock that this thread has met. */
struct hd_user_again {
    uint64_t addr, below; /* chain[] below it */
    uintptr_t pc, from;
    uint64_t key; /* chain[] above it */
    const struct hd_index *index;
    union hd_ref ref; /* what `index` must still say */
    uint32_t stack_id, how;
};
#define HD_AGAIN 16

/* Private part of an attached thread. The first line is what a lock operation needs; all zero, as
 * in hd_nobody and after fork, it sends every hook to its slow path. */
struct hd_local {
    struct hd_wire_slot *slot;
    uint32_t depth;      /* of the activity stack; slot->depth is a copy for readers */
    uint32_t limit;      /* HD_WIRE_HELD */
    uint64_t site_salt;  /* of call sites: where the thread began */
    uint64_t frame_mask; /* whether stack depth tells call sites apart: 0 after back-off */
    uint64_t tid;
    struct hd_wire_thread *record;
    union hd_ref thread;

    uint64_t chain[HD_WIRE_HELD + 1]; /* key of the chain below each entry; [0] is a seed that
                changes with the clock, so that chains are met again after a creation or a join */
    uint32_t clock;
    uint32_t misses;
    uint32_t rounds;     /* of the key destructor */
    uint32_t exit_stack; /* of pthread_exit with locks held; 0: none */
    struct hd_closed closed;
    struct hd_wire_entry undo; /* entry that hd_release_slow() took */
    union hd_ref home;  /* the thread itself; `thread` and `record` are the task that it runs */
    bool nameless;      /* runs a task that found no room in THREADS: nothing is kept of it */
    bool annotating;    /* in an annotation: stacks say so */
    uintptr_t from;     /* and the return address of the function it stands in; else 0 */
    uint32_t ignore;    /* annotated regions to leave alone that it is in */
    uint64_t releasing; /* tagged address, from lock_before_release to lock_released */
    uintptr_t stack_low, stack_high; /* 0: unknown */
    struct hd_known_site sites[1 << HD_SITE_BITS];
    struct hd_chain cache[1 << HD_CACHE_BITS];

    /* Steps (wire.h), parallel to slot->step. What the hot path reads comes first and is indexed by
     * a byte of shared memory, so it has a place for every byte. */
    uint64_t step_addr[256];
    uint64_t step_below[256];       /* slot->top without this step */
    uint64_t step_key[HD_PLACES];   /* hd_step_key() of learned acquisitions, by hash */
    uint64_t step_top[HD_PLACES];   /* slot->top while they are asked for: it names the step */
    uint32_t step_want[HD_PLACES];  /* acquisition met once that would like this place */
    uint8_t step_place[HD_LEARNED]; /* where the key of each step stands or stood */
    uint32_t step_hand; /* steps ever learned: the next to be given to another acquisition */
    uint64_t step_chain[HD_WIRE_STEPS]; /* what chain[] has for entries */
    uint8_t step_level[HD_WIRE_STEPS];  /* entries and steps below */
    struct hd_fold {                    /* steps that became entries, to become steps again */
        uint64_t top;
        uint32_t depth, steps; /* entries below them, how many there are */
    } fold[HD_FOLDS];
    uint32_t folds;
    struct hd_user_again again[HD_AGAIN];
} __attribute__((aligned(64))); /* no line is shared with another thread */

enum hd_tls_state { HD_TLS_NEW, HD_TLS_ATTACHED, HD_TLS_OFF };
struct hd_tls {
    struct hd_local *local;    /* never NULL */
    struct hd_wire_slot *slot; /* never NULL; hd_nowhere for who has none. It outlives a fork: only
                                  what `local` says lets a hook believe it */
    uint32_t state;            /* enum hd_tls_state */
    uint32_t tid;              /* these survive fork: what the forking thread was */
    uintptr_t stack_low, stack_high;
    uintptr_t trampoline; /* the frame that called the start routine; 0: none of ours did */
    struct hd_call {
        uintptr_t pc;    /* return address of the hook */
        uintptr_t frame; /* frame address of the hook: [frame] is the caller's frame pointer */
    } call;              /* from a hook to its slow path */
};
#pragma GCC visibility push(hidden)
extern __thread struct hd_tls hd_tls __attribute__((tls_model("initial-exec")));
extern struct hd_local hd_nobody; /* all zero; its slot is NULL */
extern struct hd_wire_slot hd_nowhere;
extern uint64_t hd_epoch; /* moves when a learned lock gets another generation */
#pragma GCC visibility pop

/* Open-addressed address -> record map. addr 0 is free. */
struct hd_index {
    uint64_t addr;
    union hd_ref ref; /* word 0: being filled */
    uint64_t token;   /* locks: what the object counts as in chains, another one per generation; the
                         instances of a crowded class share one */
    uint64_t learned; /* locks: some thread has a step for it */
};
#define HD_REF_DEAD UINT32_C(0x80000000) /* in ref.gen: the object was destroyed */
#define HD_INDEX_PROBES 32               /* entries looked at; tables are that much longer */

/* How a thread starts: parallel to THREADS. */
struct hd_start {
    void *(*start)(void *);
    int (*c11_start)(void *);
    void *arg;
    uint64_t serial; /* order of creation, to decide between two owners of one handle */
    size_t stack_size;
    uint32_t parked; /* tasks: slot id while it is suspended, 0: held nothing */
    uint64_t lost;   /* tasks: its slot's `lost` meanwhile */
};

enum hd_phase { HD_PHASE_NEW, HD_PHASE_BOOTING, HD_PHASE_LIVE, HD_PHASE_OFF };

struct hd_state {
    uint32_t phase; /* enum hd_phase */
    uint32_t pid;
    uint64_t hold_times; /* 1: holds are timed, see hold.c */
    uint64_t serial;
    struct hd_wire_header *wire;
    struct hd_wire_thread *threads;
    struct hd_wire_slot *slots;
    struct hd_wire_lock *lock;
    struct hd_wire_edge *edges;
    struct hd_wire_context *contexts;
    struct hd_wire_stack *stacks;
    struct hd_wire_event *events;
    struct hd_wire_timer *timers;
    struct hd_wire_module *modules;
    struct hd_wire_name *names;
    uint64_t *counters;
    /* private */
    struct hd_local *locals; /* parallel to slots */
    struct hd_start *starts; /* parallel to threads */
    struct hd_index *locks, *handles, *timer_ids;
    uint32_t *edge_index, *stack_index, *event_index;
    uint64_t *memo; /* of stacks, see stack.c */
    uint32_t churn[1 << HD_CHURN_BITS];
    struct hd_class *classes;        /* see lock.c */
    uint32_t room[HD_WIRE_SECTIONS]; /* records that a table may grow to */
    uint32_t locks_bits, handles_bits, timer_ids_bits, edge_bits, stack_bits, event_bits;
    uint32_t timer_reach; /* how far from home its index ever put an id */
    bool locks_full;      /* a new lock found no record lately */
    bool slots_full;      /* so did a thread */
    uint32_t locks_asked; /* meanwhile */
    bool foreign;         /* a lock was ever released by a thread that did not hold it */
    uint32_t reclaim_tries, slot_hint, thread_hint, lock_hint, timer_hint, edge_hint, context_hint;
    uintptr_t main_low, main_high; /* stack of the main thread */
    uintptr_t main_asked;          /* place of the latest call that asked for main's frame */
    uint32_t main_tries;           /* how often that was */
};
extern struct hd_state *hd_g; /* NULL before hd_boot() and when the probe could not start */

/* ---- entering ---- */
struct hd_guard {
    struct hd_local *t; /* the thread, attached */
    int saved_errno;
};
HD_INLINE void hd_guard_enter(struct hd_guard *g, struct hd_local *t)
{
    g->t = t;
    g->saved_errno = errno;
    hd_tls.local = &hd_nobody;
    HD_BARRIER();
}
HD_INLINE void hd_guard_leave(struct hd_guard *g)
{
    HD_BARRIER();
    hd_tls.local = g->t;
    errno = g->saved_errno;
}
/* The calling thread, attached now if need be (the probe too), or NULL: pass through. Keeps errno.
 */
struct hd_local *hd_arrive(void);

/* A forked child that has no file yet. What it releases or wakes it cannot have seen taken or
 * asleep: no reason to make one. */
HD_INLINE bool hd_fresh_child(void)
{
    return hd_g && hd_g->phase == HD_PHASE_NEW;
}

/* Where a hook was called: what hooks pass down. */
#define HD_CALL() {(uintptr_t)__builtin_return_address(0), (uintptr_t)__builtin_frame_address(0)}

/* A sandbox is about to come, in which system calls may be deadly: tables grow now. Once it came
 * children get no files. */
void hd_sandbox_coming(void);
void hd_sandboxed(void);

/* ---- boot.c, file.c, layout.c, sys.c, spawn.c ---- */
struct hd_layout {
    uint32_t capacity[HD_WIRE_SECTIONS];
    size_t wire_size, private_size;
};
void hd_layout_make(struct hd_layout *l,
                    size_t wanted); /* capacities that fit into `wanted` bytes */
/* Fills section[] as if all the file had memory behind it. */
void hd_layout_wire(const struct hd_layout *l, struct hd_wire_header *h);
/* Gives the first records of each table memory and takes back the capacity of the others. */
bool hd_layout_back(struct hd_wire_header *h);
void hd_layout_bind(const struct hd_layout *l, struct hd_state *g); /* pointers; g->wire is set */
enum { HD_PATH = 512 };
struct hd_config {      /* read from the environment once; a forked child uses it again */
    char wire[HD_PATH]; /* HEDDLE_WIRE; then the path of the file in use */
    char dir[HD_PATH];
    char collector[HD_PATH]; /* program to start, "" none */
    size_t size;             /* wanted */
    uint32_t sample;         /* record one process in `sample` */
    bool hold_times;         /* see hold.c */
};
/* Creates and maps the wire file: at config->wire, else under a name of its own in config->dir.
 * Sets config->wire, *size and *flags (enum hd_wire_file_flag), makes the layout and fills the
 * header's section[]. NULL with a message in `why`. */
struct hd_wire_header *hd_file_create(struct hd_config *config, const char *name, size_t *size,
                                      struct hd_layout *layout, uint32_t *flags, const char **why);
void hd_say(const char *what, const char *path, const char *why); /* one line on stderr */
struct hd_text { /* bounded string; `cut` when something did not fit */
    char *at;
    size_t len, room;
    bool cut;
};
struct hd_text hd_text_in(char *buf, size_t room);
void hd_text_str(struct hd_text *t, const char *s);
void hd_text_num(struct hd_text *t, uint64_t v);
ssize_t hd_read_file(const char *path, char *buf, size_t size); /* bytes, NUL added; < 0 error */
uint64_t hd_now_coarse(void);    /* the same, some milliseconds behind, for a quarter of the time */
uint64_t hd_now(void);           /* CLOCK_MONOTONIC, ns */
bool hd_readable(uint64_t addr); /* is there memory? */
void hd_spawn_collector(const char *binary, const char *wire); /* returns at once */

/* ---- grow.c ---- */
bool hd_back(void *start, size_t len); /* memory behind holes of a mapped file; false: no room */
/* Whether there is, perhaps from now on, memory behind record `index` of a section. */
bool hd_grow(enum hd_wire_section_id id, uint32_t index);
void hd_grow_all(void); /* of every table, as far as it may become */
/* Index of a fresh record of a section, or UINT32_MAX; hd_take() counts that in `dropped`. */
uint32_t hd_take(enum hd_wire_section_id id);
uint32_t hd_try_take(enum hd_wire_section_id id);

/* ---- thread.c ---- */
/* A record for a thread about to be created by `g`'s thread (NULL: found running, `flags` say
 * what); word 0 when the table is full. */
union hd_ref hd_thread_new(struct hd_guard *g, uint64_t start_pc, uint32_t flags, uint32_t stack_id);
struct hd_wire_thread *hd_thread_record(union hd_ref r);
/* Gives the calling thread a slot. `r` word 0: a new record with `flags`. NULL: no room; the thread
 * is left alone for good. */
struct hd_local *hd_thread_attach(union hd_ref r, uint32_t flags);
void hd_thread_handle(union hd_ref r, uint64_t handle);
union hd_ref hd_thread_find(uint64_t handle); /* word 0: unknown */
void hd_thread_name(union hd_ref r, const char *name);
void hd_thread_tick(struct hd_guard *g); /* clock + 1 */
void hd_thread_seed(struct hd_local *t); /* `thread` or its clock changed: chains are met again */
void hd_thread_note_held(struct hd_guard *g); /* judges what it still holds at its end */
struct hd_wire_slot *hd_slot_take(void);      /* BUSY, or NULL with `dropped` counted */
void hd_slot_free(struct hd_wire_slot *s);
void hd_thread_returned(void);    /* its start routine did */
bool hd_thread_give_up_key(void); /* false: it was given up before */
bool hd_thread_boot(void);        /* once: the key whose destructor is the exit hook, stack sizes */
extern size_t hd_thread_default_stack;

/* ---- index.c ---- */
struct hd_index *hd_index_find(struct hd_index *tab, uint32_t bits, uint64_t addr); /* or NULL */
/* Found or inserted with ref 0. A crowded table gives up entries that `dead` accepts; NULL when
 * there are none. */
struct hd_index *hd_index_claim(struct hd_index *tab, uint32_t bits, uint64_t addr,
                                bool (*dead)(union hd_ref));
/* The same for ids that are seldom used twice: takes the first place that will do, and *reach says
 * how far from home that ever was. The look-up is the one to go with it. */
struct hd_index *hd_index_put(struct hd_index *tab, uint32_t bits, uint64_t addr, uint32_t *reach,
                              bool (*dead)(union hd_ref));
struct hd_index *hd_index_within(struct hd_index *tab, uint32_t bits, uint64_t addr,
                                 uint32_t reach);
#define HD_INDEX_SHIFT 20 /* bits of the product below those that are used */
HD_INLINE uint64_t hd_index_mask(uint32_t bits)
{
    return ((UINT64_C(1) << bits) - 1) * sizeof(struct hd_index);
}
HD_INLINE struct hd_index *hd_index_home(struct hd_index *tab, uint64_t mask, uint64_t addr)
{
    return (struct hd_index *)((char *)tab + (((addr * HD_K1) >> HD_INDEX_SHIFT) & mask));
}
HD_INLINE union hd_ref hd_ref_load(const union hd_ref *r)
{
    return (union hd_ref){.word = __atomic_load_n(&r->word, __ATOMIC_ACQUIRE)};
}

/* ---- lock.c ---- */
/* Classes are objects initialised by one call site. When more than this many are alive or have left
 * edges, chains no longer tell them apart, and their edges to locks of other classes are entered
 * for one of them, the speaker. */
enum { HD_CROWD = 256 };
struct hd_class {
    uint64_t key;
    uint32_t members;
    uint32_t pad;
    union hd_ref speaker; /* the member whose edges stand for all, once the class is crowded */
};
#define HD_CLASS_BITS 10
union hd_ref hd_lock_speaker(union hd_ref r); /* who the edges of `r` are entered for: mostly `r` */
bool hd_lock_crowd(
    uint64_t addr); /* its class became crowded since it began: takes its token now */
union hd_ref hd_lock_find(uint64_t addr, uint64_t *token); /* word 0: unknown or destroyed */
union hd_ref hd_lock_get(struct hd_guard *g, uint64_t addr, unsigned object,
                         const struct hd_call *c, uint32_t stack_id);
struct hd_wire_lock *hd_lock_record(union hd_ref r); /* NULL for unknown */
/* `class_pc`: what objects must share to be of one class, mostly c->pc. */
void hd_lock_init(struct hd_guard *g, uint64_t addr, unsigned object, uint32_t flags,
                  uint64_t partner, uint64_t class_pc, const struct hd_call *c);
union hd_ref hd_lock_destroy(struct hd_guard *g, uint64_t addr, unsigned object,
                             const struct hd_call *c);
void hd_lock_undestroy(struct hd_guard *g, uint64_t addr, union hd_ref r);
void hd_lock_kill(struct hd_guard *g, uint64_t addr, uint32_t stack_id, uint32_t flags);
/* Who has an entry for `addr` in activity `activity`: how many; *slot, *entry the last seen. For
 * what is never in steps: annotated locks and what is no lock. */
unsigned hd_lock_users(uint64_t addr, unsigned activity, struct hd_wire_slot **slot,
                       struct hd_wire_entry **entry);
/* How many threads hold `addr`; *tid, *stack_id: the last seen. */
unsigned hd_lock_holders(uint64_t addr, uint32_t *tid, uint32_t *stack_id);

/* ---- native.c: what the C library's objects say about themselves ---- */
enum hd_native { HD_NATIVE_UNKNOWN = -1, HD_NATIVE_NO, HD_NATIVE_YES };
int64_t hd_native_tid(void);                             /* of the calling thread, -1 cannot tell */
int64_t hd_native_owner(unsigned object, uint64_t addr); /* tid, 0 nobody, -1 cannot tell */
enum hd_native hd_native_destroyed(unsigned object, uint64_t addr);
int64_t hd_native_sem_asleep(uint64_t addr); /* sleepers that no post has reached, -1 cannot tell */
uint32_t hd_native_flags(unsigned object, uint64_t addr); /* enum hd_wire_lock_flag */

/* ---- order.c ---- */
/* Meets a chain of held locks for the first time and enters its last lock. NULL when the stack is
 * full or the thread was switched off. */
struct hd_wire_entry *hd_push_slow(struct hd_local *t, uint64_t addr, uint8_t object, uint8_t mode,
                                   uint8_t flags, const struct hd_call *c);
/* The same for a chain that was met, with steps folded; NULL when it was not. */
struct hd_wire_entry *hd_push_known(struct hd_local *t, uint64_t addr, uint8_t object, uint8_t mode,
                                    uint8_t flags, const struct hd_call *c);
void hd_order_before(struct hd_guard *g, const struct hd_wire_entry *to, const struct hd_call *c);
void hd_held_remove(struct hd_local *t, struct hd_wire_entry *e);
void hd_held_rechain(struct hd_local *t,
                     uint32_t from); /* after a change at or below entry `from` */
int hd_acquire_failed(struct hd_wire_entry *e, int result); /* pops it; returns `result` */
void hd_held_verify(struct hd_guard *g); /* drops entries that were released by other threads */
/* Release of something that is not the innermost step: searches, judges. Whether hd_release_undo()
 * can bring back what went. */
bool hd_release(struct hd_local *t, unsigned object, uint64_t addr, const struct hd_call *c);
void hd_release_undo(struct hd_local *t);

/* ---- step.c: held locks in short form ---- */
/* Asks for or (flags HD_WIRE_TRY) enters a lock whose chain this thread knows. False: nothing done.
 */
bool hd_step_push(struct hd_local *t, uint64_t addr, uint8_t object, uint8_t mode, uint8_t flags,
                  const struct hd_call *c);
/* The acquisition that the innermost step asks for returned `result`, not 0; and so does this. */
int hd_step_settle(int result);
bool hd_step_release(struct hd_local *t, uint64_t addr); /* takes it out wherever it stands */
/* Turns steps into entries, for whoever works on those; back again when the entries above are gone.
 */
void hd_fold(struct hd_local *t);
void hd_unfold(struct hd_local *t);
/* For who pushes and removes entries of his own: those are the innermost now. */
HD_INLINE void hd_flatten(struct hd_local *t)
{
    if ((t->slot->top & HD_WIRE_TOP_STEP) < HD_WIRE_STEPS)
        hd_fold(t);
    else
        t->slot->top = HD_WIRE_TOP_NONE;
}
void hd_unlearn(struct hd_index *x,
                const struct hd_wire_lock *l); /* before it changes generation */

/* ---- hold.c, only with hd_g->hold_times: of an entry that becomes HOLDING, and no longer is ---- */
void hd_hold_begin(struct hd_wire_entry *e);
void hd_hold_end(struct hd_wire_entry *e);

/* ---- wait.c: waits for things that nobody owns ---- */
void hd_cond_begin(struct hd_local *t, uint64_t cond, uint64_t mutex, uint8_t flags,
                   const struct hd_call *c);
void hd_cond_end(struct hd_local *t, uint64_t cond, uint64_t mutex, int result);
void hd_wait_begin(struct hd_local *t, uint64_t addr, uint8_t object, uint8_t flags,
                   const struct hd_call *c);
void hd_wait_end(struct hd_local *t, uint64_t addr);
void hd_wake(struct hd_local *t, uint64_t addr, bool all);
/* The same for joins: the record of the thread, word 0 unknown. */
union hd_ref hd_join_begin(struct hd_local *t, uint64_t handle, uint8_t flags,
                           const struct hd_call *c);
void hd_join_end(struct hd_local *t, union hd_ref r, uint64_t handle, int result);

/* ---- annotate.c, annotate_foreign.c, task.c (the rest is in annotate.h) ---- */
void hd_annotate_resolve(void); /* finds other definitions of what annotate.def exports */
void hd_annotate_module(uintptr_t bias, const void *phdr,
                        size_t n);     /* gives it the table if it asks */
void hd_task_home(struct hd_guard *g); /* whatever task it runs, the thread is itself again */

/* ---- stack.c, module.c ---- */
uint32_t hd_stack_here(struct hd_guard *g, const struct hd_call *c); /* id or 0 */
/* The same, and never that of a twin: the same call at the same depth, reached through callers
 * whose frames happen to be as large. For what is noted once and shown to people. */
uint32_t hd_stack_exact(struct hd_guard *g, const struct hd_call *c);
/* Of what a library may create for the program, all of it in one place: every std::thread is. */
uint32_t hd_stack_created(struct hd_guard *g, const struct hd_call *c);
#define HD_MAIN_TRIES 8
/* The main thread creates a thread: looks for main's frame on its stack. */
void hd_stack_main(struct hd_guard *g, const struct hd_call *c);
void hd_stack_boot(void); /* finds the unwinder; before the probe is live */
void hd_module_boot(void);
void hd_module_note(uintptr_t pc); /* enters the module of `pc` if it is new */
bool hd_module_code(uintptr_t pc); /* does `pc` lie in a loaded module? */
bool hd_module_own(uintptr_t pc);  /* in this library */
bool hd_module_static(uint64_t addr);

/* ---- event.c ---- */
struct hd_event {
    enum hd_wire_event_kind kind;
    uint64_t address, aux, aux2;
    union hd_ref lock;
    uint32_t stack_id, stack2_id; /* stack_id 0: taken now */
};
void hd_event_note(struct hd_guard *g, const struct hd_event *e, const struct hd_call *c);
/* Takes back one count of what was noted with the same kind, address, lock and call. */
void hd_event_retract(const struct hd_event *e, const struct hd_call *c);

/* ---- timer.c ---- */
void hd_timer_new(struct hd_guard *g, unsigned kind, uint64_t id, int clock, int notify,
                  uint64_t function, const struct hd_call *c);
struct hd_wire_timer *hd_timer_find(unsigned kind, uint64_t id);
void hd_timer_forget(unsigned kind, uint64_t id); /* the id is now something else's */
void hd_timer_exit(void);                         /* which timerfds are still open */

/* ---- small shared pieces ---- */
HD_INLINE void hd_set_depth(struct hd_local *t, uint32_t depth)
{
    t->depth = depth;
    t->slot->depth = depth;
    HD_BARRIER();
}
HD_INLINE void hd_pop(struct hd_local *t, struct hd_wire_entry *e)
{
    e->address = 0;
    HD_BARRIER();
    hd_set_depth(t, (uint32_t)(e - t->slot->entry));
}
/* Where the thread began. All threads of a C++ program have one start routine, so the place of their
 * creation counts, too. */
HD_INLINE uint64_t hd_stack_start(const struct hd_local *t)
{
    return (t->record->start_pc ^ (uint64_t)t->record->create_stack_id << 40) * HD_K1;
}
HD_INLINE uint64_t hd_site_key(const struct hd_local *t, const struct hd_call *c)
{
    uintptr_t frame = c->frame ^ t->from << 7;

    return (c->pc ^ (uint64_t)(frame & t->frame_mask) << 24 ^ t->site_salt) * HD_K1;
}
HD_INLINE struct hd_known_site *hd_site_slot(struct hd_local *t, uint64_t site)
{
    return &t->sites[site >> (64 - HD_SITE_BITS)];
}
/* Key of the chain that a lock makes of the chain `below`. Rising: it has a higher address. */
HD_INLINE uint64_t hd_chain_key(uint64_t below, bool rising, uint64_t token, unsigned mode,
                                unsigned flags, uint64_t site)
{
    return (below ^ (token + (mode | flags << 8 | (unsigned)rising << 16)) ^ site) * HD_K2;
}
HD_INLINE struct hd_chain *hd_chain_slot(struct hd_local *t, uint64_t key)
{
    return &t->cache[key >> (64 - HD_CACHE_BITS)];
}
HD_INLINE uint64_t hd_mix(uint64_t a, uint64_t b)
{
    uint64_t h = (a * HD_K2 ^ b) * HD_K1; /* not symmetric: pairs of small numbers are hashed */

    return h ^ (h >> 29);
}
HD_INLINE void hd_count(enum hd_wire_counter c)
{
    __atomic_fetch_add(&hd_g->counters[c], 1, __ATOMIC_RELAXED);
}
HD_INLINE struct hd_wire_section *hd_section(enum hd_wire_section_id id)
{
    return &hd_g->wire->section[id];
}
HD_INLINE bool hd_has(const struct hd_wire_section *s, enum hd_wire_section_id id, uint32_t index)
{
    return index < __atomic_load_n(&s->capacity, __ATOMIC_ACQUIRE) || hd_grow(id, index);
}
HD_INLINE void hd_commit(uint32_t *state, uint32_t v)
{
    __atomic_store_n(state, v, __ATOMIC_RELEASE);
}
static inline uint32_t hd_used(enum hd_wire_section_id id)
{
    struct hd_wire_section *s = hd_section(id);
    uint32_t n = __atomic_load_n(&s->used, __ATOMIC_RELAXED);

    return n < s->capacity ? n : s->capacity;
}

#endif
