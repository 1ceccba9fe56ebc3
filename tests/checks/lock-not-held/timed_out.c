/* After a timeout the lock is not ours, but the common exit releases it. */
#include <errno.h>
#include <pthread.h>
#include <time.h>

struct device {
    pthread_mutex_t lock;
    int state;
};

int device_set(struct device *d, int state)
{
    struct timespec limit;
    int rc;

    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_sec++;
    rc = pthread_mutex_timedlock(&d->lock, &limit);
    if (rc == ETIMEDOUT)
        goto out;
    if (rc != 0)
        return -rc;
    d->state = state;
out:
    pthread_mutex_unlock(&d->lock); // expect: lock-not-held
    return -rc;
}
