/* A new timer in a variable of its own is armed after the old one is deleted. */
#include <signal.h>
#include <time.h>

int watchdog_replace(timer_t old, timer_t *out, int seconds)
{
    timer_t fresh;
    struct itimerspec spec = {.it_value = {.tv_sec = seconds}};
    struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};

    if (timer_create(CLOCK_MONOTONIC, &ev, &fresh) < 0)
        return -1;
    timer_delete(old);
    if (timer_settime(fresh, 0, &spec, NULL) < 0) {
        timer_delete(fresh);
        return -1;
    }
    *out = fresh;
    return 0;
}
