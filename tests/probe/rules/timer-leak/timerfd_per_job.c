/* A timer descriptor for every job, closed on the good path only. */
#include "order.h"
#include <sys/timerfd.h>

static int job(int fails)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC); // expect: timer-leak
    must(fd >= 0);
    if (fails)
        return -1;
    close(fd);
    return 0;
}

int main(void)
{
    for (int i = 0; i < 6; i++)
        job(i % 2);
    return 0;
}
