/* A timer per request, and the end comes first. */
// run: --growth-every=200
#include "order.h"
#include <signal.h>
#include <time.h>

int main(void)
{
    static timer_t t[300];
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    for (int i = 0; i < 300; i++) {
        must(timer_create(CLOCK_MONOTONIC, &none, &t[i]) == 0); // expect: timer-growth
        usleep(15 * 1000);
    }
    _exit(0);
}
