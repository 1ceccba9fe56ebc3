/* A timeout leaves at once; only success reaches the release. */
#include <errno.h>
#include <pthread.h>
#include <time.h>

struct device {
    pthread_mutex_t lock;
    int state;
};

int device_set(struct device *d, int state, const struct timespec *limit)
{
    int rc;

    while ((rc = pthread_mutex_timedlock(&d->lock, limit)) == EAGAIN)
        continue;
    if (rc)
        return -rc;
    d->state = state;
    pthread_mutex_unlock(&d->lock);
    return 0;
}
