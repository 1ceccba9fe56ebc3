/* The result decides. */
#include <pthread.h>

struct cell {
    pthread_mutex_t lock;
    int value, missed;
};

int cell_add(struct cell *c, int n)
{
    if (pthread_mutex_trylock(&c->lock) != 0)
        return -1;
    c->value += n;
    pthread_mutex_unlock(&c->lock);
    return 0;
}
