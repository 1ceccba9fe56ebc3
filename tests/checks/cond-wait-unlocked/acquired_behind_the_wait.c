// Waits with a lock that it acquires only behind the wait.
#include <pthread.h>
struct cache { pthread_mutex_t lock; int used; };
struct in { pthread_mutex_t lock; pthread_cond_t wakeup; int bytes; struct cache *cache; };
void wait_cached(struct in *in, int want)
{
    struct cache *c = in->cache;
    pthread_mutex_lock(&in->lock);
    while (in->bytes < want)
        pthread_cond_wait(&in->wakeup, &c->lock); // expect: cond-wait-unlocked
    pthread_mutex_unlock(&in->lock);
    pthread_mutex_lock(&c->lock);
    c->used++;
    pthread_mutex_unlock(&c->lock);
}
int read_packet(struct in *in)
{
    int r;
    pthread_mutex_lock(&in->lock);
    while (!in->bytes)
        pthread_cond_wait(&in->wakeup, &in->lock);
    r = in->bytes--;
    pthread_cond_signal(&in->wakeup);
    pthread_mutex_unlock(&in->lock);
    return r;
}
