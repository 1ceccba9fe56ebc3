/* Deleted by the handler's cleanup and by the owner's. */
#include "order.h"
#include <signal.h>
#include <time.h>

static timer_t t;

static void stop(void)
{
    timer_delete(t); // expect: timer-double-delete
}

int main(void)
{
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    must(timer_create(CLOCK_MONOTONIC, &none, &t) == 0);
    timer_delete(t);
    stop();
    return 0;
}
