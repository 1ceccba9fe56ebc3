/* QUEUE_LEAVE stands where QUEUE_ENTER was meant. */
#include <pthread.h>

#define QUEUE_ENTER(q) pthread_mutex_lock(&(q)->guard)
#define QUEUE_LEAVE(q) pthread_mutex_unlock(&(q)->guard)
#define QUEUE_SLEEP(q) pthread_cond_timedwait(&(q)->ready, &(q)->guard, &(q)->until)

struct queue {
    pthread_mutex_t guard;
    pthread_cond_t ready;
    struct timespec until;
    int len;
};

int queue_poll(struct queue *q, int tries)
{
    int len = 0;

    while (tries-- > 0) {
        QUEUE_ENTER(q);
        len = q->len;
        QUEUE_LEAVE(q);
        if (len > 0)
            break;
        while (q->len == 0 && tries > 0) {
            QUEUE_SLEEP(q); // expect: cond-wait-unlocked
            QUEUE_LEAVE(q);
            tries--;
        }
    }
    return len;
}
