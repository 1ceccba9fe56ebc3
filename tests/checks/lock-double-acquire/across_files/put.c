#include "cache.h"

int cache_put(struct cache *c, struct entry *e)
{
    pthread_mutex_lock(&c->lock);
    if (c->used >= c->limit)
        cache_evict(c, 1); // expect: lock-double-acquire
    e->next = c->head;
    c->head = e;
    c->used++;
    pthread_mutex_unlock(&c->lock);
    return c->used;
}
