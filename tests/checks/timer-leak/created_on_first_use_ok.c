/* The timer is created when it is set for the first time; setting it again finds it. */
#include <sys/timerfd.h>
#include <unistd.h>

struct alarm {
    int fd;
};

static int alarm_set(struct alarm *a, int ms)
{
    struct itimerspec spec = {.it_value = {.tv_nsec = ms * 1000000L}};
    int rc = -1;

    if (a->fd < 0)
        a->fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    if (a->fd >= 0)
        rc = timerfd_settime(a->fd, 0, &spec, NULL);
    return rc;
}

int main(void)
{
    struct alarm a = {.fd = -1};
    int rc = alarm_set(&a, 10) < 0 || alarm_set(&a, 20) < 0;

    if (a.fd >= 0)
        close(a.fd);
    return rc;
}
