/* The part of the kernel's locking interface that the programs beside this folder use, with the
 * macros and inline functions in front of the raw ones. */
#ifndef __LINUX_MUTEX_H
#define __LINUX_MUTEX_H
#include <stddef.h>
#include <stdbool.h>

struct lock_class_key {
    int dummy;
};
struct mutex {
    long owner;
};
#define __MUTEX_INITIALIZER(name) {.owner = 0}
#define DEFINE_MUTEX(name) struct mutex name = __MUTEX_INITIALIZER(name)
void __mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key);
#define mutex_init(mutex)                                                                          \
    do {                                                                                           \
        static struct lock_class_key __key;                                                        \
        __mutex_init((mutex), #mutex, &__key);                                                     \
    } while (0)
void mutex_lock_nested(struct mutex *lock, unsigned subclass);
#define mutex_lock(lock) mutex_lock_nested(lock, 0)
int mutex_lock_interruptible(struct mutex *lock);
int mutex_trylock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);

typedef struct raw_spinlock {
    int raw;
} raw_spinlock_t;
typedef struct spinlock {
    struct raw_spinlock rlock;
} spinlock_t;
#define DEFINE_SPINLOCK(x) spinlock_t x
void _raw_spin_lock(raw_spinlock_t *lock);
unsigned long _raw_spin_lock_irqsave(raw_spinlock_t *lock);
void _raw_spin_unlock(raw_spinlock_t *lock);
void _raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags);
static inline raw_spinlock_t *spinlock_check(spinlock_t *lock)
{
    return &lock->rlock;
}
static inline void spin_lock(spinlock_t *lock)
{
    _raw_spin_lock(&lock->rlock);
}
static inline void spin_unlock(spinlock_t *lock)
{
    _raw_spin_unlock(&lock->rlock);
}
#define spin_lock_irqsave(lock, flags)                                                             \
    do {                                                                                           \
        flags = _raw_spin_lock_irqsave(spinlock_check(lock));                                      \
    } while (0)
static inline void spin_unlock_irqrestore(spinlock_t *lock, unsigned long flags)
{
    _raw_spin_unlock_irqrestore(&lock->rlock, flags);
}

struct rw_semaphore {
    long count;
};
void down_read(struct rw_semaphore *sem);
void up_read(struct rw_semaphore *sem);
void down_write(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);
void downgrade_write(struct rw_semaphore *sem);

void rcu_read_lock(void);
void rcu_read_unlock(void);
void synchronize_rcu(void);

void *kzalloc(size_t size, unsigned flags);
void kfree(const void *p);
#endif
