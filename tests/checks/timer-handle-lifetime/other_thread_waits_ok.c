/* The loop runs in another thread; this one waits until the timer has told it to go on. */
#include "../../packs/include/uv.h"

struct sync {
    uv_sem_t fired;
};

static void on_closed(uv_handle_t *handle)
{
    struct sync *s = handle->data;
    uv_sem_post(&s->fired);
}

static void on_timer(uv_timer_t *handle)
{
    uv_close((uv_handle_t *)handle, on_closed);
}

void sleep_on(uv_loop_t *loop, uint64_t ms)
{
    struct sync s;
    uv_timer_t timer;

    uv_sem_init(&s.fired, 0);
    uv_timer_init(loop, &timer);
    timer.data = &s;
    uv_timer_start(&timer, on_timer, ms, 0);
    uv_sem_wait(&s.fired);
    uv_sem_destroy(&s.fired);
}
