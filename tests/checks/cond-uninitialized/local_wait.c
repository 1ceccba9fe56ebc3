/* A condition on the stack, as it comes. */
#include <pthread.h>

int await(pthread_mutex_t *lock, const volatile int *flag, const struct timespec *until)
{
    pthread_cond_t nap;
    int rc = 0;

    pthread_mutex_lock(lock);
    while (!*flag && rc == 0)
        rc = pthread_cond_timedwait(&nap, lock, until); // expect: cond-uninitialized
    pthread_mutex_unlock(lock);
    return rc;
}
