#include <stdlib.h>

#include "../include/event.h"

struct conn {
    struct event_base *base;
    struct event *retry;
    struct event timeout;
    int tries, fd;
};

static const struct timeval second = {1, 0};
static struct event *housekeeping; /* as long as the program lives */

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    struct conn *c = arg;
    c->tries += fd + what;
}

static void on_once(evutil_socket_t fd, short what, void *arg)
{
    struct event **self = arg;
    (void)fd;
    (void)what;
    event_free(*self);
    free(self);
}

int set_up(struct conn *c)
{
    housekeeping = event_new(c->base, -1, EV_PERSIST, on_timer, c);
    event_add(housekeeping, &second); /* a NULL from event_new is not our subject */
    c->retry = evtimer_new(c->base, on_timer, c);
    if (!c->retry)
        return -1;
    evtimer_assign(&c->timeout, c->base, on_timer, c);
    if (evtimer_add(&c->timeout, &second) < 0 || evtimer_add(c->retry, &second) < 0)
        return -1;
    return 0;
}

void tear_down(struct conn *c)
{
    if (c->retry) {
        event_free(c->retry);
        c->retry = NULL;
    }
    evtimer_del(&c->timeout);
    free(c);
}

void only_when_pending(struct conn *c)
{
    evtimer_add(&c->timeout, &second);
    if (evtimer_pending(&c->timeout, NULL))
        evtimer_del(&c->timeout);
    free(c);
}

int fire_once(struct event_base *base)
{
    struct event **self = malloc(sizeof *self);
    if (!self)
        return -1;
    *self = evtimer_new(base, on_once, self);
    if (!*self) {
        free(self);
        return -1;
    }
    return evtimer_add(*self, &second);
}

int wait_a_second(void)
{
    struct conn c = {.tries = 0};
    struct event timer;
    c.base = event_base_new();
    if (!c.base)
        return -1;
    evtimer_assign(&timer, c.base, on_timer, &c);
    evtimer_add(&timer, &second);
    event_base_dispatch(c.base);
    event_base_free(c.base);
    return c.tries;
}

int stopped_in_time(struct conn *c)
{
    struct event guard;
    evtimer_assign(&guard, c->base, on_timer, c);
    evtimer_add(&guard, &second);
    c->tries = 0;
    return evtimer_del(&guard);
}

/* no timer: a descriptor is watched */
int watch(struct conn *c)
{
    struct event *ev = event_new(c->base, c->fd, EV_READ | EV_PERSIST, on_timer, c);
    if (!ev)
        return -1;
    return event_add(ev, NULL);
}

int nested(struct bufferevent *bev, struct conn *c)
{
    bufferevent_lock(bev);
    bufferevent_lock(bev);
    int n = c->tries;
    bufferevent_unlock(bev);
    bufferevent_unlock(bev);
    return n;
}
