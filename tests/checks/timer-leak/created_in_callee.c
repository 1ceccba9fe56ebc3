/* The caller gets the descriptor and gives it up on one of its ways out. */
#include <stdint.h>
#include <sys/timerfd.h>
#include <unistd.h>

static int timer_after(long ms)
{
    struct itimerspec spec = {.it_value = {ms / 1000, ms % 1000 * 1000000L}};
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);

    if (fd >= 0 && timerfd_settime(fd, 0, &spec, NULL) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

int poll_device(int dev, long ms)
{
    uint64_t expired;
    int fd = timer_after(ms);

    if (fd < 0)
        return -1;
    while (read(dev, &expired, 1) == 0)
        if (read(fd, &expired, sizeof expired) < 0)
            return -1; // expect: timer-leak
    close(fd);
    return 0;
}
