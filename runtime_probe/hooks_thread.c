/* Hooks for creation, join and detach. The record of a new thread is complete, with its creator's
 * clock, before the thread can run; the thread finds it through the trampoline's argument.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <sys/prctl.h>

#include "runtime_probe/hot.h"
#include "runtime_probe/real.h"

static void begin(struct hd_start *s, uintptr_t frame)
{
    uint32_t i = (uint32_t)(s - hd_g->starts);
    union hd_ref r = {{.id = i + 1, .gen = hd_g->threads[i].generation}};
    int saved = errno;

    hd_thread_attach(r, 0);
    hd_tls.trampoline = frame;
    errno = saved;
}

/* The two trampolines stay on the stack below the start routine: stack walks end at them. */
static void *run_posix(void *arg)
{
    struct hd_start *s = arg;
    void *(*start)(void *) = s->start;
    void *own_arg = s->arg, *r;

    begin(s, (uintptr_t)__builtin_frame_address(0));
    r = start(own_arg);
    hd_thread_returned();
    return r;
}

static int run_c11(void *arg)
{
    struct hd_start *s = arg;
    int (*start)(void *) = s->c11_start;
    void *own_arg = s->arg;
    int r;

    begin(s, (uintptr_t)__builtin_frame_address(0));
    r = start(own_arg);
    hd_thread_returned();
    return r;
}

/* Once as a rule: creations from one place find one frame. */
static bool asks_for_main(const struct hd_local *t, const struct hd_call *c)
{
    return t->record->flags & HD_WIRE_THREAD_MAIN && hd_g->main_tries < HD_MAIN_TRIES &&
           hd_g->main_asked != (c->pc ^ c->frame);
}

/* The record and start block of a thread about to be created, or NULL: create it as it is. */
static struct hd_start *prepare(struct hd_local *t, uint64_t start_pc, uint32_t flags,
                                size_t stack_size, const struct hd_call *c)
{
    struct hd_start *s = NULL;
    struct hd_guard g;
    union hd_ref r;

    if (!t || t->slot->kill)
        return NULL;
    hd_guard_enter(&g, t);
    hd_thread_tick(&g);
    r = hd_thread_new(&g, start_pc, flags, hd_stack_created(&g, c));
    if (r.word) {
        s = &hd_g->starts[r.id - 1];
        s->stack_size = stack_size;
        if (asks_for_main(t, c))
            hd_stack_main(&g, c);
    }
    hd_guard_leave(&g);
    return s;
}

static void created(struct hd_local *t, struct hd_start *s, uint64_t serial, uint64_t handle,
                    int error, const struct hd_call *c)
{
    uint32_t i = (uint32_t)(s - hd_g->starts);
    struct hd_wire_thread *record = &hd_g->threads[i];
    union hd_ref r = {{.id = i + 1, .gen = record->generation}};
    struct hd_guard g;

    hd_guard_enter(&g, t);
    if (error) {
        record->error = (uint32_t)error;
        hd_event_note(&g, &(struct hd_event){.kind = HD_WIRE_EVENT_CREATE_FAILED,
                                             .address = record->start_pc, .aux = (uint64_t)error}, c);
        hd_commit(&record->state, HD_WIRE_THREAD_FAILED);
    } else if (s->serial == serial) { /* else it ran, ended and its record has a new owner */
        hd_thread_handle(r, handle);
    }
    hd_guard_leave(&g);
}

