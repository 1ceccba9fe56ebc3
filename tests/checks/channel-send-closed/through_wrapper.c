#include "../../stubs/neco.h"

struct bus {
    neco_chan *events;
};

static void bus_stop(struct bus *b)
{
    neco_chan_close(b->events);
}

static int bus_put(struct bus *b, int *v)
{
    return neco_chan_send(b->events, v);
}

int bus_last(struct bus *b, int v)
{
    bus_stop(b);
    return bus_put(b, &v); // expect: channel-send-closed
}
