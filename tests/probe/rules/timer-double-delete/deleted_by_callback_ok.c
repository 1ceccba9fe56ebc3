/* A one-shot timer is deleted by its own callback. */
#include "order.h"
#include <signal.h>
#include <time.h>

static timer_t t;

static void fires(union sigval v)
{
    (void)v;
    order_await(1);
    timer_delete(t);
    order_reach(2);
}

int main(void)
{
    struct sigevent ev = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = fires};
    struct itimerspec when = {.it_value.tv_nsec = 1000000};
    must(timer_create(CLOCK_MONOTONIC, &ev, &t) == 0);
    must(timer_settime(t, 0, &when, NULL) == 0);
    order_reach(1);
    order_await(2);
    return 0;
}
