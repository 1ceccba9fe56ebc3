/* The rest of the surface: names, ways to end, result codes, the eight rwlock calls, named semaphores,
 * keys, and locks in memory that goes away.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#include "tests/probe/probe_test.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;

static const struct hd_wire_thread *th(const struct wire *w, uint32_t i)
{
    return wire_at(w, HD_WIRE_THREADS, i);
}

static const struct hd_wire_slot *main_slot(const struct wire *w)
{
    return wire_at(w, HD_WIRE_SLOTS, 0);
}

static void *nothing(void *arg)
{
    return arg;
}

static void *lock_a(void *arg)
{
    pthread_mutex_lock(&a);
    pthread_mutex_unlock(&a);
    return arg;
}

static void in_thread(void *(*f)(void *), void *arg)
{
    pthread_t t;

    REQUIRE(pthread_create(&t, NULL, f, arg) == 0);
    REQUIRE(pthread_join(t, NULL) == 0);
}

static struct timespec soon(clockid_t clock)
{
    struct timespec ts;

    clock_gettime(clock, &ts);
    ts.tv_nsec += 20000000;
    ts.tv_sec += ts.tv_nsec / 1000000000;
    ts.tv_nsec %= 1000000000;
    return ts;
}

/* ---- names ---- */

SCENARIO(thread_names, KILLED)
static int waiter; /* tid of a thread that is about to sleep */
static void about_to_sleep(void)
{
    __atomic_store_n(&waiter, (int)syscall(SYS_gettid), __ATOMIC_RELEASE);
}
static void *wait_for_b(void *arg)
{
    if (arg)
        pthread_setname_np(pthread_self(), "by itself");
    about_to_sleep();
    pthread_mutex_lock(&b);
    return arg;
}
static pthread_t asleep(void *(*f)(void *), void *arg)
{
    pthread_t t;

    waiter = 0;
    REQUIRE(pthread_create(&t, NULL, f, arg) == 0);
    while (!__atomic_load_n(&waiter, __ATOMIC_ACQUIRE))
        usleep(1000);
    wait_until_blocked(t, &waiter);
    return t;
}
static void thread_names_child(void)
{
    pthread_t other;

    pthread_mutex_lock(&b);
    asleep(wait_for_b, &b);
    other = asleep(wait_for_b, NULL);
    REQUIRE(pthread_setname_np(other, "by another") == 0);
    REQUIRE(pthread_setname_np(other, "a name that is too long") == ERANGE);
    ready();
}
static void thread_names_check(const struct wire *w)
{
    CHECK(!strcmp(th(w, 1)->name, "by itself"));
    CHECK(!strcmp(th(w, 2)->name, "by another"));
}

/* ---- ends ---- */

SCENARIO(thread_ends, EXITS)
static void *end_by_exit(void *arg)
{
    for (int i = 0; i < 9; i++) { /* an acquisition that is known by heart */
        pthread_mutex_lock(arg);
        if (i < 8)
            pthread_mutex_unlock(arg);
    }
    pthread_exit(arg);
}
static void *end_by_bare_exit(void *arg)
{
    syscall(SYS_exit, 0);
    return arg;
}
static void *end_by_cancel(void *arg)
{
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
    pthread_mutex_lock(&a);
    pthread_mutex_unlock(&a);
    for (;;)
        pause();
    return arg;
}
static int end_by_thrd_exit(void *arg)
{
    pthread_mutex_lock(&b);
    pthread_mutex_unlock(&b);
    thrd_exit(arg ? 1 : 0);
}
static void thread_ends_child(void)
{
    static pthread_mutex_t kept = PTHREAD_MUTEX_INITIALIZER;
    pthread_t t;
    thrd_t c;

    in_thread(end_by_exit, &kept);
    in_thread(end_by_bare_exit, NULL);
    REQUIRE(pthread_create(&t, NULL, end_by_cancel, NULL) == 0);
    usleep(30000);
    REQUIRE(pthread_cancel(t) == 0 && pthread_join(t, NULL) == 0);
    REQUIRE(thrd_create(&c, end_by_thrd_exit, NULL) == thrd_success);
    REQUIRE(thrd_join(c, NULL) == thrd_success);
    in_thread(nothing, NULL);
    tell((uintptr_t)end_by_exit);
}
static void thread_ends_check(const struct wire *w)
{
    const struct hd_wire_event *e = event(w, HD_WIRE_EVENT_HELD_AT_EXIT);
    const struct hd_wire_stack *at;

    CHECK(all_events(w) == 1 && e && e->stack2_id);
    at = e ? wire_at(w, HD_WIRE_STACKS, e->stack2_id - 1) : NULL;
    CHECK(at && at->frame[0] > told[0] && at->frame[0] < told[0] + 200);
    CHECK(th(w, 1)->state == HD_WIRE_THREAD_EXITED);
    CHECK(th(w, 2)->state == HD_WIRE_THREAD_ALIVE && th(w, 2)->flags == HD_WIRE_THREAD_JOINED);
    for (uint32_t i = 3; i <= 5; i++)
        CHECK(th(w, i)->state == HD_WIRE_THREAD_EXITED);
}