HD_EXPORT int pthread_create(pthread_t *restrict h, const pthread_attr_t *restrict a,
                             void *(*start)(void *), void *restrict arg)
{
    struct hd_local *t = hd_enter();
    struct hd_call c = HD_CALL();
    size_t size = hd_thread_default_stack;
    int detached = PTHREAD_CREATE_JOINABLE, r;
    uint64_t serial;
    struct hd_start *s;

    if (a && t) {
        pthread_attr_getdetachstate(a, &detached);
        pthread_attr_getstacksize(a, &size);
    }
    s = prepare(t, (uintptr_t)start,
                detached == PTHREAD_CREATE_DETACHED
                    ? HD_WIRE_THREAD_DETACHED | HD_WIRE_THREAD_BORN_DETACHED
                    : 0,
                size, &c);
    if (!s)
        return hd_real.pthread_create(h, a, start, arg);
    s->start = start;
    s->arg = arg;
    serial = s->serial;
    r = hd_real.pthread_create(h, a, run_posix, s);
    created(t, s, serial, r ? 0 : (uint64_t)*h, r, &c);
    return r;
}

HD_EXPORT int thrd_create(thrd_t *h, thrd_start_t start, void *arg)
{
    struct hd_call c = HD_CALL();
    struct hd_local *t = hd_enter();
    struct hd_start *s =
        prepare(t, (uintptr_t)start, HD_WIRE_THREAD_C11, hd_thread_default_stack, &c);
    uint64_t serial;
    int r;

    if (!s)
        return hd_real.thrd_create(h, start, arg);
    s->c11_start = start;
    s->arg = arg;
    serial = s->serial;
    r = hd_real.thrd_create(h, run_c11, s);
    created(t, s, serial, r == thrd_success ? (uint64_t)*h : 0,
            r == thrd_success ? 0 : (r == thrd_nomem ? ENOMEM : EAGAIN), &c);
    return r;
}

#define JOIN(flags, handle, call)                                                                  \
    {                                                                                              \
        struct hd_local *t = hd_enter();                                                           \
        struct hd_call c = HD_CALL();                                                              \
        union hd_ref ref;                                                                          \
        int result;                                                                                \
                                                                                                   \
        if (!t)                                                                                    \
            return call;                                                                           \
        ref = hd_join_begin(t, (uint64_t)(handle), flags, &c);                                     \
        result = call;                                                                             \
        hd_join_end(t, ref, (uint64_t)(handle), result);                                           \
        return result;                                                                             \
    }

HD_EXPORT int pthread_join(pthread_t h, void **r)
JOIN(0, h, hd_real.pthread_join(h, r))

HD_EXPORT int pthread_tryjoin_np(pthread_t h, void **r)
JOIN(HD_WIRE_TRY, h, hd_real.pthread_tryjoin_np(h, r))

HD_EXPORT int pthread_timedjoin_np(pthread_t h, void **r, const struct timespec *ts)
JOIN(HD_WIRE_TIMED, h, hd_real.pthread_timedjoin_np(h, r, ts))

HD_EXPORT int pthread_clockjoin_np(pthread_t h, void **r, clockid_t id, const struct timespec *ts)
JOIN(HD_WIRE_TIMED, h, hd_real.pthread_clockjoin_np(h, r, id, ts))

HD_EXPORT int thrd_join(thrd_t h, int *r)
JOIN(0, h, hd_real.thrd_join(h, r))

/* ---- detach ---- */

static union hd_ref detach_begin(struct hd_local *t, uint64_t handle, uint32_t *stack,
                                 const struct hd_call *c)
{
    union hd_ref r = {.word = 0};
    struct hd_wire_thread *record;
    struct hd_event ev = {.address = handle};
    struct hd_guard g;

    if (!t || t->slot->kill)
        return r;
    hd_guard_enter(&g, t);
    r = hd_thread_find(handle);
    record = hd_thread_record(r);
    *stack = hd_stack_here(&g, c);
    ev.aux = r.id;
    if (record && record->flags & HD_WIRE_THREAD_JOINED)
        ev.kind = HD_WIRE_EVENT_DOUBLE_JOIN;
    else if (record && record->flags & HD_WIRE_THREAD_DETACHED)
        ev.kind = HD_WIRE_EVENT_JOIN_DETACHED;
    if (ev.kind) {
        ev.stack2_id = record->detach_stack_id ? record->detach_stack_id : record->create_stack_id;
        hd_event_note(&g, &ev, c);
    }
    hd_guard_leave(&g);
    return r;
}

