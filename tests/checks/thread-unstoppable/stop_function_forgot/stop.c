#include "gauge.h"

void gauge_stop(struct gauge *g)
{
    pthread_mutex_lock(&g->lock);
    g->on = 0;
    pthread_mutex_unlock(&g->lock);
    pthread_join(g->thread, NULL);
}
