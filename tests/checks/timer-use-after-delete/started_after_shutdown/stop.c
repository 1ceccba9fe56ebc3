#include <stddef.h>

#include "server.h"

void server_stop(struct server *s)
{
    s->stopping = 1;
    uv_timer_stop(&s->idle);
    uv_close((uv_handle_t *)&s->idle, NULL);
}
