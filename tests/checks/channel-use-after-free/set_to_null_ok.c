#include "../../stubs/chan.h"

struct bus {
    chan_t *events;
};

void bus_close(struct bus *b)
{
    if (b->events)
        chan_dispose(b->events);
    b->events = NULL;
}

int bus_put(struct bus *b, void *v)
{
    bus_close(b);
    b->events = chan_init(1);
    if (!b->events)
        return -1;
    return chan_send(b->events, v);
}
