/* After every wake-up the worker starts over, with the lock still held. */
#include <pthread.h>
#include <stddef.h>

struct job {
    struct job *next;
    void (*run)(void *);
    void *arg;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;
static struct job *jobs;
static int shutting_down;

void *worker(void *arg)
{
    pthread_mutex_lock(&lock);
    for (;;) {
        if (shutting_down)
            break;
        struct job *j = jobs;
        if (j == NULL) {
            pthread_cond_wait(&more, &lock);
            continue;
        }
        jobs = j->next;
        pthread_mutex_unlock(&lock);
        j->run(j->arg);
        pthread_mutex_lock(&lock);
    }
    pthread_mutex_unlock(&lock);
    return arg;
}

void submit(struct job *j)
{
    pthread_mutex_lock(&lock);
    j->next = jobs;
    jobs = j;
    pthread_cond_signal(&more);
    pthread_mutex_unlock(&lock);
}
