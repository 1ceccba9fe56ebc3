/* The id is zero when the option is off; zero is no source. */
#include "../../packs/include/glib.h"

typedef struct {
    gboolean animate;
    int frame;
    GMainLoop *loop;
} View;

static gboolean next_frame(gpointer data)
{
    View *view = data;
    view->frame++;
    return G_SOURCE_CONTINUE;
}

void view_run(View *view)
{
    guint id = 0;

    if (view->animate)
        id = g_timeout_add(40, next_frame, view);
    g_main_loop_run(view->loop);
    g_source_remove(id); // expect: timer-unset
}
