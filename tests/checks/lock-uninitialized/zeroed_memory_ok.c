/* calloc(), a zeroed static and a braces initialiser: valid mutexes with this C library. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct counter {
    pthread_mutex_t lock;
    long n;
};

static struct counter global;

long counters(void)
{
    struct counter local = {0};
    struct counter *c = calloc(1, sizeof *c);
    struct counter set;

    if (c == NULL)
        return -1;
    memset(&set, 0, sizeof set);
    pthread_mutex_lock(&c->lock);
    pthread_mutex_lock(&local.lock);
    pthread_mutex_lock(&global.lock);
    pthread_mutex_lock(&set.lock);
    long n = c->n + local.n + global.n + set.n;
    pthread_mutex_unlock(&set.lock);
    pthread_mutex_unlock(&global.lock);
    pthread_mutex_unlock(&local.lock);
    pthread_mutex_unlock(&c->lock);
    free(c);
    return n;
}
