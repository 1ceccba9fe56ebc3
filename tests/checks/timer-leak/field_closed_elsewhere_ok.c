/* The descriptor lives in a record; stop closes it. */
#include <sys/timerfd.h>
#include <unistd.h>

struct ticker {
    int fd;
};

int ticker_start(struct ticker *t, int ms)
{
    struct itimerspec spec = {.it_value = {.tv_nsec = ms * 1000000L}};
    t->fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    if (t->fd < 0)
        return -1;
    return timerfd_settime(t->fd, 0, &spec, NULL);
}

void ticker_stop(struct ticker *t)
{
    close(t->fd);
    t->fd = -1;
}
