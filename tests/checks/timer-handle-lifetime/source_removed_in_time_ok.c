/* The callback gets a local, and the source is gone before the local is. */
#include "../../packs/include/glib.h"

typedef struct {
    int polls, limit;
} Poll;

int device_ready(int fd);

static gboolean count(gpointer data)
{
    Poll *poll = data;
    return ++poll->polls < poll->limit;
}

int device_wait(int fd, int limit)
{
    Poll poll = {0, limit};
    guint id = g_timeout_add(10, count, &poll);

    while (!device_ready(fd) && poll.polls < limit)
        g_main_context_iteration(NULL, TRUE);
    g_source_remove(id);
    return poll.polls;
}

int device_check(int fd)
{
    Poll poll = {0, 1};
    guint id = g_idle_add(count, &poll);
    int rc = fd < 0 ? -1 : 0;

    g_source_remove(id);
    return rc;
}
