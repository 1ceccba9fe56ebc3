/* The producer notifies under the queue lock; the monitor walks queues under the monitor lock. */
#include <pthread.h>
#include <stddef.h>

struct queue {
    pthread_mutex_t qlock;
    int len;
};

struct monitor {
    pthread_mutex_t mlock;
    int events;
};

static struct queue queue = {PTHREAD_MUTEX_INITIALIZER, 0};
static struct monitor monitor = {PTHREAD_MUTEX_INITIALIZER, 0};

static void monitor_event(struct monitor *m)
{
    pthread_mutex_lock(&m->mlock); // expect: lock-order-cycle
    m->events++;
    pthread_mutex_unlock(&m->mlock);
}

static int queue_len(struct queue *q)
{
    pthread_mutex_lock(&q->qlock); // expect: lock-order-cycle
    int n = q->len;
    pthread_mutex_unlock(&q->qlock);
    return n;
}

static void *producer(void *arg)
{
    struct queue *q = arg;
    for (int i = 0; i < 100; i++) {
        pthread_mutex_lock(&q->qlock);
        q->len++;
        monitor_event(&monitor);
        pthread_mutex_unlock(&q->qlock);
    }
    return NULL;
}

int main(void)
{
    pthread_t t;
    int n = 0;
    if (pthread_create(&t, NULL, producer, &queue) != 0)
        return 1;
    for (int i = 0; i < 10; i++) {
        pthread_mutex_lock(&monitor.mlock);
        if (monitor.events > 0)
            n += queue_len(&queue);
        pthread_mutex_unlock(&monitor.mlock);
    }
    pthread_join(t, NULL);
    return n < 0;
}
