/* The handle's variable is filled anew before it is used. */
#include "order.h"
#include <signal.h>
#include <time.h>

int main(void)
{
    timer_t t;
    struct itimerspec when = {.it_value.tv_sec = 100};
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    for (int i = 0; i < 20; i++) {
        must(timer_create(CLOCK_MONOTONIC, &none, &t) == 0);
        must(timer_settime(t, 0, &when, NULL) == 0);
        timer_delete(t);
    }
    return 0;
}
