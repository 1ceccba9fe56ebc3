// A moved-from owner has deleted the timer, a copy of the handle is armed.
#include "order.h"
#include <signal.h>
#include <time.h>

struct timer {
    timer_t id;
    timer()
    {
        struct sigevent ev = {};
        ev.sigev_notify = SIGEV_NONE;
        must(timer_create(CLOCK_MONOTONIC, &ev, &id) == 0);
    }
    void every(long ms)
    {
        struct itimerspec v = {};
        v.it_interval.tv_nsec = v.it_value.tv_nsec = ms * 1000000;
        timer_settime(id, 0, &v, nullptr); // expect: timer-use-after-delete
    }
    void stop()
    {
        timer_delete(id);
    }
};

int main()
{
    timer a;
    timer b = a;
    a.every(500);
    a.stop();
    b.every(500);
}
