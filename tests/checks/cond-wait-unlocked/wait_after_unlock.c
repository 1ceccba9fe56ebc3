/* The lock is released a line too early: the wait gets a mutex nobody holds. */
#include <pthread.h>

struct gate {
    pthread_mutex_t lock;
    pthread_cond_t opened;
    int open;
};

void gate_pass(struct gate *g)
{
    pthread_mutex_lock(&g->lock);
    int open = g->open;
    pthread_mutex_unlock(&g->lock);
    while (!open) {
        pthread_cond_wait(&g->opened, &g->lock); // expect: cond-wait-unlocked
        open = g->open;
        pthread_mutex_unlock(&g->lock);
    }
}

void gate_open(struct gate *g)
{
    pthread_mutex_lock(&g->lock);
    g->open = 1;
    pthread_cond_broadcast(&g->opened);
    pthread_mutex_unlock(&g->lock);
}
