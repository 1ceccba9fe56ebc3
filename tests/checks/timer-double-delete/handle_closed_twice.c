/* uv_close for the timer of the record in two steps of one shutdown. */
#include "../../packs/include/uv.h"

struct pool {
    uv_loop_t *loop;
    uv_timer_t reaper, stats;
    int size;
};

static void pool_quiet(struct pool *p)
{
    uv_timer_stop(&p->reaper);
    uv_timer_stop(&p->stats);
    uv_close((uv_handle_t *)&p->stats, NULL);
}

void pool_close(struct pool *p)
{
    pool_quiet(p);
    p->size = 0;
    uv_close((uv_handle_t *)&p->reaper, NULL);
    uv_close((uv_handle_t *)&p->stats, NULL); // expect: timer-double-delete
}
