/* The second acquisition lies in a callee of another layer; the locks are fields of heap objects. */
#include "order.h"
#include <pthread.h>
#include <stdlib.h>

struct cache {
    pthread_mutex_t lock;
    int n;
};
struct store {
    pthread_mutex_t lock;
    struct cache *cache;
};

__attribute__((noinline)) static void cache_put(struct cache *c)
{
    pthread_mutex_lock(&c->lock); // expect: lock-order-cycle
    c->n++;
    pthread_mutex_unlock(&c->lock);
}

__attribute__((noinline)) static void store_sync(struct store *s)
{
    pthread_mutex_lock(&s->lock); // expect: lock-order-cycle
    pthread_mutex_unlock(&s->lock);
}

static void *writer(void *arg)
{
    struct store *s = arg;
    pthread_mutex_lock(&s->lock);
    cache_put(s->cache);
    pthread_mutex_unlock(&s->lock);
    order_arrive();
    return NULL;
}

static void *evictor(void *arg)
{
    struct store *s = arg;
    order_await(1);
    pthread_mutex_lock(&s->cache->lock);
    store_sync(s);
    pthread_mutex_unlock(&s->cache->lock);
    return NULL;
}

int main(void)
{
    struct store *s = calloc(1, sizeof *s);
    pthread_t t, u;
    s->cache = calloc(1, sizeof *s->cache);
    pthread_mutex_init(&s->lock, NULL);
    pthread_mutex_init(&s->cache->lock, NULL);
    must(pthread_create(&t, NULL, evictor, s) == 0);
    must(pthread_create(&u, NULL, writer, s) == 0);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    return 0;
}
