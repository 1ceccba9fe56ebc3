/* What the C library's own objects say: owner, kind, destroyed or not. The only file that knows the
 * layout of glibc's and musl's types. Plain loads of words that others may be changing: the answers are
 * evidence, not synchronisation.
 * SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <threads.h>

#include "runtime_probe/probe.h"
#include "runtime_probe/real.h"

#ifdef __GLIBC__

_Static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t) && sizeof(cnd_t) == sizeof(pthread_cond_t),
               "C11 objects are the POSIX ones in disguise");

/* Bits of __data.__kind (nptl/pthreadP.h of glibc names them). */
enum { KIND_MASK = 3, KIND_RECURSIVE = 1, KIND_ERRORCHECK = 2, KIND_ROBUST = 16, KIND_SHARED = 128,
       KIND_ELISION = 256 };

static int64_t mutex_owner(const pthread_mutex_t *m)
{
    int kind = __atomic_load_n(&m->__data.__kind, __ATOMIC_RELAXED);
    int owner = __atomic_load_n(&m->__data.__owner, __ATOMIC_RELAXED);

    if (kind & KIND_ELISION)
        return -1; /* an elided section has no owner */
    if (owner <= 0 && __atomic_load_n(&m->__data.__lock, __ATOMIC_RELAXED))
        return -1; /* between taking the word and naming the owner */
    return owner > 0 ? owner : 0;
}

static int64_t rwlock_owner(const pthread_rwlock_t *l)
{
    int writer = __atomic_load_n(&l->__data.__cur_writer, __ATOMIC_RELAXED);
    unsigned readers = __atomic_load_n(&l->__data.__readers, __ATOMIC_RELAXED);

    if (writer > 0)
        return writer;
    return (readers >> 3) || (readers & 2) ? -1 : 0; /* readers have no names */
}

static int64_t spin_owner(const pthread_spinlock_t *l)
{
    int v = __atomic_load_n(l, __ATOMIC_RELAXED);

#if defined(__x86_64__) || defined(__i386__)
    return v == 1 ? 0 : -1;
#else
    return v == 0 ? 0 : -1;
#endif
}

/* What it writes into a lock that only this function knows. */
int64_t hd_native_tid(void)
{
    pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
    int owner;

    if (hd_real.pthread_mutex_trylock(&m))
        return -1;
    owner = m.__data.__owner;
    hd_real.pthread_mutex_unlock(&m);
    return owner;
}

int64_t hd_native_owner(unsigned object, uint64_t addr)
{
    switch (object) {
    case HD_WIRE_MUTEX:
        return mutex_owner((const pthread_mutex_t *)addr);
    case HD_WIRE_RWLOCK:
        return rwlock_owner((const pthread_rwlock_t *)addr);
    case HD_WIRE_SPIN:
        return spin_owner((const pthread_spinlock_t *)addr);
    default:
        return -1;
    }
}

/* struct new_sem of 64-bit glibc: the value in the low half, below the number of sleepers. Both change
 * in one store when a sleeper takes a token. */
int64_t hd_native_sem_asleep(uint64_t addr)
{
#if __SIZEOF_POINTER__ == 8
    uint64_t data = __atomic_load_n((const uint64_t *)addr, __ATOMIC_RELAXED);
    uint64_t value = data & UINT32_MAX, sleepers = data >> 32;

    return sleepers > value ? (int64_t)(sleepers - value) : 0;
#else
    (void)addr;
    return -1;
#endif
}

enum hd_native hd_native_destroyed(unsigned object, uint64_t addr)
{
    switch (object) {
    case HD_WIRE_MUTEX: /* pthread_mutex_destroy leaves an invalid kind */
        return ((const pthread_mutex_t *)addr)->__data.__kind == -1 ? HD_NATIVE_YES : HD_NATIVE_NO;
    case HD_WIRE_COND: /* pthread_cond_destroy leaves its wake-request bit */
        return ((const pthread_cond_t *)addr)->__data.__wrefs & 4 ? HD_NATIVE_YES : HD_NATIVE_NO;
    default:
        return HD_NATIVE_UNKNOWN;
    }
}

