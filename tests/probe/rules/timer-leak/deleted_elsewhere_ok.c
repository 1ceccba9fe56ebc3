/* Deleted by another thread than the one that created it. */
#include "order.h"
#include <pthread.h>
#include <signal.h>
#include <time.h>

static timer_t t;

static void *worker(void *arg)
{
    timer_delete(t);
    return arg;
}

int main(void)
{
    pthread_t w;
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    for (int i = 0; i < 5; i++) {
        must(timer_create(CLOCK_MONOTONIC, &none, &t) == 0);
        must(pthread_create(&w, NULL, worker, NULL) == 0);
        pthread_join(w, NULL);
    }
    return 0;
}
