/* Initialised by a callee, which says so by its result. */
#include <pthread.h>
#include <stdlib.h>

struct counter {
    pthread_mutex_t lock;
    long n;
};

static int counter_setup(struct counter *c)
{
    c->n = 0;
    return pthread_mutex_init(&c->lock, NULL);
}

struct counter *counter_new(long start)
{
    struct counter *c = malloc(sizeof *c);
    if (c == NULL)
        return NULL;
    if (counter_setup(c) != 0) {
        free(c);
        return NULL;
    }
    pthread_mutex_lock(&c->lock);
    c->n = start;
    pthread_mutex_unlock(&c->lock);
    return c;
}
