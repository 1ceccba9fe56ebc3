/* Callers without the lock that a function needs, and bodies that lose what they promise. */
#include <pthread.h>

#if defined(__clang__)
#define ATTR(...) __attribute__((__VA_ARGS__))
#else
#define ATTR(...)
#endif

struct cache {
    pthread_mutex_t mu;
    int entries, limit;
};

void cache_evict(struct cache *c) ATTR(requires_capability(c->mu));
void cache_lock(struct cache *c) ATTR(acquire_capability(c->mu));
void cache_unlock(struct cache *c) ATTR(release_capability(c->mu));
void cache_peek(struct cache *c) ATTR(locks_excluded(c->mu));
int cache_grow(struct cache *c) ATTR(exclusive_locks_required(c->mu));

void cache_lock(struct cache *c)
{
    pthread_mutex_lock(&c->mu);
    if (c->entries < 0) {
        pthread_mutex_unlock(&c->mu);
        return; // expect: lock-not-held
    }
    c->entries++;
}

int cache_grow(struct cache *c)
{
    if (c->limit > 100) {
        pthread_mutex_unlock(&c->mu);
        return -1; // expect: lock-not-held
    }
    c->limit *= 2;
    return 0;
}

int cache_add(struct cache *c)
{
    cache_lock(c);
    c->entries++;
    cache_unlock(c);
    if (c->entries > c->limit)
        cache_evict(c); // expect: lock-not-held
    return c->entries;
}

void cache_peek(struct cache *c)
{
    c->entries++;
    pthread_mutex_unlock(&c->mu); // expect: lock-not-held
}

void cache_drop(struct cache *c)
{
    cache_lock(c);
    c->entries = 0;
    cache_unlock(c);
    cache_unlock(c); // expect: lock-not-held
}
