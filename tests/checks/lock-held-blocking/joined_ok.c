/* A lock around start and stop of the threads that no thread needs. */
#include <pthread.h>

struct pool {
    pthread_mutex_t admin;
    pthread_t thread[4];
    int stop, n;
};

void pool_stop(struct pool *p)
{
    pthread_mutex_lock(&p->admin);
    p->stop = 1;
    for (int i = 0; i < p->n; i++)
        pthread_join(p->thread[i], NULL);
    p->n = 0;
    pthread_mutex_unlock(&p->admin);
}
