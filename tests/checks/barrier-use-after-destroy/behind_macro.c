/* The macro that meets is used once more after the end. */
#include <pthread.h>

struct grid {
    pthread_barrier_t sync;
    int steps;
};

#define MEET(g) pthread_barrier_wait(&(g)->sync)

void grid_end(struct grid *g)
{
    for (int i = 0; i < g->steps; i++)
        MEET(g);
    pthread_barrier_destroy(&g->sync);
    g->steps = 0;
    MEET(g); // expect: barrier-use-after-destroy
}
