#include "../../stubs/chan.h"

struct bus {
    chan_t *events;
};

static void bus_close(struct bus *b)
{
    chan_dispose(b->events);
}

int bus_end(struct bus *b, void **last)
{
    bus_close(b);
    return chan_recv(b->events, last); // expect: channel-use-after-free
}
