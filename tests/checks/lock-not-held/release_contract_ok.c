/* A function that only releases is a contract: callers hold the lock. */
#include <pthread.h>

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t more;
    int len;
};

static void queue_acquire(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
}

static void queue_release(struct queue *q)
{
    if (q->len > 0)
        pthread_cond_signal(&q->more);
    pthread_mutex_unlock(&q->lock);
}

int queue_add(struct queue *q, int n)
{
    queue_acquire(q);
    q->len += n;
    int len = q->len;
    queue_release(q);
    return len;
}
