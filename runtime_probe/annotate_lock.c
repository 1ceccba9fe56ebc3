/* Locks of the program's own making. They go through the same held stack, wait word and order edges
 * as the C library's (order.c, lock.c); what differs is that no owner word in memory can be asked:
 * what the annotations say is all there is.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "runtime_probe/annotate.h"
#include "runtime_probe/hot.h"

static struct hd_wire_entry *find(struct hd_local *t, uint64_t addr, unsigned activity)
{
    for (uint32_t i = t->depth; i-- > 0;) {
        struct hd_wire_entry *e = &t->slot->entry[i];

        if (e->address == addr && e->activity == activity)
            return e;
    }
    return NULL;
}

static struct hd_wire_entry *push(struct hd_local *t, uint64_t addr, unsigned mode, unsigned how,
                                  const struct hd_told_at *at)
{
    const struct hd_call *c = &at->call;
    struct hd_wire_entry *e;

    hd_flatten(t);
    t->from = at->from;
    t->annotating = true;
    e = hd_push_known(t, addr, HD_WIRE_USER_LOCK, (uint8_t)mode, (uint8_t)how, c);
    if (!e)
        e = hd_push_slow(t, addr, HD_WIRE_USER_LOCK, (uint8_t)mode, (uint8_t)how, c);
    t->annotating = false;
    t->from = 0;
    return e;
}

static void take_out(struct hd_local *t, struct hd_wire_entry *e)
{
    hd_flatten(t);
    if (e == &t->slot->entry[t->depth - 1])
        hd_pop(t, e);
    else
        hd_held_remove(t, e);
    hd_unfold(t);
}

bool hd_user_lock_held(struct hd_local *t, uint64_t addr)
{
    return find(t, addr, HD_WIRE_HOLDING) != NULL;
}

/* ---- acquiring ---- */

/* The chain has been met now, so push_again() need not ask. */
static void remember(struct hd_local *t, uint64_t addr, unsigned how, const struct hd_wire_entry *e,
                     const struct hd_told_at *at)
{
    uint32_t d = (uint32_t)(e - t->slot->entry);

    *hd_user_again(t, addr, at) =
        (struct hd_user_again){.addr = addr,
                               .below = t->chain[d],
                               .pc = at->call.pc,
                               .from = at->from,
                               .key = t->chain[d + 1],
                               .index = hd_index_find(hd_g->locks, hd_g->locks_bits, addr),
                               .ref = {{.id = e->lock_id, .gen = e->lock_gen}},
                               .stack_id = e->stack_id,
                               .how = how};
}

void hd_user_lock_ask(uint64_t addr, unsigned mode, unsigned how, const struct hd_told_at *at)
{
    struct hd_local *t = hd_enter();
    struct hd_wire_entry *e;

    if (!t || t->depth >= t->limit) /* a full stack is counted when the lock is there */
        return;
    e = push(t, addr, mode, how, at);
    if (e && e->lock_id && !t->ignore)
        remember(t, addr, mode | how << 8, e, at);
}

/* The thread has it already, and yet got it: the lock is recursive, or the hold becomes stronger.
 */
static bool held_again(struct hd_local *t, uint64_t addr, unsigned mode)
{
    struct hd_wire_entry *e = find(t, addr, HD_WIRE_HOLDING);
    struct hd_wire_lock *l;

    if (!e || (e->mode == HD_MODE_SHARED && mode == HD_MODE_SHARED))
        return false;
    if (e->mode == HD_MODE_SHARED) {
        e->mode = (uint8_t)mode;
        return true;
    }
    l = hd_lock_record(hd_lock_find(addr, NULL));
    if (l)
        __atomic_fetch_or(&l->flags, HD_WIRE_LOCK_RECURSIVE, __ATOMIC_RELAXED);
    return false;
}

HD_COLD void hd_user_lock_acquired(uint64_t addr, unsigned mode, unsigned how,
                                   const struct hd_told_at *at)
{
    struct hd_local *t = hd_enter();
    struct hd_wire_entry *e;

    if (!t || t->slot->kill)
        return;
    e = find(t, addr, HD_WIRE_WAITING);
    if (!e && held_again(t, addr, mode))
        return;
    if (!e)
        e = push(t, addr, mode, how, at);
    if (e)
        hd_user_lock_settle(e, mode);
}

