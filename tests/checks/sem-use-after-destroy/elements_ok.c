/* Every element has a semaphore of its own. */
#include <semaphore.h>

struct pool {
    int n;
    sem_t turn[16];
};

void pool_stop(struct pool *p)
{
    for (int i = 0; i < p->n; i++) {
        sem_post(&p->turn[i]);
        sem_destroy(&p->turn[i]);
    }
}

void pool_shrink(struct pool *p)
{
    p->n--;
    sem_destroy(&p->turn[p->n]);
    if (p->n > 0)
        sem_post(&p->turn[0]);
}
