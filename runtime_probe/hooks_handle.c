/* Hooks for what is done to a thread through its handle, for one question only: was it joined before?
 * Then the handle names nothing, or by now another thread.
 * SPDX-License-Identifier: Apache-2.0 */
#include "runtime_probe/hot.h"
#include "runtime_probe/real.h"

/* A thread that found no record may have a handle that a joined one had: then nobody can tell. */
static bool complete(void)
{
    return !__atomic_load_n(&hd_section(HD_WIRE_THREADS)->dropped, __ATOMIC_RELAXED) &&
           !__atomic_load_n(&hd_section(HD_WIRE_SLOTS)->dropped, __ATOMIC_RELAXED);
}

static void check_use(uint64_t handle, const struct hd_call *c)
{
    struct hd_local *t = hd_fresh_child() ? NULL : hd_enter();
    struct hd_wire_thread *record;
    struct hd_guard g;
    union hd_ref r;

    if (!t || t->slot->kill || handle == t->record->handle)
        return;
    r = hd_thread_find(handle);
    record = hd_thread_record(r);
    if (!record || !(record->flags & HD_WIRE_THREAD_JOINED) || !complete())
        return;
    hd_guard_enter(&g, t);
    hd_event_note(&g, &(struct hd_event){.kind = HD_WIRE_EVENT_USE_JOINED, .address = handle,
                                         .aux = r.id}, c);
    hd_guard_leave(&g);
}

#define USE(name, params, args)                                                                    \
    HD_EXPORT int name params                                                                      \
    {                                                                                              \
        struct hd_call c = HD_CALL();                                                              \
                                                                                                   \
        check_use((uint64_t)h, &c);                                                                \
        return hd_real.name args;                                                                  \
    }

HD_EXPORT int pthread_setname_np(pthread_t h, const char *name)
{
    struct hd_call c = HD_CALL();
    struct hd_local *t;
    int r;

    check_use((uint64_t)h, &c);
    r = hd_real.pthread_setname_np(h, name);
    t = hd_tls.local->slot ? hd_tls.local : NULL;
    if (r == 0 && t && !t->slot->kill)
        hd_thread_name(hd_thread_find((uint64_t)h), name);
    return r;
}

USE(pthread_kill, (pthread_t h, int sig), (h, sig))
USE(pthread_sigqueue, (pthread_t h, int sig, const union sigval v), (h, sig, v))
USE(pthread_cancel, (pthread_t h), (h))
USE(pthread_getname_np, (pthread_t h, char *name, size_t size), (h, name, size))
USE(pthread_setschedparam, (pthread_t h, int policy, const struct sched_param *p), (h, policy, p))
USE(pthread_getschedparam, (pthread_t h, int *restrict policy, struct sched_param *restrict p),
    (h, policy, p))
USE(pthread_setschedprio, (pthread_t h, int prio), (h, prio))
USE(pthread_setaffinity_np, (pthread_t h, size_t size, const cpu_set_t *set), (h, size, set))
USE(pthread_getcpuclockid, (pthread_t h, clockid_t *clock), (h, clock))
