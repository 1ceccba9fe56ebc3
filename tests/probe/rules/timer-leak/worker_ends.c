/* A worker's timer outlives the worker; another place in the same function leaks too. */
#include "order.h"
#include <pthread.h>
#include <signal.h>
#include <time.h>

static void *worker(void *arg)
{
    timer_t a, b;
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    must(timer_create(CLOCK_MONOTONIC, &none, &a) == 0); // expect: timer-leak
    must(timer_create(CLOCK_REALTIME, &none, &b) == 0); // expect: timer-leak
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    pthread_join(t, NULL);
    return 0;
}
