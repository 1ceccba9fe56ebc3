#include <stdlib.h>

#include "../include/event.h"

struct conn {
    struct event_base *base;
    struct event *retry;
    struct event timeout;
    int tries;
};

static const struct timeval second = {1, 0};

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    struct conn *c = arg;
    c->tries += fd + what;
}

int lost(struct conn *c)
{
    struct event *ev = evtimer_new(c->base, on_timer, c); // expect: timer-leak
    if (!ev)
        return -1;
    return evtimer_add(ev, &second);
}

int freed_twice(struct conn *c)
{
    struct event *ev = evtimer_new(c->base, on_timer, c);
    if (!ev)
        return -1;
    int rc = event_add(ev, &second);
    if (rc < 0)
        event_free(ev);
    event_free(ev); // expect: timer-double-delete
    return rc;
}

void armed_after_free(struct conn *c)
{
    event_free(c->retry);
    evtimer_add(c->retry, &second); // expect: timer-use-after-delete
}

int on_the_stack(struct conn *c)
{
    struct event once;
    evtimer_assign(&once, c->base, on_timer, c); // expect: timer-handle-lifetime
    return evtimer_add(&once, &second);
}

void freed_while_pending(struct event_base *base)
{
    struct conn *c = calloc(1, sizeof *c);
    if (!c)
        return;
    evtimer_assign(&c->timeout, base, on_timer, c);
    evtimer_add(&c->timeout, &second);
    if (c->tries == 0)
        free(c); // expect: timer-handle-lifetime
}

int callback_of_a_local(struct event_base *base, struct event **out)
{
    struct conn c = {.base = base};
    c.retry = evtimer_new(base, on_timer, &c); // expect: timer-handle-lifetime
    if (!c.retry)
        return -1;
    *out = c.retry;
    return evtimer_add(c.retry, &second);
}

int still_locked(struct bufferevent *bev, struct conn *c)
{
    bufferevent_lock(bev);
    if (c->tries > 3)
        return -1; // expect: lock-held-at-return
    bufferevent_unlock(bev);
    return 0;
}
