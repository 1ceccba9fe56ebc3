#include "clock.h"

int clock_arm(timer_t t, int seconds)
{
    struct itimerspec spec = {.it_value = {.tv_sec = seconds}};
    return timer_settime(t, 0, &spec, NULL);
}

void clock_drop(timer_t t)
{
    timer_delete(t);
}
