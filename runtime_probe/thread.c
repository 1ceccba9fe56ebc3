/* Threads: the records of who ever ran, the slots of those alive, attaching and ending.
 *
 * A thread made through a hook starts in a trampoline that attaches it to the record its creator
 * wrote. Any other thread (timer helpers, raw clone, the main thread) is attached by its first
 * hook. The end is the destructor of a thread-specific key, which covers return, pthread_exit and
 * cancellation: it re-arms itself until the last round, so that destructors of other keys that
 * release locks come first.
 * SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <pthread.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime_probe/probe.h"

enum { RECLAIM_EVERY = 64, LOW_KEYS = 32 };

static pthread_key_t exit_key;
static uint32_t has_key;
static bool native_tid; /* the C library's word for it can be had, without a system call */
size_t hd_thread_default_stack;

struct hd_wire_thread *hd_thread_record(union hd_ref r)
{
    struct hd_wire_thread *t;

    if (!r.id || r.id > hd_section(HD_WIRE_THREADS)->capacity)
        return NULL;
    t = &hd_g->threads[r.id - 1];
    return t->generation == r.gen ? t : NULL;
}

static bool finished(const struct hd_wire_thread *t)
{
    uint32_t flags = __atomic_load_n(&t->flags, __ATOMIC_ACQUIRE);

    return t->state == HD_WIRE_THREAD_FAILED ||
           (t->state == HD_WIRE_THREAD_EXITED &&
            flags & (HD_WIRE_THREAD_DETACHED | HD_WIRE_THREAD_JOINED | HD_WIRE_THREAD_FOREIGN));
}

static struct hd_wire_thread *recycle(void)
{
    uint32_t n = hd_section(HD_WIRE_THREADS)->capacity;

