/* Hooks for conditions, semaphores and barriers, most of them made from the rows of hooks.def.
 * SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <stdarg.h>

#include "runtime_probe/hot.h"
#include "runtime_probe/real.h"

#define CONDWAIT(name, flags, params, args)                                                        \
    HD_EXPORT int name params                                                                      \
    {                                                                                              \
        struct hd_local *t = hd_enter();                                                           \
        struct hd_call c = HD_CALL();                                                              \
        int r;                                                                                     \
                                                                                                   \
        if (!t)                                                                                    \
            return hd_real.name args;                                                              \
        hd_cond_begin(t, (uintptr_t)l, (uintptr_t)m, flags, &c);                                   \
        r = hd_real.name args;                                                                     \
        hd_cond_end(t, (uintptr_t)l, (uintptr_t)m, r);                                             \
        return r;                                                                                  \
    }

#define WAIT(name, object, flags, params, args)                                                    \
    HD_EXPORT int name params                                                                      \
    {                                                                                              \
        struct hd_local *t = hd_enter();                                                           \
        struct hd_call c = HD_CALL();                                                              \
        int r;                                                                                     \
                                                                                                   \
        if (!t)                                                                                    \
            return hd_real.name args;                                                              \
        hd_wait_begin(t, (uintptr_t)l, HD_WIRE_##object, flags, &c);                               \
        r = hd_real.name args;                                                                     \
        hd_wait_end(t, (uintptr_t)l);                                                              \
        return r;                                                                                  \
    }

#define WAKE(name, object, all, params, args)                                                      \
    HD_EXPORT int name params                                                                      \
    {                                                                                              \
        struct hd_local *t = hd_fresh_child() ? NULL : hd_enter();                                 \
                                                                                                   \
        if (t)                                                                                     \
            hd_wake(t, (uintptr_t)l, all);                                                         \
        return hd_real.name args;                                                                  \
    }

#define ACQUIRE(name, object, mode, flags, params, args)
#define TRY(name, object, mode, params, args)
#define RELEASE(name, object, params, args)
#define INIT(name, object, params, args, flags)
#define DESTROY(name, object, params, args)
#define CUSTOM(type, name, params, args)
#define ALIAS(name, target)
#include "runtime_probe/hooks.def"

HD_EXPORT int pthread_barrier_init(pthread_barrier_t *restrict l,
                                   const pthread_barrierattr_t *restrict a, unsigned count)
{
    struct hd_call c = HD_CALL();
    int r = hd_real.pthread_barrier_init(l, a, count);
    struct hd_local *t = r == 0 ? hd_enter() : NULL;
    struct hd_guard g;

    if (!t || t->slot->kill)
        return r;
    hd_guard_enter(&g, t);
    hd_lock_init(&g, (uintptr_t)l, HD_WIRE_BARRIER, 0, count, c.pc, &c);
    hd_guard_leave(&g);
    return r;
}

HD_EXPORT int pthread_barrier_wait(pthread_barrier_t *l)
{
    struct hd_local *t = hd_enter();
    struct hd_call c = HD_CALL();
    int r;

    if (!t)
        return hd_real.pthread_barrier_wait(l);
    hd_wait_begin(t, (uintptr_t)l, HD_WIRE_BARRIER, 0, &c);
    r = hd_real.pthread_barrier_wait(l);
    hd_wait_end(t, (uintptr_t)l);
    return r;
}

/* ---- semaphores with a name: all openings of one name are one object ---- */

static struct hd_wire_lock *open_semaphore(const sem_t *l)
{
    struct hd_wire_lock *k = hd_lock_record(hd_lock_find((uintptr_t)l, NULL));

    return k && k->object == HD_WIRE_SEM && k->partner ? k : NULL;
}

/* The two optional arguments travel as if they were not: they are of integer type, and no platform
 * that this builds for passes those differently. */
HD_EXPORT sem_t *sem_open(const char *name, int flags, ...)
{
    struct hd_call c = HD_CALL();
    struct hd_wire_lock *known;
    struct hd_local *t;
    struct hd_guard g;
    mode_t mode = 0;
    unsigned value = 0;
    va_list ap;
    sem_t *r;

    if (flags & O_CREAT) {
        va_start(ap, flags);
        mode = va_arg(ap, mode_t);
        value = va_arg(ap, unsigned);
        va_end(ap);
    }
    r = hd_real.sem_open(name, flags, mode, value);
    t = r != SEM_FAILED ? hd_enter() : NULL;
    if (!t || t->slot->kill)
        return r;
    known = open_semaphore(r);
    if (known) {
        __atomic_fetch_add(&known->partner, 1, __ATOMIC_RELAXED);
        return r;
    }
    hd_guard_enter(&g, t);
    hd_lock_init(&g, (uintptr_t)r, HD_WIRE_SEM, HD_WIRE_LOCK_SHARED, 1, c.pc, &c);
    hd_guard_leave(&g);
    return r;
}

/* Only the last close unmaps it. */
HD_EXPORT int sem_close(sem_t *l)
{
    struct hd_call c = HD_CALL();
    struct hd_local *t = hd_enter();
    struct hd_wire_lock *known = t && !t->slot->kill ? open_semaphore(l) : NULL;
    union hd_ref ref = {.word = 0};
    struct hd_guard g;
    int r;

    if (known && __atomic_fetch_sub(&known->partner, 1, __ATOMIC_RELAXED) == 1) {
        hd_guard_enter(&g, t);
        ref = hd_lock_destroy(&g, (uintptr_t)l, HD_WIRE_SEM, &c);
        hd_guard_leave(&g);
    }
    r = hd_real.sem_close(l);
    if (r == 0 || !known)
        return r;
    __atomic_fetch_add(&known->partner, 1, __ATOMIC_RELAXED);
    hd_guard_enter(&g, t);
    if (ref.word)
        hd_lock_undestroy(&g, (uintptr_t)l, ref);
    hd_guard_leave(&g);
    return r;
}
