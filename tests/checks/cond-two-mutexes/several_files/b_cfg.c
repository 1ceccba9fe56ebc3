#include "shared.h"

void cfg_wait(struct shared *s)
{
    pthread_mutex_lock(&s->cfg_mutex);
    while (!s->cfg_done)
        pthread_cond_wait(&s->event, &s->cfg_mutex); // expect: cond-two-mutexes
    pthread_mutex_unlock(&s->cfg_mutex);
}
