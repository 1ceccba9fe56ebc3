// Objects with a timer each pile up in a list.
// run: --growth-every=200
#include "order.h"
#include <list>
#include <signal.h>
#include <time.h>

class lease {
    timer_t t;

  public:
    lease()
    {
        struct sigevent ev = {};
        ev.sigev_notify = SIGEV_NONE;
        must(timer_create(CLOCK_MONOTONIC, &ev, &t) == 0); // expect: timer-growth
    }
    ~lease()
    {
        timer_delete(t);
    }
};

int main()
{
    std::list<lease> all;
    for (int i = 0; i < 300; i++) {
        all.emplace_back();
        usleep(15 * 1000);
    }
    _exit(0);
}
