/* Closed and created anew, in the callee, before it is armed. */
#include <sys/timerfd.h>
#include <unistd.h>

struct blink {
    int fd;
    unsigned period;
};

static int blink_open(struct blink *b, clockid_t clock)
{
    if (b->fd >= 0)
        close(b->fd);
    b->fd = timerfd_create(clock, TFD_CLOEXEC);
    return b->fd;
}

int blink_change_clock(struct blink *b, clockid_t clock)
{
    struct itimerspec spec = {.it_value = {.tv_nsec = b->period * 1000000L}};

    close(b->fd);
    b->fd = -1;
    if (blink_open(b, clock) < 0)
        return -1;
    return timerfd_settime(b->fd, 0, &spec, NULL);
}
