/* Workers that wait once and then look again at what made them wait. */
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct job {
    struct job *next;
};
struct queue {
    pthread_mutex_t mut;
    pthread_cond_t wakeup;
    struct job *head;
    int size, idle, running;
};
extern int debug;
void trace(const char *what);
int terminating(void);
void run(struct job *j);
bool list_empty(const struct queue *q);
struct job *list_take(struct queue *q);
void tidy(void);

void *worker(void *arg)
{
    struct queue *q = arg;

    for (;;) {
        struct job *j = NULL;
        pthread_mutex_lock(&q->mut);
        if (q->size == 0) {
            --q->running;
            if (terminating()) {
                pthread_mutex_unlock(&q->mut);
                break;
            }
            if (debug)
                trace("waits");
            pthread_cond_wait(&q->wakeup, &q->mut);
            if (debug)
                trace("goes on");
            ++q->running;
        }
        if (q->size > 0) {
            j = q->head;
            q->head = j->next;
            q->size--;
        }
        pthread_mutex_unlock(&q->mut);
        if (j)
            run(j);
    }
    return NULL;
}

void *lister(void *arg)
{
    struct queue *q = arg;

    while (!terminating()) {
        pthread_mutex_lock(&q->mut);
        if (list_empty(q))
            pthread_cond_wait(&q->wakeup, &q->mut);
        struct job *j = list_empty(q) ? NULL : list_take(q);
        pthread_mutex_unlock(&q->mut);
        if (j)
            run(j);
    }
    return NULL;
}

void *janitor(void *arg)
{
    struct queue *q = arg;

    while (!terminating()) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += 60;
        pthread_mutex_lock(&q->mut);
        pthread_cond_timedwait(&q->wakeup, &q->mut, &until);
        pthread_mutex_unlock(&q->mut);
        tidy();
    }
    return NULL;
}
