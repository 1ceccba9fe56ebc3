/* Annotations, second half: wait groups, channels, timers, and all that is not hot.
 *
 * Wait groups and channels have records in LOCKS. A count changes when the annotation says so,
 * which is before the real count does: so at any moment that a correct program orders after an
 * addition the addition is in, and a count is never below what the program relies on.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "runtime_probe/annotate.h"
#include "runtime_probe/hot.h"

/* What an annotation came with. */
struct told {
    struct hd_guard g;
    uint64_t addr; /* tagged */
    long long number;
    uint64_t data;
    const char *text;
    const struct hd_call *c;
};

/* Leaves a wait that is not dropped for the frame it was begun in: a library may begin it in a
 * helper. */
static void wait_begin(struct told *a, uint8_t object)
{
    struct hd_local *t = a->g.t;
    uint32_t d = t->depth;

    hd_wait_begin(t, a->addr, object, 0, a->c);
    hd_guard_enter(&a->g, t);
    if (t->depth == d + 1)
        t->slot->entry[d].frame = 0;
}

static union hd_ref get(struct told *a, unsigned object)
{
    return hd_lock_get(&a->g, a->addr, object, a->c, hd_stack_here(&a->g, a->c));
}

static void create(struct told *a, unsigned object, uint32_t flags)
{
    const struct hd_wire_stack *s;
    uint32_t id = hd_stack_here(&a->g, a->c);

    s = id ? &hd_g->stacks[id - 1] : NULL;
    hd_lock_init(&a->g, a->addr, object, flags, 0, s && s->len > 1 ? s->frame[1] : a->c->pc, a->c);
}

static void note(struct told *a, struct hd_event ev)
{
    ev.address = a->addr;
    hd_event_note(&a->g, &ev, a->c);
}

/* Whether the object was destroyed, and not created anew. */
static bool is_dead(uint64_t addr)
{
    const struct hd_index *x = hd_index_find(hd_g->locks, hd_g->locks_bits, addr);

    return x && hd_ref_load(&x->ref).gen & HD_REF_DEAD;
}

/* ---- wait groups ---- */

static void group_create(struct told *a)
{
    struct hd_wire_lock *l;

    create(a, HD_WIRE_WAITGROUP, 0);
    l = hd_lock_record(hd_lock_find(a->addr, NULL));
    if (l && a->number > 0) {
        l->wakes = (uint64_t)a->number;
        l->partner = 1;
    }
}

/* Who waited on the group first, and its clock then. */
static uint64_t waiter_word(const struct hd_local *t)
{
    return (uint64_t)t->clock << 32 | t->thread.id;
}

/* The first addition of all, by a thread that was there when its creator waited, once: that wait
 * counted nothing. Whether another wait follows is the collector's to see. */
static void check_late(struct told *a, union hd_ref r, const struct hd_wire_lock *l)
{
    const struct hd_wire_thread *me = a->g.t->record;
    uint32_t waiter = (uint32_t)l->first_pc, clock = (uint32_t)(l->first_pc >> 32);

    if (__atomic_load_n(&l->broadcasts, __ATOMIC_ACQUIRE) != 1 || me->parent_id != waiter ||
        me->parent_clock > clock)
        return;
    note(a, (struct hd_event){.kind = HD_WIRE_EVENT_WAITGROUP_ADD_LATE,
                              .lock = r,
                              .aux = waiter,
                              .aux2 = 1,
                              .stack2_id = l->first_stack_id});
}

static void check_add(struct told *a, union hd_ref r, const struct hd_wire_lock *l, bool first)
{
    struct hd_wire_entry *entry;
    struct hd_wire_slot *slot;

    if (hd_lock_users(a->addr, HD_WIRE_WAITING, &slot, &entry)) {
        struct hd_event ev = {.kind = HD_WIRE_EVENT_WAITGROUP_ADD_WAITING,
                              .lock = r,
                              .aux2 = slot->thread_id,
                              .stack2_id = entry->stack_id};

        note(a, ev);
    } else if (first) {
        check_late(a, r, l);
    }
}

