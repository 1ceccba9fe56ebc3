/* Hooks for POSIX timers and timer descriptors.
 * SPDX-License-Identifier: Apache-2.0 */
#include "runtime_probe/hot.h"
#include "runtime_probe/real.h"

HD_EXPORT int timer_create(clockid_t id, struct sigevent *restrict ev, timer_t *restrict out)
{
    struct hd_call c = HD_CALL();
    int r = hd_real.timer_create(id, ev, out);
    struct hd_local *t = r == 0 ? hd_enter() : NULL;
    struct hd_guard g;

    if (!t || t->slot->kill)
        return r;
    hd_guard_enter(&g, t);
    hd_timer_new(&g, HD_WIRE_TIMER_POSIX, (uint64_t)(uintptr_t)*out, id,
                 ev ? ev->sigev_notify : SIGEV_SIGNAL,
                 ev && ev->sigev_notify == SIGEV_THREAD ? (uintptr_t)ev->sigev_notify_function : 0,
                 &c);
    hd_guard_leave(&g);
    return r;
}

/* The record of a timer about to be used; notes the use of one that was deleted. *stack is taken when
 * it is asked for. */
static struct hd_wire_timer *about_to(struct hd_local *t, timer_t id, enum hd_wire_event_kind kind,
                                      uint32_t *stack, const struct hd_call *c)
{
    struct hd_wire_timer *timer;
    struct hd_guard g;

    if (!t || t->slot->kill)
        return NULL;
    hd_guard_enter(&g, t);
    if (stack)
        *stack = hd_stack_here(&g, c);
    timer = hd_timer_find(HD_WIRE_TIMER_POSIX, (uint64_t)(uintptr_t)id);
    if (timer && timer->state == HD_WIRE_TIMER_DELETED) {
        hd_event_note(&g, &(struct hd_event){.kind = kind, .address = timer->id,
                                             .aux = (uint64_t)(timer - hd_g->timers) + 1,
                                             .stack_id = stack ? *stack : 0,
                                             .stack2_id = timer->delete_stack_id}, c);
        timer = NULL;
    }
    hd_guard_leave(&g);
    return timer;
}

/* The record is marked first: the id may be given out again the moment the real call returns. */
HD_EXPORT int timer_delete(timer_t id)
{
    struct hd_call c = HD_CALL();
    uint32_t stack = 0, generation = 0;
    struct hd_wire_timer *timer =
        about_to(hd_enter(), id, HD_WIRE_EVENT_TIMER_DOUBLE_DELETE, &stack, &c);
    int r;

    if (timer) {
        generation = timer->generation;
        timer->delete_stack_id = stack;
        timer->deleted_ns = hd_now();
        hd_commit(&timer->state, HD_WIRE_TIMER_DELETED);
    }
    r = hd_real.timer_delete(id);
    if (timer && r != 0 && timer->generation == generation)
        hd_commit(&timer->state, HD_WIRE_TIMER_LIVE);
    return r;
}

HD_EXPORT int timer_settime(timer_t id, int flags, const struct itimerspec *restrict v,
                            struct itimerspec *restrict o)
{
    struct hd_call c = HD_CALL();
    struct hd_wire_timer *timer =
        about_to(hd_enter(), id, HD_WIRE_EVENT_TIMER_USE_DELETED, NULL, &c);
    int r = hd_real.timer_settime(id, flags, v, o);

    if (timer && r == 0)
        __atomic_fetch_or(&timer->flags, HD_WIRE_TIMER_ARMED, __ATOMIC_RELAXED);
    return r;
}

HD_EXPORT int timer_gettime(timer_t id, struct itimerspec *v)
{
    struct hd_call c = HD_CALL();

    about_to(hd_enter(), id, HD_WIRE_EVENT_TIMER_USE_DELETED, NULL, &c);
    return hd_real.timer_gettime(id, v);
}

HD_EXPORT int timer_getoverrun(timer_t id)
{
    struct hd_call c = HD_CALL();

    about_to(hd_enter(), id, HD_WIRE_EVENT_TIMER_USE_DELETED, NULL, &c);
    return hd_real.timer_getoverrun(id);
}

HD_EXPORT int timerfd_create(clockid_t id, int flags)
{
    struct hd_call c = HD_CALL();
    int fd = hd_real.timerfd_create(id, flags);
    struct hd_local *t = fd >= 0 ? hd_enter() : NULL;
    struct hd_guard g;

    if (!t || t->slot->kill)
        return fd;
    hd_guard_enter(&g, t);
    hd_timer_new(&g, HD_WIRE_TIMER_FD, (uint64_t)fd, id, -1, 0, &c);
    hd_guard_leave(&g);
    return fd;
}
