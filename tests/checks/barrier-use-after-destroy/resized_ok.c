/* To change the number of members, the barrier is made anew. */
#include <pthread.h>

struct team {
    pthread_barrier_t together;
    unsigned size;
};

static int team_size(struct team *t, unsigned n)
{
    t->size = n;
    return pthread_barrier_init(&t->together, NULL, n);
}

int team_grow(struct team *t)
{
    pthread_barrier_destroy(&t->together);
    if (team_size(t, t->size + 1) != 0)
        return -1;
    pthread_barrier_wait(&t->together);
    return 0;
}
