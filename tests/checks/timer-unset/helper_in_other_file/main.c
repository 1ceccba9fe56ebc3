/* The helper drops what the caller has not created on this path. */
#include "clock.h"

int exam(int seconds, int (*question)(void))
{
    timer_t t;
    int rc = -1;

    if (seconds > 0) {
        if (timer_create(CLOCK_MONOTONIC, NULL, &t) != 0)
            return -1;
        rc = clock_arm(t, seconds);
    }
    if (rc == 0)
        rc = question();
    clock_drop(t); // expect: timer-unset
    return rc;
}
