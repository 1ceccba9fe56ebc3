#include "shared.h"

void io_wait(struct shared *s)
{
    pthread_mutex_lock(&s->io_mutex);
    while (!s->io_done)
        pthread_cond_wait(&s->event, &s->io_mutex);
    pthread_mutex_unlock(&s->io_mutex);
}
