#include <signal.h>
#include <stdint.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

int once(const struct itimerspec *when)
{
    timer_t t;
    if (timer_create(CLOCK_MONOTONIC, NULL, &t) != 0)
        return -1;
    int rc = timer_settime(t, 0, when, NULL);
    struct itimerspec now;
    if (rc == 0)
        rc = timer_gettime(t, &now);
    timer_delete(t);
    return rc;
}

int wait_for(const struct itimerspec *when)
{
    uint64_t ticks = 0;
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    if (fd == -1)
        return -1;
    int rc = timerfd_settime(fd, 0, when, NULL);
    if (rc == 0)
        rc = read(fd, &ticks, sizeof ticks) == sizeof ticks ? 0 : -1;
    close(fd);
    return rc;
}

/* the duplicate keeps the timer alive; who closes it is the caller's business */
int second_descriptor(void)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    if (fd < 0)
        return -1;
    int copy = dup(fd);
    close(fd);
    return copy;
}

int handed_out(void)
{
    return timerfd_create(CLOCK_MONOTONIC, 0);
}
