/* The error path wakes the others before there is anything to wake them with. */
#include <pthread.h>
#include <stdlib.h>

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    void **slot;
};

struct queue *queue_new(size_t n)
{
    struct queue *q = malloc(sizeof *q);
    if (q == NULL)
        return NULL;
    pthread_mutex_init(&q->lock, NULL);
    q->slot = calloc(n, sizeof *q->slot);
    if (q->slot == NULL)
        goto fail;
    pthread_cond_init(&q->filled, NULL);
    return q;
fail:
    pthread_cond_broadcast(&q->filled); // expect: cond-uninitialized
    pthread_mutex_destroy(&q->lock);
    free(q);
    return NULL;
}
