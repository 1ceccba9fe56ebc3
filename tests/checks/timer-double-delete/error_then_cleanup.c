/* The error path deletes and jumps to the cleanup, which deletes as well. */
#include <signal.h>
#include <time.h>

int tick(timer_t t);

int run_ticks(int n)
{
    int rc = 0;
    timer_t t;
    struct sigevent ev = {.sigev_notify = SIGEV_NONE};

    if (timer_create(CLOCK_MONOTONIC, &ev, &t) < 0)
        return -1;
    for (int i = 0; i < n; i++) {
        rc = tick(t);
        if (rc < 0) {
            timer_delete(t);
            goto out;
        }
    }
out:
    timer_delete(t); // expect: timer-double-delete
    return rc;
}
