/* The pointer is NULL until the timer is needed, and asked before it is used. */
#include <stddef.h>

#include "../../packs/include/event.h"
#include "../../packs/include/glib.h"

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    *(int *)arg = fd + what;
}

static gboolean next_frame(gpointer data)
{
    return ++*(int *)data < 100;
}

int maybe_timed(struct event_base *base, const struct timeval *tv, int *state)
{
    struct event *timer = NULL;

    if (tv != NULL) {
        timer = evtimer_new(base, on_timer, state);
        if (!timer)
            return -1;
        evtimer_add(timer, tv);
    }
    event_base_dispatch(base);
    if (timer)
        event_free(timer);
    return *state;
}

void maybe_animated(gboolean animate, GMainLoop *loop, int *frame)
{
    guint id = 0;

    if (animate)
        id = g_timeout_add(40, next_frame, frame);
    g_main_loop_run(loop);
    if (id > 0 && *frame < 100)
        g_source_remove(id);
}
