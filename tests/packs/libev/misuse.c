#include <stdlib.h>

#include "../include/ev.h"

struct peer {
    ev_timer timeout;
    ev_periodic report;
    int fd;
};

static void on_timeout(struct ev_loop *loop, ev_timer *w, int revents)
{
    struct peer *p = w->data;
    p->fd = -revents;
    ev_break(loop, 1);
}

void on_the_stack(struct ev_loop *loop, struct peer *p)
{
    ev_timer t;
    ev_timer_init(&t, on_timeout, 5., 0.);
    t.data = p;
    ev_timer_start(loop, &t); // expect: timer-handle-lifetime
}

struct peer *made(struct ev_loop *loop, int fd)
{
    struct peer *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->timeout.data = p;
    ev_timer_init(&p->timeout, on_timeout, 30., 0.);
    ev_timer_start(loop, &p->timeout);
    if (fd < 0) {
        free(p); // expect: timer-handle-lifetime
        return NULL;
    }
    p->fd = fd;
    return p;
}

void one_of_two(struct ev_loop *loop, struct peer *p)
{
    ev_timer_start(loop, &p->timeout);
    ev_periodic_start(loop, &p->report);
    p->fd = -1;
    ev_timer_stop(loop, &p->timeout);
    free(p); // expect: timer-handle-lifetime
}
