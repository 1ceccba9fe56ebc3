/* The macro hides which of the two calls it is; the read side of a rwlock this time. */
#include <pthread.h>

struct cache {
    pthread_rwlock_t lock;
    int hits, misses;
};

#define cache_enter(c) pthread_rwlock_tryrdlock(&(c)->lock)
#define cache_leave(c) pthread_rwlock_unlock(&(c)->lock)

int cache_ratio(struct cache *c)
{
    cache_enter(c); // expect: lock-result-ignored
    int ratio = c->misses ? c->hits / c->misses : c->hits;
    cache_leave(c);
    return ratio;
}
