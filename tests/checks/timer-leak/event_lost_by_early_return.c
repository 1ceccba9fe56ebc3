/* The event is freed at the end, and not on the way out in the middle. */
#include <stddef.h>

#include "../../packs/include/event.h"

struct query {
    struct event_base *base;
    int sent, answered;
};

static void on_timeout(evutil_socket_t fd, short what, void *arg)
{
    struct query *q = arg;
    q->answered = fd + what;
}

int send_query(struct query *q);

int query_run(struct query *q, const struct timeval *limit)
{
    struct event *timeout = evtimer_new(q->base, on_timeout, q);

    if (timeout == NULL)
        return -1;
    if (send_query(q) < 0)
        return -1; // expect: timer-leak
    evtimer_add(timeout, limit);
    q->sent++;
    event_free(timeout);
    return q->sent;
}
