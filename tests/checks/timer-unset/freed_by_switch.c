/* Only one kind of message has a timer; the others delete it too. */
#include <stddef.h>

#include "../../packs/include/event.h"

enum kind { KIND_PING, KIND_DATA, KIND_BYE };

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    *(int *)arg = fd + what;
}

int handle(struct event_base *base, enum kind kind, int *state)
{
    static const struct timeval tv = {5, 0};
    struct event *timer;
    int rc = 0;

    switch (kind) {
    case KIND_PING:
        timer = evtimer_new(base, on_timer, state);
        if (timer == NULL)
            return -1;
        evtimer_add(timer, &tv);
        event_base_dispatch(base);
        break;
    case KIND_DATA:
        *state = 1;
        break;
    default:
        rc = -1;
    }
    event_free(timer); // expect: timer-unset
    return rc;
}