/* Threads that end without a word leave their slots; newcomers get them when there are no others. */
SCENARIO_ENV(slots_reclaimed, EXITS, "HEDDLE_SIZE=1")
static void slots_reclaimed_child(void)
{
    for (int i = 0; i < 200; i++)
        in_thread(end_by_bare_exit, NULL);
    in_thread(lock_a, NULL);
    tell_at(&a);
}
static void slots_reclaimed_check(const struct wire *w)
{
    CHECK(wire_dropped(w, HD_WIRE_SLOTS) == 0);
    CHECK(lock_at(w, told[0]));
    CHECK(wire_used(w, HD_WIRE_SLOTS) < 100);
}

/* ---- result codes ---- */

static void init_kind(pthread_mutex_t *m, int type, int robust, int protocol)
{
    pthread_mutexattr_t at;

    pthread_mutexattr_init(&at);
    pthread_mutexattr_settype(&at, type);
    pthread_mutexattr_setrobust(&at, robust);
    pthread_mutexattr_setprotocol(&at, protocol);
    REQUIRE(pthread_mutex_init(m, &at) == 0);
}

SCENARIO(robust_mutex, EXITS)
static void *die_with(void *m)
{
    pthread_mutex_lock(m);
    return NULL;
}
static void robust_mutex_child(void)
{
    static pthread_mutex_t m, n, pi;

    init_kind(&m, PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ROBUST, PTHREAD_PRIO_NONE);
    init_kind(&n, PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ROBUST, PTHREAD_PRIO_NONE);
    init_kind(&pi, PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ROBUST, PTHREAD_PRIO_INHERIT);
    in_thread(die_with, &m);
    REQUIRE(pthread_mutex_lock(&m) == EOWNERDEAD);
    REQUIRE(pthread_mutex_lock(&a) == 0); /* an edge: m was acquired */
    REQUIRE(pthread_mutex_unlock(&a) == 0);
    REQUIRE(pthread_mutex_consistent(&m) == 0);
    REQUIRE(pthread_mutex_unlock(&m) == 0);
    REQUIRE(pthread_mutex_lock(&m) == 0);
    REQUIRE(pthread_mutex_unlock(&m) == 0);
    in_thread(die_with, &n);
    REQUIRE(pthread_mutex_trylock(&n) == EOWNERDEAD);
    REQUIRE(pthread_mutex_unlock(&n) == 0); /* without having made it consistent */
    REQUIRE(pthread_mutex_lock(&n) == ENOTRECOVERABLE);
    REQUIRE(pthread_mutex_trylock(&n) == ENOTRECOVERABLE);
    in_thread(die_with, &pi);
    REQUIRE(pthread_mutex_lock(&pi) == EOWNERDEAD);
    tell_at(&m);
    tell_at(&a);
    tell_at(&n);
}
static void robust_mutex_check(const struct wire *w)
{
    CHECK(edge_between(w, told[0], told[1]));
    CHECK(!edge_between(w, told[2], told[0]) && edges(w) == 1);
    CHECK(events(w, HD_WIRE_EVENT_HELD_AT_EXIT) == 3 && all_events(w) == 3);
    CHECK(main_slot(w)->depth == 1); /* pi, until the end */
}

