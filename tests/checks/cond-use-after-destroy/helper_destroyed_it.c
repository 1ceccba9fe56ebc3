/* reset() destroys what stop() then signals. */
#include <pthread.h>

struct timerq {
    pthread_mutex_t lock;
    pthread_cond_t due;
    int n;
};

static void timerq_reset(struct timerq *q)
{
    q->n = 0;
    pthread_cond_destroy(&q->due);
}

void timerq_stop(struct timerq *q)
{
    pthread_mutex_lock(&q->lock);
    timerq_reset(q);
    pthread_cond_signal(&q->due); // expect: cond-use-after-destroy
    pthread_mutex_unlock(&q->lock);
}
