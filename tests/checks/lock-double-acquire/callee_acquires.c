/* flush holds the lock and calls add, which acquires it again. */
#include <pthread.h>
#include <string.h>

struct stats {
    pthread_mutex_t lock;
    long hits, misses, flushes;
};

int stats_send(const struct stats *s);

static void stats_add(struct stats *s, long *counter, long n)
{
    pthread_mutex_lock(&s->lock);
    *counter += n;
    pthread_mutex_unlock(&s->lock);
}

void stats_hit(struct stats *s)
{
    stats_add(s, &s->hits, 1);
}

int stats_flush(struct stats *s)
{
    pthread_mutex_lock(&s->lock);
    int rc = stats_send(s);
    if (rc == 0) {
        s->hits = s->misses = 0;
        stats_add(s, &s->flushes, 1); // expect: lock-double-acquire
    }
    pthread_mutex_unlock(&s->lock);
    return rc;
}
