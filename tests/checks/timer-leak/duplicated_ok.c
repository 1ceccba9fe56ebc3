/* The descriptor goes on under another number. */
#include <sys/timerfd.h>
#include <unistd.h>

int timer_at(int number, const struct itimerspec *when)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);

    if (fd < 0)
        return -1;
    if (fd != number) {
        if (dup2(fd, number) < 0) {
            close(fd);
            return -1;
        }
        close(fd);
    }
    return timerfd_settime(number, 0, when, NULL);
}
