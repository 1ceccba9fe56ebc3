/* After the unref the context still has the source: destroying it is fine. */
#include "../../packs/include/glib.h"

typedef struct {
    GSource *source;
    int count;
} Ticker;

static gboolean tick(gpointer data)
{
    return ++((Ticker *)data)->count < 10;
}

void ticker_add(Ticker *t, GMainContext *context, gboolean once)
{
    t->source = g_timeout_source_new(100);
    g_source_set_callback(t->source, tick, t, NULL);
    g_source_attach(t->source, context);
    g_source_unref(t->source);
    if (once)
        g_source_destroy(t->source);
}
