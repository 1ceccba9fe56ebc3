/* The same worker takes what it was woken for without a look; and somebody waits for one step. */
#include <pthread.h>
#include <stddef.h>
#include <time.h>

struct job {
    struct job *next;
};
struct queue {
    pthread_mutex_t mut;
    pthread_cond_t wakeup, step;
    struct job *head;
    int size;
    unsigned long pending;
};
int terminating(void);
void run(struct job *j);

void *worker(void *arg)
{
    struct queue *q = arg;

    for (;;) {
        pthread_mutex_lock(&q->mut);
        if (q->size == 0) {
            if (terminating()) {
                pthread_mutex_unlock(&q->mut);
                break;
            }
            pthread_cond_wait(&q->wakeup, &q->mut); // expect: cond-wait-no-loop
        }
        struct job *j = q->head;
        q->head = j->next;
        q->size--;
        pthread_mutex_unlock(&q->mut);
        run(j);
    }
    return NULL;
}

unsigned long wait_step(struct queue *q)
{
    unsigned long val;

    pthread_mutex_lock(&q->mut);
    val = q->pending;
    if (val != 0) {
        pthread_cond_wait(&q->step, &q->mut); // expect: cond-wait-no-loop
        val = q->pending;
    }
    pthread_mutex_unlock(&q->mut);
    return val;
}

int wait_ready(struct queue *q, const struct timespec *until)
{
    int rc = 0;

    pthread_mutex_lock(&q->mut);
    if (q->pending > 0)
        rc = pthread_cond_timedwait(&q->step, &q->mut, until); // expect: cond-wait-no-loop
    q->pending = 1;
    pthread_mutex_unlock(&q->mut);
    return rc;
}
