/* The stop function keeps the worker's lock while it waits for the worker. */
#include <pthread.h>
#include <stdbool.h>

struct worker {
    pthread_mutex_t lock;
    pthread_t thread;
    bool stop;
    int jobs;
};

static void *worker_main(void *arg)
{
    struct worker *w = arg;
    bool stop = false;
    while (!stop) {
        pthread_mutex_lock(&w->lock);
        stop = w->stop;
        w->jobs++;
        pthread_mutex_unlock(&w->lock);
    }
    return NULL;
}

int worker_start(struct worker *w)
{
    w->stop = false;
    return pthread_create(&w->thread, NULL, worker_main, w);
}

void worker_stop(struct worker *w)
{
    pthread_mutex_lock(&w->lock);
    w->stop = true;
    pthread_join(w->thread, NULL); // expect: thread-join-deadlock
    pthread_mutex_unlock(&w->lock);
}
