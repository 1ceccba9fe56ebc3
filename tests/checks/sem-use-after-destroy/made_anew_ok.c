/* Destroyed and initialised again with another count. */
#include <semaphore.h>

struct pool {
    sem_t slots;
    int n;
};

int pool_resize(struct pool *p, int n)
{
    sem_destroy(&p->slots);
    if (sem_init(&p->slots, 0, (unsigned)n) != 0)
        return -1;
    sem_post(&p->slots);
    return 0;
}
