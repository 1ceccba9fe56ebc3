/* The same pool, closed properly. */
#include <pthread.h>
#include <stdlib.h>

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t work;
    pthread_t *thread;
    int nthreads, pending, closing;
};

static void *pool_worker(void *arg)
{
    struct pool *p = arg;
    for (;;) {
        pthread_mutex_lock(&p->lock);
        while (p->pending == 0 && !p->closing)
            pthread_cond_wait(&p->work, &p->lock);
        if (p->closing) {
            pthread_mutex_unlock(&p->lock);
            return NULL;
        }
        p->pending--;
        pthread_mutex_unlock(&p->lock);
    }
}

int pool_grow(struct pool *p)
{
    if (pthread_create(&p->thread[p->nthreads], NULL, pool_worker, p) != 0)
        return -1;
    p->nthreads++;
    return 0;
}

void pool_close(struct pool *p)
{
    pthread_mutex_lock(&p->lock);
    p->closing = 1;
    pthread_cond_broadcast(&p->work);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < p->nthreads; i++)
        pthread_join(p->thread[i], NULL);
    free(p->thread);
}
