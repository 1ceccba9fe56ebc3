/* A handle on the stack is started and was never initialised. */
#include "../../packs/include/uv.h"

static int fired;

static void on_fire(uv_timer_t *handle)
{
    fired++;
    uv_timer_stop(handle);
}

int fire_after(uv_loop_t *loop, uint64_t ms)
{
    uv_timer_t timer;

    timer.data = loop;
    if (uv_timer_start(&timer, on_fire, ms, 0) != 0) // expect: timer-unset
        return -1;
    return uv_run(loop, UV_RUN_DEFAULT);
}
