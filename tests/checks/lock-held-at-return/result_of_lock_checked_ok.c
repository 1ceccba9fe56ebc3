/* When acquiring fails the function leaves without the lock. */
#include <errno.h>
#include <pthread.h>

struct shared {
    pthread_mutex_t lock;
    int value;
};

int shared_add(struct shared *s, int n)
{
    int rc = pthread_mutex_lock(&s->lock);
    if (rc != 0)
        return -rc;
    if (n < 0) {
        pthread_mutex_unlock(&s->lock);
        return -EINVAL;
    }
    s->value += n;
    rc = pthread_mutex_unlock(&s->lock);
    return rc == 0 ? s->value : -rc;
}
