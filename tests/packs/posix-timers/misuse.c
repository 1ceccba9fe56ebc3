#include <signal.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

int arm_lost(const struct itimerspec *when)
{
    timer_t t;
    if (timer_create(CLOCK_MONOTONIC, NULL, &t) != 0) // expect: timer-leak
        return -1;
    return timer_settime(t, 0, when, NULL);
}

void deleted_twice(void)
{
    timer_t t;
    if (timer_create(CLOCK_MONOTONIC, NULL, &t) != 0)
        return;
    timer_delete(t);
    timer_delete(t); // expect: timer-double-delete
}

int queried_dead(struct itimerspec *now)
{
    timer_t t;
    if (timer_create(CLOCK_MONOTONIC, NULL, &t) != 0)
        return -1;
    timer_delete(t);
    return timer_gettime(t, now); // expect: timer-use-after-delete
}

int descriptor_lost(const struct itimerspec *when)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, 0); // expect: timer-leak
    if (fd < 0)
        return -1;
    return timerfd_settime(fd, 0, when, NULL);
}

int descriptor_dead(const struct itimerspec *when)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    if (fd < 0)
        return -1;
    close(fd);
    return timerfd_settime(fd, 0, when, NULL); // expect: timer-use-after-delete
}
