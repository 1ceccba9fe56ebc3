/* A pool keeps its handles in an array and joins them when it is freed. */
#include <pthread.h>
#include <stdlib.h>

struct pool {
    int n;
    pthread_t *worker;
};

void *work(void *arg);
void pool_free(struct pool *p);

struct pool *pool_new(int n)
{
    struct pool *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->worker = calloc((size_t)n, sizeof *p->worker);
    if (!p->worker) {
        free(p);
        return NULL;
    }
    while (p->n < n) {
        if (pthread_create(&p->worker[p->n], NULL, work, p) != 0) {
            pool_free(p);
            return NULL;
        }
        p->n++;
    }
    return p;
}

void pool_free(struct pool *p)
{
    for (int i = 0; i < p->n; i++)
        pthread_join(p->worker[i], NULL);
    free(p->worker);
    free(p);
}
