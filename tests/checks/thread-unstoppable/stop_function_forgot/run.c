#include "gauge.h"

static void *sample(void *arg)
{
    struct gauge *g = arg;
    do {
        pthread_mutex_lock(&g->lock); // expect: thread-unstoppable
        g->samples += g->on;
        pthread_mutex_unlock(&g->lock);
    } while (1);
    return NULL;
}

int gauge_start(struct gauge *g)
{
    g->on = 1;
    return pthread_create(&g->thread, NULL, sample, g);
}
