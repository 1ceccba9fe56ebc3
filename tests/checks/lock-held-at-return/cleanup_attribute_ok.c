/* The compiler calls the function at every end of the scope. */
#include <pthread.h>

static inline void auto_unlock(pthread_mutex_t **m)
{
    if (*m)
        pthread_mutex_unlock(*m);
}
#define WITH_LOCK(m)                                                                               \
    __attribute__((cleanup(auto_unlock), unused)) pthread_mutex_t *guard_ = (pthread_mutex_lock(m), (m))

struct queue {
    pthread_mutex_t lock;
    int length, limit, closed;
};

int queue_put(struct queue *q)
{
    WITH_LOCK(&q->lock);
    if (q->closed)
        return -1;
    if (q->length == q->limit)
        goto full;
    q->length++;
    return 0;
full:
    return -2;
}

int queue_drain(struct queue *q)
{
    int n = 0;
    for (;;) {
        WITH_LOCK(&q->lock);
        if (q->length == 0)
            break;
        if (q->length-- & 1)
            continue;
        n++;
    }
    return n;
}

/* Handed over: the guard is emptied before it ends. */
pthread_mutex_t *queue_hold(struct queue *q)
{
    WITH_LOCK(&q->lock);
    if (q->closed)
        return NULL;
    pthread_mutex_t *held = guard_;
    guard_ = NULL;
    return held;
}
