/* Whoever comes second sees that the handle is closing. */
#include "../../packs/include/uv.h"

struct pool {
    uv_timer_t reaper;
    int closed;
};

static void close_once(uv_timer_t *timer)
{
    if (!uv_is_closing((const uv_handle_t *)timer))
        uv_close((uv_handle_t *)timer, NULL);
}

static void close_flagged(struct pool *p)
{
    if (p->closed)
        return;
    p->closed = 1;
    uv_close((uv_handle_t *)&p->reaper, NULL);
}

void pool_close(struct pool *p)
{
    close_once(&p->reaper);
    close_once(&p->reaper);
}

void pool_abort(struct pool *p)
{
    close_flagged(p);
    close_flagged(p);
}
