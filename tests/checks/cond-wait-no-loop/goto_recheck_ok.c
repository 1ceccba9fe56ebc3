/* A goto does what a while would do. */
#include <errno.h>
#include <pthread.h>

struct lease {
    pthread_mutex_t lock;
    pthread_cond_t freed;
    int owner;
};

int lease_take(struct lease *l, int me, const struct timespec *until)
{
    int rc = 0;

    pthread_mutex_lock(&l->lock);
recheck:
    if (l->owner != 0 && rc == 0) {
        rc = pthread_cond_timedwait(&l->freed, &l->lock, until);
        goto recheck;
    }
    if (rc == 0)
        l->owner = me;
    pthread_mutex_unlock(&l->lock);
    return rc == ETIMEDOUT ? -1 : rc;
}

void lease_drop(struct lease *l)
{
    pthread_mutex_lock(&l->lock);
    l->owner = 0;
    pthread_cond_signal(&l->freed);
    pthread_mutex_unlock(&l->lock);
}
