/* The same variable, another descriptor. */
#include <stdint.h>
#include <sys/timerfd.h>
#include <unistd.h>

int measure(clockid_t clock, const struct itimerspec *when, int rounds)
{
    int fd = -1;
    uint64_t n, sum = 0;

    while (rounds-- > 0) {
        if (fd >= 0)
            close(fd);
        fd = timerfd_create(clock, 0);
        if (fd < 0)
            return -1;
        if (timerfd_settime(fd, 0, when, NULL) == 0 && read(fd, &n, sizeof n) == sizeof n)
            sum += n;
    }
    if (fd >= 0)
        close(fd);
    return (int)sum;
}