static void group_add(struct told *a)
{
    union hd_ref r = get(a, HD_WIRE_WAITGROUP);
    struct hd_wire_lock *l = hd_lock_record(r);
    int64_t n = a->number, old;
    bool first;

    if (!l)
        return;
    old = (int64_t)__atomic_fetch_add(&l->wakes, (uint64_t)n, __ATOMIC_RELAXED);
    if (n > 0) {
        first = __atomic_fetch_add(&l->partner, 1, __ATOMIC_RELAXED) == 0;
        if (old == 0)
            check_add(a, r, l, first);
    } else if (old + n < 0) { /* what was too much is given back, so that it is told once */
        __atomic_fetch_sub(&l->wakes, (uint64_t)(old > 0 ? old + n : n), __ATOMIC_RELAXED);
        note(a, (struct hd_event){.kind = HD_WIRE_EVENT_WAITGROUP_NEGATIVE,
                                  .lock = r,
                                  .aux = old > 0 ? (uint64_t)old : 0,
                                  .aux2 = (uint64_t)(old > 0 ? -(old + n) : -n)});
    }
}

static void group_wait(struct told *a)
{
    struct hd_wire_lock *l = hd_lock_record(get(a, HD_WIRE_WAITGROUP));

    if (l) {
        if (!l->broadcasts) {
            l->first_stack_id = hd_stack_here(&a->g, a->c);
            l->first_pc = waiter_word(a->g.t);
        }
        __atomic_fetch_add(&l->broadcasts, 1, __ATOMIC_RELEASE);
        wait_begin(a, HD_WIRE_WAITGROUP);
    }
}

static void group_destroy(struct told *a)
{
    union hd_ref r;
    struct hd_wire_lock *l;

    if (is_dead(a->addr)) {
        get(a, HD_WIRE_WAITGROUP);
        return;
    }
    r = hd_lock_find(a->addr, NULL);
    l = hd_lock_record(r);
    if (!l)
        return;
    if ((int64_t)l->wakes > 0)
        note(a, (struct hd_event){
                    .kind = HD_WIRE_EVENT_WAITGROUP_DESTROY_COUNTING, .lock = r, .aux = l->wakes});
    hd_lock_kill(&a->g, a->addr, hd_stack_here(&a->g, a->c), 0);
}

/* ---- channels ---- */

static void channel_create(struct told *a)
{
    create(a, HD_WIRE_CHANNEL,
           (a->number & HEDDLE_CHANNEL_CLOSE_AGAIN ? HD_WIRE_LOCK_CLOSE_AGAIN_OK : 0u) |
               (a->number & HEDDLE_CHANNEL_SEND_CLOSED ? HD_WIRE_LOCK_SEND_CLOSED_OK : 0u) |
               (a->g.t->ignore ? HD_WIRE_LOCK_IGNORED : 0u));
}

static void channel_send(struct told *a)
{
    union hd_ref r = get(a, HD_WIRE_CHANNEL);
    const struct hd_wire_lock *l = hd_lock_record(r);
    uint32_t flags;

    if (!l)
        return;
    flags = __atomic_load_n(&l->flags, __ATOMIC_ACQUIRE);
    if (flags & HD_WIRE_LOCK_CLOSED && flags & HD_WIRE_LOCK_INIT_SEEN &&
        !(flags & HD_WIRE_LOCK_SEND_CLOSED_OK))
        note(a, (struct hd_event){.kind = HD_WIRE_EVENT_CHANNEL_SEND_CLOSED,
                                  .lock = r,
                                  .stack2_id = (uint32_t)l->partner});
    wait_begin(a, HD_WIRE_CHANNEL);
}

static void channel_recv(struct told *a)
{
    if (hd_lock_record(get(a, HD_WIRE_CHANNEL)))
        wait_begin(a, HD_WIRE_CHANNEL);
}

