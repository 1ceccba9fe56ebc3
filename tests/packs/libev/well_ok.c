#include <stdlib.h>

#include "../include/ev.h"

struct peer {
    ev_timer timeout;
    ev_periodic report;
    int fd, active;
};

static ev_timer tick;

static void peer_free(struct ev_loop *loop, struct peer *p)
{
    ev_timer_stop(loop, &p->timeout);
    ev_periodic_stop(loop, &p->report);
    free(p);
}

static void on_timeout(struct ev_loop *loop, ev_timer *w, int revents)
{
    struct peer *p = w->data;
    p->fd = -revents;
    peer_free(loop, p);
}

void set_up(struct ev_loop *loop)
{
    ev_timer_init(&tick, on_timeout, 1., 1.);
    ev_timer_start(loop, &tick);
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
        peer_free(loop, p);
        return NULL;
    }
    p->fd = fd;
    return p;
}

void dropped(struct ev_loop *loop, struct peer *p)
{
    ev_timer_init(&p->timeout, on_timeout, 30., 0.);
    ev_timer_start(loop, &p->timeout);
    p->active = 0; /* another field of that name */
    if (ev_is_active(&p->timeout))
        ev_timer_stop(loop, &p->timeout);
    free(p);
}

/* `again` stops a timer that does not repeat any more */
void stopped_by_again(struct ev_loop *loop, struct peer *p)
{
    ev_timer_start(loop, &p->timeout);
    p->timeout.repeat = 0.;
    ev_timer_again(loop, &p->timeout);
    free(p);
}

int waited(double seconds)
{
    struct peer p = {.fd = 0};
    ev_timer t;
    struct ev_loop *loop = ev_loop_new(0);
    if (!loop)
        return -1;
    t.data = &p;
    ev_timer_init(&t, on_timeout, seconds, 0.);
    ev_timer_start(loop, &t);
    ev_run(loop, 0);
    ev_loop_destroy(loop);
    return p.fd;
}
