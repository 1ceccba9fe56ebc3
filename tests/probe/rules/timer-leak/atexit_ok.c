/* Deleted by an atexit handler, and a descriptor closed by a destructor function. */
#include "order.h"
#include <signal.h>
#include <sys/timerfd.h>
#include <time.h>

static timer_t t;
static int fd;

static void stop_timer(void)
{
    timer_delete(t);
}

__attribute__((destructor)) static void close_fd(void)
{
    close(fd);
}

int main(void)
{
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    must(timer_create(CLOCK_MONOTONIC, &none, &t) == 0);
    fd = timerfd_create(CLOCK_MONOTONIC, 0);
    atexit(stop_timer);
    return 0;
}
