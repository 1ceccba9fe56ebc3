/* queue_get() may wait for an item, and the caller holds the stats lock. */
#include <pthread.h>

struct queue {
    pthread_mutex_t mutex;
    pthread_cond_t filled;
    int n;
};

static pthread_mutex_t stats_lock = PTHREAD_MUTEX_INITIALIZER;
static long taken;

static int queue_get(struct queue *q)
{
    pthread_mutex_lock(&q->mutex);
    while (q->n == 0)
        pthread_cond_wait(&q->filled, &q->mutex);
    int n = q->n--;
    pthread_mutex_unlock(&q->mutex);
    return n;
}

int stats_take(struct queue *q)
{
    pthread_mutex_lock(&stats_lock);
    taken++;
    int n = queue_get(q); // expect: cond-wait-holding
    pthread_mutex_unlock(&stats_lock);
    return n;
}

void queue_put(struct queue *q)
{
    pthread_mutex_lock(&stats_lock);
    taken--;
    pthread_mutex_unlock(&stats_lock);
    pthread_mutex_lock(&q->mutex);
    q->n++;
    pthread_cond_signal(&q->filled);
    pthread_mutex_unlock(&q->mutex);
}
