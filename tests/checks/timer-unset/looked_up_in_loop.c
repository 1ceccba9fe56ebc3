/* When no device matches, the loop never creates the timer. */
#include <signal.h>
#include <time.h>

struct device {
    int ready, timeout;
};

int watch_first(const struct device *list, int n)
{
    timer_t watchdog;

    for (int i = 0; i < n; i++) {
        struct itimerspec spec = {.it_value = {.tv_sec = list[i].timeout}};
        if (!list[i].ready)
            continue;
        if (timer_create(CLOCK_REALTIME, NULL, &watchdog) < 0)
            return -1;
        timer_settime(watchdog, 0, &spec, NULL);
        break;
    }
    return timer_delete(watchdog); // expect: timer-unset
}
