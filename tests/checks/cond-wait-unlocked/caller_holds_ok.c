/* The wait is in a helper; its callers hold the lock. */
#include <pthread.h>

struct gate {
    pthread_mutex_t lock;
    pthread_cond_t opened;
    int open, passed;
};

static void wait_open(struct gate *g)
{
    while (!g->open)
        pthread_cond_wait(&g->opened, &g->lock);
}

void gate_pass(struct gate *g)
{
    pthread_mutex_lock(&g->lock);
    wait_open(g);
    g->passed++;
    pthread_mutex_unlock(&g->lock);
}

void gate_open(struct gate *g)
{
    pthread_mutex_lock(&g->lock);
    g->open = 1;
    pthread_cond_broadcast(&g->opened);
    pthread_mutex_unlock(&g->lock);
}
