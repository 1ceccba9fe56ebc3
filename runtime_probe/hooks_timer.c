/* Hooks for POSIX timers and timer descriptors, and close() for what it does to the latter.
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

/* ---- descriptors ---- */

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

/* Used after it was closed: only EBADF says so for certain. Otherwise the number is another file's. */
static void note_fd_use(struct hd_local *t, int fd, int result, const struct hd_call *c)
{
    struct hd_wire_timer *timer;
    struct hd_guard g;

    if (!t || t->slot->kill || !(timer = hd_timer_find(HD_WIRE_TIMER_FD, (uint64_t)fd)))
        return;
    if (result == 0) {
        __atomic_fetch_or(&timer->flags, HD_WIRE_TIMER_ARMED, __ATOMIC_RELAXED);
        return;
    }
    if (timer->state != HD_WIRE_TIMER_CLOSED || !timer->delete_stack_id || errno != EBADF)
        return;
    hd_guard_enter(&g, t);
    hd_event_note(&g, &(struct hd_event){.kind = HD_WIRE_EVENT_TIMER_USE_DELETED,
                                         .address = (uint64_t)fd,
                                         .aux = (uint64_t)(timer - hd_g->timers) + 1,
                                         .stack2_id = timer->delete_stack_id}, c);
    hd_guard_leave(&g);
}

HD_EXPORT int timerfd_settime(int fd, int flags, const struct itimerspec *v, struct itimerspec *o)
{
    struct hd_call c = HD_CALL();
    int r = hd_real.timerfd_settime(fd, flags, v, o);

    note_fd_use(hd_enter(), fd, r, &c);
    return r;
}

HD_EXPORT int timerfd_gettime(int fd, struct itimerspec *o)
{
    struct hd_call c = HD_CALL();
    int r = hd_real.timerfd_gettime(fd, o);

    if (r != 0)
        note_fd_use(hd_enter(), fd, r, &c);
    return r;
}

static struct hd_event second_close(const struct hd_wire_timer *timer, int fd)
{
    return (struct hd_event){.kind = HD_WIRE_EVENT_TIMER_DOUBLE_DELETE, .address = (uint64_t)fd,
                             .aux = (uint64_t)(timer - hd_g->timers) + 1,
                             .stack2_id = timer->delete_stack_id};
}

/* Daemons close all numbers there are in a loop, open or not. That is no mistake: what one call closes
 * in rising or falling order is a sweep. */
static bool sweeps(const struct hd_closed *last, int fd, const struct hd_call *c)
{
    return last->pc == c->pc && (last->fd == fd - 1 || last->fd == fd + 1);
}

/* The first of a sweep is known as such by the second. */
static HD_COLD void take_back(struct hd_local *t, int fd, const struct hd_call *c)
{
    const struct hd_wire_timer *timer =
        hd_timer_find(HD_WIRE_TIMER_FD, (uint64_t)t->closed.fd);

    if (sweeps(&t->closed, fd, c) && timer) {
        struct hd_event e = second_close(timer, t->closed.fd);

        hd_event_retract(&e, c);
    }
    t->closed.noted = false;
}

/* A number whose latest timer was closed is open again: it is another file's. */
static HD_COLD int close_again(struct hd_local *t, struct hd_wire_timer *timer, int fd,
                               bool sweep, const struct hd_call *c)
{
    int r = hd_real.close(fd);
    struct hd_guard g;

    if (r == 0 || errno != EBADF) {
        if (timer == hd_timer_find(HD_WIRE_TIMER_FD, (uint64_t)fd) &&
            timer->state == HD_WIRE_TIMER_CLOSED)
            hd_timer_forget(HD_WIRE_TIMER_FD, (uint64_t)fd);
    } else if (!sweep && timer->delete_stack_id && !t->slot->kill) {
        struct hd_event e = second_close(timer, fd);

        hd_guard_enter(&g, t);
        hd_event_note(&g, &e, c);
        t->closed.noted = true;
        hd_guard_leave(&g);
    }
    return r;
}

/* The record is marked first: another thread may get the number the moment the real call returns. */
static HD_COLD int close_timer(struct hd_local *t, struct hd_wire_timer *timer, int fd, bool sweep,
                               const struct hd_call *c)
{
    struct hd_guard g;

    if (hd_g->pid != (uint32_t)getpid()) /* a child of vfork(): the table is its parent's */
        return hd_real.close(fd);
    if (timer->state != HD_WIRE_TIMER_LIVE)
        return close_again(t, timer, fd, sweep, c);
    hd_guard_enter(&g, t);
    timer->delete_stack_id = hd_stack_here(&g, c);
    timer->deleted_ns = hd_now();
    hd_commit(&timer->state, HD_WIRE_TIMER_CLOSED);
    hd_guard_leave(&g);
    return hd_real.close(fd);
}

/* Nobody is attached here: a forked child that only closes what it inherited gets no file. */
HD_EXPORT int close(int fd)
{
    struct hd_local *t = hd_tls.local;
    struct hd_call c = HD_CALL();
    struct hd_wire_timer *timer;
    bool sweep;

    if (!t->slot)
        return hd_real.close(fd);
    if (HD_UNLIKELY(t->closed.noted))
        take_back(t, fd, &c);
    sweep = sweeps(&t->closed, fd, &c);
    t->closed.pc = c.pc;
    t->closed.fd = fd;
    timer = hd_used(HD_WIRE_TIMERS) ? hd_timer_find(HD_WIRE_TIMER_FD, (uint64_t)fd) : NULL;
    if (HD_UNLIKELY(timer != NULL))
        return close_timer(t, timer, fd, sweep, &c);
    return hd_real.close(fd);
}
