/* A queue of the program's own that may be closed twice, and refuses what comes later. */
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t change;
    int item[32];
    unsigned head, count;
    bool closed;
};

static void queue_send(struct queue *q, int v)
{
    pthread_mutex_lock(&q->lock);
    if (q->closed) {
        pthread_mutex_unlock(&q->lock);
        return;
    }
    while (q->count == 32)
        pthread_cond_wait(&q->change, &q->lock);
    q->item[(q->head + q->count++) % 32] = v;
    pthread_cond_broadcast(&q->change);
    pthread_mutex_unlock(&q->lock);
}

static bool queue_recv(struct queue *q, int *v)
{
    pthread_mutex_lock(&q->lock);
    while (q->count == 0 && !q->closed)
        pthread_cond_wait(&q->change, &q->lock);
    bool some = q->count > 0;
    if (some) {
        *v = q->item[q->head];
        q->head = (q->head + 1) % 32;
        q->count--;
        pthread_cond_broadcast(&q->change);
    }
    pthread_mutex_unlock(&q->lock);
    return some;
}

static void queue_close(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    q->closed = true;
    pthread_cond_broadcast(&q->change);
    pthread_mutex_unlock(&q->lock);
}

static void *sum(void *arg)
{
    struct queue *q = arg;
    int v;
    long total = 0;
    while (queue_recv(q, &v))
        total += v;
    return (void *)total;
}

int main(int argc, char **argv)
{
    static struct queue q = {.lock = PTHREAD_MUTEX_INITIALIZER, .change = PTHREAD_COND_INITIALIZER};
    pthread_t t;
    void *total;
    (void)argv;
    if (pthread_create(&t, NULL, sum, &q))
        return 1;
    for (int i = 0; i < 100; i++)
        queue_send(&q, i);
    queue_close(&q);
    if (argc > 1)
        queue_send(&q, -1);
    if (argc > 2)
        queue_close(&q);
    pthread_join(t, &total);
    return total ? 0 : 1;
}
