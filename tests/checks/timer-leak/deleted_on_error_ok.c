/* The error path deletes what it created. */
#include <signal.h>
#include <time.h>

int alarm_after(int seconds, timer_t *out)
{
    timer_t t;
    struct itimerspec spec = {.it_value = {.tv_sec = seconds}};
    struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};

    if (timer_create(CLOCK_MONOTONIC, &ev, &t) < 0)
        return -1;
    if (timer_settime(t, 0, &spec, NULL) < 0) {
        timer_delete(t);
        return -1;
    }
    *out = t;
    return 0;
}

void alarm_cancel(timer_t t)
{
    timer_delete(t);
}
