/* What follows the deletion belongs to the other path. */
#include <signal.h>
#include <time.h>

int work(void);

int bounded(timer_t t, const struct itimerspec *when)
{
    int tries = 0;

    if (when == NULL) {
        timer_delete(t);
        return 0;
    }
    do {
        if (timer_settime(t, 0, when, NULL) < 0)
            goto fail;
    } while (work() > 0 && ++tries < 3);
    return tries;
fail:
    timer_delete(t);
    return -1;
}
