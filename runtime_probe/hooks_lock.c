/* Hooks for everything that is acquired and released, made from the rows of hooks.def. A blocking
 * acquisition is entered as waiting before the real call and becomes held after it; a try is
 * entered when it succeeded; a release goes before the real call, because the lock may be somebody
 * else's the moment that returns.
 * SPDX-License-Identifier: Apache-2.0 */
#include "runtime_probe/hot.h"
#include "runtime_probe/real.h"

/* Stack walks start at hd_call.frame. The hot function, which jumps here, left nothing there; a frame
 * pointer of this function puts the caller's frame pointer in that place. */
#define HD_SAVE_FRAME() __asm__ __volatile__("" ::"r"(__builtin_frame_address(0)))

/* Every hook of a row comes as two functions: the hot one hands over to the slow one before it did
 * anything, so that it need not keep its arguments across calls. */
#define ACQUIRE(name, object, mode, flags, params, args)                                           \
    static HD_WARM int slow_##name params                                                          \
    {                                                                                              \
        HD_SAVE_FRAME();                                                                           \
        struct hd_wire_entry *e;                                                                   \
        bool step = push_slow((uintptr_t)l, HD_WIRE_##object, HD_MODE_##mode, flags, &e);          \
        int r = hd_real.name args;                                                                 \
                                                                                                   \
        return step ? settle_step(r) : settle_entry(e, r);                                         \
    }                                                                                              \
    HD_EXPORT HD_HOT int name params                                                               \
    {                                                                                              \
        struct hd_wire_slot *s = hd_tls.slot;                                                      \
        uint64_t key = hd_step_key_here(s, (uintptr_t)l,                                           \
                                        HD_STEP_HOW(HD_WIRE_##object, HD_MODE_##mode, flags));     \
        int r;                                                                                     \
                                                                                                   \
        if (HD_UNLIKELY(!hd_step_again(s, key, 0))) {                                              \
            hd_tls.call = (struct hd_call)HD_HOT_CALL();                                           \
            return slow_##name args;                                                               \
        }                                                                                          \
        r = hd_real.name args;                                                                     \
        HD_BARRIER();                                                                              \
        if (HD_UNLIKELY(r))                                                                        \
            return hd_step_settle(r);                                                              \
        s->top |= HD_WIRE_TOP_HOLDING;                                                             \
        __asm__("" : "+r"(r)); /* it is 0, and where it should be */                               \
        return r;                                                                                  \
    }

/* The probe starts with the process's first hook, and starting may need the allocator. An allocator's own
 * lock must not be held by then. */
#define TRY(name, object, mode, params, args)                                                      \
    HD_EXPORT int name params                                                                      \
    {                                                                                              \
        int r = (hd_enter(), hd_real.name args);                                                   \
        struct hd_call c = HD_CALL();                                                              \
        struct hd_wire_slot *s = hd_tls.slot;                                                      \
        unsigned how = HD_STEP_HOW(HD_WIRE_##object, HD_MODE_##mode, HD_WIRE_TRY);                 \
        struct hd_wire_entry *e;                                                                   \
                                                                                                   \
        if (r != 0 && r != EOWNERDEAD) {                                                           \
            if (HD_UNLIKELY(r != EBUSY && r != thrd_busy))                                         \
                note_refused((uintptr_t)l, HD_WIRE_##object, &c);                                  \
            return r;                                                                              \
        }                                                                                          \
        if (hd_step_again(s, hd_step_key(s->top, (uintptr_t)l, how, &c), HD_WIRE_TOP_HOLDING))     \
            return r;                                                                              \
        hd_tls.call = c;                                                                           \
        if (push_slow((uintptr_t)l, HD_WIRE_##object, HD_MODE_##mode, HD_WIRE_TRY, &e))            \
            return r;                                                                              \
        return settle_entry(e, r);                                                                 \
    }

#define RELEASE(name, object, params, args)                                                        \
    static HD_WARM int slow_##name params                                                          \
    {                                                                                              \
        HD_SAVE_FRAME();                                                                           \
        struct hd_call c = hd_tls.call;                                                            \
        struct hd_local *t = hd_fresh_child() ? NULL : hd_enter();                                 \
        bool found = t && hd_release(t, HD_WIRE_##object, (uintptr_t)l, &c);                       \
        int r = hd_real.name args;                                                                 \
                                                                                                   \
        if (r != 0 && found)                                                                       \
            hd_release_undo(t);                                                                    \
        return r;                                                                                  \
    }                                                                                              \
    HD_EXPORT HD_HOT int name params                                                               \
    {                                                                                              \
        if (HD_UNLIKELY(!hd_step_leave((uintptr_t)l))) {                                           \
            hd_tls.call = (struct hd_call)HD_HOT_CALL();                                           \
            return slow_##name args;                                                               \
        }                                                                                          \
        return hd_real.name args;                                                                  \
    }

#define INIT(name, object, params, args, flags)                                                    \
    HD_EXPORT int name params                                                                      \
    {                                                                                              \
        struct hd_call c = HD_CALL();                                                              \
        int r = hd_real.name args;                                                                 \
                                                                                                   \
        if (r == 0)                                                                                \
            note_init((uintptr_t)l, HD_WIRE_##object, flags, &c);                                  \
        return r;                                                                                  \
    }

#define DESTROY(name, object, params, args)                                                        \
    HD_EXPORT int name params                                                                      \
    {                                                                                              \
        struct hd_call c = HD_CALL();                                                              \
        union hd_ref ref = note_destroy((uintptr_t)l, HD_WIRE_##object, &c);                       \
        int r = hd_real.name args;                                                                 \
                                                                                                   \
        if (r != 0 && ref.word)                                                                    \
            note_undestroy((uintptr_t)l, ref);                                                     \
        return r;                                                                                  \
    }

#define CONDWAIT(name, flags, params, args)
#define WAIT(name, object, flags, params, args)
#define WAKE(name, object, all, params, args)
#define CUSTOM(type, name, params, args)
/* gcc warns of an alias without its target's attributes; clang knows no attribute for that. */
#ifdef __clang__
#define HD_COPY(target)
#else
#define HD_COPY(target) , copy(target)
#endif
#define ALIAS(name, target)                                                                        \
    HD_EXPORT __typeof__(target) name __attribute__((alias(#target) HD_COPY(target)));

/* Whether a step was entered; else *e is the entry, if there is one. */
HD_INLINE bool push_slow(uint64_t addr, uint8_t object, uint8_t mode, uint8_t flags,
                         struct hd_wire_entry **e)
{
    struct hd_call c = hd_tls.call;
    struct hd_local *t = hd_enter();

    *e = NULL;
    if (!t)
        return false;
    if (hd_step_push(t, addr, object, mode, flags, &c))
        return true;
    *e = hd_push_slow(t, addr, object, mode, flags, &c);
    return false;
}

static int settle_step(int r)
{
    if (HD_UNLIKELY(r))
        return hd_step_settle(r);
    HD_BARRIER();
    hd_tls.slot->top |= HD_WIRE_TOP_HOLDING;
    return 0;
}

static int settle_entry(struct hd_wire_entry *e, int r)
{
    HD_BARRIER();
    if (!e)
        return r;
    if (r != 0 && r != EOWNERDEAD)
        return hd_acquire_failed(e, r);
    if (hd_g->hold_times)
        hd_hold_begin(e);
    e->activity = HD_WIRE_HOLDING;
    return r;
}

/* A try that the library refused: the object may be a destroyed one. */
static HD_COLD void note_refused(uint64_t addr, unsigned object, const struct hd_call *c)
{
    struct hd_local *t = hd_enter();
    struct hd_guard g;

    if (!t || t->slot->kill || hd_native_destroyed(object, addr) != HD_NATIVE_YES)
        return;
    hd_guard_enter(&g, t);
    hd_lock_get(&g, addr, object, c, 0);
    hd_guard_leave(&g);
}

static HD_COLD void note_init(uint64_t addr, unsigned object, uint32_t flags,
                              const struct hd_call *c)
{
    struct hd_local *t = hd_enter();
    struct hd_guard g;

    if (!t || t->slot->kill)
        return;
    hd_guard_enter(&g, t);
    hd_lock_init(&g, addr, object, flags, 0, c->pc, c);
    hd_guard_leave(&g);
}

static HD_COLD union hd_ref note_destroy(uint64_t addr, unsigned object, const struct hd_call *c)
{
    struct hd_local *t = hd_enter();
    union hd_ref r = {.word = 0};
    struct hd_guard g;

    if (!t || t->slot->kill)
        return r;
    hd_guard_enter(&g, t);
    r = hd_lock_destroy(&g, addr, object, c);
    hd_guard_leave(&g);
    return r;
}

static HD_COLD void note_undestroy(uint64_t addr, union hd_ref r)
{
    struct hd_local *t = hd_enter();
    struct hd_guard g;

    if (!t)
        return;
    hd_guard_enter(&g, t);
    hd_lock_undestroy(&g, addr, r);
    hd_guard_leave(&g);
}

#include "runtime_probe/hooks.def"

HD_EXPORT void mtx_destroy(mtx_t *l)
{
    struct hd_call c = HD_CALL();

    note_destroy((uintptr_t)l, HD_WIRE_MUTEX, &c);
    hd_real.mtx_destroy(l);
}

HD_EXPORT void cnd_destroy(cnd_t *l)
{
    struct hd_call c = HD_CALL();

    note_destroy((uintptr_t)l, HD_WIRE_COND, &c);
    hd_real.cnd_destroy(l);
}
