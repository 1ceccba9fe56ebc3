/* The worker's semaphore is destroyed, then posted to let it end. */
#include <semaphore.h>

struct worker {
    sem_t wake;
    int stop;
};

void worker_stop(struct worker *w)
{
    w->stop = 1;
    sem_destroy(&w->wake);
    sem_post(&w->wake); // expect: sem-use-after-destroy
}
