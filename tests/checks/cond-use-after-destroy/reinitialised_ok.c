/* Destroyed and made anew after a fork. */
#include <pthread.h>

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t work;
    int n;
};

void pool_after_fork(struct pool *p)
{
    pthread_cond_destroy(&p->work);
    pthread_mutex_destroy(&p->lock);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work, NULL);
    pthread_mutex_lock(&p->lock);
    p->n = 0;
    pthread_cond_broadcast(&p->work);
    pthread_mutex_unlock(&p->lock);
}