static uint32_t mutex_flags(const pthread_mutex_t *m)
{
    int kind = m->__data.__kind;
    uint32_t f = 0;

    if (kind == -1)
        return 0;
    if ((kind & KIND_MASK) == KIND_RECURSIVE)
        f |= HD_WIRE_LOCK_RECURSIVE;
    if ((kind & KIND_MASK) == KIND_ERRORCHECK)
        f |= HD_WIRE_LOCK_ERRORCHECK;
    if (kind & KIND_ROBUST)
        f |= HD_WIRE_LOCK_ROBUST;
    if (kind & KIND_SHARED)
        f |= HD_WIRE_LOCK_SHARED;
    return f;
}

uint32_t hd_native_flags(unsigned object, uint64_t addr)
{
    const pthread_rwlock_t *rw = (const pthread_rwlock_t *)addr;

    if (object == HD_WIRE_MUTEX)
        return mutex_flags((const pthread_mutex_t *)addr);
    if (object != HD_WIRE_RWLOCK)
        return 0;
    return (rw->__data.__shared ? HD_WIRE_LOCK_SHARED : 0u) |
           (rw->__data.__flags == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP
                ? HD_WIRE_LOCK_WRITER_FIRST
                : 0u);
}

#else /* musl: words by their places in the types' unions (its pthread_impl.h names them) */

enum { TYPE_MASK = 15, TYPE_KIND = 3, TYPE_ROBUST = 4, TYPE_SHARED = 128, OWNER = 0x3fffffff,
       WRITER = 0x7fffffff };

static int word(uint64_t addr, unsigned i)
{
    return __atomic_load_n((const int *)addr + i, __ATOMIC_RELAXED);
}

/* A plain mutex is only marked as taken. */
static int64_t mutex_owner(uint64_t addr)
{
    int owner = word(addr, 1) & OWNER;

    if ((word(addr, 0) & TYPE_MASK) == 0)
        return owner ? -1 : 0;
    return owner == OWNER ? -1 : owner; /* all ones: not recoverable */
}

int64_t hd_native_tid(void)
{
    return -1; /* a plain mutex does not tell */
}

int64_t hd_native_owner(unsigned object, uint64_t addr)
{
    switch (object) {
    case HD_WIRE_MUTEX:
        return mutex_owner(addr);
    case HD_WIRE_RWLOCK: /* neither readers nor the writer have names */
        return word(addr, 0) & WRITER ? -1 : 0;
    case HD_WIRE_SPIN:
        return word(addr, 0) ? -1 : 0;
    default:
        return -1;
    }
}

int64_t hd_native_sem_asleep(uint64_t addr)
{
    return -1;
}

enum hd_native hd_native_destroyed(unsigned object, uint64_t addr)
{
    (void)object, (void)addr; /* destruction leaves no trace */
    return HD_NATIVE_UNKNOWN;
}

uint32_t hd_native_flags(unsigned object, uint64_t addr)
{
    uint32_t f = 0;
    int type;

    if (object == HD_WIRE_RWLOCK)
        return word(addr, 2) ? HD_WIRE_LOCK_SHARED : 0;
    if (object != HD_WIRE_MUTEX)
        return 0;
    type = word(addr, 0);
    if ((type & TYPE_KIND) == PTHREAD_MUTEX_RECURSIVE)
        f |= HD_WIRE_LOCK_RECURSIVE;
    if ((type & TYPE_KIND) == PTHREAD_MUTEX_ERRORCHECK)
        f |= HD_WIRE_LOCK_ERRORCHECK;
    if (type & TYPE_ROBUST)
        f |= HD_WIRE_LOCK_ROBUST;
    if (type & TYPE_SHARED)
        f |= HD_WIRE_LOCK_SHARED;
    return f;
}

#endif
