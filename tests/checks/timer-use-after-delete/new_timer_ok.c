/* A new timer takes the place of the deleted one before it is armed. */
#include <signal.h>
#include <time.h>

int watchdog_restart(timer_t *t, int seconds)
{
    struct itimerspec spec = {.it_value = {.tv_sec = seconds}};
    struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};

    timer_delete(*t);
    if (timer_create(CLOCK_MONOTONIC, &ev, t) < 0)
        return -1;
    return timer_settime(*t, 0, &spec, NULL);
}
