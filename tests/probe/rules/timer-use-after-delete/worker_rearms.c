/* A worker disarms the timer that main has deleted. */
#include "order.h"
#include <pthread.h>
#include <signal.h>
#include <time.h>

static timer_t t;

static void *worker(void *arg)
{
    struct itimerspec off = {0};
    order_await(1);
    timer_settime(t, 0, &off, NULL); // expect: timer-use-after-delete
    return arg;
}

int main(void)
{
    pthread_t w;
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    must(timer_create(CLOCK_MONOTONIC, &none, &t) == 0);
    must(pthread_create(&w, NULL, worker, NULL) == 0);
    timer_delete(t);
    order_reach(1);
    pthread_join(w, NULL);
    return 0;
}
