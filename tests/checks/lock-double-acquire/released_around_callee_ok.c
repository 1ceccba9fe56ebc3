/* The lock is released around the call that acquires it. */
#include <pthread.h>

struct stats {
    pthread_mutex_t lock;
    long sent, failed;
};

static void count_failure(struct stats *s)
{
    pthread_mutex_lock(&s->lock);
    s->failed++;
    pthread_mutex_unlock(&s->lock);
}

int transmit(const void *packet);

int stats_transmit(struct stats *s, const void *packet)
{
    pthread_mutex_lock(&s->lock);
    s->sent++;
    pthread_mutex_unlock(&s->lock);
    int rc = transmit(packet);
    if (rc < 0)
        count_failure(s);
    pthread_mutex_lock(&s->lock);
    s->sent -= rc < 0;
    pthread_mutex_unlock(&s->lock);
    return rc;
}
