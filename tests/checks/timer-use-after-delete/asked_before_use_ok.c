/* A flag, or the pointer itself, says that the timer is gone. */
#include <stddef.h>

#include "../../packs/include/event.h"
#include "../../packs/include/uv.h"

struct upstream {
    struct event *retry;
    int failures;
};

int upstream_failed(struct upstream *u, const struct timeval *in)
{
    if (++u->failures > 5) {
        event_free(u->retry);
        u->retry = NULL;
    }
    if (u->retry == NULL)
        return -1;
    return evtimer_add(u->retry, in);
}

struct server {
    uv_timer_t idle;
    int stopping;
};

static void on_idle(uv_timer_t *handle)
{
    uv_timer_stop(handle);
}

static void server_stop(struct server *s)
{
    if (s->stopping)
        return;
    s->stopping = 1;
    uv_close((uv_handle_t *)&s->idle, NULL);
}

void last_request(struct server *s, int failed)
{
    if (failed)
        server_stop(s);
    if (!s->stopping)
        uv_timer_start(&s->idle, on_idle, 60000, 0);
}
