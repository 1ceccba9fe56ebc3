/* A timer descriptor per connection. */
// run: --growth-every=200
#include "order.h"
#include <sys/timerfd.h>

static int connect_one(void)
{
    return timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC); // expect: timer-growth
}

int main(void)
{
    static int fd[300];
    for (int i = 0; i < 300; i++) {
        fd[i] = connect_one();
        must(fd[i] >= 0);
        usleep(15 * 1000);
    }
    _exit(0);
}
