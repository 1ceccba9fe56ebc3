/* Asks how much time is left of a deleted timer. */
#include "order.h"
#include <signal.h>
#include <time.h>

int main(void)
{
    timer_t t;
    struct itimerspec left;
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    must(timer_create(CLOCK_MONOTONIC, &none, &t) == 0);
    timer_gettime(t, &left);
    timer_delete(t);
    timer_gettime(t, &left); // expect: timer-use-after-delete
    return 0;
}
