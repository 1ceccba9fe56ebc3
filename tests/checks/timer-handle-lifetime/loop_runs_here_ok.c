/* The loop runs until the timer is done, in this function or in one that it calls. */
#include "../../packs/include/event.h"
#include "../../packs/include/uv.h"

struct wait {
    int done;
    uv_loop_t loop;
};

static void on_timer(uv_timer_t *handle)
{
    struct wait *w = handle->data;
    w->done = 1;
    uv_close((uv_handle_t *)handle, NULL);
}

static void drain(struct wait *w)
{
    while (!w->done)
        uv_run(&w->loop, UV_RUN_ONCE);
    uv_run(&w->loop, UV_RUN_DEFAULT);
}

int wait_ms(uint64_t ms)
{
    struct wait w = {.done = 0};
    uv_timer_t timer;

    if (uv_loop_init(&w.loop) != 0)
        return -1;
    uv_timer_init(&w.loop, &timer);
    timer.data = &w;
    uv_timer_start(&timer, on_timer, ms, 0);
    drain(&w);
    return uv_loop_close(&w.loop);
}

static void on_event(evutil_socket_t fd, short what, void *arg)
{
    *(int *)arg = 1 + fd + what;
}

int pause_for(struct event_base *base, const struct timeval *tv)
{
    int fired = 0;
    struct event timer;

    evtimer_assign(&timer, base, on_event, &fired);
    evtimer_add(&timer, tv);
    while (!fired)
        if (event_base_loop(base, EVLOOP_ONCE) < 0)
            break;
    return fired ? 0 : -1;
}
