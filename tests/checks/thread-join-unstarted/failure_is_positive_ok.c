/* What pthread functions return is zero or an error number, and those are positive. */
#include <pthread.h>
#include <stddef.h>

struct counter {
    pthread_t thread;
    pthread_mutex_t lock;
    int n;
};

static void *count(void *arg)
{
    struct counter *c = arg;

    pthread_mutex_lock(&c->lock);
    c->n++;
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

int count_aside(struct counter *c)
{
    int r = pthread_create(&c->thread, NULL, count, c);

    if (r > 0)
        return -r;
    pthread_join(c->thread, NULL);
    return c->n;
}

int count_if_idle(struct counter *c)
{
    int r;

    if ((r = pthread_mutex_trylock(&c->lock)) > 0)
        return -r;
    c->n++;
    pthread_mutex_unlock(&c->lock);
    return 0;
}
