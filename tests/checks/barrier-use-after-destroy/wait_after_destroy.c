/* The last thread destroys the barrier, then waits at it. */
#include <pthread.h>

struct phase {
    pthread_barrier_t end;
    int last;
};

void phase_end(struct phase *p)
{
    if (p->last)
        pthread_barrier_destroy(&p->end);
    pthread_barrier_wait(&p->end); // expect: barrier-use-after-destroy
}
