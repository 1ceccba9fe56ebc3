/* A queue that locks only when it is used by threads, which is settled when it is made. The wait
 * on the condition changes what others share, but not that. */
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    bool threaded, stop;
    int len;
};

static void enter(struct queue *q)
{
    if (q->threaded)
        pthread_mutex_lock(&q->lock);
}

static void leave(struct queue *q)
{
    if (q->threaded)
        pthread_mutex_unlock(&q->lock);
}

static struct queue *queue_new(bool threaded)
{
    struct queue *q = calloc(1, sizeof *q);
    if (!q)
        return NULL;
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->filled, NULL);
    q->threaded = threaded;
    return q;
}

static int take(struct queue *q)
{
    int got = -1;
    enter(q);
    for (;;) {
        if (q->len > 0) {
            got = q->len--;
            break;
        }
        if (!q->threaded || q->stop)
            break;
        pthread_cond_wait(&q->filled, &q->lock);
    }
    leave(q);
    return got;
}

static int take_in_line(struct queue *q)
{
    if (q->threaded)
        pthread_mutex_lock(&q->lock);
    while (q->threaded && q->len == 0 && !q->stop)
        pthread_cond_wait(&q->filled, &q->lock);
    int got = q->len ? q->len-- : -1;
    if (q->threaded)
        pthread_mutex_unlock(&q->lock);
    return got;
}

static void put(struct queue *q)
{
    enter(q);
    q->len++;
    if (q->threaded)
        pthread_cond_signal(&q->filled);
    leave(q);
}

static void halt(struct queue *q)
{
    enter(q);
    q->stop = true;
    if (q->threaded)
        pthread_cond_broadcast(&q->filled);
    leave(q);
}

static void *worker(void *arg)
{
    while (take(arg) >= 0)
        put(arg);
    return NULL;
}

int main(int argc, char **argv)
{
    (void)argv;
    struct queue *q = queue_new(argc > 1);
    pthread_t thread;
    if (!q)
        return 1;
    put(q);
    if (!q->threaded) {
        take(q);
        free(q);
        return 0;
    }
    if (pthread_create(&thread, NULL, worker, q))
        return 1;
    take_in_line(q);
    halt(q);
    pthread_join(thread, NULL);
    free(q);
    return 0;
}
