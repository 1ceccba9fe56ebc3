#include "../../stubs/neco.h"

struct bus {
    neco_chan *events;
};

static void bus_stop(struct bus *b)
{
    neco_chan_close(b->events);
}

static void bus_free(struct bus *b)
{
    neco_chan_close(b->events);
    neco_chan_release(b->events);
}

void bus_cycle(struct bus *b, int *event)
{
    neco_chan_send(b->events, event);
    bus_stop(b);
    bus_free(b); // expect: channel-double-close
}
