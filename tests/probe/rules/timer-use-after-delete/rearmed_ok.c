/* Armed, disarmed and armed again by several threads while it lives. */
#include "order.h"
#include <pthread.h>
#include <signal.h>
#include <time.h>

static timer_t t;

static void *worker(void *arg)
{
    struct itimerspec when = {.it_value.tv_sec = 100}, off = {0};
    for (int i = 0; i < 20; i++) {
        timer_settime(t, 0, &when, NULL);
        timer_settime(t, 0, &off, NULL);
    }
    return arg;
}

int main(void)
{
    pthread_t w[3];
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    must(timer_create(CLOCK_MONOTONIC, &none, &t) == 0);
    for (int i = 0; i < 3; i++)
        must(pthread_create(&w[i], NULL, worker, NULL) == 0);
    for (int i = 0; i < 3; i++)
        pthread_join(w[i], NULL);
    timer_delete(t);
    return 0;
}
