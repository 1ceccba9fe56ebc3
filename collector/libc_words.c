/* Layouts are those of 64-bit machines. glibc (nptl) has kept its own since 2.25; musl since 1.1.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/libc_words.h"

#include <errno.h>
#include <linux/futex.h>
#include <string.h>
#include <sys/syscall.h>

enum { LOCK_PI2 = 13 }; /* since Linux 5.14 */

bool hd_futex_wait(const struct hd_task *t, struct hd_futex_wait *out)
{
    if (t->place != HD_TASK_IN_CALL || t->call != SYS_futex)
        return false;
    *out = (struct hd_futex_wait){.word = t->arg[0],
                                  .operation =
                                      (int)t->arg[1] & ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME),
                                  .expected = (uint32_t)t->arg[2],
                                  .timed = t->arg[3] != 0};
    return out->operation == FUTEX_WAIT || out->operation == FUTEX_WAIT_BITSET ||
           out->operation == FUTEX_LOCK_PI || out->operation == LOCK_PI2 ||
           out->operation == FUTEX_WAIT_REQUEUE_PI;
}

static bool lives(const hd_task_vec *tasks, uint32_t own_tid)
{
    hd_vec_foreach(t, tasks)
    {
        if (own_tid && t->own_tid == own_tid)
            return true;
    }
    return false;
}

struct look {
    const struct hd_process *p;
    const hd_task_vec *tasks;
    const struct hd_futex_wait *w;
    struct hd_words *out;
};

static bool found(const struct look *l, enum hd_live_kind kind, uint64_t object, uint32_t owner)
{
    l->out->kind = kind;
    l->out->object = object;
    l->out->owner = owner;
    return true;
}

/* Words that follow each other from `address`. */
static bool words(const struct look *l, uint64_t address, uint32_t *v, size_t n)
{
    return hd_process_read(l->p, address, v, n * sizeof *v);
}

/* ---- glibc ---- */

/* pthread_mutex_t: lock, count, owner, users, kind. Kinds: two bits of type, then flags. */
enum { KIND_TYPE = 3, KIND_ROBUST = 16, KIND_PI = 32, KIND_SHARED = 128, KIND_ELISION = 256 | 512 };

static bool glibc_mutex(const struct look *l)
{
    uint32_t m[5];
    const uint32_t known = KIND_TYPE | KIND_ROBUST | KIND_PI | KIND_SHARED | KIND_ELISION;
    if (!words(l, l->w->word, m, 5) || m[4] & ~known || m[1] > 1u << 24)
        return false;
    if (m[4] & (KIND_ROBUST | KIND_PI)) { /* the lock word itself names the owner */
        uint32_t owner = m[0] & FUTEX_TID_MASK;
        return l->w->expected == m[0] && m[0] & FUTEX_WAITERS && owner == m[2] &&
               lives(l->tasks, owner) && found(l, HD_LIVE_MUTEX, l->w->word, owner);
    }
    return l->w->expected == 2 && m[0] == 2 && m[3] && lives(l->tasks, m[2]) &&
           found(l, HD_LIVE_MUTEX, l->w->word, m[2]);
}

/* pthread_rwlock_t: readers, writers, wrphase_futex, writers_futex, two of padding, cur_writer,
 * shared, …, flags. Threads sleep on either futex. */
static bool glibc_rwlock_at(const struct look *l, uint64_t at)
{
    enum { WRITE_LOCKED = 2 };
    uint32_t w[13];
    return words(l, at, w, 13) && w[0] & WRITE_LOCKED && !w[4] && !w[5] && w[7] <= 1 &&
           w[12] <= 2 && lives(l->tasks, w[6]) && found(l, HD_LIVE_RWLOCK, at, w[6]);
}

static bool glibc_rwlock(const struct look *l)
{
    return glibc_rwlock_at(l, l->w->word - 8) || glibc_rwlock_at(l, l->w->word - 12);
}

/* The tid's place in struct pthread, and where that struct points to itself. */
#if defined(__x86_64__)
enum { GLIBC_TID = 720, GLIBC_SELF = 16 };
#else
enum { GLIBC_TID = 208, GLIBC_SELF = -1 };
#endif

