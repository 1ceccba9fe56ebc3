/* libev needs no more than a stop, here in a helper that stops what is active. */
#include <stdlib.h>

#include "../../packs/include/ev.h"

struct client {
    ev_timer read_timer, total_timer;
    int tls;
};

static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
    (void)revents;
    ev_timer_stop(loop, w);
}

static void client_free(struct ev_loop *loop, struct client *c)
{
    if (ev_is_active(&c->read_timer))
        ev_timer_stop(loop, &c->read_timer);
    ev_timer_stop(loop, &c->total_timer);
    free(c);
}

int client_probe(struct ev_loop *loop, double limit, int tls)
{
    struct client *c = calloc(1, sizeof *c);
    if (!c)
        return -1;
    c->tls = tls;
    ev_timer_init(&c->read_timer, on_timer, limit / 4, 0.);
    ev_timer_init(&c->total_timer, on_timer, limit, 0.);
    if (tls)
        ev_timer_start(loop, &c->read_timer);
    ev_timer_start(loop, &c->total_timer);
    if (tls > 2) {
        client_free(loop, c);
        return -1;
    }
    return 0;
}
