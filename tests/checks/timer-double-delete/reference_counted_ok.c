/* Every reference of a source is given up once. */
#include "../../packs/include/glib.h"

typedef struct {
    GSource *source;
    guint id;
} Beat;

static gboolean beat(gpointer data)
{
    return ((Beat *)data)->id != 0;
}

void beat_start(Beat *b, GMainContext *context)
{
    GSource *source = g_timeout_source_new(100);

    g_source_set_callback(source, beat, b, NULL);
    b->id = g_source_attach(source, context);
    b->source = g_source_ref(source);
    g_source_unref(source);
}

void beat_stop(Beat *b)
{
    g_source_destroy(b->source);
    g_source_unref(b->source);
    b->source = NULL;
}

void beat_restart(Beat *b)
{
    if (b->id)
        g_source_remove(b->id);
    b->id = g_timeout_add(100, beat, b);
    if (b->id)
        g_source_remove(b->id);
    b->id = 0;
}
