/* Descriptors closed once, their numbers reused for timers and for other files. */
#include "order.h"
#include <fcntl.h>
#include <sys/timerfd.h>

int main(void)
{
    for (int i = 0; i < 10; i++) {
        int fd = timerfd_create(CLOCK_MONOTONIC, 0);
        must(fd >= 0);
        close(fd);
        fd = open("/dev/null", O_RDONLY);
        close(fd);
    }
    return 0;
}
