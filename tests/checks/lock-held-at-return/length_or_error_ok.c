/* Returns -1 with the lock released, or the length with the lock held; the caller goes by that. */
#include <pthread.h>

struct queue {
    pthread_mutex_t lock;
    int len;
};

static int queue_begin(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    if (q->len == 0) {
        pthread_mutex_unlock(&q->lock);
        return -1;
    }
    return q->len;
}

int queue_drop(struct queue *q)
{
    int n = queue_begin(q);
    if (n < 0)
        return -1;
    q->len = 0;
    pthread_mutex_unlock(&q->lock);
    return n;
}
