/* Hooks for conditions, semaphores and barriers, most of them made from the rows of hooks.def.
 * SPDX-License-Identifier: Apache-2.0 */
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
        struct hd_local *t = hd_enter();                                                           \
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
