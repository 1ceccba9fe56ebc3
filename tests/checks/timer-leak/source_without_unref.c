/* Attaching gives the context a reference of its own; the first one is lost. */
#include "../../packs/include/glib.h"

typedef struct {
    GMainContext *context;
    int frames;
} Player;

static gboolean next_frame(gpointer data)
{
    Player *player = data;
    return ++player->frames < 1000;
}

guint player_start(Player *player, guint fps)
{
    GSource *source = g_timeout_source_new(1000 / fps); // expect: timer-leak

    g_source_set_callback(source, next_frame, player, NULL);
    return g_source_attach(source, player->context);
}
