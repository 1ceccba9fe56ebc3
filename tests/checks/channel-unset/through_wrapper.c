#include "../../stubs/chan.h"

struct bus {
    chan_t *events;
};

static int bus_put(struct bus *b, void *v)
{
    return chan_send(b->events, v);
}

int run(void *v)
{
    struct bus b = {NULL};
    return bus_put(&b, v); // expect: channel-unset
}
