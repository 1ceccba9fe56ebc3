/* One timer per worker slot while the program warms up, then no more. */
// run: --growth-every=150
#include "order.h"
#include <signal.h>
#include <time.h>

int main(void)
{
    timer_t t[60];
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    for (int i = 0; i < 60; i++) {
        must(timer_create(CLOCK_MONOTONIC, &none, &t[i]) == 0);
        usleep(25 * 1000);
    }
    usleep(2500 * 1000);
    for (int i = 0; i < 60; i++)
        timer_delete(t[i]);
    return 0;
}
