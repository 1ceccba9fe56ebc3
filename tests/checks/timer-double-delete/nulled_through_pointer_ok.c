/* The helper frees and sets the owner's pointer to NULL, two calls deep. */
#include <stddef.h>

#include "../../packs/include/event.h"

struct query {
    struct event *timeout, *retry;
    void *reply;
};

static void event_drop(struct event **ev)
{
    if (*ev == NULL)
        return;
    event_free(*ev);
    *ev = NULL;
}

static void query_quiet(struct query *q)
{
    event_drop(&q->timeout);
    if (q->retry) {
        event_free(q->retry);
        q->retry = NULL;
    }
    if (q->reply)
        q->reply = NULL;
}

void query_end(struct query *q, int error)
{
    if (error)
        query_quiet(q);
    query_quiet(q);
    event_drop(&q->timeout);
}
