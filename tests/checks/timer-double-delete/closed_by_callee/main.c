/* The callee deletes what it is given; the caller does so as well. */
#include "timers.h"

int exam(const struct itimerspec *limit, int (*step)(void))
{
    timer_t t;
    int rc;

    if (timer_create(CLOCK_MONOTONIC, NULL, &t) != 0)
        return -1;
    rc = timer_settime(t, 0, limit, NULL);
    if (rc == 0)
        rc = timers_run(t, step);
    timer_delete(t); // expect: timer-double-delete
    return rc;
}
