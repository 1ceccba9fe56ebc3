/* The outer lock is released around the call that may wait. */
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
    long before = taken;
    pthread_mutex_unlock(&stats_lock);
    int n = queue_get(q);
    pthread_mutex_lock(&stats_lock);
    taken = before + 1;
    pthread_mutex_unlock(&stats_lock);
    return n;
}
