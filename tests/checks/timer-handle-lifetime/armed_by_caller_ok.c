/* The callee arms a timer that its caller owns and keeps. */
#include <stdlib.h>

#include "../../packs/include/uv.h"

struct server {
    uv_loop_t *loop;
    uv_timer_t gc, *extra;
};

static struct server the_server;

static void on_gc(uv_timer_t *handle)
{
    uv_timer_stop(handle);
}

static int start(uv_loop_t *loop, uv_timer_t *timer)
{
    int rc = uv_timer_init(loop, timer);
    return rc ? rc : uv_timer_start(timer, on_gc, 5, 5);
}

int server_start(struct server *s)
{
    static uv_timer_t watchdog;

    s->extra = malloc(sizeof *s->extra);
    if (!s->extra)
        return -1;
    return start(s->loop, &s->gc) || start(s->loop, &watchdog) || start(s->loop, s->extra) ||
           start(s->loop, &the_server.gc);
}