/* The thread whose descriptor starts at `at`; 0: none does. */
static uint32_t glibc_thread(const struct look *l, uint64_t at)
{
    uint64_t self = at;
    uint32_t tid = 0;
    if (GLIBC_SELF >= 0 && !hd_process_read(l->p, at + (uint64_t)GLIBC_SELF, &self, sizeof self))
        return 0;
    return self == at && words(l, at + GLIBC_TID, &tid, 1) && lives(l->tasks, tid) ? tid : 0;
}

/* A joiner sleeps on the tid that the kernel clears at the thread's end. */
static bool glibc_join(const struct look *l)
{
    if (l->w->expected != l->out->value || !lives(l->tasks, l->w->expected))
        return false;
    uint32_t tid = glibc_thread(l, l->w->word - GLIBC_TID);
    return tid && tid == l->w->expected && found(l, HD_LIVE_JOIN, l->w->word, tid);
}

/* The lock of a FILE: lock, count, owner as a pointer to its struct pthread. */
static bool glibc_stream(const struct look *l)
{
    struct {
        uint32_t lock, count;
        uint64_t owner;
    } f;
    if (l->w->expected != 2 || !hd_process_read(l->p, l->w->word, &f, sizeof f) || f.lock != 2 ||
        !f.count || f.count > 1u << 16)
        return false;
    uint32_t tid = glibc_thread(l, f.owner);
    return tid && found(l, HD_LIVE_STREAM, l->w->word, tid);
}

/* ---- musl ---- */

/* pthread_mutex_t: type, lock, waiters. The lock is the owner's tid, but for the normal type, where
 * it is EBUSY. */
static bool musl_mutex(const struct look *l)
{
    enum { TYPE = 3, ROBUST = 4, PI = 8, SHARED = 128 };
    uint32_t m[3];
    if (!words(l, l->w->word - 4, m, 3))
        return false;
    if (!(m[0] & ~(uint32_t)SHARED) && m[1] == (FUTEX_WAITERS | EBUSY) && m[1] == l->w->expected)
        return found(l, HD_LIVE_MUTEX, l->w->word - 4, 0);
    if (!(m[0] & (TYPE | ROBUST | PI)) || m[0] & ~(uint32_t)(TYPE | ROBUST | PI | SHARED) ||
        m[1] != l->w->expected || !(m[1] & FUTEX_WAITERS))
        return false;
    uint32_t owner = m[1] & FUTEX_TID_MASK;
    return lives(l->tasks, owner) && found(l, HD_LIVE_MUTEX, l->w->word - 4, owner);
}

/* struct pthread: self, (dtv), prev, next, sysinfo, (canary), tid, errno, detach_state, which a
 * joiner sleeps on. What is in brackets lies elsewhere where thread-local storage is above. */
static bool musl_join(const struct look *l)
{
#if defined(__x86_64__)
    enum { TID = 48 };
#else
    enum { TID = 32 };
#endif
    enum { DETACH_STATE = TID + 8, JOINABLE = 2 };
    uint64_t at = l->w->word - DETACH_STATE, self = 0;
    uint32_t tid;
    return l->w->expected <= JOINABLE && hd_process_read(l->p, at, &self, sizeof self) &&
           self == at && words(l, at + TID, &tid, 1) && lives(l->tasks, tid) &&
           found(l, HD_LIVE_JOIN, l->w->word, tid);
}

void hd_words_read(const struct hd_process *p, const hd_task_vec *tasks,
                   const struct hd_futex_wait *w, struct hd_words *out)
{
    *out = (struct hd_words){.kind = HD_LIVE_FUTEX, .object = w->word};
    const struct look l = {p, tasks, w, out};
    if (!hd_process_word(p, w->word, &out->value))
        return;
    if (w->operation == FUTEX_LOCK_PI || w->operation == LOCK_PI2) {
        found(&l, HD_LIVE_MUTEX, w->word, out->value & FUTEX_TID_MASK);
        return;
    }
    (void)(glibc_join(&l) || glibc_mutex(&l) || glibc_stream(&l) || glibc_rwlock(&l) ||
           musl_mutex(&l) || musl_join(&l));
}
