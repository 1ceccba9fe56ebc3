/* The lock is released before the workers are joined. */
#include <pthread.h>
#include <stdlib.h>
struct pool { pthread_mutex_t m; pthread_cond_t cv; int stop, n; pthread_t *tid; };
static void *run(void *a)
{
    struct pool *p = a;
    pthread_mutex_lock(&p->m);
    while (!p->stop)
        pthread_cond_wait(&p->cv, &p->m);
    pthread_mutex_unlock(&p->m);
    return NULL;
}
static int pool_start(struct pool *p, int n)
{
    p->tid = calloc((size_t)n, sizeof *p->tid);
    if (!p->tid)
        return -1;
    for (p->n = 0; p->n < n; p->n++)
        if (pthread_create(&p->tid[p->n], NULL, run, p))
            break;
    return p->n ? 0 : -1;
}
static void pool_stop(struct pool *p)
{
    pthread_mutex_lock(&p->m);
    p->stop = 1;
    pthread_cond_broadcast(&p->cv);
    pthread_mutex_unlock(&p->m);
    for (int i = 0; i < p->n; i++)
        pthread_join(p->tid[i], NULL);
    free(p->tid);
}
int main(void)
{
    static struct pool p = {.m = PTHREAD_MUTEX_INITIALIZER, .cv = PTHREAD_COND_INITIALIZER};
    if (pool_start(&p, 4))
        return 1;
    pool_stop(&p);
    return 0;
}
