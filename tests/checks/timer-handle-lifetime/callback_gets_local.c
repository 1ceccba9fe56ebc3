/* The timeout of the main loop is handed the address of a local. */
#include "../../packs/include/glib.h"

typedef struct {
    int fd;
    guint timeout_id;
} Probe;

typedef struct {
    Probe *probe;
    int tries;
} Retry;

static gboolean try_again(gpointer data)
{
    Retry *retry = data;
    return --retry->tries > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

void probe_start(Probe *probe)
{
    Retry retry = {probe, 3};

    if (probe->timeout_id)
        g_source_remove(probe->timeout_id);
    probe->timeout_id = g_timeout_add(500, try_again, &retry); // expect: timer-handle-lifetime
}