static void channel_close(struct told *a)
{
    union hd_ref r = get(a, HD_WIRE_CHANNEL);
    struct hd_wire_lock *l = hd_lock_record(r);
    uint32_t flags;

    if (!l)
        return;
    flags = __atomic_fetch_or(&l->flags, HD_WIRE_LOCK_CLOSED, __ATOMIC_ACQ_REL);
    if (!(flags & HD_WIRE_LOCK_CLOSED)) {
        l->partner = hd_stack_here(&a->g, a->c);
    } else if (flags & HD_WIRE_LOCK_INIT_SEEN && !(flags & HD_WIRE_LOCK_CLOSE_AGAIN_OK)) {
        note(a, (struct hd_event){.kind = HD_WIRE_EVENT_CHANNEL_CLOSE_AGAIN,
                                  .lock = r,
                                  .stack2_id = (uint32_t)l->partner});
    }
}

static void channel_destroy(struct told *a)
{
    const struct hd_index *x = hd_index_find(hd_g->locks, hd_g->locks_bits, a->addr);
    union hd_ref r = x ? hd_ref_load(&x->ref) : (union hd_ref){.word = 0};
    const struct hd_wire_lock *l = hd_lock_record(r);

    if (!l)
        return;
    if (r.gen & HD_REF_DEAD) {
        r.gen &= ~HD_REF_DEAD;
        if (l->flags & HD_WIRE_LOCK_INIT_SEEN && !(l->flags & HD_WIRE_LOCK_STACK))
            note(a, (struct hd_event){.kind = HD_WIRE_EVENT_CHANNEL_DESTROY_AGAIN,
                                      .lock = r,
                                      .stack2_id = l->death_stack_id});
        return;
    }
    hd_lock_kill(&a->g, a->addr, hd_stack_here(&a->g, a->c), 0);
}

/* ---- timers ---- */

static void timer_use(struct told *a, bool delete)
{
    uint64_t id = HD_WIRE_ADDRESS(a->addr);
    struct hd_wire_timer *t = hd_timer_find(HD_WIRE_TIMER_USER, id);
    uint32_t stack = hd_stack_here(&a->g, a->c);

    if (!t)
        return;
    if (t->state == HD_WIRE_TIMER_DELETED) {
        struct hd_event ev = {.kind = delete ? HD_WIRE_EVENT_TIMER_DOUBLE_DELETE
                                             : HD_WIRE_EVENT_TIMER_USE_DELETED,
                              .address = id,
                              .aux = (uint64_t)(t - hd_g->timers) + 1,
                              .stack_id = stack,
                              .stack2_id = t->delete_stack_id};

        hd_event_note(&a->g, &ev, a->c);
    } else if (delete) {
        t->delete_stack_id = stack;
        t->deleted_ns = hd_now();
        hd_commit(&t->state, HD_WIRE_TIMER_DELETED);
    } else {
        __atomic_fetch_or(&t->flags, HD_WIRE_TIMER_ARMED, __ATOMIC_RELAXED);
    }
}

/* ---- dispatch ---- */

static void ignore(struct hd_local *t, bool more)
{
    if (more)
        t->ignore++;
    else if (t->ignore)
        t->ignore--;
}

static void locks(struct told *a, unsigned op)
{
    switch (op) {
    case HEDDLE_OP_LOCK_INIT:
        hd_user_lock_init(&a->g, a->addr, (uint32_t)a->number, a->c);
        break;
    case HEDDLE_OP_LOCK_DESTROY:
        hd_user_lock_destroy(&a->g, a->addr, a->c);
        break;
    case HEDDLE_OP_LOCK_CLASS:
        hd_user_lock_class(&a->g, a->addr, a->text, a->c);
        break;
    case HEDDLE_OP_LOCK_FAILED:
        hd_user_lock_failed(a->g.t, a->addr);
        break;
    default:
        hd_user_lock_assert(&a->g, HD_WIRE_ADDRESS(a->addr), (unsigned)a->number, a->c);
    }
}

