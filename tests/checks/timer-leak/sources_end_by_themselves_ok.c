/* What the callback ends, or the owner of a reference, is no leak. */
#include "../../packs/include/event.h"
#include "../../packs/include/glib.h"

typedef struct {
    guint id;
    GSource *source;
    GMainContext *context;
    struct event *housekeeping;
} Daemon;

static Daemon the_daemon;

static gboolean once(gpointer data)
{
    ((Daemon *)data)->id = 0;
    return G_SOURCE_REMOVE;
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    ((Daemon *)arg)->id = (guint)(fd + what);
}

void daemon_start(Daemon *d, struct event_base *base)
{
    static const struct timeval hour = {3600, 0};

    d->id = g_timeout_add(100, once, d);
    g_idle_add(once, d);
    d->source = g_timeout_source_new(100);
    g_source_set_callback(d->source, once, d, NULL);
    g_source_attach(d->source, d->context);
    the_daemon.housekeeping = event_new(base, -1, EV_PERSIST, on_timer, d);
    event_add(the_daemon.housekeeping, &hour);
}

void daemon_stop(Daemon *d)
{
    g_clear_handle_id(&d->id, g_source_remove);
    if (d->source) {
        g_source_destroy(d->source);
        g_source_unref(d->source);
    }
}
