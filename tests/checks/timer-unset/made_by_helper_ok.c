/* A helper without a body, or one of this file, makes the timer. */
#include <signal.h>
#include <time.h>

int make_timer(timer_t *t, int signo);

static int make_silent(timer_t *t)
{
    struct sigevent ev = {.sigev_notify = SIGEV_NONE};
    return timer_create(CLOCK_MONOTONIC, &ev, t);
}

int measure(const struct itimerspec *when, struct itimerspec *left)
{
    timer_t a, b;

    if (make_timer(&a, SIGRTMIN) < 0)
        return -1;
    if (make_silent(&b) < 0) {
        timer_delete(a);
        return -1;
    }
    timer_settime(a, 0, when, NULL);
    timer_settime(b, 0, when, NULL);
    timer_gettime(b, left);
    timer_delete(a);
    return timer_delete(b);
}
