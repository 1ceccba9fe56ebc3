/* Waits at least once, and tests before it goes on. */
#include <pthread.h>

struct ticker {
    pthread_mutex_t lock;
    pthread_cond_t tick;
    unsigned now;
};

unsigned ticker_next(struct ticker *t)
{
    pthread_mutex_lock(&t->lock);
    unsigned seen = t->now;
    do
        pthread_cond_wait(&t->tick, &t->lock);
    while (t->now == seen);
    seen = t->now;
    pthread_mutex_unlock(&t->lock);
    return seen;
}

void ticker_tick(struct ticker *t)
{
    pthread_mutex_lock(&t->lock);
    t->now++;
    pthread_cond_broadcast(&t->tick);
    pthread_mutex_unlock(&t->lock);
}