SCENARIO(result_codes, EXITS)
static void *find_busy(void *m)
{
    struct timespec at = soon(CLOCK_REALTIME);

    REQUIRE(pthread_mutex_trylock(m) == EBUSY);
    REQUIRE(pthread_mutex_timedlock(m, &at) == ETIMEDOUT);
    REQUIRE(pthread_mutex_lock(&a) == 0); /* holds nothing else: no edge */
    REQUIRE(pthread_mutex_unlock(&a) == 0);
    return NULL;
}
static void result_codes_child(void)
{
    static pthread_mutex_t check, again, inherit;

    init_kind(&check, PTHREAD_MUTEX_ERRORCHECK, PTHREAD_MUTEX_STALLED, PTHREAD_PRIO_NONE);
    init_kind(&again, PTHREAD_MUTEX_RECURSIVE, PTHREAD_MUTEX_STALLED, PTHREAD_PRIO_NONE);
    init_kind(&inherit, PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_STALLED, PTHREAD_PRIO_INHERIT);
    REQUIRE(pthread_mutex_lock(&check) == 0);
    REQUIRE(pthread_mutex_trylock(&check) == EBUSY);
    in_thread(find_busy, &check);
    REQUIRE(pthread_mutex_unlock(&check) == 0);
    for (int i = 0; i < 5; i++)
        REQUIRE((i % 2 ? pthread_mutex_trylock(&again) : pthread_mutex_lock(&again)) == 0);
    in_thread(find_busy, &again);
    for (int i = 0; i < 5; i++)
        REQUIRE(pthread_mutex_unlock(&again) == 0);
    REQUIRE(pthread_mutex_lock(&inherit) == 0);
    in_thread(find_busy, &inherit);
    REQUIRE(pthread_mutex_unlock(&inherit) == 0);
}
static void result_codes_check(const struct wire *w)
{
    CHECK(all_events(w) == 0 && edges(w) == 0);
    CHECK(main_slot(w)->depth == 0);
}

/* ---- all ways to take a readers-writer lock ---- */

SCENARIO(rwlock_forms, EXITS)
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static void take(int form)
{
    struct timespec at = soon(CLOCK_REALTIME);

    switch (form) {
    case 0:
        REQUIRE(pthread_rwlock_rdlock(&rw) == 0);
        break;
    case 1:
        REQUIRE(pthread_rwlock_tryrdlock(&rw) == 0);
        break;
    case 2:
        REQUIRE(pthread_rwlock_timedrdlock(&rw, &at) == 0);
        break;
    case 3:
        REQUIRE(pthread_rwlock_wrlock(&rw) == 0);
        break;
    case 4:
        REQUIRE(pthread_rwlock_trywrlock(&rw) == 0);
        break;
    case 5:
        REQUIRE(pthread_rwlock_timedwrlock(&rw, &at) == 0);
        break;
#ifdef __GLIBC__
    case 6:
        REQUIRE(pthread_rwlock_clockrdlock(&rw, CLOCK_REALTIME, &at) == 0);
        break;
    case 7:
        REQUIRE(pthread_rwlock_clockwrlock(&rw, CLOCK_REALTIME, &at) == 0);
        break;
#endif
    default:
        REQUIRE(pthread_rwlock_rdlock(&rw) == 0);
    }
}
static void *take_each(void *arg)
{
    for (int form = 0; form < 8; form++) {
        take(form);
        REQUIRE(pthread_mutex_lock(&a) == 0);
        REQUIRE(pthread_mutex_unlock(&a) == 0);
        REQUIRE(pthread_rwlock_unlock(&rw) == 0);
    }
    return arg;
}
static void rwlock_forms_child(void)
{
    in_thread(take_each, NULL);
    tell_at(&rw);
    tell_at(&a);
    take(3);
    REQUIRE(pthread_rwlock_unlock(&rw) == 0);
}
static void rwlock_forms_check(const struct wire *w)
{
    const struct hd_wire_edge *e = edge_between(w, told[0], told[1]);

    CHECK(e && e->count >= 6);
    CHECK(all_events(w) == 0 && main_slot(w)->depth == 0);
}

/* ---- semaphores with a name ---- */

SCENARIO(named_semaphore, EXITS)
static void *wait_named(void *s)
{
    about_to_sleep();
    sem_wait(s);
    return NULL;
}
static void named_semaphore_child(void)
{
    char name[64];
    sem_t *s, *again;
    pthread_t t;

    snprintf(name, sizeof name, "/heddle-test-%d", (int)getpid());
    errno = 0;
    REQUIRE(sem_open(name, 0) == SEM_FAILED && errno == ENOENT);
    s = sem_open(name, O_CREAT | O_EXCL, 0600, 1);
    REQUIRE(s != SEM_FAILED);
    again = sem_open(name, 0);
    REQUIRE(again == s);
    REQUIRE(sem_unlink(name) == 0);
    REQUIRE(sem_trywait(s) == 0 && sem_trywait(s) == -1 && errno == EAGAIN);
    t = asleep(wait_named, s);
    REQUIRE(sem_close(again) == 0); /* it is open still, and somebody waits: fine */
    tell_at(s);
    REQUIRE(sem_post(s) == 0);
    REQUIRE(pthread_join(t, NULL) == 0);
    REQUIRE(sem_close(s) == 0);
}
static void named_semaphore_check(const struct wire *w)
{
    const struct hd_wire_lock *l = wire_at(w, HD_WIRE_LOCKS, lock_at(w, told[0]) - 1);

    CHECK(l && l->object == HD_WIRE_SEM && l->state == HD_WIRE_LOCK_DEAD && l->death_stack_id);
    CHECK(l && l->flags & HD_WIRE_LOCK_INIT_SEEN && l->init_stack_id);
    CHECK(all_events(w) == 0);
}

