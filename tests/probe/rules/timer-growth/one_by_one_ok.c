/* Many timers in all, but few at a time. */
// run: --growth-every=250
#include "order.h"
#include <signal.h>
#include <sys/timerfd.h>
#include <time.h>

int main(void)
{
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    for (int i = 0; i < 100; i++) {
        timer_t t;
        must(timer_create(CLOCK_MONOTONIC, &none, &t) == 0);
        usleep(15 * 1000);
        timer_delete(t);
    }
    return 0;
}
