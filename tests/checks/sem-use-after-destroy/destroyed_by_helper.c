/* Both the helper and its caller destroy it. */
#include <semaphore.h>

struct pool {
    sem_t slots;
    int n;
};

static void pool_reset(struct pool *p)
{
    p->n = 0;
    sem_destroy(&p->slots);
}

void pool_free(struct pool *p)
{
    if (p->n > 0)
        pool_reset(p);
    sem_destroy(&p->slots); // expect: sem-use-after-destroy
}
