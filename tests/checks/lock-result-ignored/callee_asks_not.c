/* The function that enters says how it went, and its caller does not listen. */
#include <pthread.h>

struct queue {
    pthread_mutex_t lock;
    int length;
};

static void queue_enter(struct queue *q)
{
    pthread_mutex_trylock(&q->lock); // expect: lock-result-ignored
}

static void queue_leave(struct queue *q)
{
    pthread_mutex_unlock(&q->lock);
}

int queue_length(struct queue *q)
{
    queue_enter(q);
    int n = q->length;
    queue_leave(q);
    return n;
}
