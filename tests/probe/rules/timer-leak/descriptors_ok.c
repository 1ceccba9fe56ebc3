/* Descriptors that are closed in four ways: close, dup2 over it, close_range, an exec'ed child's. */
#include "order.h"
#include <fcntl.h>
#include <sys/timerfd.h>
#include <sys/wait.h>

int main(void)
{
    int a = timerfd_create(CLOCK_MONOTONIC, 0), b = timerfd_create(CLOCK_MONOTONIC, 0);
    int null = open("/dev/null", O_RDONLY);
    dup2(null, a);
    close(a);
    close(null);
    close_range((unsigned)b, (unsigned)b, 0);
    for (int i = 0; i < 10; i++) {
        int fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK);
        must(fd >= 0);
        close(fd);
    }
    return 0;
}
