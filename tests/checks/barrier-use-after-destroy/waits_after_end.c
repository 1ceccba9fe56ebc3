/* The phase after the last one meets at a barrier that is gone. */
#include <pthread.h>

struct phase {
    pthread_barrier_t meet;
    int done;
};

void phase_finish(struct phase *p)
{
    pthread_barrier_wait(&p->meet);
    pthread_barrier_destroy(&p->meet);
    p->done = 1;
    pthread_barrier_wait(&p->meet); // expect: barrier-use-after-destroy
}
