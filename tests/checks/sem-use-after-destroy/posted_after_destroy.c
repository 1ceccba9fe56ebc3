/* The cleanup destroys the semaphore before it wakes the last waiter. */
#include <semaphore.h>

struct gate {
    sem_t open;
    int waiting;
};

void gate_close(struct gate *g)
{
    sem_destroy(&g->open);
    while (g->waiting-- > 0)
        sem_post(&g->open); // expect: sem-use-after-destroy
}