SCENARIO(named_semaphore_closed, KILLED)
static void named_semaphore_closed_child(void)
{
    char name[64];
    sem_t *s;

    snprintf(name, sizeof name, "/heddle-test-%d", (int)getpid());
    s = sem_open(name, O_CREAT | O_EXCL, 0600, 0);
    REQUIRE(s != SEM_FAILED && sem_unlink(name) == 0);
    asleep(wait_named, s);
    REQUIRE(sem_close(s) == 0);
    ready();
}
static void named_semaphore_closed_check(const struct wire *w)
{
    const struct hd_wire_event *e = event(w, HD_WIRE_EVENT_SEM_DESTROY_WAITING);

    CHECK(e && e->aux == 1 && all_events(w) == 1);
}

/* ---- keys ---- */

/* A program may have all the keys there are. Threads that return are seen to end all the same. */
SCENARIO(all_keys, EXITS)
static unsigned destroyed;
static pthread_mutex_t released_late = PTHREAD_MUTEX_INITIALIZER;
static void count_destroyed(void *arg)
{
    (void)arg;
    destroyed++;
    pthread_mutex_unlock(&released_late);
}
static void *set_last(void *key)
{
    REQUIRE(pthread_setspecific(*(pthread_key_t *)key, key) == 0);
    pthread_mutex_lock(&released_late);
    return lock_a(NULL);
}
static void all_keys_child(void)
{
    static pthread_key_t key[PTHREAD_KEYS_MAX];
    unsigned n = 0;

    in_thread(lock_a, NULL);
    while (n < PTHREAD_KEYS_MAX && pthread_key_create(&key[n], count_destroyed) == 0)
        n++;
    in_thread(set_last, &key[n - 1]);
    REQUIRE(destroyed == 1);
    tell(n);
}
static void all_keys_check(const struct wire *w)
{
    CHECK(told[0] >= PTHREAD_KEYS_MAX - 2); /* of which libraries have some */
    CHECK(th(w, 1)->state == HD_WIRE_THREAD_EXITED && th(w, 2)->state == HD_WIRE_THREAD_EXITED);
    CHECK(all_events(w) == 0);
}

/* A program that uses a key before it made one finds none, and the first keys are its own. */
SCENARIO(low_keys, EXITS)
static void low_keys_child(void)
{
    pthread_key_t key;

    REQUIRE(pthread_key_create(&key, NULL) == 0 && key < 16);
    REQUIRE(pthread_key_delete(key) == 0);
    REQUIRE(pthread_setspecific(key, &key) == EINVAL);
    in_thread(lock_a, NULL);
}
static void low_keys_check(const struct wire *w)
{
    CHECK(th(w, 1)->state == HD_WIRE_THREAD_EXITED);
}

/* ---- memory that goes away ---- */

/* A lock that another thread released, in memory that is no more: its owner word cannot be read. */
SCENARIO(lock_unmapped, EXITS)
static void *unlock_it(void *m)
{
    pthread_mutex_unlock(m);
    return NULL;
}
static void lock_unmapped_child(void)
{
    pthread_mutex_t *m = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    REQUIRE(m != MAP_FAILED && pthread_mutex_init(m, NULL) == 0);
    REQUIRE(pthread_mutex_lock(m) == 0);
    in_thread(unlock_it, m);
    REQUIRE(munmap(m, 4096) == 0);
    REQUIRE(pthread_mutex_lock(&a) == 0);
    REQUIRE(pthread_mutex_lock(&b) == 0);
    tell_at(m);
    tell_at(&b);
}
static void lock_unmapped_check(const struct wire *w)
{
    CHECK(!edge_between(w, told[0], told[1]));
    CHECK(main_slot(w)->depth == 2);
    CHECK(all_events(w) == 1 && event(w, HD_WIRE_EVENT_UNLOCK_FOREIGN));
}
