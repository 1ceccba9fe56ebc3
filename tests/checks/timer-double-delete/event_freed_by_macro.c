/* The macro frees and does not forget; the end frees again. */
#include <stddef.h>

#include "../../packs/include/event.h"

#define DROP(ev)            \
    do {                    \
        if (ev)             \
            event_free(ev); \
    } while (0)

struct query {
    struct event *timeout;
    int state;
};

void query_fail(struct query *q)
{
    q->state = -1;
    DROP(q->timeout);
}

void query_end(struct query *q, int error)
{
    if (error)
        query_fail(q);
    DROP(q->timeout); // expect: timer-double-delete
    q->timeout = NULL;
}
