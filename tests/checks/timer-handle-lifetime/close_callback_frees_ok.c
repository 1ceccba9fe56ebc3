/* The record is freed by the callback that says that the handle is closed. */
#include <stdlib.h>

#include "../../packs/include/uv.h"

struct session {
    uv_timer_t keepalive;
    char *name;
};

static void on_keepalive(uv_timer_t *handle)
{
    struct session *s = handle->data;
    s->name[0]++;
}

static void on_closed(uv_handle_t *handle)
{
    struct session *s = handle->data;
    free(s->name);
    free(s);
}

static void session_close(struct session *s)
{
    uv_timer_stop(&s->keepalive);
    if (!uv_is_closing((uv_handle_t *)&s->keepalive))
        uv_close((uv_handle_t *)&s->keepalive, on_closed);
}

struct session *session_new(uv_loop_t *loop, const char *name)
{
    struct session *s = calloc(1, sizeof *s);

    if (!s)
        return NULL;
    if (uv_timer_init(loop, &s->keepalive) != 0) {
        free(s);
        return NULL;
    }
    s->keepalive.data = s;
    s->name = calloc(1, 64);
    if (!s->name || uv_timer_start(&s->keepalive, on_keepalive, 10, 10) != 0) {
        session_close(s);
        return NULL;
    }
    s->name[0] = name[0];
    return s;
}
