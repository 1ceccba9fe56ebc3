/* The functions of annotate.def: what programs tell other tools, told to heddle.
 * SPDX-License-Identifier: Apache-2.0 */
#include <dlfcn.h>

#include "runtime_probe/annotate.h"
#include "runtime_probe/hot.h"

/* Who else wants to know. */
static struct {
#define ANNOTATION(type, name, params, args) type(*name) params;
#include "runtime_probe/annotate.def"
#undef ANNOTATION
} next;

void hd_annotate_resolve(void)
{
#define ANNOTATION(type, name, params, args)                                                       \
    next.name = (type(*) params)dlsym(RTLD_NEXT, #name);                                           \
    if (!next.name)                                                                                \
        dlerror(); /* what is not there is not the program's business */
#include "runtime_probe/annotate.def"
#undef ANNOTATION
}

#define ANNOTATION(type, name, params, args) HD_EXPORT type name params;
#include "runtime_probe/annotate.def"
#undef ANNOTATION

#define PASS_ON(name, args)                                                                        \
    do {                                                                                           \
        if (next.name)                                                                             \
            next.name args;                                                                        \
    } while (0)

static uint64_t tag(const volatile void *lock)
{
    return HD_WIRE_TAG((uintptr_t)lock, HD_WIRE_USER_LOCK);
}

/* Where the function that called us was called, if it keeps a frame pointer; else something or
 * other that lies on the stack: it only tells calls apart. */
static uintptr_t caller_of(uintptr_t frame)
{
    const struct hd_local *t = hd_tls.local;
    uintptr_t up = *(const uintptr_t *)frame;

    if (!t->stack_high || frame < t->stack_low || up <= frame || up % sizeof up ||
        up > t->stack_high - 2 * sizeof up)
        return 0;
    return ((const uintptr_t *)up)[1];
}

/* ---- __tsan_mutex_* ---- */

enum { /* flags of tsan_interface.h */
       LINKER_INIT = 1 << 0,
       WRITE_REENTRANT = 1 << 1,
       READ_LOCK = 1 << 3,
       TRY_LOCK = 1 << 4,
       TRY_LOCK_FAILED = 1 << 5,
       RECURSIVE_LOCK = 1 << 6,
       RECURSIVE_UNLOCK = 1 << 7,
       MOST_LEVELS = 64
};

static unsigned mode_of(unsigned flags)
{
    return flags & READ_LOCK ? HD_MODE_SHARED : HD_MODE_EXCLUSIVE;
}

/* Reentrancy may be said with each acquisition instead of at the beginning. */
static void may_be_reentered(uint64_t addr)
{
    struct hd_wire_lock *l = hd_enter() ? hd_lock_record(hd_lock_find(addr, NULL)) : NULL;

    if (l && !(l->flags & HD_WIRE_LOCK_RECURSIVE))
        __atomic_fetch_or(&l->flags, HD_WIRE_LOCK_RECURSIVE, __ATOMIC_RELAXED);
}

void __tsan_mutex_create(void *lock, unsigned flags)
{
    struct hd_told_at at = HD_TOLD_AT(caller_of((uintptr_t)__builtin_frame_address(0)));

    if (!(flags & LINKER_INIT))
        hd_user_event(HEDDLE_OP_LOCK_INIT, (uintptr_t)lock,
                      flags & WRITE_REENTRANT ? HEDDLE_LOCK_RECURSIVE : 0, 0, NULL, &at);
    PASS_ON(__tsan_mutex_create, (lock, flags));
}

void __tsan_mutex_destroy(void *lock, unsigned flags)
{
    struct hd_told_at at = HD_TOLD_AT(caller_of((uintptr_t)__builtin_frame_address(0)));

    if (!(flags & LINKER_INIT))
        hd_user_event(HEDDLE_OP_LOCK_DESTROY, (uintptr_t)lock, 0, 0, NULL, &at);
    PASS_ON(__tsan_mutex_destroy, (lock, flags));
}

void __tsan_mutex_pre_lock(void *lock, unsigned flags)
{
    struct hd_told_at at = HD_TOLD_AT(caller_of((uintptr_t)__builtin_frame_address(0)));

    if (flags & WRITE_REENTRANT)
        may_be_reentered(tag(lock));
    if (!(flags & (TRY_LOCK | RECURSIVE_LOCK)))
        hd_user_lock_ask(tag(lock), mode_of(flags), 0, &at);
    PASS_ON(__tsan_mutex_pre_lock, (lock, flags));
}

void __tsan_mutex_post_lock(void *lock, unsigned flags, int recursion)
{
    struct hd_told_at at = HD_TOLD_AT(caller_of((uintptr_t)__builtin_frame_address(0)));
    int n = flags & RECURSIVE_LOCK && recursion > 1 ? recursion : 1;

    if (!(flags & TRY_LOCK_FAILED))
        for (int i = 0; i < n && i < MOST_LEVELS; i++)
            hd_user_lock_acquired(tag(lock), mode_of(flags), flags & TRY_LOCK ? HD_WIRE_TRY : 0,
                                  &at);
    PASS_ON(__tsan_mutex_post_lock, (lock, flags, recursion));
}

int __tsan_mutex_pre_unlock(void *lock, unsigned flags)
{
    struct hd_told_at at = HD_TOLD_AT(caller_of((uintptr_t)__builtin_frame_address(0)));
    struct hd_local *t = hd_tls.local;
    int n = 0;

    hd_user_lock_release(tag(lock), &at);
    for (n = 1; flags & RECURSIVE_UNLOCK && n < MOST_LEVELS && hd_user_lock_held(t, tag(lock)); n++)
        hd_user_lock_release(tag(lock), &at);
    if (next.__tsan_mutex_pre_unlock)
        n = next.__tsan_mutex_pre_unlock(lock, flags);
    return n;
}

void __tsan_mutex_post_unlock(void *lock, unsigned flags)
{
    PASS_ON(__tsan_mutex_post_unlock, (lock, flags));
}

/* Signals, and the time a mutex calls code that has nothing to do with it: no events of ours. */
void __tsan_mutex_pre_signal(void *object, unsigned flags)
{
    PASS_ON(__tsan_mutex_pre_signal, (object, flags));
}

void __tsan_mutex_post_signal(void *object, unsigned flags)
{
    PASS_ON(__tsan_mutex_post_signal, (object, flags));
}

void __tsan_mutex_pre_divert(void *object, unsigned flags)
{
    PASS_ON(__tsan_mutex_pre_divert, (object, flags));
}

void __tsan_mutex_post_divert(void *object, unsigned flags)
{
    PASS_ON(__tsan_mutex_post_divert, (object, flags));
}

/* ---- Annotate*: they tell of acquisitions when they are there, never before ---- */

void AnnotateRWLockCreate(const char *file, int line, const volatile void *lock)
{
    struct hd_told_at at = HD_TOLD_AT(caller_of((uintptr_t)__builtin_frame_address(0)));

    hd_user_event(HEDDLE_OP_LOCK_INIT, (uintptr_t)lock, 0, 0, NULL, &at);
    PASS_ON(AnnotateRWLockCreate, (file, line, lock));
}

/* A static lock is there from the start. */
void AnnotateRWLockCreateStatic(const char *file, int line, const volatile void *lock)
{
    PASS_ON(AnnotateRWLockCreateStatic, (file, line, lock));
}

void AnnotateRWLockDestroy(const char *file, int line, const volatile void *lock)
{
    struct hd_told_at at = HD_TOLD_AT(caller_of((uintptr_t)__builtin_frame_address(0)));

    hd_user_event(HEDDLE_OP_LOCK_DESTROY, (uintptr_t)lock, 0, 0, NULL, &at);
    PASS_ON(AnnotateRWLockDestroy, (file, line, lock));
}

void AnnotateRWLockAcquired(const char *file, int line, const volatile void *lock, long writes)
{
    struct hd_told_at at = HD_TOLD_AT(caller_of((uintptr_t)__builtin_frame_address(0)));

    hd_user_lock_acquired(tag(lock), writes ? HD_MODE_EXCLUSIVE : HD_MODE_SHARED, 0, &at);
    PASS_ON(AnnotateRWLockAcquired, (file, line, lock, writes));
}

void AnnotateRWLockReleased(const char *file, int line, const volatile void *lock, long writes)
{
    struct hd_told_at at = HD_TOLD_AT(caller_of((uintptr_t)__builtin_frame_address(0)));

    hd_user_lock_release(tag(lock), &at);
    PASS_ON(AnnotateRWLockReleased, (file, line, lock, writes));
}

/* The wait is over and the lock held again, if it was given back in between. */
void AnnotateCondVarWait(const char *file, int line, const volatile void *cond,
                         const volatile void *lock)
{
    struct hd_told_at at = HD_TOLD_AT(caller_of((uintptr_t)__builtin_frame_address(0)));

    if (lock && hd_enter() && !hd_user_lock_held(hd_tls.local, tag(lock)) &&
        hd_lock_find(tag(lock), NULL).word)
        hd_user_lock_acquired(tag(lock), HD_MODE_EXCLUSIVE, 0, &at);
    PASS_ON(AnnotateCondVarWait, (file, line, cond, lock));
}

void AnnotateCondVarSignal(const char *file, int line, const volatile void *cond)
{
    PASS_ON(AnnotateCondVarSignal, (file, line, cond));
}

void AnnotateCondVarSignalAll(const char *file, int line, const volatile void *cond)
{
    PASS_ON(AnnotateCondVarSignalAll, (file, line, cond));
}
