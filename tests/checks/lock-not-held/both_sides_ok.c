/* A read lock turned into a write lock the allowed way; one function releases either side. */
#include <pthread.h>

struct cache {
    pthread_rwlock_t lock;
    int valid, value;
};

int cache_get(struct cache *c)
{
    int v;

    pthread_rwlock_rdlock(&c->lock);
    if (!c->valid) {
        pthread_rwlock_unlock(&c->lock);
        pthread_rwlock_wrlock(&c->lock);
        if (!c->valid) {
            c->value++;
            c->valid = 1;
        }
    }
    v = c->value;
    pthread_rwlock_unlock(&c->lock);
    return v;
}
