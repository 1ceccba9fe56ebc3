/* A cleanup attribute releases on every way out. */
#include <pthread.h>

static inline void guard_release(pthread_mutex_t **m)
{
    pthread_mutex_unlock(*m);
}

#define GUARD(m)                                                                                   \
    __attribute__((cleanup(guard_release))) pthread_mutex_t *guard = (m);                          \
    pthread_mutex_lock(guard)

struct meter {
    pthread_mutex_t lock;
    long value, limit;
};

int meter_add(struct meter *m, long n)
{
    GUARD(&m->lock);
    if (m->value + n > m->limit)
        return -1;
    m->value += n;
    return 0;
}
