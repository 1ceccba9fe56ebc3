/* What ends the wait is not settled: the way out that it opens must release the lock, too. */
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    bool threaded, stop;
    int len;
};

static int take(struct queue *q)
{
    if (q->threaded)
        pthread_mutex_lock(&q->lock);
    while (q->threaded && q->len == 0 && !q->stop)
        pthread_cond_wait(&q->filled, &q->lock);
    if (q->stop)
        return -1; // expect: lock-held-at-return
    int got = q->len ? q->len-- : -1;
    if (q->threaded)
        pthread_mutex_unlock(&q->lock);
    return got;
}

static void halt(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    q->stop = true;
    pthread_cond_broadcast(&q->filled);
    pthread_mutex_unlock(&q->lock);
}

static void *worker(void *arg)
{
    while (take(arg) >= 0)
        ;
    return NULL;
}

int main(int argc, char **argv)
{
    (void)argv;
    struct queue q = {.threaded = argc > 1};
    pthread_t thread;
    pthread_mutex_init(&q.lock, NULL);
    pthread_cond_init(&q.filled, NULL);
    if (!q.threaded)
        return take(&q) < 0;
    if (pthread_create(&thread, NULL, worker, &q))
        return 1;
    halt(&q);
    pthread_join(thread, NULL);
    return 0;
}
