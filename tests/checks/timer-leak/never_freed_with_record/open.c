#include <stdlib.h>

#include "conn.h"

static void on_retry(evutil_socket_t fd, short what, void *arg)
{
    struct conn *c = arg;
    c->fd = fd + what;
}

struct conn *conn_open(struct event_base *base, int fd)
{
    struct conn *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->fd = fd;
    c->retry = evtimer_new(base, on_retry, c); // expect: timer-leak
    return c;
}

void conn_retry(struct conn *c, const struct timeval *in)
{
    if (c->retry)
        evtimer_add(c->retry, in);
}
