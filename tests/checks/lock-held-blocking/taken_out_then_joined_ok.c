/* The handles are copied out under the lock and joined without it. */
#include <pthread.h>

struct pool {
    pthread_mutex_t lock;
    pthread_t thread[4];
    int stop, n;
};

void pool_stop(struct pool *p)
{
    pthread_t mine[4];
    int n;

    pthread_mutex_lock(&p->lock);
    p->stop = 1;
    n = p->n;
    for (int i = 0; i < n; i++)
        mine[i] = p->thread[i];
    p->n = 0;
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < n; i++)
        pthread_join(mine[i], NULL);
}
