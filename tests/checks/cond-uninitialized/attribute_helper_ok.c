/* Made by a helper that sets the clock, on every path that goes on. */
#include <pthread.h>
#include <time.h>

static int monotonic_cond(pthread_cond_t *c)
{
    pthread_condattr_t a;
    int rc = pthread_condattr_init(&a);

    if (rc != 0)
        return rc;
    pthread_condattr_setclock(&a, CLOCK_MONOTONIC);
    rc = pthread_cond_init(c, &a);
    pthread_condattr_destroy(&a);
    return rc;
}

int nap(pthread_mutex_t *m, const struct timespec *until)
{
    pthread_cond_t c;
    int rc = monotonic_cond(&c);

    if (rc != 0)
        return rc;
    pthread_mutex_lock(m);
    while (rc == 0)
        rc = pthread_cond_timedwait(&c, m, until);
    pthread_mutex_unlock(m);
    pthread_cond_destroy(&c);
    return rc;
}
