/* Created and deleted under the same condition. */
#include <signal.h>
#include <time.h>

struct options {
    int timeout;
    unsigned flags;
};
#define OPT_TIMED 4u

int work(void);

int run(const struct options *o)
{
    timer_t deadline;
    int rc;

    if (o->flags & OPT_TIMED) {
        struct itimerspec spec = {.it_value = {.tv_sec = o->timeout}};
        if (timer_create(CLOCK_MONOTONIC, NULL, &deadline) != 0)
            return -1;
        timer_settime(deadline, 0, &spec, NULL);
    }
    rc = work();
    if (o->flags & OPT_TIMED)
        timer_delete(deadline);
    return rc;
}
