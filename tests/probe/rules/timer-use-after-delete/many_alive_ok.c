/* Hundreds of timers, created and deleted in no particular order, used only while they live. */
#include "order.h"
#include <signal.h>
#include <time.h>

int main(void)
{
    static timer_t t[200];
    struct itimerspec when = {.it_value.tv_sec = 100};
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 200; i++)
            must(timer_create(CLOCK_MONOTONIC, &none, &t[i]) == 0);
        for (int i = 0; i < 200; i++)
            must(timer_settime(t[i * 7 % 200], 0, &when, NULL) == 0);
        for (int i = 0; i < 200; i++)
            timer_delete(t[i * 3 % 200]);
    }
    return 0;
}
