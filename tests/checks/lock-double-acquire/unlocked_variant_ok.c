/* The usual pair: the public function acquires, the one that expects the lock does not. */
#include <pthread.h>

struct pool {
    pthread_mutex_t lock;
    int idle, max;
};

static int pool_idle_locked(const struct pool *p)
{
    return p->idle;
}

int pool_idle(struct pool *p)
{
    pthread_mutex_lock(&p->lock);
    int n = pool_idle_locked(p);
    pthread_mutex_unlock(&p->lock);
    return n;
}

int pool_put(struct pool *p)
{
    int rc = -1;
    pthread_mutex_lock(&p->lock);
    if (pool_idle_locked(p) < p->max) {
        p->idle++;
        rc = 0;
    }
    pthread_mutex_unlock(&p->lock);
    return rc;
}
