/* Armed again after the shutdown has deleted it. */
#include "order.h"
#include <signal.h>
#include <time.h>

static timer_t t;

static void arm(void)
{
    struct itimerspec when = {.it_value.tv_sec = 10};
    timer_settime(t, 0, &when, NULL); // expect: timer-use-after-delete
}

int main(void)
{
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    must(timer_create(CLOCK_MONOTONIC, &none, &t) == 0);
    arm();
    timer_delete(t);
    arm();
    return 0;
}
