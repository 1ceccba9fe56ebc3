/* The event is freed when too many tries failed, and added again below. */
#include <stddef.h>

#include "../../packs/include/event.h"

struct upstream {
    struct event *retry;
    int failures;
};

int upstream_failed(struct upstream *u, const struct timeval *in)
{
    if (++u->failures > 5) {
        event_del(u->retry);
        event_free(u->retry);
    }
    return evtimer_add(u->retry, in); // expect: timer-use-after-delete
}
