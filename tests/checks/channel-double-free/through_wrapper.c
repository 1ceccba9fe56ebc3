#include "../../stubs/chan.h"

struct bus {
    chan_t *events;
};

static void bus_free(struct bus *b)
{
    chan_dispose(b->events);
}

void bus_end(struct bus *b)
{
    bus_free(b);
    bus_free(b); // expect: channel-double-free
}