    for (int i = 0; i < 256; i++) {
        struct hd_wire_thread *t =
            &hd_g->threads[__atomic_fetch_add(&hd_g->thread_hint, 1, __ATOMIC_RELAXED) % n];
        uint32_t state = t->state;

        if (finished(t) && __atomic_compare_exchange_n(&t->state, &state, HD_WIRE_BUSY, false,
                                                       __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
            return t;
    }
    __atomic_fetch_add(&hd_section(HD_WIRE_THREADS)->dropped, 1, __ATOMIC_RELAXED);
    return NULL;
}

static struct hd_wire_thread *take_record(void)
{
    uint32_t i = hd_try_take(HD_WIRE_THREADS);

    if (i == UINT32_MAX)
        return recycle();
    hd_commit(&hd_g->threads[i].state, HD_WIRE_BUSY);
    return &hd_g->threads[i];
}

union hd_ref hd_thread_new(struct hd_guard *g, uint64_t start_pc, uint32_t flags, uint32_t stack_id)
{
    struct hd_wire_thread *t = take_record();
    union hd_ref r = {.word = 0};
    uint32_t gen;

    if (!t)
        return r;
    gen = t->generation + 1;
    memset((char *)t + sizeof t->state, 0, sizeof *t - sizeof t->state);
    t->generation = gen;
    t->flags = flags;
    t->start_pc = start_pc;
    t->create_stack_id = stack_id;
    t->created_ns = hd_now();
    if (g) {
        t->flags |= g->t->ignore ? HD_WIRE_THREAD_IGNORED : 0;
        t->parent_id = g->t->thread.id;
        t->parent_gen = g->t->thread.gen;
        t->parent_clock = g->t->clock;
    }
    r.id = (uint32_t)(t - hd_g->threads) + 1;
    r.gen = gen;
    hd_g->starts[r.id - 1].serial = __atomic_add_fetch(&hd_g->serial, 1, __ATOMIC_RELAXED);
    hd_commit(&t->state, HD_WIRE_THREAD_STARTING);
    return r;
}

void hd_thread_name(union hd_ref r, const char *name)
{
    struct hd_wire_thread *t = hd_thread_record(r);

    struct hd_text to;

    if (!t)
        return;
    to = hd_text_in(t->name, sizeof t->name);
    hd_text_str(&to, name);
}

/* ---- handles: creator and child both enter the pair; of two threads that had the same handle one
 * after the other the later one wins ---- */

static bool dead_handle(union hd_ref r)
{
    const struct hd_wire_thread *t = hd_thread_record(r);

    return !t || finished(t);
}

void hd_thread_handle(union hd_ref r, uint64_t handle)
{
    struct hd_index *x = hd_index_claim(hd_g->handles, hd_g->handles_bits, handle, dead_handle);
    struct hd_wire_thread *t = hd_thread_record(r);
    union hd_ref old;

    if (!t)
        return;
    t->handle = handle;
    if (!x) {
        __atomic_fetch_add(&hd_section(HD_WIRE_THREADS)->dropped, 1, __ATOMIC_RELAXED);
        return;
    }
    old = hd_ref_load(&x->ref);
    do {
        if (hd_thread_record(old) &&
            hd_g->starts[old.id - 1].serial >= hd_g->starts[r.id - 1].serial)
            return;
    } while (!__atomic_compare_exchange_n(&x->ref.word, &old.word, r.word, false, __ATOMIC_ACQ_REL,
                                          __ATOMIC_ACQUIRE));
}

union hd_ref hd_thread_find(uint64_t handle)
{
    struct hd_index *x = hd_index_find(hd_g->handles, hd_g->handles_bits, handle);
    union hd_ref r = {.word = 0};

    if (x)
        r = hd_ref_load(&x->ref);
    if (!hd_thread_record(r))
        r.word = 0;
    return r;
}

/* ---- attaching ---- */

/* A thread that ended by a bare exit system call ran no destructor and left its slot. */
static bool reclaim_slot(struct hd_wire_slot *s)
{
    struct hd_wire_thread *r = hd_thread_record((union hd_ref){{s->thread_id, s->thread_gen}});
    uint32_t used = 1;

    if (!__atomic_compare_exchange_n(&s->state, &used, HD_WIRE_BUSY, false, __ATOMIC_ACQ_REL,
                                     __ATOMIC_RELAXED))
        return false;
    if (r) {
        r->slot_id = 0;
        r->ended_ns = hd_now();
        hd_commit(&r->state, HD_WIRE_THREAD_EXITED);
    }
    hd_g->locals[s - hd_g->slots].slot = NULL;
    hd_slot_free(s);
    return true;
}

/* Asks the kernel about every thread. When that was in vain, not again for the next few newcomers:
 * there may be ten thousand. */
static void reclaim_slots(void)
{
    uint32_t n = hd_used(HD_WIRE_SLOTS);
    bool any = false;

    if (__atomic_fetch_add(&hd_g->reclaim_tries, 1, __ATOMIC_RELAXED) % RECLAIM_EVERY)
        return;
    for (uint32_t i = 0; i < n; i++) {
        struct hd_wire_slot *s = &hd_g->slots[i];

        if (s->state == 1 && s->tid && syscall(SYS_tgkill, hd_g->pid, s->tid, 0) && errno == ESRCH)
            any |= reclaim_slot(s);
    }
    if (any)
        __atomic_store_n(&hd_g->reclaim_tries, 0, __ATOMIC_RELAXED);
}

static struct hd_wire_slot *find_slot(void)
{
    struct hd_wire_section *s = hd_section(HD_WIRE_SLOTS);

    uint32_t hint = __atomic_load_n(&hd_g->slot_hint, __ATOMIC_RELAXED);

    /* First the one that was freed last, then the lowest. */
    for (uint32_t k = 0; !hd_g->slots_full; k++) {
        uint32_t i = k ? k - 1 : hint, used = hd_used(HD_WIRE_SLOTS), none = 0;
        struct hd_wire_slot *slot = &hd_g->slots[i];

        if (!hd_has(s, HD_WIRE_SLOTS, i))
            break;
        if (slot->state || !__atomic_compare_exchange_n(&slot->state, &none, HD_WIRE_BUSY, false,
                                                        __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
            continue;
        while (used <= i && !__atomic_compare_exchange_n(&s->used, &used, i + 1, false,
                                                         __ATOMIC_RELAXED, __ATOMIC_RELAXED))
            ;
        return slot;
    }
    hd_g->slots_full = true; /* until one is freed */
    return NULL;
}

struct hd_wire_slot *hd_slot_take(void)
{
    struct hd_wire_slot *slot = find_slot();

    if (slot)
        return slot;
    reclaim_slots();
    slot = find_slot();
    if (slot)
        return slot;
    __atomic_fetch_add(&hd_section(HD_WIRE_SLOTS)->dropped, 1, __ATOMIC_RELAXED);
    hd_count(HD_WIRE_COUNT_SLOT_FULL);
    return NULL;
}

void hd_slot_free(struct hd_wire_slot *s)
{
    for (uint32_t i = 0; i < s->depth && i < HD_WIRE_HELD; i++)
        s->entry[i].address = 0;
    s->depth = 0;
    s->thread_id = 0;
    __atomic_store_n(&hd_g->slot_hint, (uint32_t)(s - hd_g->slots), __ATOMIC_RELAXED);
    hd_commit(&s->state, 0);
    hd_g->slots_full = false;
}

/* libc-allocated and caller-supplied stacks alike end in the thread's control block, whose address
 * is the handle; so [sp, handle) is mapped. The low end is known when we saw the attributes; it is
 * too low by the size of the guard page. */
static void set_stack_bounds(struct hd_local *t, uint32_t flags)
{
    const struct hd_start *st = &hd_g->starts[t->thread.id - 1];
    uintptr_t here = (uintptr_t)__builtin_frame_address(0), self = (uintptr_t)pthread_self();

    if (hd_tls.stack_high) { /* this thread forked the process we are in */
        t->stack_low = hd_tls.stack_low;
        t->stack_high = hd_tls.stack_high;
    } else if (here < hd_g->main_high && here >= hd_g->main_low) {
        t->stack_low = hd_g->main_low;
        t->stack_high = hd_g->main_high;
    } else if (flags & HD_WIRE_THREAD_FOREIGN || !st->stack_size) {
        t->stack_low = t->stack_high = 0;
    } else {
        t->stack_high = self;
        t->stack_low = t->stack_high - st->stack_size;
    }
    if (here < t->stack_low || here >= t->stack_high)
        t->stack_low = t->stack_high = 0;
    hd_tls.stack_low = t->record->stack_low = t->stack_low;
    hd_tls.stack_high = t->record->stack_high = t->stack_high;
}

/* Chains met under another clock have other keys; those of locks held now are left to be met again
 * as well. */
void hd_thread_seed(struct hd_local *t)
{
    uint64_t seed = hd_mix(t->thread.word, t->clock), old = t->chain[0];

    t->folds = 0;
    t->chain[0] = seed;
    for (uint32_t i = 1; i <= t->depth; i++)
        t->chain[i] ^= seed ^ old;
}

/* Keys of steps that are never met again stand in the way of others. */
static void forget_steps(struct hd_local *t)
{
    memset(t->step_key, 0, sizeof t->step_key);
}

void hd_thread_tick(struct hd_guard *g)
{
    hd_fold(g->t);
    forget_steps(g->t);
    g->t->clock++;
    __atomic_store_n(&g->t->record->clock, g->t->clock, __ATOMIC_RELAXED);
    hd_thread_seed(g->t);
}

/* What an earlier thread with this slot left in the other tables does no harm: chains belong to its
 * identity, and the stack of a call site is the same for threads that begin alike. */
static void fill_local(struct hd_local *t, union hd_ref r, uint32_t flags)
{
    t->thread = t->home = r;
    t->record = hd_thread_record(r);
    t->tid = native_tid && !(flags & HD_WIRE_THREAD_FOREIGN) ? (uint64_t)hd_native_tid()
                                                             : (uint64_t)syscall(SYS_gettid);
    t->frame_mask = UINT64_MAX;
    t->clock = t->misses = t->rounds = t->depth = t->ignore = t->exit_stack = 0;
    t->closed = (struct hd_closed){0};
    t->nameless = t->annotating = false;
    t->from = 0;
    t->releasing = 0;
    t->step_hand = 0;
    forget_steps(t);
    hd_thread_seed(t);
    memset(t->again, 0, sizeof t->again);
}

/* A thread begins with its creator's name. No system call: a sandbox may forbid it. */
static void take_name(struct hd_wire_thread *r)
{
    const struct hd_wire_thread *from = &hd_g->threads[0];

    if (r->flags & HD_WIRE_THREAD_MAIN) {
        prctl(PR_GET_NAME, r->name);
        return;
    }
    if (r->parent_id && r->parent_id <= hd_section(HD_WIRE_THREADS)->capacity)
        from = &hd_g->threads[r->parent_id - 1];
    memcpy(r->name, from->name, sizeof r->name - 1);
}

static void fill_record(struct hd_local *t, struct hd_wire_slot *s)
{
    struct hd_wire_thread *r = t->record;

    r->tid = (uint32_t)t->tid;
    r->started_ns = hd_now();
    r->slot_id = (uint32_t)(s - hd_g->slots) + 1;
    take_name(r);
    hd_commit(&r->state, HD_WIRE_THREAD_ALIVE);
    s->thread_id = t->thread.id;
    s->thread_gen = t->thread.gen;
    s->tid = (uint32_t)t->tid;
    s->depth = 0;
    s->top = HD_WIRE_TOP_NONE;
    s->lost = 0;
    s->kill = __atomic_load_n(&hd_g->wire->kill, __ATOMIC_RELAXED);
    hd_commit(&s->state, 1);
}

struct hd_local *hd_thread_attach(union hd_ref r, uint32_t flags)
{
    struct hd_wire_slot *s;
    struct hd_local *t;

    hd_tls.local = &hd_nobody;
    hd_tls.state = HD_TLS_ATTACHED; /* hooks that run meanwhile pass through */
    s = hd_slot_take();
    if (!r.word)
        r = hd_thread_new(NULL, 0, flags, 0);
    if (!s || !r.word) {
        if (s)
            hd_commit(&s->state, 0);
        hd_tls.state = HD_TLS_OFF;
        return NULL;
    }
    t = &hd_g->locals[s - hd_g->slots];
    fill_local(t, r, flags);
    set_stack_bounds(t, flags);
    t->site_salt = hd_mix(hd_stack_start(t), t->stack_high);
    fill_record(t, s);
    hd_thread_handle(r, (uint64_t)pthread_self());
    if (flags & HD_WIRE_THREAD_FOREIGN)
        hd_count(HD_WIRE_COUNT_FOREIGN_THREADS);
    if (__atomic_load_n(&has_key, __ATOMIC_RELAXED))
        pthread_setspecific(exit_key, t);
    hd_tls.tid = (uint32_t)t->tid;
    HD_BARRIER();
    t->slot = s;
    t->limit = HD_WIRE_HELD;
    hd_tls.slot = s;
    HD_BARRIER();
    hd_tls.local = t;
    return t;
}

/* ---- ending ---- */

static bool any_may_release(const struct hd_wire_entry *e)
{
    const struct hd_wire_lock *l =
        hd_lock_record((union hd_ref){{.id = e->lock_id, .gen = e->lock_gen}});

    return e->object == HD_WIRE_USER_LOCK && l && l->flags & HD_WIRE_LOCK_HANDOFF;
}

void hd_thread_note_held(struct hd_guard *g)
{
    struct hd_wire_slot *s = g->t->slot;

    hd_held_verify(g);
    for (uint32_t i = 0; i < s->depth; i++) {
        const struct hd_wire_entry *e = &s->entry[i];
        struct hd_call where = {.pc = e->pc, .frame = e->frame};

        if (!e->address || e->activity == HD_WIRE_WAITING || !HD_WIRE_IS_LOCK(e->object) ||
            any_may_release(e) ||
            (e->lock_id && !hd_lock_record((union hd_ref){{.id = e->lock_id, .gen = e->lock_gen}})))
            continue; /* not held, or initialised anew meanwhile, which was told then */
        __atomic_fetch_or(&g->t->record->flags, HD_WIRE_THREAD_EXIT_HELD, __ATOMIC_RELAXED);
        hd_event_note(g,
                      &(struct hd_event){.kind = HD_WIRE_EVENT_HELD_AT_EXIT,
                                         .address = e->address,
                                         .lock = {{.id = e->lock_id, .gen = e->lock_gen}},
                                         .stack_id = e->stack_id,
                                         .stack2_id = g->t->exit_stack},
                      &where);
    }
}

static void finish(struct hd_local *t)
{
    struct hd_wire_slot *s = t->slot;
    struct hd_wire_thread *r;
    struct hd_guard g;

    hd_guard_enter(&g, t);
    hd_fold(t);
    hd_tls.slot = &hd_nowhere;
    hd_task_home(&g);
    r = t->record;
    if (!s->kill && __atomic_load_n(&has_key, __ATOMIC_RELAXED))
        hd_thread_note_held(&g); /* else destructors are still to come, which may release */
    r->ended_ns = hd_now();
    r->slot_id = 0;
    hd_commit(&r->state, HD_WIRE_THREAD_EXITED);
    t->depth = t->limit = 0;
    t->slot = NULL;
    hd_slot_free(s);
    hd_tls.state = HD_TLS_OFF; /* and the guard is never left */
    errno = g.saved_errno;
}

static void on_exit_round(void *arg)
{
    struct hd_local *t = arg;

    if (hd_tls.local != t || !t->slot)
        return; /* a forked child, or switched off */
    /* A key that was given up meanwhile is somebody else's, and this was the last that we hear. */
    if (++t->rounds >= PTHREAD_DESTRUCTOR_ITERATIONS ||
        !__atomic_load_n(&has_key, __ATOMIC_ACQUIRE) || pthread_setspecific(exit_key, t))
        finish(t);
}

/* Without a key a return is all that is seen of ends; the collector asks the kernel. */
void hd_thread_returned(void)
{
    struct hd_local *t = hd_tls.local;

    if (!__atomic_load_n(&has_key, __ATOMIC_RELAXED) && t->slot)
        finish(t);
}

bool hd_thread_give_up_key(void)
{
    return __atomic_exchange_n(&has_key, 0, __ATOMIC_ACQ_REL) && pthread_key_delete(exit_key) == 0;
}

/* Of the low keys the highest: programs with mistakes use key 0 before they made it, and must be
 * told that there is none as without us. Those from 32 on cost glibc an allocation per thread. */
static bool take_key(void)
{
    pthread_key_t key[LOW_KEYS + 1];
    unsigned n = 0;

    while (n <= LOW_KEYS && pthread_key_create(&key[n], on_exit_round) == 0)
        if (key[n++] >= LOW_KEYS - 1)
            break;
    if (n > 1 && key[n - 1] >= LOW_KEYS)
        pthread_key_delete(key[--n]);
    if (!n)
        return false;
    exit_key = key[--n];
    while (n)
        pthread_key_delete(key[--n]);
    has_key = 1;
    return true;
}

bool hd_thread_boot(void)
{
    pthread_attr_t a;

    native_tid = hd_native_tid() == (int64_t)syscall(SYS_gettid);
    if (pthread_attr_init(&a) == 0) {
        pthread_attr_getstacksize(&a, &hd_thread_default_stack);
        pthread_attr_destroy(&a);
    }
    return take_key();
}
