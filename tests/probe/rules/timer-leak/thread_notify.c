/* SIGEV_THREAD, armed; it fires into a function of the program. */
#include "order.h"
#include <signal.h>
#include <time.h>

static void fires(union sigval v)
{
    (void)v;
    order_arrive();
}

static void start(void)
{
    timer_t t;
    struct sigevent ev = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = fires};
    struct itimerspec when = {.it_value.tv_nsec = 1000000};
    must(timer_create(CLOCK_MONOTONIC, &ev, &t) == 0); // expect: timer-leak
    timer_settime(t, 0, &when, NULL);
}

int main(void)
{
    start();
    order_await(1);
    return 0;
}