static void groups(struct told *a, unsigned op)
{
    switch (op) {
    case HEDDLE_OP_WAITGROUP_CREATE:
        group_create(a);
        break;
    case HEDDLE_OP_WAITGROUP_ADD:
        group_add(a);
        break;
    case HEDDLE_OP_WAITGROUP_WAIT_BEGIN:
        group_wait(a);
        break;
    case HEDDLE_OP_WAITGROUP_WAIT_END:
        hd_wait_end(a->g.t, a->addr);
        break;
    default:
        group_destroy(a);
    }
}

static void channels(struct told *a, unsigned op)
{
    switch (op) {
    case HEDDLE_OP_CHANNEL_CREATE:
        channel_create(a);
        break;
    case HEDDLE_OP_CHANNEL_SEND_BEGIN:
        channel_send(a);
        break;
    case HEDDLE_OP_CHANNEL_RECV_BEGIN:
        channel_recv(a);
        break;
    case HEDDLE_OP_CHANNEL_SEND_END:
    case HEDDLE_OP_CHANNEL_RECV_END:
        hd_wait_end(a->g.t, a->addr);
        break;
    case HEDDLE_OP_CHANNEL_CLOSE:
        channel_close(a);
        break;
    default:
        channel_destroy(a);
    }
}

static void timers_and_tasks(struct told *a, unsigned op)
{
    switch (op) {
    case HEDDLE_OP_TIMER_CREATE:
        hd_timer_new(&a->g, HD_WIRE_TIMER_USER, HD_WIRE_ADDRESS(a->addr), -1, -1, 0, a->c);
        break;
    case HEDDLE_OP_TIMER_ARM:
    case HEDDLE_OP_TIMER_DELETE:
        timer_use(a, op == HEDDLE_OP_TIMER_DELETE);
        break;
    case HEDDLE_OP_TASK_CREATE:
        hd_task_create(&a->g, a->addr, a->text, a->data, (size_t)a->number, a->c);
        break;
    case HEDDLE_OP_TASK_SWITCH:
        hd_task_switch(&a->g, HD_WIRE_ADDRESS(a->addr) ? a->addr : 0);
        break;
    case HEDDLE_OP_TASK_EXIT:
        hd_task_exit(&a->g, a->addr);
        break;
    default: /* of a newer header */
        break;
    }
}

static void dispatch(struct told *a, unsigned op, uint64_t address)
{
    if (op <= HEDDLE_OP_ASSERT_HELD) {
        a->addr = HD_WIRE_TAG(address, HD_WIRE_USER_LOCK);
        locks(a, op);
    } else if (op <= HEDDLE_OP_IGNORE_END) {
        ignore(a->g.t, op == HEDDLE_OP_IGNORE_BEGIN);
    } else if (op <= HEDDLE_OP_WAITGROUP_DESTROY) {
        a->addr = HD_WIRE_TAG(address, HD_WIRE_WAITGROUP);
        groups(a, op);
    } else if (op <= HEDDLE_OP_CHANNEL_DESTROY) {
        a->addr = HD_WIRE_TAG(address, HD_WIRE_CHANNEL);
        channels(a, op);
    } else {
        a->addr = HD_WIRE_TAG(address, HD_WIRE_USER_TASK);
        timers_and_tasks(a, op);
    }
}

HD_COLD void hd_user_event(unsigned op, uint64_t address, long long number, uint64_t data,
                           const char *text, const struct hd_told_at *at)
{
    struct hd_local *t = hd_enter();
    struct told a = {.number = number, .data = data, .text = text, .c = &at->call};

    if (!t || t->slot->kill || !op)
        return;
    hd_guard_enter(&a.g, t);
    hd_fold(t);
    t->from = at->from;
    t->annotating = op != HEDDLE_OP_ASSERT_HELD; /* that stands where the lock is needed */
    dispatch(&a, op, address);
    t->annotating = false;
    t->from = 0;
    hd_unfold(t);
    hd_guard_leave(&a.g);
}
