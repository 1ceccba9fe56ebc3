/* malloc() gives bytes, not a lock. */
#include <pthread.h>
#include <stdlib.h>

struct counter {
    pthread_mutex_t lock;
    long n;
};

struct counter *counter_new(long start)
{
    struct counter *c = malloc(sizeof *c);
    if (c == NULL)
        return NULL;
    pthread_mutex_lock(&c->lock); // expect: lock-uninitialized
    c->n = start;
    pthread_mutex_unlock(&c->lock);
    return c;
}
