/* Whether the attempt worked is never asked. */
#include <pthread.h>

struct cell {
    pthread_mutex_t lock;
    int value;
};

void cell_add(struct cell *c, int n)
{
    pthread_mutex_trylock(&c->lock); // expect: lock-result-ignored
    c->value += n;
    pthread_mutex_unlock(&c->lock);
}
