/* One shot needs no timer, and the end deletes one all the same. */
#include <signal.h>
#include <time.h>

struct ticker {
    long period_ns;
    int rounds;
};

int tick_wait(void);

int ticker_run(const struct ticker *t)
{
    timer_t id;

    if (t->period_ns > 0) {
        struct itimerspec spec = {{0, t->period_ns}, {0, t->period_ns}};
        if (timer_create(CLOCK_MONOTONIC, NULL, &id) != 0)
            return -1;
        timer_settime(id, 0, &spec, NULL);
    }
    for (int i = 0; i < t->rounds; i++)
        if (tick_wait() < 0)
            break;
    return timer_delete(id); // expect: timer-unset
}
