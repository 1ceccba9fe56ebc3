/* The event is pending when it is freed on no path: the error path never armed it. */
#include <stdlib.h>

#include "../../packs/include/event.h"

struct retry {
    struct event timer;
    int count;
};

static void on_retry(evutil_socket_t fd, short what, void *arg)
{
    struct retry *r = arg;
    (void)fd;
    (void)what;
    if (--r->count == 0)
        free(r);
}

int retry_later(struct event_base *base, const struct timeval *tv, int count)
{
    struct retry *r = malloc(sizeof *r);

    if (!r)
        return -1;
    r->count = count;
    if (evtimer_assign(&r->timer, base, on_retry, r) < 0 || evtimer_add(&r->timer, tv) < 0) {
        free(r);
        return -1;
    }
    return 0;
}

void retry_cancel(struct retry *r)
{
    if (evtimer_pending(&r->timer, NULL))
        evtimer_del(&r->timer);
    free(r);
}
