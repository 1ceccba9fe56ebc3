/* One way out deletes. */
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
    for (int i = 0; i < n && rc == 0; i++)
        rc = tick(t);
    timer_delete(t);
    return rc;
}
