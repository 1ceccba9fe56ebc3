// What is tested behind the wait is another flag, not what the wait stood under.
#include <pthread.h>
struct q { pthread_mutex_t lock; pthread_cond_t del; int n, max, flushing; };
int chain(struct q *q)
{
    pthread_mutex_lock(&q->lock);
    if (q->flushing)
        goto flushing;
    if (q->n >= q->max) {
        pthread_cond_wait(&q->del, &q->lock); // expect: cond-wait-no-loop
        if (q->flushing)
            goto flushing;
    }
    q->n++;
    pthread_mutex_unlock(&q->lock);
    return 0;
flushing:
    pthread_mutex_unlock(&q->lock);
    return -2;
}
void pop(struct q *q)
{
    pthread_mutex_lock(&q->lock);
    q->n--;
    pthread_cond_signal(&q->del);
    pthread_mutex_unlock(&q->lock);
}
