#include "cache.h"

#include <stdlib.h>

void cache_evict(struct cache *c, int n)
{
    pthread_mutex_lock(&c->lock);
    while (n-- > 0 && c->head) {
        struct entry *e = c->head;
        c->head = e->next;
        c->used--;
        free(e);
    }
    pthread_mutex_unlock(&c->lock);
}
