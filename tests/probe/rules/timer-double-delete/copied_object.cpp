// A copied owner deletes the timer of the original.
#include "order.h"
#include <signal.h>
#include <time.h>

struct alarm_clock {
    timer_t t;
    alarm_clock()
    {
        struct sigevent ev = {};
        ev.sigev_notify = SIGEV_NONE;
        must(timer_create(CLOCK_MONOTONIC, &ev, &t) == 0);
    }
    ~alarm_clock()
    {
        timer_delete(t); // expect: timer-double-delete
    }
};

int main()
{
    alarm_clock a;
    {
        alarm_clock b = a;
    }
    return 0;
}
