/* Acquired under one condition, released under another one. */
#include <pthread.h>
#include <stdbool.h>

struct node {
    pthread_mutex_t lock;
    bool threaded, dirty;
    int refs;
};

int node_update(struct node *n, bool locked)
{
    if (!locked)
        pthread_mutex_lock(&n->lock);
    if (n->refs == 0)
        return -1; // expect: lock-held-at-return
    n->dirty = true;
    if (!locked)
        pthread_mutex_unlock(&n->lock);
    return 0;
}

int node_flush(struct node *n)
{
    pthread_mutex_lock(&n->lock);
    bool was = n->dirty;
    n->dirty = false;
    if (was)
        pthread_mutex_unlock(&n->lock);
    return n->refs; // expect: lock-held-at-return
}
