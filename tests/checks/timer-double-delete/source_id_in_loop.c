/* Every device that answers removes the same source. */
#include "../../packs/include/glib.h"

typedef struct {
    int answers;
} Scan;

int device_answers(int n);

static gboolean give_up(gpointer data)
{
    Scan *scan = data;
    scan->answers = -1;
    return G_SOURCE_REMOVE;
}

int scan_all(Scan *scan, int n)
{
    guint id = g_timeout_add_seconds(5, give_up, scan);

    for (int i = 0; i < n; i++)
        if (device_answers(i)) {
            scan->answers++;
            g_source_remove(id); // expect: timer-double-delete
        }
    return scan->answers;
}
