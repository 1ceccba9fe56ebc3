/* stop() closes the descriptor and does not say so in the record; the destructor closes it again. */
#include <stdlib.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct ticker {
    int fd, running;
};

static void ticker_stop(struct ticker *t)
{
    close(t->fd);
    t->running = 0;
}

static void ticker_free(struct ticker *t)
{
    close(t->fd);
    free(t);
}

int ticker_once(const struct itimerspec *when)
{
    struct ticker *t = calloc(1, sizeof *t);
    if (!t)
        return -1;
    t->fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    if (t->fd < 0) {
        free(t);
        return -1;
    }
    t->running = 1;
    timerfd_settime(t->fd, 0, when, NULL);
    ticker_stop(t);
    ticker_free(t); // expect: timer-double-delete
    return 0;
}
