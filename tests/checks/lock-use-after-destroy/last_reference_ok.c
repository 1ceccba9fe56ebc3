/* The lock goes with the last reference; who holds several may give them back one by one. */
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct queue {
    int refs;
    pthread_mutex_t mutex;
    int items;
};

static void queue_free(struct queue *q)
{
    pthread_mutex_destroy(&q->mutex);
    free(q);
}

static void queue_unref(struct queue *q)
{
    if (__sync_sub_and_fetch(&q->refs, 1) <= 0)
        queue_free(q);
}

void queue_flush(struct queue *q, bool run)
{
    while (q->items > 0) {
        pthread_mutex_lock(&q->mutex);
        q->items--;
        pthread_mutex_unlock(&q->mutex);
        if (run)
            queue_unref(q);
    }
    queue_unref(q);
}
