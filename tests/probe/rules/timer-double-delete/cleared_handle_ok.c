/* A flag says whether there is something to delete. */
#include "order.h"
#include <signal.h>
#include <time.h>

static timer_t t;
static int armed;

static void stop(void)
{
    if (!armed)
        return;
    armed = 0;
    timer_delete(t);
}

int main(void)
{
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    must(timer_create(CLOCK_MONOTONIC, &none, &t) == 0);
    armed = 1;
    stop();
    stop();
    return 0;
}
