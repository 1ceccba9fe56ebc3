/* heddle.h: tells heddle about synchronisation that it cannot see by itself: locks, wait groups,
 * channels and timers of the program's own making, and tasks (fibers, coroutines) that it switches
 * between.
 *
 *     static inline void my_lock(struct my_lock *l)
 *     {
 *         heddle_lock_before_acquire(l, HEDDLE_EXCLUSIVE);
 *         while (atomic_exchange(&l->word, 1))
 *             futex_wait(&l->word, 1);
 *         heddle_lock_acquired(l, HEDDLE_EXCLUSIVE);
 *     }
 *
 * A header and nothing else: there is no library to link. Under `heddle run` the probe finds a note
 * in each module that includes this header and stores the address of its table in that module's
 * hidden pointer; without a probe a call is one load and one branch that is not taken. `heddle
 * check` knows the functions by their names. With HEDDLE_DISABLE defined, or with a compiler that
 * is neither gcc nor clang, or with object files that are not ELF, all of it compiles to nothing.
 *
 * Objects are named by their address, which must not change. One address may be a lock, a wait
 * group, a channel and a timer at a time (a struct whose first member is another annotated object).
 * Nothing is ever read from or written to what an address points at. No function fails, allocates,
 * blocks or changes errno; strings are copied. All may be called from any thread and from signal
 * handlers.
 *
 * Where to call them: "before" functions before the first step of the real operation, "after"
 * functions (acquired, *_end) after its last step; the functions for which nothing is said directly
 * before the real operation, or while the object's own lock is held. docs/annotations.md has the
 * details.
 *
 * C99 or C++11 and later.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_HEDDLE_H
#define HEDDLE_HEDDLE_H

#define HEDDLE_HEADER_VERSION 1

#ifdef __cplusplus
#define HEDDLE_NULL_ nullptr
#define HEDDLE_NUMBER_(n) static_cast<long long>(n)
extern "C" {
#else
#define HEDDLE_NULL_ ((void *)0)
#define HEDDLE_NUMBER_(n) ((long long)(n))
#endif

/* ---- words for `flags` ---------------------------------------------------------------------- */
enum {
    /* how a lock is asked for and held */
    HEDDLE_EXCLUSIVE = 0,
    HEDDLE_SHARED = 1,
    HEDDLE_TRY = 2, /* does not wait: heddle_lock_acquired() when it succeeded, nothing otherwise */
    HEDDLE_TIMED = 4 /* gives up after a while: then heddle_lock_acquire_failed() */
};
enum {
    /* what kind of lock it is, for heddle_lock_init() */
    HEDDLE_LOCK_RECURSIVE = 1,    /* its holder may acquire it again */
    HEDDLE_LOCK_WRITER_FIRST = 2, /* a waiting writer keeps new readers out */
    HEDDLE_LOCK_HANDOFF = 4       /* may be released by another thread than the one that holds it */
};
enum {
    /* what a channel tolerates, for heddle_channel_create() */
    HEDDLE_CHANNEL_CLOSE_AGAIN = 1, /* a second close does nothing */
    HEDDLE_CHANNEL_SEND_CLOSED = 2  /* a send on a closed channel fails and does no harm */
};

/* ---- between header and probe -----------------------------------------------------------------
 * The probe's table only ever grows at its end, and operations are only ever added: an old header
 * works with a new probe, and an old probe ignores the operations of a new header. */
enum {
    HEDDLE_OP_LOCK_INIT = 1,
    HEDDLE_OP_LOCK_DESTROY,
    HEDDLE_OP_LOCK_CLASS,
    HEDDLE_OP_LOCK_FAILED,
    HEDDLE_OP_ASSERT_HELD,
    HEDDLE_OP_IGNORE_BEGIN,
    HEDDLE_OP_IGNORE_END,
    HEDDLE_OP_WAITGROUP_CREATE,
    HEDDLE_OP_WAITGROUP_ADD,
    HEDDLE_OP_WAITGROUP_WAIT_BEGIN,
    HEDDLE_OP_WAITGROUP_WAIT_END,
    HEDDLE_OP_WAITGROUP_DESTROY,
    HEDDLE_OP_CHANNEL_CREATE,
    HEDDLE_OP_CHANNEL_SEND_BEGIN,
    HEDDLE_OP_CHANNEL_SEND_END,
    HEDDLE_OP_CHANNEL_RECV_BEGIN,
    HEDDLE_OP_CHANNEL_RECV_END,
    HEDDLE_OP_CHANNEL_CLOSE,
    HEDDLE_OP_CHANNEL_DESTROY,
    HEDDLE_OP_TIMER_CREATE,
    HEDDLE_OP_TIMER_ARM,
    HEDDLE_OP_TIMER_DELETE,
    HEDDLE_OP_TASK_CREATE,
    HEDDLE_OP_TASK_SWITCH,
    HEDDLE_OP_TASK_EXIT
};
struct heddle_hooks {
    unsigned int size; /* of the probe's table in bytes */
    unsigned int version;
    /* `from`: where the function with the annotation was called */
    void (*lock_before_acquire)(const volatile void *lock, unsigned int flags, const void *from);
    void (*lock_acquired)(const volatile void *lock, unsigned int flags, const void *from);
    void (*lock_before_release)(const volatile void *lock, const void *from);
    void (*lock_released)(const volatile void *lock);
    void (*event)(unsigned int op, const volatile void *object, long long number,
                  const volatile void *data, const char *text, const void *from);
};

