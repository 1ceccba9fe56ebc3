/* A pair of functions: one acquires two locks and returns, the other releases them. */
#include <pthread.h>

struct replica {
    pthread_mutex_t data, index;
    int version;
};

static void replica_freeze(struct replica *r)
{
    pthread_mutex_lock(&r->data);
    pthread_mutex_lock(&r->index);
}

static void replica_thaw(struct replica *r)
{
    pthread_mutex_unlock(&r->index);
    pthread_mutex_unlock(&r->data);
}

int replica_bump(struct replica *r)
{
    replica_freeze(r);
    int v = ++r->version;
    replica_thaw(r);
    return v;
}
