// One timer that is armed again and again.
// run: --growth-every=250
#include "order.h"
#include <signal.h>
#include <time.h>

int main()
{
    timer_t t;
    struct sigevent ev = {};
    struct itimerspec when = {};
    ev.sigev_notify = SIGEV_NONE;
    when.it_value.tv_sec = 100;
    must(timer_create(CLOCK_MONOTONIC, &ev, &t) == 0);
    for (int i = 0; i < 120; i++) {
        timer_settime(t, 0, &when, nullptr);
        usleep(15 * 1000);
    }
    timer_delete(t);
}
