#include "../../stubs/neco.h"

struct bus {
    neco_chan *events;
};

void bus_free(struct bus *b)
{
    if (!b->events)
        return;
    neco_chan_release(b->events);
    b->events = NULL;
}

void bus_end(struct bus *b)
{
    bus_free(b);
    bus_free(b);
}
