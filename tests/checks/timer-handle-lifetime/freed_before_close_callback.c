/* The session is freed right after uv_close: the loop still has the timer in its list. */
#include <stdlib.h>

#include "../../packs/include/uv.h"

struct session {
    uv_timer_t keepalive;
    char *name;
    int fd;
};

static void on_keepalive(uv_timer_t *handle)
{
    struct session *s = handle->data;
    s->fd++;
}

struct session *session_new(uv_loop_t *loop, int fd)
{
    struct session *s = calloc(1, sizeof *s);

    if (s == NULL)
        return NULL;
    s->fd = fd;
    uv_timer_init(loop, &s->keepalive);
    s->keepalive.data = s;
    uv_timer_start(&s->keepalive, on_keepalive, 1000, 1000);
    return s;
}

void session_free(struct session *s)
{
    uv_timer_stop(&s->keepalive);
    uv_close((uv_handle_t *)&s->keepalive, NULL);
    free(s->name);
    free(s); // expect: timer-handle-lifetime
}
