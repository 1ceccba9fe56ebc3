/* Both the macro-guarded function and the helper it uses guard the queue. */
#include <pthread.h>
#include <stddef.h>

struct queue {
    pthread_mutex_t mtx;
    size_t len, max;
    void *item[32];
};

#define Q_ENTER(q) pthread_mutex_lock(&(q)->mtx)
#define Q_LEAVE(q) pthread_mutex_unlock(&(q)->mtx)

size_t queue_len(struct queue *q)
{
    size_t n;
    Q_ENTER(q);
    n = q->len;
    Q_LEAVE(q);
    return n;
}

int queue_push(struct queue *q, void *item)
{
    int rc = -1;
    Q_ENTER(q);
    if (queue_len(q) < q->max) { // expect: lock-double-acquire
        q->item[q->len++] = item;
        rc = 0;
    }
    Q_LEAVE(q);
    return rc;
}
