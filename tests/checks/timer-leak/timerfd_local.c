/* The descriptor of the timer is local and never closed. */
#include <stdint.h>
#include <sys/timerfd.h>
#include <unistd.h>

long measure(int ms)
{
    uint64_t expired = 0;
    struct itimerspec spec = {.it_value = {.tv_nsec = ms * 1000000L}};
    int fd = timerfd_create(CLOCK_MONOTONIC, 0); // expect: timer-leak

    if (fd < 0)
        return -1;
    timerfd_settime(fd, 0, &spec, NULL);
    if (read(fd, &expired, sizeof expired) != sizeof expired)
        expired = 0;
    return (long)expired;
}
