#include "server.h"

static void on_idle(uv_timer_t *handle)
{
    server_stop(handle->data);
}

void server_touch(struct server *s)
{
    uv_timer_start(&s->idle, on_idle, 60000, 0);
}
