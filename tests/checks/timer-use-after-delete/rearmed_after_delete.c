/* A deleted timer is armed again. */
#include <signal.h>
#include <time.h>

void *wait_for_signal(void);

int watchdog_restart(timer_t *t, int seconds)
{
    struct itimerspec spec = {.it_value = {.tv_sec = seconds}};
    timer_t old = *t;

    timer_delete(old);
    return timer_settime(old, 0, &spec, NULL); // expect: timer-use-after-delete
}