void hd_user_lock_failed(struct hd_local *t, uint64_t addr)
{
    struct hd_wire_entry *e = find(t, addr, HD_WIRE_WAITING);

    if (e)
        take_out(t, e);
}

/* ---- releasing ---- */

static void judge_release(struct hd_guard *g, uint64_t addr, const struct hd_call *c)
{
    struct hd_event ev = {.kind = HD_WIRE_EVENT_UNLOCK_FREE, .address = addr};
    struct hd_index *x = hd_index_find(hd_g->locks, hd_g->locks_bits, addr);
    struct hd_wire_entry *entry;
    struct hd_wire_slot *slot;
    struct hd_wire_lock *l;

    if (x && hd_ref_load(&x->ref).gen & HD_REF_DEAD) {
        hd_lock_get(g, addr, HD_WIRE_USER_LOCK, c, 0); /* says so */
        return;
    }
    ev.lock = hd_lock_find(addr, NULL);
    l = hd_lock_record(ev.lock);
    if (!l) {
        hd_count(HD_WIRE_COUNT_UNSEEN_RELEASE);
        return;
    }
    if (hd_lock_users(addr, HD_WIRE_HOLDING, &slot, &entry)) {
        __atomic_fetch_add(&l->partner, 1, __ATOMIC_RELAXED); /* makes that entry stale */
        __atomic_fetch_or(&l->flags, HD_WIRE_LOCK_FOREIGN, __ATOMIC_RELAXED);
        hd_g->foreign = true;
        ev.kind = HD_WIRE_EVENT_UNLOCK_FOREIGN;
        ev.aux = slot->tid;
        ev.stack2_id = entry->stack_id;
    }
    if (!(l->flags & HD_WIRE_LOCK_HANDOFF))
        hd_event_note(g, &ev, c);
}

void hd_user_lock_release(uint64_t addr, const struct hd_told_at *at)
{
    struct hd_local *t = hd_enter();
    struct hd_wire_entry *e;
    struct hd_guard g;

    if (!t || t->slot->kill)
        return;
    t->releasing = addr;
    e = find(t, addr, HD_WIRE_HOLDING);
    if (e) {
        take_out(t, e);
    } else if (t->slot->lost) {
        t->slot->lost--;
    } else {
        hd_guard_enter(&g, t);
        t->from = at->from;
        t->annotating = true;
        judge_release(&g, addr, &at->call);
        t->annotating = false;
        t->from = 0;
        hd_guard_leave(&g);
    }
}

/* Without an announcement. Of a recursive lock nobody can tell whether there was one. */
HD_COLD void hd_user_lock_released(struct hd_local *t, uint64_t addr)
{
    struct hd_wire_entry *e = find(t, addr, HD_WIRE_HOLDING);
    const struct hd_wire_lock *l = hd_lock_record(hd_lock_find(addr, NULL));

    if (e && !(l && l->flags & HD_WIRE_LOCK_RECURSIVE))
        take_out(t, e);
}

/* ---- beginning and end, class ---- */

static uint32_t kind_of(uint32_t flags)
{
    return (flags & HEDDLE_LOCK_RECURSIVE ? HD_WIRE_LOCK_RECURSIVE : 0u) |
           (flags & HEDDLE_LOCK_WRITER_FIRST ? HD_WIRE_LOCK_WRITER_FIRST : 0u) |
           (flags & HEDDLE_LOCK_HANDOFF ? HD_WIRE_LOCK_HANDOFF : 0u);
}

/* All of a library's locks are initialised at one address, in the library. Its caller tells them
 * apart. */
static uint64_t caller_of(uint32_t stack_id, const struct hd_call *c)
{
    const struct hd_wire_stack *s = stack_id ? &hd_g->stacks[stack_id - 1] : NULL;

    return s && s->len > 1 ? s->frame[1] : c->pc;
}