/* Until the flag is set the record cannot be recycled, even if the thread is gone already. */
static void detach_end(union hd_ref r, uint32_t stack, int result)
{
    struct hd_wire_thread *record = r.word ? hd_thread_record(r) : NULL;

    if (!record || result != 0)
        return;
    record->detach_stack_id = stack;
    __atomic_fetch_or(&record->flags, HD_WIRE_THREAD_DETACHED, __ATOMIC_RELEASE);
}

HD_EXPORT int pthread_detach(pthread_t h)
{
    struct hd_call c = HD_CALL();
    uint32_t stack = 0;
    union hd_ref ref = detach_begin(hd_enter(), (uint64_t)h, &stack, &c);
    int r = hd_real.pthread_detach(h);

    detach_end(ref, stack, r);
    return r;
}

HD_EXPORT int thrd_detach(thrd_t h)
{
    struct hd_call c = HD_CALL();
    uint32_t stack = 0;
    union hd_ref ref = detach_begin(hd_enter(), (uint64_t)h, &stack, &c);
    int r = hd_real.thrd_detach(h);

    detach_end(ref, stack, r);
    return r;
}

/* ---- names and ends ---- */

/* A way to take a name (the other is in hooks_handle.c), and the announcement of a sandbox. Its
 * optional arguments travel like any others; libc takes four of them too. */
HD_EXPORT int prctl(int option, ...)
{
    bool sandbox = option == PR_SET_NO_NEW_PRIVS || option == PR_SET_SECCOMP;
    unsigned long arg[4];
    struct hd_local *t;
    va_list ap;
    int r;

    va_start(ap, option);
    for (int i = 0; i < 4; i++)
        arg[i] = va_arg(ap, unsigned long);
    va_end(ap);
    if (sandbox)
        hd_sandbox_coming();
    r = hd_real.prctl(option, arg[0], arg[1], arg[2], arg[3]);
    t = hd_tls.local->slot ? hd_tls.local : NULL;
    if (r == 0 && option == PR_SET_NAME && t && !t->slot->kill)
        hd_thread_name(t->thread, (const char *)arg[0]);
    if (r == 0 && sandbox)
        hd_sandboxed();
    return r;
}

/* The end itself is seen by the key's destructor; what is of interest here is from where. Unwinding
 * passes through these frames. */
static void note_exit(struct hd_local *t, const struct hd_call *c)
{
    struct hd_guard g;

    if (!t || t->slot->kill ||
        (!t->depth && (t->slot->top & HD_WIRE_TOP_STEP) >= HD_WIRE_STEPS))
        return; /* holds nothing */
    hd_guard_enter(&g, t);
    t->exit_stack = hd_stack_here(&g, c);
    hd_guard_leave(&g);
}

HD_EXPORT void pthread_exit(void *r)
{
    struct hd_call c = HD_CALL();

    note_exit(hd_tls.local->slot ? hd_tls.local : NULL, &c);
    hd_real.pthread_exit(r);
    __builtin_unreachable();
}

HD_EXPORT void thrd_exit(int r)
{
    struct hd_call c = HD_CALL();

    note_exit(hd_tls.local->slot ? hd_tls.local : NULL, &c);
    hd_real.thrd_exit(r);
    __builtin_unreachable();
}

/* ---- thread-specific keys: there are 1024, and the last one is not ours to keep ---- */

HD_EXPORT int pthread_key_create(pthread_key_t *k, void (*d)(void *))
{
    int r = hd_real.pthread_key_create(k, d);

    return r == EAGAIN && hd_thread_give_up_key() ? hd_real.pthread_key_create(k, d) : r;
}

HD_EXPORT int tss_create(tss_t *k, tss_dtor_t d)
{
    int r = hd_real.tss_create(k, d);

    return r == thrd_error && hd_thread_give_up_key() ? hd_real.tss_create(k, d) : r;
}