/* Inlined even without optimisation, and artificial: findings name the caller. */
#if defined(__GNUC__) || defined(__clang__)
#define HEDDLE_API static __inline__ __attribute__((__always_inline__, __artificial__))
#else
#define HEDDLE_API static inline
#endif

#if (defined(__GNUC__) || defined(__clang__)) && defined(__ELF__) && !defined(HEDDLE_DISABLE)

/* One pointer per module. Weak: the linker keeps one of all translation units'. */
extern __attribute__((__visibility__("hidden"))) const struct heddle_hooks *heddle_hooks_;
__attribute__((__weak__, __used__, __visibility__("hidden")))
const struct heddle_hooks *heddle_hooks_ = HEDDLE_NULL_;

/* The note by which the probe finds the pointer: owner "Heddle", type 1, {version, distance}. */
__asm__(".pushsection .note.heddle,\"a\",%note\n"
        "\t.balign 4\n"
        "\t.long 7\n"
        "\t.long 8\n"
        "\t.long 1\n"
        "\t.asciz \"Heddle\"\n"
        "\t.balign 4\n"
        "\t.long 1\n"
        "\t.long heddle_hooks_ - .\n"
        "\t.popsection\n");

/* A module that is loaded later asks for the table by itself, before its other constructors run. */
extern __attribute__((__weak__)) void heddle_probe_attach(const struct heddle_hooks **hooks,
                                                          unsigned int version);
__attribute__((__weak__, __used__, __constructor__(101), __visibility__("hidden"))) void
heddle_attach_(void);
void heddle_attach_(void)
{
    if (heddle_probe_attach && !heddle_hooks_)
        heddle_probe_attach(&heddle_hooks_, HEDDLE_HEADER_VERSION);
}

HEDDLE_API const struct heddle_hooks *heddle_table_(void)
{
    return __atomic_load_n(&heddle_hooks_, __ATOMIC_RELAXED);
}

#define HEDDLE_FROM_ __builtin_return_address(0) /* inlined: of the caller */
#define HEDDLE_CALL_(member, args)                                                                 \
    do {                                                                                           \
        const struct heddle_hooks *heddle_t_ = heddle_table_();                                    \
        if (__builtin_expect(!!heddle_t_, 0))                                                      \
            heddle_t_->member args;                                                                \
    } while (0)
