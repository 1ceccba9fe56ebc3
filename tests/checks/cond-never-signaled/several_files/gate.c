#include "gate.h"

struct gate gate = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER,
                    0, 0};

void gate_pass(struct gate *g)
{
    pthread_mutex_lock(&g->m);
    while (!g->open)
        pthread_cond_wait(&g->opened, &g->m); // expect: cond-never-signaled
    g->inside++;
    pthread_cond_signal(&g->passed);
    pthread_mutex_unlock(&g->m);
}
