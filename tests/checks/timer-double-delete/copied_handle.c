/* Two names, one timer. */
#include <signal.h>
#include <time.h>

int swap_timers(const struct itimerspec *when, timer_t *current)
{
    timer_t fresh, old;

    if (timer_create(CLOCK_MONOTONIC, NULL, &fresh) < 0)
        return -1;
    old = fresh;
    if (timer_settime(fresh, 0, when, NULL) < 0) {
        timer_delete(fresh);
        timer_delete(old); // expect: timer-double-delete
        return -1;
    }
    *current = fresh;
    return 0;
}
