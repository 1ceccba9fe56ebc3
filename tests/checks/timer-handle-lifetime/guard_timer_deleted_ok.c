/* A local timer that every way out takes back. */
#include <unistd.h>

#include "../../packs/include/event.h"

static void on_late(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    *(volatile int *)arg = 1;
}

int guarded_write(struct event_base *base, int fd, const char *data, size_t n)
{
    static const struct timeval limit = {2, 0};
    volatile int late = 0;
    struct event guard;
    int rc = -1;

    evtimer_assign(&guard, base, on_late, (void *)&late);
    if (evtimer_add(&guard, &limit) < 0)
        return -1;
    if (n == 0)
        goto out;
    if (write(fd, data, n) == (ssize_t)n)
        rc = 0;
out:
    evtimer_del(&guard);
    return rc;
}
