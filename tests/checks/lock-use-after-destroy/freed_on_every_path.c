/* No reference is counted here: the second call comes too late. */
#include <pthread.h>

struct queue {
    pthread_mutex_t mutex;
    int items;
};

static void queue_end(struct queue *q)
{
    q->items = 0;
    pthread_mutex_destroy(&q->mutex);
}

int queue_last(struct queue *q)
{
    queue_end(q);
    pthread_mutex_lock(&q->mutex); // expect: lock-use-after-destroy
    int n = q->items;
    pthread_mutex_unlock(&q->mutex);
    return n;
}
