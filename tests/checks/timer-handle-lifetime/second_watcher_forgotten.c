/* Two timers in one record; the one for the whole request is not stopped. */
#include <stdlib.h>

#include "../../packs/include/ev.h"

struct client {
    ev_timer read_timer, total_timer;
    char *buffer;
};

static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
    struct client *c = w->data;
    c->buffer = NULL;
    (void)loop;
    (void)revents;
}

static void stop_reading(struct ev_loop *loop, struct client *c)
{
    ev_timer_stop(loop, &c->read_timer);
}

void client_probe(struct ev_loop *loop, double limit)
{
    struct client *c = calloc(1, sizeof *c);
    if (!c)
        return;
    ev_timer_init(&c->read_timer, on_timer, limit / 4, 0.);
    ev_timer_init(&c->total_timer, on_timer, limit, 0.);
    c->read_timer.data = c->total_timer.data = c;
    ev_timer_start(loop, &c->read_timer);
    ev_timer_start(loop, &c->total_timer);
    c->buffer = malloc(4096);
    if (!c->buffer) {
        stop_reading(loop, c);
        free(c); // expect: timer-handle-lifetime
    }
}
