#include <stdlib.h>
#include <unistd.h>

#include "conn.h"

static void on_idle(evutil_socket_t fd, short what, void *arg)
{
    struct conn *c = arg;
    c->fd = -1 - fd - what;
}

struct conn *conn_new(struct event_base *base, int fd)
{
    static const struct timeval minute = {60, 0};
    struct conn *c = calloc(1, sizeof *c);

    if (c == NULL)
        return NULL;
    c->base = base;
    c->fd = fd;
    evtimer_assign(&c->idle, base, on_idle, c);
    if (evtimer_add(&c->idle, &minute) != 0) {
        conn_free(c);
        return NULL;
    }
    if (conn_handshake(c) < 0) {
        close(fd);
        conn_free(c); // expect: timer-handle-lifetime
        return NULL;
    }
    return c;
}
