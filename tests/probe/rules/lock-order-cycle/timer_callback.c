/* A timer's callback, in a thread of the C library's, takes the locks the other way round. */
#include "order.h"
#include <pthread.h>
#include <signal.h>
#include <time.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;

static void fires(union sigval v)
{
    (void)v;
    pthread_mutex_lock(&b);
    pthread_mutex_lock(&a); // expect: lock-order-cycle
    pthread_mutex_unlock(&a);
    pthread_mutex_unlock(&b);
    order_reach(1);
}

static void *worker(void *arg)
{
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b); // expect: lock-order-cycle
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&a);
    return arg;
}

int main(void)
{
    timer_t t;
    pthread_t w;
    struct sigevent ev = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = fires};
    struct itimerspec when = {.it_value.tv_nsec = 1000000};
    must(timer_create(CLOCK_MONOTONIC, &ev, &t) == 0);
    must(timer_settime(t, 0, &when, NULL) == 0);
    order_await(1);
    timer_delete(t);
    must(pthread_create(&w, NULL, worker, NULL) == 0);
    pthread_join(w, NULL);
    return 0;
}
