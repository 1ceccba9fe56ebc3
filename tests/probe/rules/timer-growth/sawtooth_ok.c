/* Batches of timers that are deleted together. */
// run: --growth-every=250
#include "order.h"
#include <signal.h>
#include <time.h>

int main(void)
{
    timer_t t[40];
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 40; i++) {
            must(timer_create(CLOCK_MONOTONIC, &none, &t[i]) == 0);
            usleep(12 * 1000);
        }
        for (int i = 0; i < 40; i++)
            timer_delete(t[i]);
        usleep(100 * 1000);
    }
    return 0;
}
