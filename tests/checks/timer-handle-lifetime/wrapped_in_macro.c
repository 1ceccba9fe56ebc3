/* The timer is started through a macro, in a block of its own. */
#include "../../packs/include/uv.h"

#define CHECK(call)       \
    do {                  \
        if ((call) != 0)  \
            return -1;    \
    } while (0)
#define START(timer, ms) uv_timer_start((timer), on_tick, (ms), (ms))

struct stats {
    uv_loop_t *loop;
    int enabled;
    unsigned long ticks;
};

static void on_tick(uv_timer_t *handle)
{
    ((struct stats *)handle->data)->ticks++;
}

int stats_enable(struct stats *st)
{
    if (!st->enabled) {
        uv_timer_t timer;
        CHECK(uv_timer_init(st->loop, &timer)); // expect: timer-handle-lifetime
        timer.data = st;
        CHECK(START(&timer, 1000));
        st->enabled = 1;
    }
    return 0;
}
