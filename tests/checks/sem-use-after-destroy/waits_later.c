/* A local semaphore, destroyed inside the loop that goes on using it. */
#include <semaphore.h>

int limit(int n)
{
    sem_t slots;
    int taken = 0;
    if (sem_init(&slots, 0, 4) != 0)
        return -1;
    for (int i = 0; i < n; i++) {
        taken++;
        sem_wait(&slots); // expect: sem-use-after-destroy
        sem_destroy(&slots);
    }
    return taken;
}
