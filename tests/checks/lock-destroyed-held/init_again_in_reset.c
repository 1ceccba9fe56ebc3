/* reset() makes the lock anew while it is held. */
#include <pthread.h>
#include <string.h>

struct stats {
    pthread_mutex_t lock;
    long count, sum;
};

static void stats_init(struct stats *s)
{
    pthread_mutex_init(&s->lock, NULL);
    s->count = s->sum = 0;
}

long stats_read_and_reset(struct stats *s)
{
    pthread_mutex_lock(&s->lock);
    long mean = s->count ? s->sum / s->count : 0;
    stats_init(s); // expect: lock-destroyed-held
    pthread_mutex_unlock(&s->lock);
    return mean;
}
