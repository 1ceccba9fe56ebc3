/* A flag says whether there is a timer. */
#include <signal.h>
#include <stdbool.h>
#include <time.h>

int tick_wait(void);

int ticker_run(long period_ns, int rounds)
{
    timer_t id;
    bool have_timer = false;

    if (period_ns > 0) {
        struct itimerspec spec = {{0, period_ns}, {0, period_ns}};
        if (timer_create(CLOCK_MONOTONIC, NULL, &id) != 0)
            return -1;
        have_timer = true;
        timer_settime(id, 0, &spec, NULL);
    }
    while (rounds-- > 0)
        if (tick_wait() < 0)
            break;
    if (have_timer)
        timer_delete(id);
    return rounds;
}
