/* The record says that there is nothing to close any more. */
#include <stdlib.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct ticker {
    int fd;
};

static void ticker_stop(struct ticker *t)
{
    if (t->fd >= 0) {
        close(t->fd);
        t->fd = -1;
    }
}

static void ticker_free(struct ticker *t)
{
    ticker_stop(t);
    free(t);
}

int ticker_once(const struct itimerspec *when)
{
    struct ticker *t = calloc(1, sizeof *t);
    if (!t)
        return -1;
    t->fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    if (t->fd >= 0 && timerfd_settime(t->fd, 0, when, NULL) == 0)
        ticker_stop(t);
    ticker_stop(t);
    ticker_free(t);
    return 0;
}
