/* The inner lock is gone, the outer one is still good. */
#include <pthread.h>

struct inner {
    pthread_mutex_t lock;
};

struct outer {
    pthread_mutex_t lock;
    struct inner in;
    int open;
};

void outer_close(struct outer *o)
{
    pthread_mutex_lock(&o->lock);
    pthread_mutex_destroy(&o->in.lock);
    o->open = 0;
    pthread_mutex_unlock(&o->lock);
    pthread_mutex_lock(&o->lock);
    o->open = -1;
    pthread_mutex_unlock(&o->lock);
    pthread_mutex_destroy(&o->lock);
}
