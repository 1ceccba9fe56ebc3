/* Waits for things without an owner: conditions, semaphores, barriers; and for the end of a thread.
 * They are entered into the activity stack as waiting and go when the wait is over. None of this is
 * as hot as a lock, so the functions here are ordinary ones.
 * SPDX-License-Identifier: Apache-2.0 */
#include "runtime_probe/hot.h"

/* Wake-ups so far, for judging a destruction (lock.c): low 48 bits single ones, high 16 broadcasts. */
static uint64_t stamp_of(const struct hd_wire_lock *l)
{
    if (!l)
        return 0;
    return (__atomic_load_n(&l->wakes, __ATOMIC_RELAXED) & 0xffffffffffff) |
           __atomic_load_n(&l->broadcasts, __ATOMIC_RELAXED) << 48;
}

/* Pushes a WAITING entry; the held locks below keep their chain. */
static void push_wait(struct hd_local *t, uint64_t addr, uint8_t object, uint8_t flags,
                      union hd_ref ref, uint64_t partner, uint32_t stack_id,
                      const struct hd_call *c)
{
    struct hd_wire_slot *s = t->slot;
    uint32_t d = t->depth;
    struct hd_wire_entry *e;

    if (d >= t->limit)
        return;
    e = &s->entry[d];
    hd_set_depth(t, d + 1);
    t->chain[d + 1] = t->chain[d];
    e->pc = c->pc;
    e->lock_id = ref.id;
    e->lock_gen = ref.gen;
    e->stack_id = stack_id;
    e->activity = HD_WIRE_WAITING;
    e->mode = HD_MODE_NONE;
    e->object = object;
    e->flags = flags;
    e->frame = c->frame;
    e->partner = partner;
    e->stamp = object == HD_WIRE_JOIN ? 0 : stamp_of(hd_lock_record(ref));
    s->seq++;
    HD_BARRIER();
    e->address = addr;
}

/* Innermost entry of that address and activity, or NULL. */
static struct hd_wire_entry *find(struct hd_wire_slot *s, uint64_t addr, unsigned activity)
{
    for (uint32_t i = s->depth; i-- > 0;)
        if (s->entry[i].address == addr && s->entry[i].activity == activity)
            return &s->entry[i];
    return NULL;
}

static void pop_wait(struct hd_local *t, uint64_t addr)
{
    struct hd_wire_entry *e = find(t->slot, addr, HD_WIRE_WAITING);

    if (e)
        hd_held_remove(t, e);
}

/* ---- conditions ---- */

static bool other_mutex_waits(uint64_t cond, uint64_t mutex)
{
    uint32_t n = hd_used(HD_WIRE_SLOTS);

    for (uint32_t i = 0; i < n; i++) {
        const struct hd_wire_slot *s = &hd_g->slots[i];
        uint32_t depth = __atomic_load_n(&s->depth, __ATOMIC_RELAXED);

        for (uint32_t k = 0; s->state == 1 && k < depth && k < HD_WIRE_HELD; k++)
            if (s->entry[k].address == cond && s->entry[k].activity == HD_WIRE_WAITING &&
                s->entry[k].partner != mutex)
                return true;
    }
    return false;
}

static void check_mutexes(struct hd_guard *g, struct hd_wire_lock *l, union hd_ref r, uint64_t cond,
                          uint64_t mutex, const struct hd_call *c)
{
    uint64_t before = __atomic_load_n(&l->partner, __ATOMIC_RELAXED);

    if (before == mutex)
        return;
    if (before && other_mutex_waits(cond, mutex))
        hd_event_note(g, &(struct hd_event){.kind = HD_WIRE_EVENT_COND_TWO_MUTEXES, .address = cond,
                                            .lock = r, .aux = mutex, .aux2 = before}, c);
    __atomic_store_n(&l->partner, mutex, __ATOMIC_RELAXED);
}

/* Where what a primitive of the program's own making does in its inside begins: how it waits is its
 * own affair. */
static uint32_t inside_annotated(const struct hd_wire_slot *s)
{
    uint32_t from = 0;

    for (uint32_t i = 0; i < s->depth; i++)
        if (s->entry[i].activity == HD_WIRE_WAITING && s->entry[i].object >= HD_WIRE_USER_LOCK)
            from = i + 1;
    return from;
}

static void check_others_held(struct hd_guard *g, const struct hd_wire_entry *own, uint64_t cond,
                              union hd_ref r, const struct hd_call *c)
{
    struct hd_wire_slot *s = g->t->slot;
    bool any = false;

    for (uint32_t i = inside_annotated(s); i < s->depth; i++) {
        const struct hd_wire_entry *e = &s->entry[i];

        if (e == own || !e->address || e->activity != HD_WIRE_HOLDING ||
            !HD_WIRE_IS_LOCK(e->object) || e->address == own->address)
            continue;
        any = true;
        hd_event_note(g, &(struct hd_event){.kind = HD_WIRE_EVENT_COND_WAIT_HOLDING,
                                            .address = cond, .lock = r, .aux = e->address,
                                            .stack2_id = e->stack_id}, c);
    }
    if (any) /* the wait ends by acquiring the mutex again, while these are held */
        hd_order_before(g, own, c);
}

static void check_unlocked(struct hd_guard *g, uint64_t cond, union hd_ref r, uint64_t mutex,
                           const struct hd_call *c)
{
    int64_t owner = hd_native_owner(HD_WIRE_MUTEX, mutex);

    if (owner < 0 || owner == (int64_t)g->t->tid || g->t->slot->lost)
        return;
    hd_event_note(g, &(struct hd_event){.kind = HD_WIRE_EVENT_COND_WAIT_UNLOCKED, .address = cond,
                                        .lock = r, .aux = mutex}, c);
}

