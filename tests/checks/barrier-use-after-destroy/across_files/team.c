#include "team.h"

void team_close(struct team *t)
{
    t->size = 0;
    pthread_barrier_destroy(&t->together);
}

void team_meet(struct team *t)
{
    pthread_barrier_wait(&t->together);
}
