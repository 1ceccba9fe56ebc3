/* The array of handles is freed while the threads that were made run on. */
#include <pthread.h>
#include <stdlib.h>

struct pool {
    pthread_t *tid;
    int n;
};

void *worker(void *arg);

struct pool *pool_new(int n)
{
    struct pool *p = malloc(sizeof *p);
    if (!p)
        return NULL;
    p->n = n;
    p->tid = calloc((size_t)n, sizeof *p->tid);
    if (!p->tid) {
        free(p);
        return NULL;
    }
    for (int i = 0; i < n; i++)
        if (pthread_create(&p->tid[i], NULL, worker, p) != 0) {
            free(p->tid); // expect: thread-leak
            free(p);
            return NULL;
        }
    return p;
}

void pool_free(struct pool *p)
{
    for (int i = 0; i < p->n; i++)
        pthread_join(p->tid[i], NULL);
    free(p->tid);
    free(p);
}
