#ifndef CACHE_H
#define CACHE_H
#include <pthread.h>

struct entry {
    struct entry *next;
    int key, value;
};
struct cache {
    pthread_mutex_t lock;
    int used, limit;
    struct entry *head;
};
void cache_evict(struct cache *c, int n);
int cache_put(struct cache *c, struct entry *e);
#endif
