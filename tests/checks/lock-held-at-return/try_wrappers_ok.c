/* Wrappers of attempts: what they return says whether the lock is held, in every fashion. */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <sched.h>
#include <time.h>

struct slot {
    pthread_mutex_t lock;
    pthread_rwlock_t map;
    int waiters, owner;
};

int slot_try(struct slot *s)
{
    return pthread_mutex_trylock(&s->lock) == 0;
}

bool slot_try_bool(struct slot *s)
{
    return !pthread_mutex_trylock(&s->lock);
}

int slot_try_errno(struct slot *s)
{
    return pthread_mutex_trylock(&s->lock);
}

int slot_try_minus(struct slot *s)
{
    if (pthread_mutex_trylock(&s->lock) == EBUSY)
        return -EBUSY;
    s->owner = 1;
    return 0;
}

int slot_enter(struct slot *s)
{
    if (pthread_mutex_trylock(&s->lock) != 0) {
        s->waiters++;
        return 0;
    }
    s->owner = 1;
    return 1;
}

int slot_read(struct slot *s)
{
    struct timespec soon;
    clock_gettime(CLOCK_REALTIME, &soon);
    soon.tv_sec++;
    int rc = pthread_rwlock_timedrdlock(&s->map, &soon);
    return rc == ETIMEDOUT ? 0 : 1;
}

/* Until it works, with a way out. */
int slot_spin(struct slot *s)
{
    for (int i = 0; i < 100; i++) {
        if (!pthread_mutex_trylock(&s->lock))
            return 1;
        sched_yield();
    }
    return 0;
}

int slot_use(struct slot *s)
{
    if (!slot_try(s) && !slot_spin(s))
        return -1;
    s->owner = 2;
    pthread_mutex_unlock(&s->lock);
    return 0;
}

int slot_use_bool(struct slot *s)
{
    while (!slot_try_bool(s))
        sched_yield();
    s->owner = 3;
    pthread_mutex_unlock(&s->lock);
    int rc = slot_try_errno(s);
    if (rc == EBUSY)
        return 0;
    if (rc == 0)
        pthread_mutex_unlock(&s->lock);
    return rc;
}