HD_WARM void hd_cond_begin(struct hd_local *t, uint64_t cond, uint64_t mutex, uint8_t flags,
                           const struct hd_call *c)
{
    struct hd_wire_slot *s = t->slot;
    struct hd_wire_entry *own;
    struct hd_wire_lock *l;
    struct hd_guard g;
    union hd_ref r;
    uint32_t stack;

    if (s->kill)
        return;
    hd_guard_enter(&g, t);
    hd_fold(t);
    hd_held_verify(&g);
    stack = hd_stack_here(&g, c);
    r = hd_lock_get(&g, cond, HD_WIRE_COND, c, stack);
    l = hd_lock_record(r);
    if (l)
        check_mutexes(&g, l, r, cond, mutex, c);
    own = find(s, mutex, HD_WIRE_HOLDING);
    if (own) {
        check_others_held(&g, own, cond, r, c);
        if (hd_g->hold_times)
            hd_hold_end(own);
        own->activity = HD_WIRE_PARKED;
    } else {
        check_unlocked(&g, cond, r, mutex, c);
    }
    push_wait(t, cond, HD_WIRE_COND, flags, r, mutex, stack, c);
    hd_guard_leave(&g);
}

void hd_cond_end(struct hd_local *t, uint64_t cond, uint64_t mutex, int result)
{
    struct hd_wire_slot *s = t->slot;
    struct hd_wire_entry *own;

    if (s->kill)
        return;
    pop_wait(t, cond);
    own = find(s, mutex, HD_WIRE_PARKED);
    if (own && result == ENOTRECOVERABLE)
        hd_held_remove(t, own);
    else if (own)
        own->activity = HD_WIRE_HOLDING;
    if (own && hd_g->hold_times && result != ENOTRECOVERABLE)
        hd_hold_begin(own);
    hd_unfold(t);
}

/* ---- semaphores and barriers ---- */

void hd_wait_begin(struct hd_local *t, uint64_t addr, uint8_t object, uint8_t flags,
                   const struct hd_call *c)
{
    struct hd_guard g;
    union hd_ref r;
    uint32_t stack;

    if (t->slot->kill)
        return;
    hd_guard_enter(&g, t);
    hd_fold(t);
    stack = hd_stack_here(&g, c);
    r = hd_lock_get(&g, addr, object, c, stack);
    push_wait(t, addr, object, flags, r, 0, stack, c);
    if (object == HD_WIRE_BARRIER && hd_lock_record(r)) /* an arrival */
        __atomic_fetch_add(&hd_lock_record(r)->wakes, 1, __ATOMIC_RELAXED);
    hd_guard_leave(&g);
}

void hd_wait_end(struct hd_local *t, uint64_t addr)
{
    if (t->slot->kill)
        return;
    pop_wait(t, addr);
    hd_unfold(t);
}

void hd_wake(struct hd_local *t, uint64_t addr, bool all)
{
    struct hd_wire_lock *l;

    if (t->slot->kill)
        return;
    l = hd_lock_record(hd_lock_find(addr, NULL));
    if (l && all)
        __atomic_fetch_add(&l->broadcasts, 1, __ATOMIC_RELAXED);
    else if (l)
        __atomic_fetch_add(&l->wakes, 1, __ATOMIC_RELAXED);
}

/* ---- joins ---- */

/* A join of a thread that was joined or detached before. Judged before the real call: afterwards the
 * handle may belong to another thread. */
static void check_handle(struct hd_guard *g, union hd_ref r, uint64_t handle,
                         const struct hd_call *c)
{
    const struct hd_wire_thread *t = hd_thread_record(r);
    struct hd_event ev = {.address = handle, .aux = r.id};

    if (!t)
        return;
    if (r.word == g->t->thread.word) {
        ev.kind = HD_WIRE_EVENT_JOIN_SELF;
    } else if (t->flags & HD_WIRE_THREAD_JOINED) {
        ev.kind = HD_WIRE_EVENT_DOUBLE_JOIN;
    } else if (t->flags & HD_WIRE_THREAD_DETACHED) {
        ev.kind = HD_WIRE_EVENT_JOIN_DETACHED;
        ev.stack2_id = t->detach_stack_id ? t->detach_stack_id : t->create_stack_id;
    } else {
        return;
    }
    hd_event_note(g, &ev, c);
}

union hd_ref hd_join_begin(struct hd_local *t, uint64_t handle, uint8_t flags,
                           const struct hd_call *c)
{
    union hd_ref r = {.word = 0};
    struct hd_guard g;

    if (t->slot->kill)
        return r;
    hd_guard_enter(&g, t);
    hd_fold(t);
    r = hd_thread_find(handle);
    check_handle(&g, r, handle, c);
    push_wait(t, handle, HD_WIRE_JOIN, flags, r, 0, hd_stack_here(&g, c), c);
    hd_guard_leave(&g);
    return r;
}

void hd_join_end(struct hd_local *t, union hd_ref r, uint64_t handle, int result)
{
    struct hd_wire_thread *record = hd_thread_record(r);
    struct hd_guard g;

    if (t->slot->kill)
        return;
    pop_wait(t, handle);
    hd_unfold(t);
    if (result != 0)
        return;
    hd_guard_enter(&g, t);
    hd_thread_tick(&g);
    if (record && !(record->flags & HD_WIRE_THREAD_JOINED)) {
        record->joiner_id = t->thread.id;
        record->joiner_gen = t->thread.gen;
        record->join_clock = t->clock;
        record->joined_ns = hd_now();
        __atomic_fetch_or(&record->flags, HD_WIRE_THREAD_JOINED, __ATOMIC_RELEASE);
    }
    hd_guard_leave(&g);
}
