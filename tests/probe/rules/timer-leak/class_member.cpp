// An object's constructor creates the timer, its destructor does not delete it.
#include "order.h"
#include <memory>
#include <signal.h>
#include <time.h>
#include <vector>

struct watchdog {
    timer_t t;
    watchdog()
    {
        struct sigevent ev = {};
        ev.sigev_notify = SIGEV_NONE;
        must(timer_create(CLOCK_MONOTONIC, &ev, &t) == 0); // expect: timer-leak
    }
};

int main()
{
    std::vector<std::unique_ptr<watchdog>> all;
    for (int i = 0; i < 4; i++)
        all.push_back(std::make_unique<watchdog>());
    all.clear();
}
