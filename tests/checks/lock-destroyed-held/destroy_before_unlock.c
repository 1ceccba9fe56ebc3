/* The destruction comes one line too early. */
#include <pthread.h>

struct cache {
    pthread_mutex_t mtx;
    int entries, dead;
};

void cache_close(struct cache *c)
{
    pthread_mutex_lock(&c->mtx);
    c->entries = 0;
    c->dead = 1;
    pthread_mutex_destroy(&c->mtx); // expect: lock-destroyed-held
}