void hd_user_lock_init(struct hd_guard *g, uint64_t addr, uint32_t flags, const struct hd_call *c)
{
    hd_lock_init(g, addr, HD_WIRE_USER_LOCK, kind_of(flags), 0, caller_of(hd_stack_here(g, c), c),
                 c);
}

void hd_user_lock_destroy(struct hd_guard *g, uint64_t addr, const struct hd_call *c)
{
    struct hd_wire_entry *e;

    hd_lock_destroy(g, addr, HD_WIRE_USER_LOCK, c);
    while ((e = find(g->t, addr, HD_WIRE_HOLDING)))
        hd_held_remove(g->t, e);
}

static uint32_t intern(const char *name)
{
    uint32_t used = hd_used(HD_WIRE_NAMES), i;
    size_t len = strlen(name);
    struct hd_wire_name *n;
    uint64_t hash;

    len = len < sizeof n->text ? len : sizeof n->text - 1;
    hash = len;
    for (size_t k = 0; k < len; k++)
        hash = hd_mix(hash, (unsigned char)name[k]);
    for (i = 0; i < used; i++) {
        n = &hd_g->names[i];
        if (__atomic_load_n(&n->state, __ATOMIC_ACQUIRE) == 1 && n->hash == hash && n->len == len &&
            !memcmp(n->text, name, len))
            return i + 1;
    }
    i = hd_take(HD_WIRE_NAMES);
    if (i == UINT32_MAX)
        return 0;
    n = &hd_g->names[i];
    memcpy(n->text, name, len); /* the rest is zero */
    n->len = (uint32_t)len;
    n->hash = hash;
    hd_commit(&n->state, 1);
    return i + 1;
}

void hd_user_lock_class(struct hd_guard *g, uint64_t addr, const char *name,
                        const struct hd_call *c)
{
    struct hd_wire_lock *l =
        hd_lock_record(hd_lock_get(g, addr, HD_WIRE_USER_LOCK, c, hd_stack_here(g, c)));

    if (l && name)
        __atomic_store_n(&l->name_id, intern(name), __ATOMIC_RELEASE);
}

/* ---- assertions ---- */

static bool holds(struct hd_local *t, uint64_t addr, bool shared_will_do)
{
    for (uint32_t i = 0; i < t->depth; i++) {
        const struct hd_wire_entry *e = &t->slot->entry[i];

        if (e->address == addr && e->activity == HD_WIRE_HOLDING && HD_WIRE_IS_LOCK(e->object) &&
            (shared_will_do || e->mode == HD_MODE_EXCLUSIVE))
            return true;
    }
    return false;
}

/* Of a lock that goes from thread to thread nobody knows whose it is. */
static bool may_be_held(struct hd_local *t, const struct hd_wire_lock *l, uint64_t addr)
{
    int64_t owner;

    if (l->object == HD_WIRE_USER_LOCK)
        return l->flags & (HD_WIRE_LOCK_HANDOFF | HD_WIRE_LOCK_FOREIGN);
    owner = hd_native_owner(l->object, addr);
    return owner < 0 || owner == (int64_t)t->tid;
}

void hd_user_lock_assert(struct hd_guard *g, uint64_t address, unsigned flags,
                         const struct hd_call *c)
{
    uint64_t tagged = HD_WIRE_TAG(address, HD_WIRE_USER_LOCK);
    bool shared = flags & HEDDLE_SHARED;
    struct hd_event ev = {.kind = HD_WIRE_EVENT_ASSERT_HELD,
                          .address = tagged,
                          .aux = shared ? HD_MODE_SHARED : HD_MODE_EXCLUSIVE};
    const struct hd_wire_lock *l;

    if (holds(g->t, tagged, shared) || holds(g->t, address, shared) || g->t->slot->lost)
        return;
    ev.lock = hd_lock_find(tagged, NULL);
    if (!hd_lock_record(ev.lock)) {
        ev.address = address;
        ev.lock = hd_lock_find(address, NULL);
    }
    l = hd_lock_record(ev.lock);
    if (l && HD_WIRE_IS_LOCK(l->object) && !may_be_held(g->t, l, ev.address))
        hd_event_note(g, &ev, c);
}
