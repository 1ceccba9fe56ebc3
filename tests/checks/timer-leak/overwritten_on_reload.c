/* A reload creates the timer again into the same field. */
#include <signal.h>
#include <time.h>

struct watchdog {
    timer_t id;
    int seconds;
};

static int watchdog_create(struct watchdog *w)
{
    struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
    return timer_create(CLOCK_MONOTONIC, &ev, &w->id);
}

int read_config(struct watchdog *w);

int watchdog_run(struct watchdog *w)
{
    struct itimerspec spec = {.it_value = {.tv_sec = w->seconds}};

    if (watchdog_create(w) < 0)
        return -1;
    if (timer_settime(w->id, 0, &spec, NULL) < 0 || w->seconds > 60) {
        w->seconds = 60;
        if (timer_create(CLOCK_REALTIME, NULL, &w->id) < 0) // expect: timer-leak
            return -1;
    }
    return timer_delete(w->id);
}
