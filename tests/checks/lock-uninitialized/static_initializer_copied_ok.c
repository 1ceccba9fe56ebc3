/* Filled from a template, member by member and as a whole. */
#include <pthread.h>
#include <stdlib.h>

struct counter {
    pthread_mutex_t lock;
    long n;
};

long from_template(void)
{
    struct counter *c = malloc(sizeof *c);
    pthread_mutex_t own;

    if (c == NULL)
        return -1;
    *c = (struct counter){.lock = PTHREAD_MUTEX_INITIALIZER, .n = 1};
    own = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&own);
    pthread_mutex_lock(&c->lock);
    long n = c->n;
    pthread_mutex_unlock(&c->lock);
    pthread_mutex_unlock(&own);
    free(c);
    return n;
}
