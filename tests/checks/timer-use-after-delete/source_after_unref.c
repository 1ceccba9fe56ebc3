/* The only reference is gone before the source is attached. */
#include "../../packs/include/glib.h"

static gboolean tick(gpointer data)
{
    return ++*(int *)data < 10;
}

guint ticker_add(GMainContext *context, int *count)
{
    GSource *source = g_timeout_source_new(100);

    g_source_set_callback(source, tick, count, NULL);
    g_source_unref(source);
    return g_source_attach(source, context); // expect: timer-use-after-delete
}
