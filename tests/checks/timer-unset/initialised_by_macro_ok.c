/* What initialises a watcher of libev is macros: no call shows it. */
#include "../../packs/include/ev.h"

static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
    (void)revents;
    ev_timer_stop(loop, w);
    ev_break(loop, 2);
}

int wait_for(struct ev_loop *loop, double seconds)
{
    ev_timer timer;

    ev_timer_init(&timer, on_timer, seconds, 0.);
    ev_timer_start(loop, &timer);
    ev_run(loop, 0);
    ev_timer_stop(loop, &timer);
    return timer.pending;
}
