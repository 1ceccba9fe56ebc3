/* The descriptor is closed by stop() and armed by the next start(). */
#include <sys/timerfd.h>
#include <unistd.h>

struct blink {
    int fd;
    unsigned period;
};

static void blink_stop(struct blink *b)
{
    close(b->fd);
}

static int blink_set(struct blink *b, unsigned ms)
{
    struct itimerspec spec = {.it_value = {.tv_nsec = ms * 1000000L}};
    b->period = ms;
    return timerfd_settime(b->fd, 0, &spec, NULL);
}

int blink_run(unsigned ms)
{
    struct blink b = {.fd = timerfd_create(CLOCK_MONOTONIC, 0)};
    int rc;

    if (b.fd < 0)
        return -1;
    rc = blink_set(&b, ms);
    blink_stop(&b);
    if (rc < 0)
        rc = blink_set(&b, 1000); // expect: timer-use-after-delete
    return rc;
}