#define HEDDLE_EVENT_(op, object, number, data, text)                                              \
    HEDDLE_CALL_(event, (HEDDLE_OP_##op, object, number, data, text, HEDDLE_FROM_))

#else

#define HEDDLE_CALL_(member, args) ((void)0)
#define HEDDLE_EVENT_(op, object, number, data, text)                                              \
    ((void)(object), (void)(number), (void)(data), (void)(text))

#endif

/* ---- locks ------------------------------------------------------------------------------------
 */

/* The lock comes into being, free. `flags`: HEDDLE_LOCK_*. Locks that are only ever initialised
 * statically need none; with none, a use after heddle_lock_destroy() goes unnoticed. */
HEDDLE_API void heddle_lock_init(const volatile void *lock, unsigned int flags)
{
    HEDDLE_EVENT_(LOCK_INIT, lock, HEDDLE_NUMBER_(flags), HEDDLE_NULL_, HEDDLE_NULL_);
}

/* Before the lock's memory goes. */
HEDDLE_API void heddle_lock_destroy(const volatile void *lock)
{
    HEDDLE_EVENT_(LOCK_DESTROY, lock, 0, HEDDLE_NULL_, HEDDLE_NULL_);
}

/* Locks with the same name count as one class in the lock-order graph and are called by that name.
 * At most 47 characters are kept. */
HEDDLE_API void heddle_lock_class(const volatile void *lock, const char *name)
{
    HEDDLE_EVENT_(LOCK_CLASS, lock, 0, HEDDLE_NULL_, name);
}

/* The thread is about to wait for the lock. Then comes heddle_lock_acquired() with the same flags,
 * or heddle_lock_acquire_failed(). What the lock's own code waits for in between counts as waiting
 * for the lock. Leave it out and potential deadlocks are still seen, but not actual ones. */
HEDDLE_API void heddle_lock_before_acquire(const volatile void *lock, unsigned int flags)
{
    HEDDLE_CALL_(lock_before_acquire, (lock, flags, HEDDLE_FROM_));
    (void)lock;
    (void)flags;
}

/* The thread has the lock now. */
HEDDLE_API void heddle_lock_acquired(const volatile void *lock, unsigned int flags)
{
    HEDDLE_CALL_(lock_acquired, (lock, flags, HEDDLE_FROM_));
    (void)lock;
    (void)flags;
}

/* The thread gave up waiting and does not have the lock. */
HEDDLE_API void heddle_lock_acquire_failed(const volatile void *lock)
{
    HEDDLE_EVENT_(LOCK_FAILED, lock, 0, HEDDLE_NULL_, HEDDLE_NULL_);
}

/* The thread gives the lock back, whichever side of it: before another thread can have it. */
HEDDLE_API void heddle_lock_before_release(const volatile void *lock)
{
    HEDDLE_CALL_(lock_before_release, (lock, HEDDLE_FROM_));
    (void)lock;
}

/* The release that heddle_lock_before_release() announced is complete. Optional. */
HEDDLE_API void heddle_lock_released(const volatile void *lock)
{
    HEDDLE_CALL_(lock_released, (lock));
    (void)lock;
}

/* The code here relies on the calling thread holding the lock (HEDDLE_SHARED: at least its shared
 * side). Works for annotated locks and for those that heddle knows by itself, such as
 * pthread_mutex_t. */
HEDDLE_API void heddle_assert_held(const volatile void *lock, unsigned int flags)
{
    HEDDLE_EVENT_(ASSERT_HELD, lock, HEDDLE_NUMBER_(flags), HEDDLE_NULL_, HEDDLE_NULL_);
}

/* What the thread does from here to the matching end is not reported and leaves no lock-order
 * edges; which locks it holds is still kept. Regions nest. Deadlocks that really happen are
 * reported all the same. */
HEDDLE_API void heddle_ignore_begin(void)
{
    HEDDLE_EVENT_(IGNORE_BEGIN, HEDDLE_NULL_, 0, HEDDLE_NULL_, HEDDLE_NULL_);
}
HEDDLE_API void heddle_ignore_end(void)
{
    HEDDLE_EVENT_(IGNORE_END, HEDDLE_NULL_, 0, HEDDLE_NULL_, HEDDLE_NULL_);
}

/* ---- wait groups: a counter that somebody waits on until it is zero -----------------------------
 */

/* The group comes into being with this count. Not needed for groups that start at 0 and are never
 * destroyed. */
HEDDLE_API void heddle_waitgroup_create(const volatile void *group, long long count)
{
    HEDDLE_EVENT_(WAITGROUP_CREATE, group, count, HEDDLE_NULL_, HEDDLE_NULL_);
}
HEDDLE_API void heddle_waitgroup_add(const volatile void *group, long long n)
{
    HEDDLE_EVENT_(WAITGROUP_ADD, group, n, HEDDLE_NULL_, HEDDLE_NULL_);
}
HEDDLE_API void heddle_waitgroup_done(const volatile void *group)
{
    HEDDLE_EVENT_(WAITGROUP_ADD, group, -1, HEDDLE_NULL_, HEDDLE_NULL_);
}
HEDDLE_API void heddle_waitgroup_wait_begin(const volatile void *group)
{
    HEDDLE_EVENT_(WAITGROUP_WAIT_BEGIN, group, 0, HEDDLE_NULL_, HEDDLE_NULL_);
}
/* `drained`: 0 when the wait was given up before the count was 0. */
HEDDLE_API void heddle_waitgroup_wait_end(const volatile void *group, int drained)
{
    HEDDLE_EVENT_(WAITGROUP_WAIT_END, group, drained, HEDDLE_NULL_, HEDDLE_NULL_);
}
/* Before the group's memory goes. */
HEDDLE_API void heddle_waitgroup_destroy(const volatile void *group)
{
    HEDDLE_EVENT_(WAITGROUP_DESTROY, group, 0, HEDDLE_NULL_, HEDDLE_NULL_);
}

/* ---- channels: queues that can be closed --------------------------------------------------------
 */

/* The channel comes into being, open. `flags`: HEDDLE_CHANNEL_*. Needed: only channels whose
 * creation was announced are judged. */
HEDDLE_API void heddle_channel_create(const volatile void *channel, unsigned int flags)
{
    HEDDLE_EVENT_(CHANNEL_CREATE, channel, HEDDLE_NUMBER_(flags), HEDDLE_NULL_, HEDDLE_NULL_);
}
HEDDLE_API void heddle_channel_send_begin(const volatile void *channel)
{
    HEDDLE_EVENT_(CHANNEL_SEND_BEGIN, channel, 0, HEDDLE_NULL_, HEDDLE_NULL_);
}
HEDDLE_API void heddle_channel_send_end(const volatile void *channel)
{
    HEDDLE_EVENT_(CHANNEL_SEND_END, channel, 0, HEDDLE_NULL_, HEDDLE_NULL_);
}
HEDDLE_API void heddle_channel_recv_begin(const volatile void *channel)
{
    HEDDLE_EVENT_(CHANNEL_RECV_BEGIN, channel, 0, HEDDLE_NULL_, HEDDLE_NULL_);
}
HEDDLE_API void heddle_channel_recv_end(const volatile void *channel)
{
    HEDDLE_EVENT_(CHANNEL_RECV_END, channel, 0, HEDDLE_NULL_, HEDDLE_NULL_);
}
HEDDLE_API void heddle_channel_close(const volatile void *channel)
{
    HEDDLE_EVENT_(CHANNEL_CLOSE, channel, 0, HEDDLE_NULL_, HEDDLE_NULL_);
}
/* Before the channel's memory goes. */
HEDDLE_API void heddle_channel_destroy(const volatile void *channel)
{
    HEDDLE_EVENT_(CHANNEL_DESTROY, channel, 0, HEDDLE_NULL_, HEDDLE_NULL_);
}

/* ---- timers -------------------------------------------------------------------------------------
 */

HEDDLE_API void heddle_timer_create(const volatile void *timer)
{
    HEDDLE_EVENT_(TIMER_CREATE, timer, 0, HEDDLE_NULL_, HEDDLE_NULL_);
}
/* Armed, armed anew or disarmed. */
HEDDLE_API void heddle_timer_arm(const volatile void *timer)
{
    HEDDLE_EVENT_(TIMER_ARM, timer, 0, HEDDLE_NULL_, HEDDLE_NULL_);
}
HEDDLE_API void heddle_timer_delete(const volatile void *timer)
{
    HEDDLE_EVENT_(TIMER_DELETE, timer, 0, HEDDLE_NULL_, HEDDLE_NULL_);
}

/* ---- tasks: fibers, coroutines, green threads
 * ------------------------------------------------------ What a task holds and waits for is its own
 * and stays with it, whichever thread runs it. In findings it counts as a thread of its own. */

/* A task that the caller made. `name` may be NULL; 15 characters are kept. `stack` is the lowest
 * byte of the task's stack and `stack_size` its size; without them (NULL, 0) findings inside the
 * task show no callers. */
HEDDLE_API void heddle_task_create(const volatile void *task, const char *name,
                                   const volatile void *stack, unsigned long stack_size)
{
    HEDDLE_EVENT_(TASK_CREATE, task, HEDDLE_NUMBER_(stack_size), stack, name);
}
/* The calling thread goes on in `task`, or with NULL in the context in which the thread itself
 * began. Call it directly before the switch, on the context that is left; what comes before a
 * context's first switch back belongs to the thread. */
HEDDLE_API void heddle_task_switch(const volatile void *task)
{
    HEDDLE_EVENT_(TASK_SWITCH, task, 0, HEDDLE_NULL_, HEDDLE_NULL_);
}
/* The task has ended and its address may name another one. When it is the running one, the thread
 * is in its own context from here on. */
HEDDLE_API void heddle_task_exit(const volatile void *task)
{
    HEDDLE_EVENT_(TASK_EXIT, task, 0, HEDDLE_NULL_, HEDDLE_NULL_);
}

#ifdef __cplusplus
}
#endif
#endif
